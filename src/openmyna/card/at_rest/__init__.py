"""Where a card rests between two moments: images, the journal of retry counters, locks, the folder that holds them."""
