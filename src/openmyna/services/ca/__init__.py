"""The process that holds the authorities' keys: reached through one Unix socket of its own folder, by nothing else."""
