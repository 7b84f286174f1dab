"""Make the TEST keys of the sandbox that are missing; keys that exist are left alone, since cards were made with them.

Run once by hand: `python scripts/make_test_keys.py`. The files are published with the project, so they protect nothing.
"""

from pathlib import Path

from openmyna.pki import keys
from openmyna.sandbox.keys import KEY_FOLDER, MARK

RSA_KEYS = (
    "authority-sign",
    "authority-auth",
    "card-root-visual",
    "card-root-text",
    "card-root-manager",
    "card-manager-intermediate",
    "card-manager-key",
    "municipality-visual",
    "municipality-text",
    "terminal-authority",
    "terminal",
    "hanako-jpki-sign",
    "hanako-jpki-auth",
    "hanako-visual-card",
    "hanako-text-card",
    "hanako-text-session",
    "hanako-common",
)
P_384_KEYS = ("authority-sign-p384", "authority-auth-p384", "hanako-jpki-sign-p384", "hanako-jpki-auth-p384")


def make(folder: Path, name: str, algorithm: keys.KeyAlgorithm) -> bool:
    """Write one key file unless it exists; returns whether it was written."""
    path = folder / f"{name}.pem"
    if path.exists():
        return False
    path.write_bytes(f"{MARK}\n".encode() + keys.to_pem(keys.generate(algorithm)))
    return True


def main() -> None:
    """Make what is missing and say what was made."""
    folder = Path(str(KEY_FOLDER))
    folder.mkdir(exist_ok=True)
    wanted = [(name, keys.KeyAlgorithm.RSA_2048) for name in RSA_KEYS]
    wanted += [(name, keys.KeyAlgorithm.P_384) for name in P_384_KEYS]
    made = [name for name, algorithm in wanted if make(folder, name, algorithm)]
    print("made: " + (", ".join(made) or "nothing, every key exists"))


if __name__ == "__main__":
    main()
