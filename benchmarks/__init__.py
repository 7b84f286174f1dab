"""What openmyna costs, always beside a peer or the physical limit in the same run."""
