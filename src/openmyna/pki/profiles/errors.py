"""What can be wrong with a profile file, or with asking for a profile; the facts are attributes."""

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class ProfileInvalid(PKIError):
    """A field of a profile file is missing, unknown or not what it must be."""

    code = "profile-invalid"
    cause = Bilingual(
        "証明書プロファイル {profile} の {field} が正しくありません: {expected_ja} が必要です。",
        "{field} of the certificate profile {profile} is wrong: expected {expected_en}.",
    )
    remedy = Bilingual(
        "プロファイルのファイル (TOML) か設定を直してください。項目の一覧は docs/reference/certificate-profiles.md にあります。",
        "Correct the profile's file (TOML) or the setting; docs/reference/certificate-profiles.md lists the fields.",
    )

    def __init__(self, profile: str, field: str, expected: Bilingual) -> None:
        self.profile, self.field, self.expected = profile, field, expected
        super().__init__(profile=profile, field=field, expected_ja=expected.ja, expected_en=expected.en)


class ProfileUnknown(PKIError):
    """There is no profile of this name."""

    code = "profile-unknown"
    cause = Bilingual("証明書プロファイル {name} はありません。", "There is no certificate profile of the name {name}.")
    remedy = Bilingual("次のどれかを使ってください: {known}", "Use one of these: {known}")

    def __init__(self, name: str, known: str) -> None:
        self.name = name
        super().__init__(name=name, known=known)
