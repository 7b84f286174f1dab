"""A person at the page: one window of Debian's Chromium, and everything that went wrong in it.

A visit fails at its end when the page logged an error, broke its own content security policy, threw, or asked anybody
but the desk for anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE, NARROW_PHONE = (1280, 900), (390, 844), (320, 640)
PATIENCE = 15_000
"""Milliseconds after which a wait fails; nothing is measured by it."""

LANGUAGES = {"ja": "ja-JP", "ja_easy": "ja-JP", "en": "en-US"}

WATCH = """
window.__shifts = 0;
window.__violations = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    // Rows of the live trace make room for newer ones above them; that is what they are for. Nothing else may move.
    const rowsOnly = entry.sources.length && entry.sources.every(({node}) => !node || node.parentElement?.closest('#trace-log'));
    if (!entry.hadRecentInput && !rowsOnly) window.__shifts += entry.value;
  }
}).observe({type: 'layout-shift', buffered: true});
document.addEventListener('securitypolicyviolation', (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser; a fresh user data folder is made for it and removed with it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How somebody looks at the page."""

    language: str = "ja"
    scheme: str = "light"
    size: tuple[int, int] = DESKTOP
    scripts: bool = True
    motion: bool = False

    def __str__(self) -> str:
        return f"{self.language} {self.scheme} {self.size[0]}px"


@dataclass
class Visit:
    """One context with one or more pages. `faults` is empty when the visit went well."""

    browser: Browser
    address: str
    look: Look = field(default_factory=Look)
    faults: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses of refusals that belong to this visit; the browser logs every one of them as an error."""
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)

    def __enter__(self) -> Self:
        width, height = self.look.size
        self.context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if self.look.scheme == "dark" else "light",
            locale=LANGUAGES[self.look.language],
            java_script_enabled=self.look.scripts,
            reduced_motion="no-preference" if self.look.motion else "reduce",
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.faults.append(f"thrown: {error.error}"))
        self.context.on("request", self._see_request)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        if self.look.language == "ja_easy":
            self.choose_language("ja_easy")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.look.scripts and error is None:
            for page in self.context.pages:
                if page.url.startswith(self.address):
                    self.faults += [f"policy: {one}" for one in page.evaluate("window.__violations")]
        self.context.close()
        if error is None:
            assert not self.faults, "\n".join(self.faults)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        words = ("the server responded with a status of", "Response Status Error Code")
        if any(f"{begin} {status}" in message.text for begin in words for status in self.expected):
            return
        self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _see_request(self, request: Request) -> None:
        self.urls.append(request.url)
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.faults.append(f"asked a stranger: {request.url}")

    def open(self, path: str = "/", *, page: Page | None = None) -> Page:
        """Go to a page of the desk and wait until it and its pictures are there."""
        page = page or self.page
        page.goto(self.address + path, wait_until="load")
        return page

    def another_tab(self, path: str = "/") -> Page:
        """A second page of the same person."""
        return self.open(path, page=self.context.new_page())

    def choose_language(self, language: str) -> None:
        """Use the page's own switch, which is remembered from then on."""
        self.open("/")
        with self.page.expect_navigation():
            self.page.locator(f"form button[name=language][value={language}]").first.click()

    def shift(self, page: Page | None = None) -> float:
        """The sum of all layout shifts that nobody's input caused, since this page was loaded."""
        return float((page or self.page).evaluate("window.__shifts"))
