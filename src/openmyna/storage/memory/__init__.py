"""A register that keeps nothing: for a look at what would be, and for tests. It is gone with the process that made it."""

from openmyna.storage.memory.register import MemoryRegister

__all__ = ["MemoryRegister"]
