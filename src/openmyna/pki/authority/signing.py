"""The second step of issuing: exactly what is on record is signed, several at once in two threads.

The library lets go of the interpreter while it signs, so a second thread is a second core.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from openmyna.pki.authority.issuers import Issuers
from openmyna.pki.authority.records import CertificateEntry
from openmyna.pki.profiles.template import assemble


class Signing:
    """Signs the intents of one authority, each with the key of its generation while that is sound."""

    def __init__(self, issuers: Issuers, name: str) -> None:
        self._issuers = issuers
        self._helper = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"{name}-signing")

    def close(self) -> None:
        """End the second thread."""
        self._helper.shutdown()

    def certificates(self, entries: Sequence[CertificateEntry]) -> list[bytes]:
        """The certificate of each entry, in DER form."""
        generations = self._issuers.generations()
        sound = {each.generation: self._issuers.sound(generations, each.generation) for each in entries}
        signers = {number: self._issuers.signer(generation) for number, generation in sound.items()}
        done = [b""] * len(entries)
        # Both threads take from one heap: one that is kept waiting leaves more to the other.
        heap = deque(enumerate(entries))

        def work() -> None:
            while heap:
                try:
                    place, entry = heap.popleft()
                except IndexError:
                    return
                signature = signers[entry.generation].sign(entry.to_be_signed)
                done[place] = assemble(entry.to_be_signed, sound[entry.generation].algorithm, signature)

        if len(entries) == 1:
            work()
            return done
        other = self._helper.submit(work)
        work()
        if not other.cancel():
            other.result()
        return done
