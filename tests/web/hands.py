"""What a visitor does at the desk, one step a method; each step waits for what its person would wait for.

Elements are found by what does not change with the language: ids, addresses and the values of forms.
"""

from playwright.sync_api import Locator, Page, expect

from web.browser import Visit
from web.people import TEXT_PIN


class Hands:
    """Somebody's hands on one page of a visit."""

    def __init__(self, visit: Visit, page: Page | None = None) -> None:
        self.visit = visit
        self.page = page or visit.page

    def open(self, path: str) -> Page:
        return self.visit.open(path, page=self.page)

    def open_card(self, card: str) -> Page:
        return self.open(f"/cards/{card}")

    def reader(self, number: int = 0) -> Locator:
        """The reader on the desk's page."""
        return self.page.locator(f"#reader-{number}")

    def lay(self, card: str, reader: int = 0) -> None:
        """Lay a card by the button of its tile, and see it lie there."""
        self.open("/")
        if self.reader(reader).locator(f"a[href='/cards/{card}']").count() == 0:
            elsewhere = self.page.locator(
                f"article.reader:has(a[href='/cards/{card}']) form[action$='/take-off'] button"
            )
            if elsewhere.count():
                elsewhere.click()
            self.lay_button(card, reader).click()
        self.sees_on(reader, card)

    def lay_button(self, card: str, reader: int = 0) -> Locator:
        """The button that lays this card on this reader, wherever the page has it."""
        return self.page.locator(f"form[action='/readers/{reader}/lay']:has(input[name=card][value='{card}']) button")

    def sees_on(self, reader: int, card: str) -> None:
        expect(self.reader(reader).locator(f"a.reader-card[href='/cards/{card}']")).to_be_visible()

    def sees_empty(self, reader: int) -> None:
        expect(self.reader(reader).locator(".reader-empty")).to_be_visible()

    def take_off(self, reader: int = 0) -> None:
        """Take off whatever lies there, and see the reader empty."""
        self.open("/")
        self.reader(reader).locator(f"form[action='/readers/{reader}/take-off'] button").click()
        self.sees_empty(reader)

    def use(self, use: str, credential: str | None = None, reader: int = 0) -> Locator:
        """Go to the reader, fill in the form of one use and send it; returns what happened."""
        self.open(f"/readers/{reader}")
        form = self.form(use)
        if credential is not None:
            form.locator("input[name=credential]").fill(credential)
        form.locator("button").click()
        outcome = self.page.locator("#outcome")
        expect(outcome).to_be_visible()
        return outcome

    def form(self, use: str) -> Locator:
        return self.page.locator(f".use form:has(input[name=use][value={use}])")

    def read_certificate(self, reader: int = 0) -> Locator:
        return self.use("read-certificate", reader=reader)

    def read_attributes(self, pin: str, reader: int = 0) -> Locator:
        return self.use("read-attributes", pin, reader)

    def reads_as(self, card: str, reader: int = 0) -> Locator:
        """Read the attributes with this card's own PIN."""
        return self.read_attributes(TEXT_PIN[card], reader)

    def sign(self, password: str, reader: int = 0) -> Locator:
        return self.use("sign", password, reader)

    def problem(self) -> str:
        """The code of the error the outcome tells."""
        return self.page.locator("#outcome-problem code").inner_text()

    def sees_tries(self, words: str, label: str = "PIN for reading attributes") -> None:
        """The page says so of one credential's tries, at once or when it has renewed itself."""
        line = self.page.locator(".attempts > div").filter(has=self.page.get_by_text(label, exact=True))
        expect(line.locator("dd")).to_have_text(words)
