"""Which names set sentences and cells apart from one another: those that tables and sources are about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from lcassist.answer.question import CAPITALISED_NOUNS
from lcassist.answer.series import Series, is_total
from lcassist.corpus.language import function_words
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Entity, Vocabulary
from lcassist.domain import Document
from lcassist.index.texts import headings_of

_LONGEST_NAME = 6  # words
_LONGEST_LABEL = 4
_SHORTEST_ALIAS = 4  # letters
_ADDRESS = re.compile(
    r"\S*@\S+|\S+://\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?"
)  # of the web, or for mail
_PARTED = re.compile(r"\s*[:–—|(]\s+|\s+[-(]\s*")
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*\.?\s+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def scoping_types(vocabulary: Vocabulary, series: Iterable[Series], library: Library) -> frozenset[str]:
    """The types of entities that tables compare, or that sources are about.

    A sentence about one of them is none about another; of an organisation that a sentence mentions in
    passing that can't be said.
    """
    types: set[str] = set()
    for one in series:
        names = {name for fact in one.facts for name in fact.names}
        for name in names:
            entity = vocabulary.entity(name)
            peers = [other for other in names if (o := vocabulary.entity(other)) and entity and o.type == entity.type]
            if entity and len(peers) >= 2:
                types.add(entity.type)
    for source in library.sources():
        for name in library.document(source).source.entities:
            entity = vocabulary.entity(name)
            if entity:
                types.add(entity.type)
    return frozenset(types)


def main_group(series: Iterable[Series], vocabulary: Vocabulary, types: frozenset[str]) -> tuple[str, ...]:
    """The names that the tables compare most often: who is meant by "each of them" where nobody is named."""
    return next(iter(groups(series, vocabulary, types)), ())


def groups(series: Iterable[Series], vocabulary: Vocabulary, types: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """The different sets of names that tables compare, those first that they compare most often."""
    counts: Counter[tuple[str, ...]] = Counter()
    for one in series:
        names = dict.fromkeys(name for fact in one.facts for name in sorted(fact.names))
        group = tuple(name for name in names if (e := vocabulary.entity(name)) and e.type in types)
        if len(group) >= 2:
            counts[group] += 1
    return tuple(sorted(counts, key=lambda group: (-counts[group], -len(group))))


def with_labels(vocabulary: Vocabulary, library: Library) -> Vocabulary:
    """The vocabulary, with all short headers of tables: what a follow-up may put in one another's place."""
    found = [
        Entity(label, f"{source}/{number}/{axis}")
        for source in library.sources()
        for number, table in enumerate(library.document(source).tables)
        for axis, labels in (("columns", table.columns), ("rows", table.row_names))
        for label in labels
        if label and len(label.split()) <= _LONGEST_LABEL and not vocabulary.find(label)
    ]
    return vocabulary.extended(found)


def with_table_names(vocabulary: Vocabulary, library: Library) -> Vocabulary:
    """The vocabulary, with the tables' headers that are proper names: most of them have capitals in mid-sentence.

    One that the texts shorten to its first or last word ("Lindau" of "Lindau am See") has that for an alias, and so
    has one that a heading gives another name ("Lindau: the Harbour Festival").
    """
    found: dict[str, str] = {}
    documents = [library.document(source) for source in library.sources()]
    # addresses have names in small letters
    own_texts = {one.source.name: _ADDRESS.sub(" ", one.text) for one in documents}
    texts = "\n".join(own_texts[one.source.name] for one in documents if one.language not in CAPITALISED_NOUNS)
    for source in library.sources():
        document = library.document(source)
        text = own_texts[source]
        headings = [_NUMBERED.sub("", heading) for heading in headings_of(document)]
        for number, table in enumerate(document.tables):
            for axis, labels in (("columns", table.columns), ("rows", table.row_names)):
                given = [label for label in labels if label]
                proper = [label for label in given if _proper(label, text) or _entitles(label, headings, text, texts)]
                if len(proper) >= 2 and 2 * len(proper) >= len(given):
                    names = [label for label in given if _peer(label, text)]  # they are names too
                    for name in names:
                        if not vocabulary.find(name):
                            found.setdefault(name, f"{source}/{number}/{axis}")
    others = _called_in_headings(found, documents)
    return vocabulary.extended(
        Entity(name, kind, (*_shortened(name, found, texts), *others.get(name, ()))) for name, kind in found.items()
    )


def _called_in_headings(names: Collection[str], documents: Collection[Document]) -> dict[str, list[str]]:
    """What headings of two parts call each name: the other part, where the texts have that for a proper name too."""
    texts = "\n".join(document.text for document in documents)
    found: dict[str, list[str]] = {}
    for document in documents:
        for heading in headings_of(document):
            parts = [part.strip(" )") for part in _PARTED.split(_NUMBERED.sub("", heading))]
            if len(parts) != 2 or len(set(names) & set(parts)) != 1:
                continue
            name, other = parts if parts[0] in names else reversed(parts)
            functional = function_words(document.language or "en")
            words = other.split()
            while words and words[0].lower() in functional:
                words = words[1:]  # an article
            alias = " ".join(words)
            # once in the heading itself, and once at least in a sentence
            inside = re.findall(rf"[^\W\d_][,;]?\s{re.escape(alias)}\b", texts) if alias else []
            if len(inside) > 1 and _looks_proper(alias) and alias not in names:
                found.setdefault(name, []).append(alias)
    return found


def _entitles(label: str, headings: Sequence[str], text: str, texts: str) -> bool:
    """Whether a heading begins with a label ("Lindau: the small one"), or another document writes it as a name.

    ``text`` is that of the table's own document, ``texts`` those of all; neither has it in small letters.
    """
    if not _peer(label, text) or not _peer(label, texts):
        return False
    heads = any(re.match(rf"{re.escape(label)}(?:\s*[:–—(-]|$)", heading) for heading in headings)
    return heads or _proper(label, texts)


def _shortened(name: str, names: Iterable[str], text: str) -> tuple[str, ...]:
    """The first or last word of a name if no other name has it and it stands alone in the texts, always written so."""
    words = _WORD.findall(name)
    others = {word for other in names if other != name for word in _WORD.findall(other)}
    for word in (words[0], words[-1]) if len(words) > 1 else ():
        if len(word) < _SHORTEST_ALIAS or not word[0].isupper() or word in others:
            continue
        rest = re.escape(name.replace(word, "", 1).strip())
        alone = rf"[^\W\d_][,;]?\s(?<!{rest}\s){re.escape(word)}\b(?!\s{rest})"
        if re.search(alone, text) and not re.search(rf"\b{re.escape(word.lower())}\b", text):
            return (word,)
    return ()


def _looks_proper(label: str) -> bool:
    words: Sequence[str] = _WORD.findall(label)
    return 0 < len(words) <= _LONGEST_NAME and words[0][0].isupper() and any(len(word) > 2 for word in words)


def _peer(label: str, text: str) -> bool:
    """Whether a header beside proper names may be one: it stands nowhere in small letters, and sums up nothing."""
    small = re.search(rf"\b{re.escape(label.lower())}\b", text)
    return _looks_proper(label) and not is_total(label) and small is None


def _proper(label: str, text: str) -> bool:
    if not _looks_proper(label):
        return False
    inside = re.compile(rf"[^\W\d_][,;]?\s{re.escape(label)}\b(?!\t)")
    return any("\t" not in match.group() for match in inside.finditer(text))
