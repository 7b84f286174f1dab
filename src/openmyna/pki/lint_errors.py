"""What can go wrong with linting: the linter is not installed, or a sample has a finding that nobody justified."""

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class LinterMissing(PKIError):
    """The linter is in an extra that is not installed."""

    code = "linter-missing"
    cause = Bilingual(
        "証明書の検査に使う pkilint が入っていません。", "pkilint, which checks certificates, is not installed."
    )
    remedy = Bilingual("pip install 'openmyna[authority]' で入れてください。", "Run pip install 'openmyna[authority]'.")


class LintNotClean(PKIError):
    """The linter found something that is not among the allowed findings."""

    code = "lint-not-clean"
    cause = Bilingual(
        "プロファイル {about} の見本に、認められていない指摘があります: {findings}",
        "A sample of the profile {about} has findings that are not allowed: {findings}",
    )
    remedy = Bilingual(
        "プロファイルの設定を直すか、理由を添えて allowed_findings.toml に加えてください。",
        "Correct the profile's settings, or add the finding to allowed_findings.toml with its reason.",
    )

    def __init__(self, about: str, findings: tuple[str, ...]) -> None:
        self.about, self.findings = about, findings
        super().__init__(about=about, findings="; ".join(findings))
