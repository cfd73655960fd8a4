"""What belongs to a corpus: the files in its folder, and what sources.yaml says of them and links to."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from lcassist.corpus import yaml_file
from lcassist.corpus.causes import SAVE, because
from lcassist.corpus.parsers import SUFFIXES
from lcassist.corpus.provenance import ENDING, FETCHED, Record, load_records
from lcassist.domain import Cause, Source, SourceStatus
from lcassist.errors import CorpusError

MANIFEST = "sources.yaml"
_OWN = frozenset(
    {MANIFEST, "vocabulary.yaml", "examples.yaml"}
)  # what the program reads of a corpus besides its sources

_KEYS = {"id", "title", "kind", "language", "date", "authors", "publisher", "url", "likely_urls", "file", "entities"}


def scan(corpus: Path) -> tuple[Source, ...]:
    """All sources of a corpus, in the order of their names: files that are there, and named ones that aren't.

    Every readable file below the folder is a source, with or without sources.yaml, and a file of another kind is a
    missing one; README files and names that begin with "_" or "." are none. A source whose file is there has ``file``
    set, and ``sha256`` where it could be opened; what a link leads to outside the folder is not opened.

    Raises:
        CorpusError: the folder is missing, holds nothing readable, has a folder in it that can't be opened,
            or its sources.yaml is malformed.
    """
    sources = listed(corpus)
    if not any(source.file for source in sources):
        kinds = ", ".join(sorted(SUFFIXES))
        raise CorpusError(f"the corpus folder {str(corpus)!r} holds no readable file ({kinds}): put one there")
    return sources


def listed(corpus: Path) -> tuple[Source, ...]:
    """The same of a folder that may hold no readable file yet. Raises CorpusError otherwise as ``scan`` does."""
    if corpus.is_file():
        raise CorpusError(f"{str(corpus)!r} is a file: name the folder that it is in, or another one, with --corpus")
    if not corpus.is_dir():
        raise CorpusError(f"there is no corpus folder {str(corpus)!r}: make it, or name another with --corpus")
    named, records = manifest(corpus), load_records(corpus)
    present, others = _files(corpus)
    sources, taken = [], {source.file for source in named if source.file is not None}
    unclaimed = present - taken
    for source in named:
        if source.file is not None and _is_outside(source.file):
            sources.append(_refused(source, source.file))
            continue
        file = _file_of(source, present, unclaimed)
        record = records.pop(source.id, None) if source.file is None else None
        record = record if record is not None and record.url in (source.url, *source.likely_urls) else None
        if file is None:
            cause = _missing(source, corpus, record)
            sources.append(because(replace(source, file=None), SourceStatus.MISSING, cause))
        else:
            taken.add(file)
            sources.append(_present(source, corpus, file, record))
    for record in records.values():
        source = Source(id=record.id, title=record.id, url=record.url)
        file = _file_of(source, present, present - taken)
        if file is not None:
            taken.add(file)
            sources.append(_present(source, corpus, file, record))
        elif record.added:
            cause = _missing(source, corpus, record)
            sources.append(because(replace(source, title=record.url), SourceStatus.MISSING, cause))
    for file in sorted(present - taken):
        sources.append(_present(Source(id=file, title=Path(file).stem), corpus, file, None))
    for file in sorted(others - {source.file for source in named}):
        cause = Cause("kind", file)
        sources.append(because(Source(id=file, title=Path(file).name), SourceStatus.MISSING, cause))
    return tuple(sorted(sources, key=lambda source: (source.file is None, source.name)))


def manifest(corpus: Path) -> tuple[Source, ...]:
    """What sources.yaml names, as written. Raises CorpusError where it is malformed."""
    path = corpus / MANIFEST
    if not path.is_file():
        return ()
    data = yaml_file.load(path)
    items = data.get("sources") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise CorpusError(f"{str(path)!r} must hold a list under the key 'sources'")
    sources = [_source(item, number, path) for number, item in enumerate(items, 1)]
    seen: set[str] = set()
    for source in sources:
        if source.id in seen:
            raise CorpusError(f"{str(path)!r} names the id {source.id!r} twice: give one of them another")
        seen.add(source.id)
    files: set[str] = set()
    for file in (source.file for source in sources if source.file is not None):
        if file in files:
            raise CorpusError(f"{str(path)!r} names the file {file!r} twice: remove one of the entries")
        files.add(file)
    return tuple(sources)


def _source(item: Any, number: int, path: Path) -> Source:
    where = f"source {number} in {str(path)!r}"
    if not isinstance(item, dict):
        raise CorpusError(f"{where} must be a mapping with id and title")
    unknown = set(map(str, item)) - _KEYS
    if unknown:
        raise CorpusError(f"{where} has the unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KEYS))}")
    for key in ("id", "title"):
        if item.get(key) in (None, ""):
            raise CorpusError(f"{where} lacks {key!r}: add it")

    def one(key: str, value: Any) -> str:
        # YAML reads a bare `no` as false
        if isinstance(value, bool | list | dict):
            raise CorpusError(f"{where} has {value!r} as its {key!r}: write a text, in quotes")
        return str(value)

    def text(key: str) -> str | None:
        return one(key, item[key]) if item.get(key) is not None else None

    def texts(key: str) -> tuple[str, ...]:
        value = item.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(one(key, each) for each in values)

    file = text("file")
    if file is not None:
        file = Path(file).as_posix()
    return Source(
        id=one("id", item["id"]),
        title=one("title", item["title"]),
        kind=text("kind") or "document",
        language=text("language"),
        date=text("date"),
        authors=texts("authors"),
        publisher=text("publisher"),
        url=text("url"),
        file=file,
        entities=texts("entities"),
        likely_urls=texts("likely_urls"),
    )


def _files(corpus: Path) -> tuple[set[str], set[str]]:
    """The files that may be read, with links to folders elsewhere (not followed, and reported); and all other files."""
    found, others = set[str](), set[str]()
    for folder, folders, names in os.walk(corpus, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        found |= {linked for name in folders if leads_out(corpus, linked := _below(corpus, folder, name))}
        for name in names:
            if is_excluded(name):
                continue
            file = _below(corpus, folder, name)
            if Path(name).suffix.lower() in SUFFIXES:
                found.add(file)
            elif file not in _OWN and not file.endswith(ENDING):
                others.add(file)
    return found, others


def _below(corpus: Path, folder: str, name: str) -> str:
    """The path relative to the corpus folder."""
    return (Path(folder) / name).relative_to(corpus).as_posix()


def is_excluded(name: str) -> bool:
    """Whether a file or folder of this name is never read."""
    return name.startswith((".", "_")) or name.upper().startswith("README")


def _refuse(error: OSError) -> None:
    raise CorpusError(
        f"the folder {str(error.filename)!r} in the corpus can't be opened ({error.strerror}): "
        "give yourself the right to read it, or remove it"
    ) from error


def _file_of(source: Source, present: set[str], unclaimed: set[str]) -> str | None:
    """A source's own file, or what was fetched or dropped in under its id and no other source names."""
    if source.file is not None:
        return source.file if source.file in present else None
    candidates = (file for file in unclaimed if Path(file).stem == source.id)
    return min(candidates, key=lambda file: (not file.startswith(f"{FETCHED}/"), file), default=None)


