"""What a reader of the JPKI application can meet beyond what any card answers."""

from openmyna.errors import Bilingual
from openmyna.reader.errors import TerminalError


class CertificateAbsent(TerminalError):
    """The card holds no such certificate: the holder is too young for it, or did not want it."""

    code = "certificate-absent"
    cause = Bilingual(
        "カードに{label_ja}が入っていません。",
        "The card holds no {label_en}.",
        "この カードに {label_easy}は ありません。",
    )
    remedy = Bilingual(
        "その証明書の入ったカードを使ってください。暗証番号の残り回数は減っていません。",
        "Use a card that holds one. No attempt was used.",
        "ほかの カードを つかって ください。のこりの かいすうは へって いません。",
    )

    def __init__(self, label: Bilingual) -> None:
        self.label = label
        super().__init__(label_ja=label.ja, label_en=label.en, label_easy=label.easily)
