"""The drawn portrait: `portrait` is the whole of it, `traits` are chosen, `figure` measures, and the others draw its parts.

It is a look-alike marked 見本 and shows nobody.
"""

from openmyna.face.portrait.portrait import Portrait

__all__ = ["Portrait"]
