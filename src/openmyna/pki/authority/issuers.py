"""The generations of one authority as issuers: which of them issues at an instant, with which template and which key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openmyna.pki.authority.errors import GenerationCompromised, GenerationUnknown, NoIssuingGeneration
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.key_store.ports import KeyStore, Signer
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.profiles.catalogue import profile
from openmyna.pki.profiles.checking import Checker
from openmyna.pki.profiles.findings import Finding
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.records import SubjectForm
from openmyna.pki.profiles.template import LeafContents, LeafTemplate


class Builder:
    """Builds what is to be signed for one profile under one generation, and reads it again before anybody signs it."""

    __slots__ = ("_checker", "_template")

    def __init__(self, template: LeafTemplate) -> None:
        self._template = template
        self._checker = Checker(template.profile, template.issuer)

    def to_be_signed(self, contents: LeafContents) -> bytes:
        """TBSCertificate in DER form; raises `IssuanceRefused` where contents or result do not fit the profile."""
        built = self._template.to_be_signed(contents)
        self._checker.check(built)
        return built


@dataclass(slots=True)
class _Known:
    """What was read once of one generation's certificate."""

    facts: IssuerFacts
    builders: dict[str, Builder] = field(default_factory=dict)


class Issuers:
    """Templates and keys are made ready once a generation; which generations there are is asked anew each time."""

    def __init__(
        self, kind: AuthorityKind, register: Register, key_store: KeyStore, settings: AuthoritySettings
    ) -> None:
        self._kind, self._register, self._key_store, self._settings = kind, register, key_store, settings
        self._known: dict[bytes, _Known] = {}

    def generations(self) -> dict[int, Generation]:
        """Every generation by its number, the oldest first."""
        return {generation.number: generation for generation in self._register.generations(self._kind)}

    def numbered(self, number: int) -> Generation:
        """The generation of this number."""
        generation = self.generations().get(number)
        if generation is None:
            raise GenerationUnknown(self._kind.value, number)
        return generation

    def newest(self, generations: Mapping[int, Generation], algorithm: KeyAlgorithm, at: datetime) -> Generation:
        """The newest sound generation of an algorithm whose time it is."""
        for generation in reversed(list(generations.values())):
            if (
                generation.algorithm is algorithm
                and generation.compromised_at is None
                and generation.since <= at <= generation.until
            ):
                return generation
        raise NoIssuingGeneration(self._kind.value, algorithm.value, at)

    def sound(self, generations: Mapping[int, Generation], number: int) -> Generation:
        """A generation that once prepared a certificate, if its key is still to be believed."""
        generation = generations.get(number)
        if generation is None:
            raise GenerationUnknown(self._kind.value, number)
        if generation.compromised_at is not None:
            raise GenerationCompromised(self._kind.value, number)
        return generation

    def builder(self, generation: Generation, name: str) -> Builder:
        """The builder of a profile under a generation; a profile of the other authority is refused."""
        known = self._known.get(generation.certificate)
        if known is None:
            known = self._known[generation.certificate] = _Known(IssuerFacts.from_der(generation.certificate))
        builder = known.builders.get(name)
        if builder is None:
            wanted = profile(name, self._settings.profiles)
            if self._kind.value not in wanted.issuers or wanted.subject.form is not SubjectForm.PERSON:
                raise Finding.OTHER_AUTHORITY.refusal()
            template = LeafTemplate(wanted, known.facts, self._settings.policy_arc)
            builder = known.builders[name] = Builder(template)
        return builder

    def signer(self, generation: Generation) -> Signer:
        """The key of a generation."""
        return self._key_store.signer(generation.key_label)
