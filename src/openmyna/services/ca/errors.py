"""What can go wrong between the CA process and those who ask it; refusals of the authority itself pass unchanged."""

from __future__ import annotations

from openmyna.errors import Bilingual, OpenMynaError


class CAServiceError(OpenMynaError):
    """Root of the errors about the CA process."""

    code = "ca-service"


class CANotServed(CAServiceError):
    """No process serves the authority of this folder."""

    code = "ca-not-served"
    cause = Bilingual("{folder} の認証局は動いていません。", "Nothing serves the authority in {folder}.")
    remedy = Bilingual("「openmyna ca serve」で動かしてください。", "Start it with `openmyna ca serve`.")

    def __init__(self, folder: object) -> None:
        self.folder = folder
        super().__init__(folder=folder)


class CAServedAlready(CAServiceError):
    """Another process serves the authority of this folder."""

    code = "ca-served-already"
    cause = Bilingual(
        "{folder} の認証局はすでに別のプロセスが動かしています。",
        "Another process serves the authority in {folder} already.",
    )
    remedy = Bilingual("そのプロセスを使うか、終えてからやり直してください。", "Use that one, or end it first.")

    def __init__(self, folder: object) -> None:
        self.folder = folder
        super().__init__(folder=folder)


class CAConnectionLost(CAServiceError):
    """The process went away before it answered; the same request may be made again."""

    code = "ca-connection-lost"
    cause = Bilingual("認証局のプロセスが答える前に切れました。", "The CA process went away before it answered.")
    remedy = Bilingual(
        "同じ要求番号でもう一度お試しください。同じ証明書が得られます。",
        "Ask again with the same request id: the certificate will be the same.",
    )


class MessageRefused(CAServiceError):
    """A message that is none: too long, no JSON, of an unknown operation, or without what the operation needs."""

    code = "ca-message-refused"
    cause = Bilingual(
        "認証局への要求の「{where}」が正しくありません。", "The message to the CA is not right at {where!r}."
    )
    remedy = Bilingual(
        "services/ca/README.md にある形で送ってください。", "Send it in the form services/ca/README.md describes."
    )

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where=where)


class CABusy(CAServiceError):
    """As many connections are open as the process serves."""

    code = "ca-busy"
    cause = Bilingual(
        "認証局は同時に {most} 接続までです。", "The CA serves {most} connections at once and has as many."
    )
    remedy = Bilingual("少し待って、もう一度お試しください。", "Wait a moment and try again.")

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most=most)


class CAFailed(CAServiceError):
    """A defect in the CA process, of which only kind and place are told."""

    code = "ca-failed"
    cause = Bilingual(
        "認証局の中で内部エラーが発生しました（{kind}、{place}）。",
        "An internal error occurred in the CA ({kind}, {place}).",
    )
    remedy = Bilingual(
        "この2つを書いて不具合として報告してください。鍵やパスフレーズは決して書かないでください。",
        "Please report it as a defect, quoting both. Never quote a key or a passphrase.",
    )

    def __init__(self, kind: str, place: str) -> None:
        self.kind, self.place = kind, place
        super().__init__(kind=kind, place=place)


def refusal_record(error: OpenMynaError) -> dict[str, object]:
    """A refusal as it crosses the socket: its code and the facts its sentences are made of."""
    facts = {name: fact if isinstance(fact, int | str) else str(fact) for name, fact in error.facts.items()}
    return {"code": error.code, "facts": facts}


def refusal_of(record: object) -> OpenMynaError:
    """The refusal again, of the class it had over there, so that whoever catches one need not know where it arose."""
    if not isinstance(record, dict) or not isinstance(record.get("facts"), dict):
        return MessageRefused("error")
    kind = _known().get(str(record.get("code")))
    if kind is None:
        return MessageRefused(f"error: {record.get('code')}")
    # Not through its own constructor, which takes values and not the words that were made of them.
    refusal = kind.__new__(kind)
    try:
        OpenMynaError.__init__(refusal, **{str(name): fact for name, fact in record["facts"].items()})
    except (KeyError, ValueError):
        return MessageRefused("error")
    return refusal


def _known() -> dict[str, type[OpenMynaError]]:
    # Imported so that every refusal an authority may give is among the classes found below.
    import openmyna.pki.authority.errors
    import openmyna.pki.authority.folder_errors
    import openmyna.pki.key_store.errors
    import openmyna.pki.profiles.errors  # noqa: F401

    found: dict[str, type[OpenMynaError]] = {}
    waiting = [OpenMynaError]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.code, kind)
        waiting += kind.__subclasses__()
    return found