def leads_out(corpus: Path, file: str) -> bool:
    """Whether a file or folder is a link to what is outside the corpus folder: it is reported, and never read."""
    path = corpus / file
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(corpus.resolve())


def _present(source: Source, corpus: Path, file: str, record: Record | None) -> Source:
    """A source with its file; when that was got is known while it is the one that was fetched."""
    sha256 = None if leads_out(corpus, file) else _sha256(corpus / file)
    if record is None or sha256 is None or record.sha256 != sha256:
        return replace(source, file=file, sha256=sha256)
    # a likely address that gave it is proven by that
    return replace(source, file=file, sha256=sha256, retrieved=record.retrieved, url=source.url or record.url)


def _is_outside(file: str) -> bool:
    return Path(file).is_absolute() or ".." in Path(file).parts


def _refused(source: Source, file: str) -> Source:
    return because(replace(source, file=None), SourceStatus.FAILED, Cause("outside", file))


def _missing(source: Source, corpus: Path, record: Record | None) -> Cause:
    if source.file is not None:
        path = Path(source.file)
        if not (corpus / path).exists():
            return Cause("absent", source.file)
        if any(is_excluded(part) for part in path.parts):
            return Cause("excluded", source.file)
        return Cause("kind" if path.suffix.lower() not in SUFFIXES else "unopened", source.file)
    url = source.url or next(iter(source.likely_urls), None)
    if url is None:
        return Cause("address", f"{FETCHED}/{source.id}")
    file = _saved_as(source.id, url)
    if record is not None and record.reason is not None:
        return Cause("refused", file, record.url, record.reason)
    return Cause("unfetched" if source.url else "likely", file, url)


def by_hand(id: str, url: str) -> str:
    """What a person can do to bring in a source that a program can't get."""
    return SAVE.format(url=url, file=_saved_as(id, url))


def _saved_as(id: str, url: str) -> str:
    """The file, relative to the corpus folder, under which an address's content is found as a source."""
    ending = Path(re.split("[?#]", url)[0]).suffix.lower()
    return f"{FETCHED}/{id}{ending if ending in SUFFIXES else '.html'}"


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None  # opening a pipe would wait for ever
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None  # reading it will say why
