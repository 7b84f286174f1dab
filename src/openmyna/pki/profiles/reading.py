"""Reads a profile file strictly into its record; a field that is missing, unknown or of another kind is refused."""

import re
import tomllib
from collections.abc import Callable

from openmyna.errors import Bilingual
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.profiles import records as kinds
from openmyna.pki.profiles.errors import ProfileInvalid
from openmyna.pki.profiles.records import Extension, Profile, Subject, SubjectForm
from openmyna.pki.profiles.tables import Table, one_of

TAIL = Bilingual("点で区切った数字 (1.20 など)", "numbers with points between, such as 1.20")
ADDRESS = Bilingual("http:// で始まるASCIIの宛先か空", "an ASCII address beginning with http://, or nothing")
COUNTRY = Bilingual("2文字の国名コード", "a country code of two letters")


def read_profile(name: str, text: str) -> Profile:
    """The profile in a file's text; raises `ProfileInvalid`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as defect:
        raise ProfileInvalid(name, "TOML", Bilingual(f"TOMLの文法 ({defect})", f"sound TOML ({defect})")) from None
    table = Table(name, "", values)
    table.text("name", re.escape(name), Bilingual(f"ファイルと同じ名前 {name}", f"the file's own name {name}"))
    algorithms = {algorithm.value: algorithm for algorithm in KeyAlgorithm}
    authorities = {"sign": "sign", "auth": "auth"}
    profile = Profile(
        name=name,
        label=table.bilingual("label"),
        issuers=frozenset(table.several("issuers", lambda value: authorities[str(value)], one_of(authorities))),
        algorithms=frozenset(table.several("algorithms", lambda value: algorithms[str(value)], one_of(algorithms))),
        serial_octets=table.number("serial_octets"),
        whole_days=table.flag("whole_days"),
        longest_days=table.number("longest_days") if "longest_days" in table else 0,
        subject=_subject(table.table("subject")),
        extensions=tuple(_extension(inner) for inner in table.tables("extension")),
    )
    table.finish()
    if not 1 <= profile.serial_octets <= 19:
        raise table.refuse("serial_octets", Bilingual("1から19", "1 to 19"))
    identifiers = [extension.OID for extension in profile.extensions]
    if len(set(identifiers)) != len(identifiers):
        raise table.refuse("extension", Bilingual("同じ拡張は一つまで", "no extension twice"))
    return profile


def _subject(table: Table) -> Subject:
    form = table.word("form", SubjectForm)
    named = form is not SubjectForm.AUTHORITY
    subject = Subject(
        form=form,
        country=table.text("country", "[A-Z]{2}", COUNTRY),
        locality=form is SubjectForm.PERSON and table.flag("locality"),
        common_name=table.pattern("common_name") if named else None,
        common_name_form=table.bilingual("common_name_form") if named else Bilingual("なし", "none"),
    )
    table.finish()
    return subject


def _extension(table: Table) -> Extension:
    reader = table.text("kind")
    if reader not in _READERS:
        raise table.refuse("kind", one_of(_READERS))
    extension = _READERS[reader](table, table.flag("critical"))
    table.finish()
    return extension


def _personal(table: Table, critical: bool) -> kinds.PersonalAlternativeNames:
    numbers = {str(number): number for number in range(1, 7)}
    digits = {str(digit): str(digit) for digit in range(10)}
    order = table.several("order", lambda value: numbers[str(value)], one_of(numbers))
    if len(order) != len(numbers):
        raise table.refuse("order", Bilingual("1から6のすべて", "every number from 1 to 6"))
    return kinds.PersonalAlternativeNames(
        critical=critical,
        order=order,
        sex_codes=frozenset(table.several("sex_codes", lambda value: digits[str(value)], one_of(digits))),
        longest_name=table.number("longest_name"),
        longest_address=table.number("longest_address"),
    )


def checked_address(table: Table, field: str) -> str:
    """An address of this hierarchy; plain HTTP, since whoever is asked signs the answer."""
    return table.text(field, r"(http://[!-~]+)?", ADDRESS)


def _policies(table: Table, critical: bool) -> kinds.CertificatePolicies:
    tail = table.text("tail", r"[0-9]+(\.[0-9]+)*", TAIL)
    return kinds.CertificatePolicies(critical=critical, tail=tail, cps=checked_address(table, "cps"))


_READERS: dict[str, Callable[[Table, bool], Extension]] = {
    "key_usage": lambda table, critical: kinds.KeyUsage(
        critical=critical, usages=frozenset(table.words("usages", kinds.Usage))
    ),
    "extended_key_usage": lambda table, critical: kinds.ExtendedKeyUsage(
        critical=critical, purposes=table.words("purposes", kinds.Purpose)
    ),
    "personal_alternative_names": _personal,
    "authority_alternative_name": lambda _, critical: kinds.AuthorityAlternativeName(critical=critical),
    "issuer_alternative_name": lambda _, critical: kinds.IssuerAlternativeName(critical=critical),
    "basic_constraints": lambda _, critical: kinds.BasicConstraints(critical=critical),
    "certificate_policies": _policies,
    "distribution_point": lambda table, critical: kinds.DistributionPoint(
        critical=critical, listed_by=table.word("listed_by", kinds.ListedBy)
    ),
    "information_access": lambda table, critical: kinds.InformationAccess(
        critical=critical, ocsp=checked_address(table, "ocsp")
    ),
    "authority_key_identifier": lambda table, critical: kinds.AuthorityKeyIdentifier(
        critical=critical, parts=frozenset(table.words("parts", kinds.KeyIdentifierPart))
    ),
    "subject_key_identifier": lambda _, critical: kinds.SubjectKeyIdentifier(critical=critical),
    "no_revocation_check": lambda _, critical: kinds.NoRevocationCheck(critical=critical),
}
