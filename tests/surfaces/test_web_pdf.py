"""A PDF of the corpus on the page: the quote with its page, and the file itself, opened where the quote stands."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from lcassist.answer.assistant import Assistant
from lcassist.index.ingest import ingest
from lcassist.settings import Settings
from lcassist.surfaces.web import build
from lcassist.surfaces.web.texts import texts_in

EN = texts_in("en")
PAGES = (
    ("Mills of the valley", "The valley has seven mills. They were built by the abbey within two centuries."),
    ("Water", "The river Orle drives four of the mills. Its water is dammed above the village in summer."),
    (
        "The keeper",
        "The keeper of the mills is paid 1,250 crowns a year by the guild. She lives beside the lowest mill.",
    ),
    ("Visits", "Schools visit the mills in May and in September."),
)


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, served: Callable[..., AbstractContextManager[str]]
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("mills")
    corpus = folder / "corpus" / "of the valley"
    corpus.mkdir(parents=True)
    style = getSampleStyleSheet()
    story = [
        part
        for title, text in PAGES
        for part in (Paragraph(title, style["Heading1"]), Paragraph(text, style["BodyText"]), PageBreak())
    ]
    SimpleDocTemplate(str(corpus / "mills & more.pdf"), pagesize=A4, title="The mills").build(story)
    settings = Settings(_env_file=None, corpus=Path(folder / "corpus"), index=folder / "index")
    ingest(settings)
    with served(build(Assistant.open(settings))) as found:
        yield found


def test_the_link_of_a_citation_opens_the_pdf_at_its_page(address: str, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    expect(page.locator("#masthead h1")).to_be_visible(timeout=30_000)
    page.locator("#question textarea").fill("What is the keeper of the mills paid?")
    page.keyboard.press("Enter")
    expect(page.locator("#panel .citation mark")).to_contain_text("1,250 crowns", timeout=30_000)
    expect(page.locator("#panel .citation .from")).to_contain_text("page 3")
    link = page.locator("#panel .citation").get_by_role("link", name=EN["in_pdf"])
    with context.expect_page() as waiting:
        link.click()
    waiting.value.wait_for_url("**/file?source=*#page=3", wait_until="commit")
    answer = context.request.get(waiting.value.url)
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    assert "1,250 crowns" in PdfReader(io.BytesIO(answer.body())).pages[3 - 1].extract_text()
    context.close()
