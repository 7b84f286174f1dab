"""What `openmyna up` tells: the test PINs, how the card is reached, what is missing, what to try."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openmyna.cli.speech import Speaker

_DRIVER_COPY = "/usr/local/lib/openmyna/vpcd.so"
"""Where the pcscd of the system may find the copy of the driver that endures an empty slot."""
_MODULE = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"


def greet(speaker: Speaker, folder: Path, personas: Path) -> None:
    """Who is here and how the card opens. Only a fictional person's PINs, as issued, are ever printed."""
    from openmyna.cli.up_first_card import CARD
    from openmyna.sandbox.personas import load

    card = load(CARD).card
    if card is None:
        return
    auth, sign, code = card.credentials.auth, card.credentials.sign_password, card.numbers.security_code.reveal()
    pin, password = "" if auth is None else auth.reveal(), "" if sign is None else sign.reveal()
    name = card.holder.name.text
    speaker.record(
        {"cards": str(folder), "personas": str(personas), "card": CARD, "test_pin": pin, "test_sign_password": password}
    )
    speaker.say(
        "# openmyna: マイナンバーカードを真似た、公式ではないものです。架空の人と試験用の鍵だけを扱います。\n"
        f"# カードのフォルダ: {folder}\n"
        f"# 自分のペルソナのフォルダ: {personas}\n"
        f"# {CARD} ({name}) の試験用: 暗証番号 (4桁) {pin}、署名用パスワード {password}、セキュリティコード {code}",
        "# openmyna: a look-alike of the My Number Card, not official; fictional people and test keys only.\n"
        f"# folder of cards: {folder}\n"
        f"# folder of your own personas: {personas}\n"
        f"# for tests, {CARD} ({name}): four-digit PINs {pin}, digital signature password {password}, "
        f"security code {code}",
    )


def tell_desk(speaker: Speaker, address: str) -> None:
    """Where the pages are; the first thing said, since most people want nothing else."""
    speaker.record({"desk": address})
    speaker.say(
        f"# カードデスク: {address}/ をブラウザで開いてください。", f"# card desk: open {address}/ in a browser"
    )


def tell_no_desk(speaker: Speaker) -> None:
    """Why there are no pages, and the one line that brings them."""
    speaker.record({"desk": None})
    speaker.say(
        "# カードデスク（ブラウザの画面）は開けません。使うには: pip install 'openmyna[services]'",
        "# no card desk, the pages in the browser; to have it: pip install 'openmyna[services]'",
    )


def tell_way(speaker: Speaker, way: str, port: int, *, no_pcscd: bool) -> None:
    """How other software reaches the card, and the one line that would make it reachable."""
    from openmyna.card.wire.pcscd import APT_LINE, missing_packages
    from openmyna.card.wire.reader_file import STOCK_PORT

    missing = missing_packages()
    speaker.record({"way": way, "port": STOCK_PORT if way == "stock-vpcd" else port, "missing": list(missing)})
    if missing:
        names = ", ".join(missing)
        # Both languages: whoever cannot read the rest should not miss the one line that helps.
        ja = f"# 見つからないもの: {names}。管理者として実行すると使えます: {APT_LINE}"
        en = f"# missing: {names}. Run as root to have them: {APT_LINE}"
        speaker.say(f"{ja}\n{en}", f"{en}\n{ja}")
    if way == "own-pcscd":
        speaker.say(
            "# pcscd を起動しました (終了時に止めます)。読取装置: openmyna 00 00",
            "# started a pcscd of our own (it ends with this program); reader: openmyna 00 00",
        )
    elif way == "stock-vpcd":
        speaker.say(
            f"# 動いている pcscd の仮想リーダー (ポート {STOCK_PORT}) にカードを入れます。",
            f"# the card goes into the virtual reader of the pcscd that runs (port {STOCK_PORT})",
        )
    else:
        _tell_waiting(speaker, port, no_pcscd=no_pcscd or bool(missing))


def _tell_waiting(speaker: Speaker, port: int, *, no_pcscd: bool) -> None:
    speaker.say(
        f"# ほかのソフトウェアからは、まだカードが見えません。ポート {port} と {port + 1} で pcscd を待ちます。",
        f"# other software does not see the card yet; waiting for a pcscd at ports {port} and {port + 1}",
    )
    if not no_pcscd:
        speaker.say(
            f"# システムの pcscd に設定するには: openmyna pcscd-config --port {port} --driver {_DRIVER_COPY} "
            "> /etc/reader.conf.d/openmyna の後、pcscd を再起動してください。管理者として実行し pcscd が動いていなければ、自動で起動します。",
            f"# to set up the pcscd of the system: openmyna pcscd-config --port {port} --driver {_DRIVER_COPY} "
            "> /etc/reader.conf.d/openmyna, then restart pcscd; run as root with no pcscd running, one is started for you",
        )
    speaker.say("# この中でカードを一度読んでみます。", "# meanwhile the card is read once, in this process:")


def tell_not_read(speaker: Speaker) -> None:
    """The card lies on a reader already, so it is not read a first time."""
    speaker.record({"first_reading": None})
    speaker.say(
        "# カードはもうデスクで使われているので、ここでは読みません。",
        "# the card is in use at the desk already, so it is not read here",
    )


def tell_not_laid(speaker: Speaker) -> None:
    """Somebody at the desk was quicker; their card stays where it lies."""
    speaker.record({"first_card": None})
    speaker.say(
        "# デスクで先にカードが置かれたので、そのままにします。",
        "# a card was laid at the desk already; it stays as it is",
    )


def tell_what_to_try(speaker: Speaker) -> None:
    """Commands of OpenSC for another terminal."""
    found = sorted(Path("/usr/lib").glob("*/opensc-pkcs11.so"))
    module = str(found[0]) if found else _MODULE
    speaker.say(
        "# 別の端末で試してください (暗証番号は上のとおり):", "# try these in another terminal (PINs as above):"
    )
    sign = f"pkcs11-tool --module {module} --slot 0 --login --sign --id 01 --mechanism SHA256-RSA-PKCS"
    sign += " -i message -o signature"
    for command in (
        "opensc-tool --name",
        "pkcs15-tool --dump",
        "pkcs15-tool --read-certificate 1 > auth.pem",
        "echo openmyna > message",
        sign,
        "openssl x509 -in auth.pem -pubkey -noout > auth.pub",
        "openssl dgst -sha256 -verify auth.pub -signature signature message",
    ):
        speaker.say(f"#   {command}", f"#   {command}")


def tell_prompt(speaker: Speaker) -> None:
    """What may be typed while it runs."""
    speaker.say(
        "# 入力できるもの: remove、insert 名前、swap 名前、list、quit。終了は Ctrl-C。",
        "# you may type: remove, insert NAME, swap NAME, list, quit. Ctrl-C ends.",
    )
