"""Why a source is not searched, in the interface's language. Pure: data in, safe HTML out."""

from __future__ import annotations

import re

from lcassist.domain import Source
from lcassist.surfaces.web.markup import text
from lcassist.surfaces.web.texts import Texts


def reason_html(source: Source, texts: Texts) -> str:
    """The reason as a paragraph, empty where there is none; what stays English says so to a screen reader."""
    cause = source.cause
    if not source.reason:
        return ""
    if cause is None:  # of an index that was made before causes were kept
        return f'<p class="reason" lang="en">{text(source.reason)}</p>'
    said = re.sub(r"`(.*?)`", r"<code>\1</code>", text(texts[f"reason_{cause.code}"]))
    file, url = (f"<code>{text(value)}</code>" for value in (cause.file, cause.url))
    why = f'<span lang="en">{text(cause.why)}</span>'  # as a reader or a server said it
    return f'<p class="reason">{said.format(file=file, url=url, why=why)}</p>'
