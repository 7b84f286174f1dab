"""Card generations as data: which signature scheme P1 chooses and which keys the card makes.

Today's card signs with RSA-2048. The announced next card with P-384 is a preview: its commands are a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from openmyna.iso7816.layout import SignatureScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One generation: name, its words for people, the schemes by P1, the key algorithm."""

    name: str
    ja: str
    en: str
    preview: bool
    algorithm: str
    """`rsa-2048` or `p-384`."""
    schemes: Mapping[int, SignatureScheme]


RSA_2048 = Generation(
    name="rsa2048",
    ja="現行カード (RSA-2048)",
    en="today's card (RSA-2048)",
    preview=False,
    algorithm="rsa-2048",
    schemes={
        0x00: SignatureScheme.RSA_PKCS1_VERBATIM,
        0x01: SignatureScheme.RSA_PKCS1_BARE_SHA256,
        0x02: SignatureScheme.RSA_PKCS1_SHA256_DIGEST,
        0x03: SignatureScheme.RSA_PKCS1_SHA256,
        0x04: SignatureScheme.RSA_PSS_SHA256_DIGEST,
        0x05: SignatureScheme.RSA_PSS_SHA256,
    },
)
P384_PREVIEW = Generation(
    name="p384-preview",
    ja="次期カードの試作 (P-384・推測を含む)",
    en="preview of the next card (P-384; partly a guess)",
    preview=True,
    algorithm="p-384",
    schemes={
        # The card-face and text keys of the preview stay RSA: readers check them as on today's card.
        0x00: SignatureScheme.RSA_PKCS1_VERBATIM,
        0x02: SignatureScheme.ECDSA_SHA384_DIGEST,
        0x03: SignatureScheme.ECDSA_SHA384,
    },
)
GENERATIONS: Mapping[str, Generation] = {item.name: item for item in (RSA_2048, P384_PREVIEW)}
