"""What can go wrong where an authority's keys rest: each with a code, a cause and a remedy; no passphrase, PIN or key is a fact."""

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class KeyStoreError(PKIError):
    """Root of the errors about stores of keys."""

    code = "key-store"


class KeyLabelInvalid(KeyStoreError):
    """A label that cannot be the name of a key."""

    code = "key-label-invalid"
    cause = Bilingual("鍵の名前「{label}」は使えません。", "A key cannot be named {label!r}.")
    remedy = Bilingual(
        "英小文字、数字、ハイフンで、1文字以上64文字以内にしてください。",
        "Use 1 to 64 small letters, digits and hyphens.",
    )

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(label=label)


class KeyLabelTaken(KeyStoreError):
    """The store has a key of this label already; no key is ever replaced."""

    code = "key-label-taken"
    cause = Bilingual("鍵「{label}」はすでにあります。", "There is a key {label} already.")
    remedy = Bilingual(
        "鍵は置き換えません。その鍵を使うか、別の名前で作ってください。",
        "No key is replaced: use that one, or make another under a new name.",
    )

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(label=label)


class KeyNotFound(KeyStoreError):
    """The store has no key of this label, or has it no more."""

    code = "key-not-found"
    cause = Bilingual("鍵「{label}」が {where} にありません。", "There is no key {label} in {where}.")
    remedy = Bilingual(
        "鍵の保管場所の指定を確認してください。保管場所ごと失った鍵は、控えから戻すしかありません。",
        "Check which key store is named; a key that was lost comes back from a backup of the store only.",
    )

    def __init__(self, label: str, where: str) -> None:
        self.label, self.where = label, where
        super().__init__(label=label, where=where)


class KeyStoreClosed(KeyStoreError):
    """A key was used after its store was closed."""

    code = "key-store-closed"
    cause = Bilingual("鍵の保管場所 {where} はもう閉じています。", "The key store {where} is closed already.")
    remedy = Bilingual("開き直してから使ってください。", "Open it again before using its keys.")

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where=where)


class PassphraseWrong(KeyStoreError):
    """The passphrase does not open the key, or the file was altered: the two look alike."""

    code = "passphrase-wrong"
    cause = Bilingual(
        "パスフレーズで鍵ファイル {path} を開けません。パスフレーズが違うか、ファイルが壊れています。",
        "The passphrase does not open the key file {path}: it is another one, or the file is damaged.",
    )
    remedy = Bilingual(
        "正しいパスフレーズを指定してください。何度間違えても鍵は失われません。",
        "Give the right passphrase; no number of wrong ones loses the key.",
    )

    def __init__(self, path: object) -> None:
        self.path = path
        super().__init__(path=path)


class PassphraseMissing(KeyStoreError):
    """Keys in encrypted files are asked for, and nobody said the passphrase."""

    code = "passphrase-missing"
    cause = Bilingual("{what}が指定されていません。", "The {what_en} was not given.")
    remedy = Bilingual(
        "環境変数 {variable} か、{variable}_FILE で名前を示すファイル（権限600）で渡してください。"
        "端末で実行すると尋ねます。",
        "Give it in the environment variable {variable}, or in a file (mode 600) named by {variable}_FILE; "
        "at a terminal it is asked for.",
    )

    def __init__(self, what: Bilingual, variable: str) -> None:
        self.variable = variable
        super().__init__(what=what.ja, what_en=what.en, variable=variable)


class KeyFileExposed(KeyStoreError):
    """A key file, its folder or a passphrase file may be read by others than its owner."""

    code = "key-file-exposed"
    cause = Bilingual(
        "{path} を所有者以外が使えます（権限 {mode}）。", "{path} is open to others than its owner (mode {mode})."
    )
    remedy = Bilingual(
        "「chmod go= {path}」を実行してください。他人に読まれた可能性があれば、その鍵を危殆化したものとして扱ってください。",
        "Run `chmod go= {path}`; if others may have read it, treat the keys as compromised.",
    )

    def __init__(self, path: object, mode: int) -> None:
        self.path, self.mode = path, mode
        super().__init__(path=path, mode=f"{mode:o}")


class KeyFileDamaged(KeyStoreError):
    """A key file opens, but what is in it is no sound key."""

    code = "key-file-damaged"
    cause = Bilingual("鍵ファイル {path} は壊れています。", "The key file {path} is damaged.")
    remedy = Bilingual(
        "控えから戻してください。この鍵では何も署名していません。",
        "Restore it from a backup; nothing was signed with it.",
    )

    def __init__(self, path: object) -> None:
        self.path = path
        super().__init__(path=path)


