"""What may be wrong with a pcscd of our own: not installed, not allowed, not needed, not started."""

from openmyna.errors import Bilingual, OpenMynaError

APT_LINE = "apt-get install -y pcscd vsmartcard-vpcd opensc opensc-pkcs11"
"""What a Debian needs before other software can use the card."""


class PcscdMissing(OpenMynaError):
    """pcscd or the driver of the virtual reader is not installed."""

    code = "pcscd-missing"
    cause = Bilingual(
        "仮想リーダーに必要なものが見つかりません: {missing}",
        "The virtual reader needs what is not installed: {missing}.",
    )
    remedy = Bilingual(
        "管理者として実行してください: " + APT_LINE,
        "Run as root: " + APT_LINE,
    )


class PcscdNotRoot(OpenMynaError):
    """Only root may start a pcscd: its socket is in a directory of the system."""

    code = "pcscd-not-root"
    cause = Bilingual("pcscd の起動には管理者権限が必要です。", "Only root may start pcscd.")
    remedy = Bilingual(
        "管理者として実行するか、システムの pcscd に openmyna pcscd-config の出力を設定してください。",
        "Run as root, or give the output of `openmyna pcscd-config` to the pcscd of the system.",
    )


class PcscdRunning(OpenMynaError):
    """A pcscd that is not ours already runs; there can be one on a machine, and it is left alone."""

    code = "pcscd-running"
    cause = Bilingual(
        "別の pcscd がすでに動いています (1 台に 1 つだけ動かせます)。",
        "Another pcscd is already running (a machine can have only one).",
    )
    remedy = Bilingual(
        "それを使うには openmyna pcscd-config の出力を設定するか、openmyna card serve --connect を使ってください。"
        "不要なら停止してください。",
        "To use it, give it the output of `openmyna pcscd-config` or use `openmyna card serve --connect`; "
        "if nobody needs it, stop it.",
    )


class PcscdFailed(OpenMynaError):
    """The pcscd we started ended, or did not come up."""

    code = "pcscd-failed"
    cause = Bilingual("pcscd を起動できませんでした: {words}", "pcscd did not start: {words}")
    remedy = Bilingual(
        "カードの側が両方のポートで待ち受けていること、{ports} が空いていることを確認してください。",
        "Check that the card's side listens on both ports of each pair: {ports}.",
    )


class DriverNotWritten(OpenMynaError):
    """The copy of the driver cannot be written where it was asked for."""

    code = "driver-not-written"
    cause = Bilingual(
        "ドライバの写しを {path} に書けません ({reason})。",
        "The copy of the driver cannot be written to {path} ({reason}).",
    )
    remedy = Bilingual("書き込める場所を指定してください。", "Name a place you may write to.")
