"""Answers that are signed already, kept until they expire or what they say has changed; never more than a number of bytes.

It keeps answers and forgets them; when to do which is told to it.
"""

from datetime import datetime
from typing import NamedTuple

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.answer import Answer
from openmyna.pki.ocsp.issuers import KINDS

OVERHEAD = 1_200
"""Bytes that an entry takes besides its answer: key, headers, the places that hold them (measured)."""


class Asked(NamedTuple):
    """What an answer is of: the same four always have the same answer."""

    authority: AuthorityKind
    serial_number: int
    generation: int
    algorithm: str
    """The kind of digest in the CertID, which the answer repeats."""


class ReadyAnswers:
    """Not safe for several threads by itself: `Answerer` holds its lock."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._answers: dict[Asked, Answer] = {}
        self.size = 0
        """Bytes taken, by its own reckoning."""

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, asked: Asked, now: datetime) -> Answer | None:
        """The answer to give at this instant, if there is one; a clock that was set back makes it too new."""
        answer = self._answers.get(asked)
        if answer is None or answer.produced is None or answer.expires is None:
            return None
        if answer.produced <= now < answer.expires:
            return answer
        self._drop(asked)
        return None

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keep one more; those that were made first leave for it."""
        self._drop(asked)
        self._answers[asked] = answer
        self.size += len(answer.der) + OVERHEAD
        while self.size > self._most and self._answers:
            self._drop(next(iter(self._answers)))

    def forget(self, authority: AuthorityKind, serial_number: int, generations: tuple[int, ...]) -> None:
        """Drop every answer about one certificate."""
        for generation in generations:
            for algorithm in KINDS:
                self._drop(Asked(authority, serial_number, generation, algorithm))

    def forget_all(self) -> None:
        """Drop every answer."""
        self._answers.clear()
        self.size = 0

    def _drop(self, asked: Asked) -> None:
        answer = self._answers.pop(asked, None)
        if answer is not None:
            self.size -= len(answer.der) + OVERHEAD
