"""Why a source is not searched, in the interface's language; a reason of no known form stays as it was noted."""

from __future__ import annotations

import re

from lcassist.surfaces.web.markup import text
from lcassist.surfaces.web.texts import Texts

# as corpus/sources writes them into the index; a test holds these against each other
_SAVE = r"save (?P<url>\S+) as (?P<file>\S+) in the corpus folder"
_FORMS = (
    (r"its address is not known: save it as (?P<file>\S+) with its ending in the corpus folder", "reason_address"),
    (rf"not fetched yet: run `lcassist fetch`, or {_SAVE}", "reason_unfetched"),
    (rf"it could not be fetched \((?P<why>.*)\): {_SAVE}", "reason_refused"),
    (r"the file '(?P<file>.*)' is not in the corpus folder: put it there", "reason_absent"),
)


def reason_html(reason: str | None, texts: Texts) -> str:
    """The reason as a paragraph, empty where there is none; what stays English says so to a screen reader."""
    if not reason:
        return ""
    for form, key in _FORMS:
        if found := re.fullmatch(form, reason):
            return f'<p class="reason">{text(texts[key].format(**found.groupdict()))}</p>'
    return f'<p class="reason" lang="en">{text(reason)}</p>'
