"""APDUs in process: a mix of SELECT, READ and status; VERIFY of a blocked reference; signatures beside bare ones."""

from benchmarks.cards import READ_MIX, SIGN_AUTH, VERIFY_AUTH, WRONG_PIN, chip
from benchmarks.harness import Figure, compare, rate
from openmyna.card.signing import load


def measure() -> list[Figure]:
    """Against a bare dictionary look-up (the dispatch limit) and against the library's own signing."""
    card = chip()
    answers = {command: card.transmit(command) for command in READ_MIX}
    transmit, look_up = card.transmit, answers.__getitem__

    def mix() -> float:
        return rate(lambda: [transmit(command) for command in READ_MIX], 5_000) * len(READ_MIX)

    def bare_mix() -> float:
        return rate(lambda: [look_up(command) for command in READ_MIX], 5_000) * len(READ_MIX)

    blocked = chip()
    blocked.transmit(READ_MIX[0])
    for _ in range(4):
        blocked.transmit(WRONG_PIN)
    signing = chip()
    signing.transmit(READ_MIX[0])
    signing.transmit(VERIFY_AUTH)
    from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils

    key = load(signing.card.applications[bytes.fromhex("D392F000260100000001")].files[0x17].contents.data)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("hanako's key is RSA")
    pad, plain, digest_info = padding.PKCS1v15(), utils.NoDigestInfo(), SIGN_AUTH[5:-1]
    return [
        compare("the same, beside no card at all", mix, "bare dictionary look-up", bare_mix),
        compare(
            "VERIFY of a blocked reference in process",
            lambda: rate(lambda: blocked.transmit(WRONG_PIN), 40_000),
            "200,000/s",
            lambda: 200_000.0,
            at_least=1,
        ),
        compare(
            "SELECT/READ/status mix in process",
            mix,
            "200,000/s",
            lambda: 200_000.0,
            at_least=1,
        ),
        compare(
            "COMPUTE DIGITAL SIGNATURE, RSA-2048",
            lambda: rate(lambda: signing.transmit(SIGN_AUTH), 300),
            "bare signing by the library",
            lambda: rate(lambda: key.sign(digest_info, pad, plain), 300),
            at_least=0.95,
        ),
    ]
