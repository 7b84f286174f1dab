"""The person: names, addresses, dates, sex, numbers and secrets, as values with their rules and nothing else."""
