"""A refusal on its way out of the chip: raised with its status word anywhere inside, answered in one place."""


class Refusal(Exception):
    """The command is refused with this status word; never leaves the chip as an exception."""

    def __init__(self, sw: int) -> None:
        self.sw = sw
        super().__init__(f"{sw:04X}")
