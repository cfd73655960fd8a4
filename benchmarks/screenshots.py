"""`python -m benchmarks.screenshots`: pictures of the page as visitors see it, to be looked at.

Eight views at 1280 and 360 pixels, light and dark, English and Dutch, and at 200 % zoom. The page must never be wider
than its window: that ends with status 1 and the names of the pictures.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from benchmarks.browser import browsing
from benchmarks.place import ROOT, Place
from benchmarks.serving import serving
from lcassist.surfaces.web.texts import texts_in

_FOLDER = ROOT / ".lcassist" / "screenshots"
_TIMEOUT = 60_000  # milliseconds; nothing is measured here
_SETTLES = 1_500
_SIZES: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "360": {"viewport": {"width": 360, "height": 780}},
    "zoom": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}
_ASKED = {
    "fact": {"en": "Who initiated the learning city in Pécs?", "nl": "Wie nam het initiatief in Pécs?"},
    "prose": {"en": "How does Larissa reach vulnerable groups?", "nl": "Hoe worden vrijwilligers betrokken in Pécs?"},
    "abstention": {"en": "What is the capital of Mongolia?", "nl": "Wat is de hoofdstad van Mongolië?"},
    "disagreement": {"en": "How many inhabitants does Fermo have?", "nl": "Hoeveel inwoners telt Fermo?"},
}
_COMPARED = ("Fermo", "Viladecans")
_THEMES = ("Digitalisation", "Initiators")


def main(names: list[str]) -> int:
    """Take the pictures whose names contain one of these, or all; the folder's older ones stay."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    wide: list[str] = []
    with tempfile.TemporaryDirectory(prefix="lcassist-shots-", ignore_cleanup_errors=True) as folder:
        place = Place(Path(folder))
        with serving(place.index, place.folder) as server, browsing() as browser:
            expect.set_options(timeout=_TIMEOUT)
            for size, scheme, language in _combinations():
                wide += _views(browser, server.address, size, scheme, language, names)
    print(f"the pictures are in {_FOLDER}")
    for name in wide:
        print(f"{name}: wider than its window", file=sys.stderr)
    return 1 if wide else 0


def _combinations() -> Iterator[tuple[str, str, str]]:
    for size in _SIZES:
        for scheme in ("light", "dark"):
            for language in ("en", "nl"):
                yield size, scheme, language


def _views(browser: Browser, address: str, size: str, scheme: str, language: str, names: list[str]) -> list[str]:
    """Takes the pictures of one kind of visitor; gives the names of those that are too wide."""
    wide = []
    for view, show in _VIEWS.items():
        name = f"{view}-{size}-{scheme}-{language}"
        if names and not any(one in name for one in names):
            continue
        context = browser.new_context(locale=language, color_scheme=scheme, accept_downloads=True, **_SIZES[size])
        page = context.new_page()
        page.set_default_timeout(_TIMEOUT)
        page.goto(address)
        expect(page.locator("#masthead h1")).to_have_text(texts_in(language)["title"])
        show(page, language)
        page.screenshot(path=_FOLDER / f"{name}.png", full_page=True, animations="disabled")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
        context.close()
    return wide


def _ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .said")).to_have_count(1)


def _asked(view: str) -> Callable[[Page, str], None]:
    def show(page: Page, language: str) -> None:
        _ask(page, _ASKED[view][language])
        page.wait_for_timeout(_SETTLES)  # until what could be asked next is there too, if anything

    return show


def _empty(page: Page, language: str) -> None:
    expect(page.locator("#offer button:visible").first).to_be_visible()


def _comparison(page: Page, language: str) -> None:
    page.get_by_role("tab", name=texts_in(language)["tab_compare"]).click()
    for name in _COMPARED:
        page.locator(f"#compare input[data-name='{name}']").check()
    for theme in _THEMES:
        page.locator(f"#compare input[data-theme='{theme}']").check()
    page.get_by_role("button", name=texts_in(language)["compare_do"], exact=True).click()
    expect(page.locator("#compared")).to_be_visible()


def _documents(page: Page, language: str) -> None:
    page.get_by_role("tab", name=texts_in(language)["tab_documents"]).click()
    expect(page.locator("#documents li").first).to_be_visible()


def _export(page: Page, language: str) -> None:
    """The first page of the file that is saved."""
    _ask(page, _ASKED["fact"][language])
    with page.expect_download() as waiting:
        page.locator("#chat").get_by_role("link", name="PDF").click()
    page.set_content(f'<img alt="" src="data:image/png;base64,{_drawn(waiting.value.path())}" style="max-width: 100%">')


def _drawn(pdf: Path) -> str:
    """The first page of a PDF file, as base64 of a PNG."""
    import base64
    import io

    import pypdfium2  # type: ignore[import-untyped]

    page = pypdfium2.PdfDocument(pdf)[0]
    out = io.BytesIO()
    page.render(scale=1.5).to_pil().save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


_VIEWS: dict[str, Callable[[Page, str], None]] = {
    "empty": _empty,
    **{view: _asked(view) for view in _ASKED},
    "comparison": _comparison,
    "sources": _documents,
    "export": _export,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
