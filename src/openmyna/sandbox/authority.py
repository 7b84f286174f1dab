"""The TEST authority of the sandbox, established from the published TEST keys; the same one wherever it is made.

Key identifiers follow the pattern seen on cards with 9 as first digit, since 5 and 6 are taken by real hierarchies.
"""

from dataclasses import replace
from datetime import UTC, datetime

from openmyna.pki import names
from openmyna.pki.authority import CardDataIssuer, CertificateAuthority, TestAuthority
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
from openmyna.pki.cvc import CardVerifiableCertificate, certify
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.oids import PolicyArc
from openmyna.sandbox.keys import LAST_DAY, published_key, published_rsa_key

SINCE = datetime(2024, 9, 30, 23, 0, 0, tzinfo=UTC)

UNKNOWN_SIGN = names.AuthorityNames(
    unit="openmyna TEST unknown for digital signature", unit_ja="openmyna TEST 未知の署名用"
)
UNKNOWN_AUTH = names.AuthorityNames(
    unit="openmyna TEST unknown for user authentication", unit_ja="openmyna TEST 未知の利用者証明用"
)
"""Two authorities that no one has a reason to trust: sound in themselves, and in nobody's list."""

VISUAL_ROOT = KeyIdentifier(number="9000023", version="001")
TEXT_ROOT = KeyIdentifier(number="9000033", version="001")
MANAGER_ROOT = KeyIdentifier(number="9000020", version="001")
VISUAL_INFORMATION = KeyIdentifier(number="9000024", version="001")
TEXT_INFORMATION = KeyIdentifier(number="9000034", version="001")
TERMINAL_ROOT = KeyIdentifier(number="9000040", version="001")
TERMINAL = KeyIdentifier(number="9000041", version="000")

MUNICIPALITY = "99201"
"""The one fictional municipality whose keys are published; the two digits after its code follow a card's pattern."""
VISUAL_ISSUER = KeyIdentifier(number=f"{MUNICIPALITY}21", version="000")
TEXT_ISSUER = KeyIdentifier(number=f"{MUNICIPALITY}31", version="000")
MANAGER_INTERMEDIATE = KeyIdentifier(number=f"{MUNICIPALITY}20", version="000")
MANAGER_KEY = KeyIdentifier(number=f"{MUNICIPALITY}10", version="000")


def _certified(
    issuer: KeyIdentifier, issuer_key: str, subject: KeyIdentifier, subject_key: str
) -> CardVerifiableCertificate:
    public = CardPublicKey.of(published_rsa_key(subject_key).public_key())
    return certify(issuer, published_rsa_key(issuer_key), subject, public)


def _root(identifier: KeyIdentifier, key: str) -> tuple[KeyIdentifier, CardPublicKey]:
    return identifier, CardPublicKey.of(published_rsa_key(key).public_key())


def _authority(own_names: names.AuthorityNames, key: str, algorithm: KeyAlgorithm, serial: int) -> CertificateAuthority:
    suffix = "" if algorithm is KeyAlgorithm.RSA_2048 else f"-{algorithm.value}"
    return CertificateAuthority.establish(own_names, published_key(key + suffix), serial, SINCE, LAST_DAY)


def published_authority(
    algorithm: KeyAlgorithm = KeyAlgorithm.RSA_2048, policy_arc: PolicyArc = PolicyArc.OWN
) -> TestAuthority:
    """Both certificate authorities of one key algorithm, and the issuers of card data, which are RSA in any case."""
    return TestAuthority(
        sign=_authority(names.SIGN, "authority-sign", algorithm, 0x0100_0001),
        auth=_authority(names.AUTH, "authority-auth", algorithm, 0x0100_0002),
        visual=CardDataIssuer(
            key=published_rsa_key("municipality-visual"),
            certificate=_certified(VISUAL_ROOT, "card-root-visual", VISUAL_ISSUER, "municipality-visual"),
            information_key=VISUAL_INFORMATION,
        ),
        text=CardDataIssuer(
            key=published_rsa_key("municipality-text"),
            certificate=_certified(TEXT_ROOT, "card-root-text", TEXT_ISSUER, "municipality-text"),
            information_key=TEXT_INFORMATION,
        ),
        manager_intermediate=_certified(
            MANAGER_ROOT, "card-root-manager", MANAGER_INTERMEDIATE, "card-manager-intermediate"
        ),
        manager_certificate=_certified(
            MANAGER_INTERMEDIATE, "card-manager-intermediate", MANAGER_KEY, "card-manager-key"
        ),
        terminal_authority=CardPublicKey.of(published_rsa_key("terminal-authority").public_key()),
        card_roots=(
            _root(VISUAL_ROOT, "card-root-visual"),
            _root(TEXT_ROOT, "card-root-text"),
            _root(MANAGER_ROOT, "card-root-manager"),
        ),
        policy_arc=policy_arc,
    )


def with_unknown_certifiers(authority: TestAuthority, algorithm: KeyAlgorithm = KeyAlgorithm.RSA_2048) -> TestAuthority:
    """The same issuers of card data, but certificates from authorities nobody knows.

    Such a card carries their own certificates, as every card carries its issuers': it shows that they prove nothing.
    """
    return replace(
        authority,
        sign=_authority(UNKNOWN_SIGN, "unknown-authority-sign", algorithm, 0x0100_0011),
        auth=_authority(UNKNOWN_AUTH, "unknown-authority-auth", algorithm, 0x0100_0012),
    )


def terminal_certificate() -> CardVerifiableCertificate:
    """The certificate a sandbox terminal shows to a card; its key is the published `terminal`."""
    return _certified(TERMINAL_ROOT, "terminal-authority", TERMINAL, "terminal")
