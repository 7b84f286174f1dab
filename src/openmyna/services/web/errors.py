"""What can go wrong before a service is asked, and how any coded error becomes an HTTP status.

The shell's own errors carry their status; a service lists its errors' statuses in its `errors.py`.
"""

from collections.abc import Mapping
from typing import ClassVar

from openmyna.errors import Bilingual, OpenMynaError


class WebError(OpenMynaError):
    """Root of the shell's own errors."""

    code = "web"
    status: ClassVar[int] = 400


class PageNotFound(WebError):
    """No page has this address."""

    code = "page-not-found"
    status = 404
    cause = Bilingual("このページは見つかりません。", "There is no page at this address.", "この ページは ありません。")
    remedy = Bilingual(
        "アドレスを確かめるか、最初のページから進んでください。",
        "Check the address, or start from the first page.",
        "さいしょの ページから みて ください。",
    )


class MethodNotAllowed(WebError):
    """The address exists, but not for this method."""

    code = "method-not-allowed"
    status = 405
    cause = Bilingual(
        "このアドレスでは、その操作はできません。",
        "This address does not allow that method.",
        "ここでは それは できません。",
    )
    remedy = Bilingual(
        "ページのボタンやリンクから操作してください。",
        "Use the buttons and links of the page.",
        "ページの ボタンや リンクを つかって ください。",
    )


class RequestInvalid(WebError):
    """The request is not what this address takes."""

    code = "request-invalid"
    status = 400
    cause = Bilingual(
        "送られた内容を読み取れませんでした。",
        "The request could not be understood.",
        "おくられた ものを よめませんでした。",
    )
    remedy = Bilingual(
        "前のページに戻り、入力をやり直してください。",
        "Go back to the page and enter it again.",
        "まえの ページに もどって、もういちど かいて ください。",
    )


class BodyTooLarge(WebError):
    """More was sent than any form here needs."""

    code = "body-too-large"
    status = 413
    cause = Bilingual(
        "送られた内容が大きすぎます (上限 {limit} バイト)。",
        "The request is too large (limit: {limit} bytes).",
        "おくられた ものが ながすぎます（{limit}バイトまで）。",
    )
    remedy = Bilingual(
        "内容を短くして、もう一度送ってください。",
        "Shorten it and send it again.",
        "みじかく して、もういちど おくって ください。",
    )

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit=limit)


class BodyTooSlow(WebError):
    """The body did not arrive in time."""

    code = "body-too-slow"
    status = 408
    cause = Bilingual(
        "送信に時間がかかりすぎました。",
        "The request took too long to arrive.",
        "おくるのに じかんが かかりすぎました。",
    )
    remedy = Bilingual("もう一度送ってください。", "Send it again.", "もういちど おくって ください。")


class FormOutOfDate(WebError):
    """An unsafe request without the page's token: the page is old, or the request comes from another site."""

    code = "form-out-of-date"
    status = 403
    cause = Bilingual(
        "この画面の有効期限が切れたか、別のサイトから送られた操作です。",
        "This page is out of date, or the request came from another site.",
        "この ページは ふるいか、ほかの サイトから きました。",
    )
    remedy = Bilingual(
        "ページを読み込み直してから、もう一度操作してください。",
        "Reload the page and try again.",
        "ページを もういちど ひらいて、やりなおして ください。",
    )


class StreamNotOurs(WebError):
    """Another site's page asks to be told of what happens here."""

    code = "stream-not-ours"
    status = 403
    cause = Bilingual(
        "別のサイトのページには、動きを知らせません。", "Another site's page is not told what happens here."
    )
    remedy = Bilingual("起動時に表示されたアドレスを開いてください。", "Open the address printed at start.")


class HostNotServed(WebError):
    """The request names a host this installation does not serve; nothing of the name is repeated."""

    code = "host-not-served"
    status = 421
    cause = Bilingual("このサーバーは、その名前では応答しません。", "This server does not answer under that name.")
    remedy = Bilingual("起動時に表示されたアドレスを開いてください。", "Open the address printed at start.")


class InternalError(WebError):
    """A defect of ours; the number also stands in the log, where its place in the code is."""

    code = "defect"
    status = 500
    cause = Bilingual(
        "内部エラーが発生しました (番号 {number})。",
        "An internal error occurred (number {number}).",
        "ソフトに まちがいが ありました（番号 {number}）。",
    )
    remedy = Bilingual(
        "この番号とともに不具合として報告してください。",
        "Please report this as a defect together with its number.",
        "この 番号を つくった 人に しらせて ください。",
    )

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(number=number)


class AssetsMissing(WebError):
    """The pages' styles and scripts were never built; a wheel always holds them."""

    code = "assets-missing"
    status = 500
    cause = Bilingual(
        "画面の部品 ({name}) がまだ作られていません。", "An asset of the pages ({name}) has not been built."
    )
    remedy = Bilingual("python scripts/build_assets.py を実行してください。", "Run python scripts/build_assets.py.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)


class PortTaken(WebError):
    """Something else listens where the pages were to be served."""

    code = "web-port-taken"
    status = 500
    cause = Bilingual("ポート {port} はすでに使われています。", "Port {port} is in use.")
    remedy = Bilingual(
        "「openmyna up」がすでに動いているかもしれません。別のポートは「--desk 番号」で指定します。",
        "Perhaps `openmyna up` runs already. Another port: `--desk NUMBER`.",
    )

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(port=port)


class ServerNotStarted(WebError):
    """The pages could not be served; only the kind of the fault is said, its text could hold a path or a password."""

    code = "web-server-not-started"
    status = 500
    cause = Bilingual(
        "ページを表示するサーバーを起動できませんでした ({kind})。", "The server of the pages could not start ({kind})."
    )
    remedy = Bilingual(
        "HTTPS の証明書と鍵のファイルを確かめてください。", "Check the files of the HTTPS certificate and key."
    )

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind=kind)


STATUS_ERRORS: Mapping[int, type[WebError]] = {
    404: PageNotFound,
    405: MethodNotAllowed,
}
"""What the framework refuses by status alone, as coded errors; any other 4xx is RequestInvalid."""


def status_of(error: OpenMynaError, statuses: Mapping[type[OpenMynaError], int]) -> int:
    """The HTTP status of an error: its own, else that of the nearest listed class, else 400."""
    if isinstance(error, WebError):
        return error.status
    for kind in type(error).__mro__:
        if kind in statuses:
            return statuses[kind]
    return 400
