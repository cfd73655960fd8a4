"""Takes out of a web page what a browser does not show or strikes out: nobody is answered from what nobody sees, or
from what is not in force."""

from __future__ import annotations

import re

from lxml import html as lxml_html

_DROPPED = (
    *(
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
    ),
    *("s", "del", "strike"),  # struck out: not in force
    *("map", "button", "select", "option", "datalist", "textarea", "input", "head", "link", "meta", "dialog"),
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|font-size\s*:\s*0\D"
    r"|text-decoration(?:-line)?\s*:[^;{}]*line-through"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip-path\s*:\s*inset\(\s*(?:50|100)%|clip\s*:\s*rect\(\s*[01](?:px)?[,\s]",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
_CONDITIONAL = re.compile(r"@(?:media|supports|container|font-face|keyframes)[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE = re.compile(r"(?P<tag>[a-z][\w-]*)?(?P<sign>[.#])(?P<name>[\w-]+)")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def remove_hidden(tree: lxml_html.HtmlElement) -> None:
    """Remove, in place, scripts, forms' controls, and what an element, attribute or plain rule hides or strikes out."""
    classes, ids = _hidden_names(tree)
    for element in list(tree.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in _DROPPED
            or _is_hidden(element)
            or element.get("id") in ids
            or (classes and classes.intersection((element.get("class") or "").split()))
        ):
            _drop(element)


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    if element.tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style + ";") is not None


def _hidden_names(tree: lxml_html.HtmlElement) -> tuple[set[str], set[str]]:
    """Classes and ids that the page's own style hides whatever the screen."""
    classes: set[str] = set()
    ids: set[str] = set()
    for style in tree.iter("style"):
        rules = _CONDITIONAL.sub(" ", _CSS_COMMENT.sub(" ", (style.text or "")[:200_000]))
        for selectors, body in _RULE.findall(rules):
            if not _HIDDEN.search(body + ";"):
                continue
            for selector in selectors.split(","):
                simple = _SIMPLE.fullmatch(selector.strip())
                if simple:
                    (classes if simple["sign"] == "." else ids).add(simple["name"])
    return classes, ids


def _drop(element: lxml_html.HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
