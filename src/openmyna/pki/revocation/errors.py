"""What can be wrong with a revocation list, as it is read and as it is published; the facts are attributes."""

from enum import Enum

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class ListMalformed(PKIError):
    """Bytes that are not a revocation list in DER form: what was met, and at which byte."""

    code = "list-malformed"
    cause = Bilingual(
        "失効リストとして読めません（{offset} バイト目: {found}）。",
        "This is not a revocation list that can be read (byte {offset}: {found}).",
    )
    remedy = Bilingual("失効リストを取得し直してください。", "Fetch the list again.")

    def __init__(self, found: str, offset: int) -> None:
        self.found, self.offset = found, offset
        super().__init__(found=found, offset=offset)


class ListFeature(Enum):
    """Something in a list that changes what it says, and that is not followed here; the value is the code."""

    DELTA = "delta"
    """It only says what changed since another list."""
    INDIRECT = "indirect"
    """It names certificates of other issuers."""
    SOME_REASONS = "some_reasons"
    """It leaves out certificates revoked for other reasons."""
    ATTRIBUTE_CERTIFICATES = "attribute_certificates"
    """It is about attribute certificates only."""
    REMOVE_FROM_LIST = "remove_from_list"
    """An entry takes another list's entry back, which only a delta may do."""
    CRITICAL_EXTENSION = "critical_extension"
    """It has a critical extension, or an entry has one, that is not known here."""
    SIGNATURE_ALGORITHM = "signature_algorithm"
    """It is signed with an algorithm that is not believed here."""


class ListUnsupported(PKIError):
    """A well-formed list that is not used, because part of what it says would have to be ignored."""

    code = "list-unsupported"
    cause = Bilingual(
        "この失効リストは使えません（{feature}: {detail}）。", "This revocation list is not used ({feature}: {detail})."
    )
    remedy = Bilingual(
        "すべての理由を含む、発行者自身の完全な失効リストを使ってください。",
        "Use a complete list of the issuer itself that covers every reason.",
    )

    def __init__(self, feature: ListFeature, detail: str) -> None:
        self.feature, self.detail = feature, detail
        super().__init__(feature=feature.value, detail=detail)


class PartitionUnusable(PKIError):
    """A municipality whose name could not be part of a file's name."""

    code = "partition-unusable"
    cause = Bilingual(
        "「{partition}」は失効リストの区分名にできません。", "{partition!r} cannot name a revocation list."
    )
    remedy = Bilingual(
        "`Mihon-ken/Tamago-shi` のように、都道府県と市区町村をローマ字で書いてください。",
        "Write prefecture and municipality in Latin letters, as in `Mihon-ken/Tamago-shi`.",
    )

    def __init__(self, partition: str) -> None:
        self.partition = partition
        super().__init__(partition=partition)


class ListNotPlaced(PKIError):
    """A list was not put in its place; the former one is still there, whole."""

    code = "list-not-placed"
    cause = Bilingual(
        "失効リスト {path} を書けませんでした: {reason}。", "The revocation list {path} was not written: {reason}."
    )
    remedy = Bilingual(
        "空き容量と書き込みの許可を確かめて、もう一度公開してください。",
        "Check free space and permissions, then publish again.",
    )

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class GenerationEnded(PKIError):
    """A list was asked for from a key whose certificate has ended, or that there never was."""

    code = "generation-ended"
    cause = Bilingual(
        "認証局 {authority} の第{generation}世代の鍵では、もう失効リストに署名しません。",
        "Generation {generation} of the authority {authority} signs no more lists.",
    )
    remedy = Bilingual("最後に公開した失効リストを使ってください。", "Use the last list that was published.")

    def __init__(self, authority: str, generation: int) -> None:
        self.authority, self.generation = authority, generation
        super().__init__(authority=authority, generation=generation)


class ListNumberBehind(PKIError):
    """The list in place has a number far above the register's: it is not this authority's, or the register is old."""

    code = "list-number-behind"
    cause = Bilingual(
        "公開中の失効リスト {path} の番号 {in_place} が、登録簿の番号 {number} より大きすぎます。",
        "The published list {path} has the number {in_place}, far above the register's {number}.",
    )
    remedy = Bilingual(
        "登録簿が古い控えでないか、そのファイルが別の認証局のものでないかを確かめてください。",
        "Find out whether the register is an old copy, or the file another authority's.",
    )

    def __init__(self, path: str, in_place: int, number: int) -> None:
        self.path, self.in_place, self.number = path, in_place, number
        super().__init__(path=path, in_place=in_place, number=number)


class ListSettingsInvalid(PKIError):
    """A setting for revocation lists that is unknown or cannot be."""

    code = "list-settings-invalid"
    cause = Bilingual(
        "失効リストの設定「{name}」が正しくありません。", "The setting {name!r} for revocation lists is not right."
    )
    remedy = Bilingual(
        "使えるのは refresh_hours、lifetime_hours（refresh_hours より長く）、status_delay_minutes、keep_expired です。",
        "There are refresh_hours, lifetime_hours (longer than refresh_hours), status_delay_minutes and keep_expired.",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)
