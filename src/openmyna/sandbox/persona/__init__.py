"""What a persona is, and how its file is read and told: one module for each table of the file that has rules of its own.

The shipped files are in `sandbox/personas`; writing one of one's own is in `sandbox/new_persona`.
"""

from openmyna.sandbox.persona.persona import FRESH, OWN, LiveCard, Persona

__all__ = ["FRESH", "OWN", "LiveCard", "Persona"]
