"""Make the TEST keys of the sandbox that are missing; keys that exist are left alone, since cards were made with them.

Run once by hand: `python scripts/make_test_keys.py`. The files are published with the project, so they protect nothing.
"""

from pathlib import Path

from openmyna.pki.keys import KeyAlgorithm, generate, to_pem
from openmyna.sandbox.keys import CARD_FOLDER, KEY_FOLDER, MARK, NAMED

RSA_KEYS = (
    "authority-sign-1",
    "authority-auth-1",
    "authority-sign-2",
    "authority-auth-2",
    "authority-sign",
    "authority-auth",
    "ocsp-sign-1",
    "ocsp-auth-1",
    "ocsp-sign-2",
    "ocsp-auth-2",
    "ocsp-sign-3",
    "ocsp-auth-3",
    "previous-sign",
    "previous-auth",
    "unknown-authority-sign",
    "unknown-authority-auth",
    "card-root-visual",
    "card-root-text",
    "card-root-manager",
    "card-manager-intermediate",
    "card-manager-key",
    "municipality-visual",
    "municipality-text",
    "terminal-authority",
    "terminal",
)
P_384_KEYS = (
    "authority-sign-p384",
    "authority-auth-p384",
    "ocsp-sign-4",
    "ocsp-auth-4",
    "previous-sign-p384",
    "previous-auth-p384",
    "unknown-authority-sign-p384",
    "unknown-authority-auth-p384",
)

CARD_KEYS = {
    "jpki-sign": KeyAlgorithm.RSA_2048,
    "jpki-auth": KeyAlgorithm.RSA_2048,
    "jpki-sign-p384": KeyAlgorithm.P_384,
    "jpki-auth-p384": KeyAlgorithm.P_384,
    "visual-card": KeyAlgorithm.RSA_2048,
    "text-card": KeyAlgorithm.RSA_2048,
    "text-session": KeyAlgorithm.RSA_2048,
    "common": KeyAlgorithm.RSA_2048,
}
"""The keys of one card, for both generations."""

CARDS = (
    "hanako",
    "adult-ward",
    "alias",
    "altered-photo",
    "baby",
    "bad-data-signature",
    "bad-signature",
    "blocked-pins",
    "blocked-sign-password",
    "child",
    "expired-card",
    "expired-certificates",
    "former-surname",
    "leap-day",
    "leaves",
    "longest",
    "moved",
    "next-generation",
    "no-sign-certificate",
    "old-characters",
    "old-man",
    "one-try-left",
    "overseas",
    "permanent-resident",
    "pinless",
    "renewed",
    "short-stay",
    "slow",
    "special-permanent-resident",
    "suspended",
    "tampered",
    "truncated-certificate",
    "unknown-authority",
    "unknown-birth-date",
)
"""Personas with a chip."""


def make(folder: Path, name: str, algorithm: KeyAlgorithm) -> bool:
    """Write one key file unless it exists; returns whether it was written."""
    path = folder / f"{name}.pem"
    if path.exists():
        return False
    path.write_bytes(f"{MARK}\n".encode() + to_pem(generate(algorithm)))
    return True


def make_bundle(folder: Path, card: str) -> bool:
    """Write the bundle of one card unless it exists; returns whether it was written."""
    path = folder / f"{card}.pem"
    if path.exists():
        return False
    keys = (f"{NAMED}{name}\n".encode() + to_pem(generate(algorithm)) for name, algorithm in CARD_KEYS.items())
    path.write_bytes(f"{MARK}\n".encode() + b"".join(keys))
    return True


def main() -> None:
    """Make what is missing and say what was made."""
    folder, cards = Path(str(KEY_FOLDER)), Path(str(CARD_FOLDER))
    cards.mkdir(parents=True, exist_ok=True)
    wanted = [(name, KeyAlgorithm.RSA_2048) for name in RSA_KEYS] + [(name, KeyAlgorithm.P_384) for name in P_384_KEYS]
    made = [name for name, algorithm in wanted if make(folder, name, algorithm)]
    made += [f"cards/{card}" for card in CARDS if make_bundle(cards, card)]
    print("made: " + (", ".join(made) or "nothing, every key exists"))


if __name__ == "__main__":
    main()
