"""The list of documents: what is searched, and what is not and why. Pure: data in, safe HTML out."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.domain import SourceStatus
from lcassist.index.manifest import Entry
from lcassist.surfaces.web.markup import link, text
from lcassist.surfaces.web.reasons import reason_html
from lcassist.surfaces.web.texts import LANGUAGES, Texts, language_name


def documents_html(entries: Sequence[Entry], texts: Texts) -> str:
    """Each source of the corpus, those of one status together."""
    groups = []
    for status in SourceStatus:
        own = [entry for entry in entries if entry.source.status is status]
        if own:
            items = "".join(_item(entry, texts) for entry in own)
            groups.append(f"<h3>{text(texts[status.value])} ({len(own)})</h3><ul>{items}</ul>")
    return f"<section><h2>{text(texts['documents'])}</h2>{''.join(groups)}</section>"


def masthead_html(entries: Sequence[Entry], texts: Texts, language: str) -> str:
    """The page's heading, with what it is, what it searches, and the choice of its language."""
    lead = " ".join(filter(None, (texts["lead"], _searched(entries, texts))))
    return (
        # page.js says these where something was copied
        f'<header lang="{language}" data-copied="{text(texts["copied"])}"'
        f' data-not-copied="{text(texts["not_copied"])}">'
        f"<div><h1>{text(texts['title'])}</h1><p>{text(lead)}</p></div>"
        f"{_languages(texts, language)}</header>"
    )


def _languages(texts: Texts, language: str) -> str:
    links = "".join(
        f'<a href="?lang={code}" lang="{code}" hreflang="{code}"'
        + (' aria-current="true">' if code == language else ">")
        + f"{text(name)}</a>"
        for code, name in LANGUAGES.items()
    )
    return f'<nav id="language" aria-label="{text(texts["language"])}">{links}</nav>'


def _searched(entries: Sequence[Entry], texts: Texts) -> str:
    """What is searched, in one sentence of plain text."""
    titles = [entry.source.title for entry in entries if entry.source.status is SourceStatus.INDEXED]
    if not titles:
        return ""
    if len(titles) == 1:
        return texts["searches_one"].format(title=titles[0])
    return texts["searches_many"].format(count=len(titles))


def _item(entry: Entry, texts: Texts) -> str:
    source = entry.source
    known = [", ".join(source.authors), source.publisher, source.date]
    known += [language_name(source.language, texts), source.file]
    if source.status is SourceStatus.INDEXED:
        known.append(texts["passages"].format(count=entry.passages))
        known.append(texts["tables"].format(count=entry.tables) if entry.tables else None)
    from_where = text(" · ".join(part for part in known if part))
    return (
        f'<li><p class="title" dir="auto">{link(source.url, source.title)}</p>'
        f'<p class="from">{from_where}</p>{reason_html(source, texts)}</li>'
    )