class KeyStoreUnusable(KeyStoreError):
    """The folder or a file of it cannot be read or written."""

    code = "key-store-unusable"
    cause = Bilingual("{path} を読み書きできません（{reason}）。", "{path} cannot be read or written ({reason}).")
    remedy = Bilingual(
        "場所、権限、空き容量を確認してください。", "Check the place, its permissions and the space left."
    )

    def __init__(self, path: object, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class TokenSupportMissing(KeyStoreError):
    """The package that speaks to tokens is not installed."""

    code = "token-support-missing"
    cause = Bilingual(
        "PKCS#11 トークンを使うためのパッケージ {package} がありません。",
        "The package {package}, which speaks to PKCS#11 tokens, is not installed.",
    )
    remedy = Bilingual("pip install 'openmyna[authority]' で入れてください。", "Run pip install 'openmyna[authority]'.")

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(package=package)


class TokenModuleUnusable(KeyStoreError):
    """The file named as PKCS#11 module is missing or is none."""

    code = "token-module-unusable"
    cause = Bilingual("PKCS#11 モジュール {module} を使えません。", "The PKCS#11 module {module} cannot be used.")
    remedy = Bilingual(
        "モジュールのファイルを絶対パスで指定してください（SoftHSM2 は /usr/lib/softhsm/libsofthsm2.so）。",
        "Name the module's file by its absolute path (SoftHSM2 on Debian: /usr/lib/softhsm/libsofthsm2.so).",
    )

    def __init__(self, module: object) -> None:
        self.module = module
        super().__init__(module=module)


class TokenNotFound(KeyStoreError):
    """No token of this label is in any slot of the module, or more than one is."""

    code = "token-not-found"
    cause = Bilingual(
        "「{token_label}」という名前のトークンは {count} 個あります。1個でなければなりません。",
        "There are {count} tokens labelled {token_label!r}; there must be exactly one.",
    )
    remedy = Bilingual(
        "トークンが挿さっているか、名前が合っているかを確認してください（pkcs11-tool -L で一覧できます）。",
        "Check that it is present and its label is right (`pkcs11-tool -L` lists them).",
    )

    def __init__(self, token_label: str, count: int) -> None:
        self.token_label, self.count = token_label, count
        super().__init__(token_label=token_label, count=count)


class TokenPINWrong(KeyStoreError):
    """The token refused the PIN; it is not presented again, since a token may count."""

    code = "token-pin-wrong"
    cause = Bilingual("トークン「{token_label}」の PIN が違います。", "The token {token_label} refused the PIN.")
    remedy = Bilingual(
        "正しい PIN を確かめてからやり直してください。間違いを重ねるとロックされるトークンがあります。",
        "Make sure of the PIN before trying again: a token may lock after some wrong ones.",
    )

    def __init__(self, token_label: str) -> None:
        self.token_label = token_label
        super().__init__(token_label=token_label)


class TokenPINLocked(KeyStoreError):
    """The token has seen too many wrong PINs, or the PIN must be changed or was never set."""

    code = "token-pin-locked"
    cause = Bilingual(
        "トークン「{token_label}」の PIN はロックされているか、まだ設定されていません。",
        "The PIN of the token {token_label} is locked, or was never set.",
    )
    remedy = Bilingual(
        "トークンの管理者 (SO) が PIN を設定し直してください。", "The token's security officer has to set the PIN anew."
    )

    def __init__(self, token_label: str) -> None:
        self.token_label = token_label
        super().__init__(token_label=token_label)


class TokenKeyUnusable(KeyStoreError):
    """The keys of a label in the token are several, or of a kind no certificate of this house has."""

    code = "token-key-unusable"
    cause = Bilingual(
        "トークン「{token_label}」の鍵「{label}」を使えません。RSA-2048 か P-384 の鍵が1個でなければなりません。",
        "The key {label} in the token {token_label} cannot be used: there must be exactly one, of RSA-2048 or P-384.",
    )
    remedy = Bilingual(
        "「pkcs11-tool -O」で確認し、この名前の余分な鍵や別の方式の鍵を、消すか別の名前にしてください。",
        "Look with `pkcs11-tool -O`, and remove or rename keys of this label that are one too many or of another kind.",
    )

    def __init__(self, token_label: str, label: str) -> None:
        self.token_label, self.label = token_label, label
        super().__init__(token_label=token_label, label=label)


class TokenFailed(KeyStoreError):
    """The token or its module failed at something; `reason` is the name of what PKCS#11 calls it."""

    code = "token-failed"
    cause = Bilingual(
        "トークン「{token_label}」が操作を完了できませんでした（{reason}）。",
        "The token {token_label} could not do what was asked ({reason}).",
    )
    remedy = Bilingual(
        "トークンの状態と、そのモジュールの記録を確認してください。", "Check the token, and the log of its module."
    )

    def __init__(self, token_label: str, reason: str) -> None:
        self.token_label, self.reason = token_label, reason
        super().__init__(token_label=token_label, reason=reason)
