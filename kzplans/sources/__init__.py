"""From files and folders to documents: walking, reading and decoding, one text at a time."""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kzplans.extract import Origin
from kzplans.model import Unread
from kzplans.sources.decode import clean_text
from kzplans.sources.formats import front_matter
from kzplans.sources.formats.sniff import ENDINGS, mismatch, sniff
from kzplans.sources.names import shown_name
from kzplans.sources.reading import read_bytes
from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.walk import STDIN, Found, NotFound, find_files
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kzplans.config import Limits
    from kzplans.extract import Extractor
    from kzplans.extract.documents import RowTold
    from kzplans.model import Document
    from kzplans.sources.formats import Part
    from kzplans.sources.isolation import Isolation
    from kzplans.sources.reading import Identity

#: Between a file and a text inside it: ``letters.zip!/plan.docx``.
INSIDE = "!/"
#: Endings of the names that are read by what they tell.
FORMATS = tuple(ENDINGS)
#: Formats that need no parser.
PLAIN = frozenset({"text", "markdown"})
#: Formats that nobody writes by hand: a file that only has their name is broken.
_BINARY = frozenset({"docx", "pdf"})

__all__ = [
    "FORMATS",
    "STDIN",
    "Answer",
    "LeftAlone",
    "Reading",
    "Reason",
    "Unchanged",
    "isolation_for",
    "read_answer",
    "read_inputs",
    "read_sources",
]


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What lies in a folder of sources and belongs to programs: not an error, but no secret either."""

    path: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that holds what is known of it already."""

    path: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read, and how: its size in bytes, its format and its encoding."""

    document: Document
    size: int
    format: str
    encoding: str
    #: A reason word and a detail, if it was read with a doubt.
    warning: str | None = None


def isolation_for(limits: Limits) -> Isolation:
    """The way to parsers in processes of their own, not yet started; a context manager that ends them.

    Where files of risky formats may come, call its ``start`` before a database is opened or a thread runs, and give it
    to ``read_inputs``. Without, one is started with the first such file and ended after the last file.
    """
    from kzplans.sources.isolation import Isolation  # noqa: PLC0415  plain texts need none

    return Isolation(limits)


def read_sources(
    sources: Sequence[str],
    extractor: Extractor,
    limits: Limits,
    base: Path | None = None,
    isolation: Isolation | None = None,
) -> Iterator[Document | Unread]:
    """Documents of the sources in their order, and what could not be read; one text is held at a time.

    Args:
        sources: files, folders and ``-``.
        extractor: tells title, date and language of each text.
        limits: sizes and numbers that are not exceeded.
        base: folder that the sources are relative to, if not the current one.
        isolation: see ``isolation_for``.
    """
    for outcome in read_inputs(sources, extractor, limits, base, isolation):
        if isinstance(outcome, Reading):
            yield outcome.document
        elif isinstance(outcome, Unread):
            yield outcome


def read_inputs(  # noqa: PLR0913  what may be asked of a run
    sources: Sequence[str],
    extractor: Extractor,
    limits: Limits,
    base: Path | None = None,
    isolation: Isolation | None = None,
    *,
    is_known: Callable[[str, str], bool] | None = None,
) -> Iterator[Reading | Unread | LeftAlone | Unchanged]:
    """Like ``read_sources``, with how each text was read and which files of folders were left alone.

    ``is_known`` is asked for each file by name and hash; those that are known are not decoded.
    """
    with ExitStack() as started:
        one = _Inputs(extractor, limits, isolation, started, is_known)
        for found in find_files(sources, limits, base):
            if isinstance(found, NotFound):
                refused = found.refused
                yield LeftAlone(found.shown) if refused is None else Unread(found.shown, refused.reason, refused.detail)
                continue
            try:
                yield from one.outcomes(found)
            except Refused as refused:
                if refused.reason is Reason.UNSUPPORTED_TYPE and _is_table(found):
                    yield LeftAlone(found.shown)
                else:
                    yield Unread(found.shown, refused.reason, refused.detail)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the web gave for an address, and what its source says of it, where it does not say so itself."""

    address: str
    content: bytes
    #: ``text/html``, as the host says; empty if it does not.
    content_type: str = ""
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    city: str | None = None
    #: CSS selector of the text.
    selector: str = ""

    @property
    def name(self) -> str:
        """The end of the path, as the name of a file."""
        return shown_name(urlsplit(self.address).path.rpartition("/")[2])


def read_answer(answer: Answer, extractor: Extractor, isolation: Isolation) -> Iterator[Reading | Unread]:
    """The texts in an answer of the web: mostly one, more in a feed or an archive."""
    digest = hashlib.sha256(answer.content).hexdigest()
    found = Found(answer.address, answer.address)
    try:
        job = sniff(answer.content, answer.name)
        if job in PLAIN and "html" in answer.content_type:
            job = "html"
        if job in PLAIN:
            parts = front_matter.read(answer.content, answer.name)
        else:
            further = (answer.address, answer.selector) if job == "html" else ()
            parts = _parts_of(isolation.run(job, answer.content, answer.name, *further))
    except Refused as refused:
        yield Unread(found.shown, refused.reason, refused.detail)
        return
    for part in parts:
        if len(parts) == 1:
            part["url"] = answer.address
            part["title"] = part.get("title") or answer.title
            part["date"] = part.get("date") or answer.date
        part["publisher"] = answer.publisher or part.get("publisher")
        part["language"] = part.get("language") or answer.language
        part["city"] = part.get("city") or answer.city
        yield _outcome(found, part, len(answer.content), digest, extractor, None)


class _Inputs:
    """Reads files one after the other; one that is reached twice is read once."""

    def __init__(
        self,
        extractor: Extractor,
        limits: Limits,
        isolation: Isolation | None,
        started: ExitStack,
        is_known: Callable[[str, str], bool] | None,
    ) -> None:
        self._extractor, self._limits, self._is_known = extractor, limits, is_known
        self._isolation, self._started = isolation, started
        self._seen: set[Identity] = set()

    def outcomes(self, found: Found) -> Iterator[Reading | Unread | Unchanged]:
        content, identity = read_bytes(found.path, self._limits.file_bytes)
        if identity is not None and identity in self._seen:
            return
        if identity is not None:
            self._seen.add(identity)
        digest = hashlib.sha256(content).hexdigest()
        if self._is_known is not None and self._is_known(found.shown, digest):
            yield Unchanged(found.shown)
            return
        job, *arguments = _job_of(found, content)
        parts = front_matter.read(content, *arguments) if job in PLAIN else self._parsed(job, content, *arguments)
        wrong = mismatch(os.path.basename(found.path), job) if job != "broken" else None  # noqa: PTH119  as below
        for part in parts:
            yield _outcome(found, part, len(content), digest, self._extractor, wrong)

    def _parsed(self, job: str, content: bytes, *arguments: str) -> list[Part]:
        if self._isolation is None:
            self._isolation = self._started.enter_context(isolation_for(self._limits))
        return _parts_of(self._isolation.run(job, content, *arguments))


def _job_of(found: Found, content: bytes) -> tuple[str, ...]:
    """The format of a file, and what its reader is told besides; plain texts are read without a parser."""
    kind = _broken_by(found)
    if kind:
        return "broken", kind
    name = os.path.basename(found.path)  # noqa: PTH119  names may hold any byte
    ending = _ending(found)
    kind, told = sniff(content, name), ENDINGS.get(ending)
    if kind == "text" and ending and told is None and not found.is_named:
        detail = f"is no known type: {visible(ending)}; a text is read if it is named .txt"
        raise Refused(Reason.UNSUPPORTED_TYPE, detail)
    if told in _BINARY and kind in PLAIN | {"html"}:
        kind = told  # whose reader tells what is wrong with it
    return kind, shown_name(name)


def _ending(found: Found) -> str:
    return os.path.splitext(found.path)[1].lower()  # noqa: PTH122  names may hold any byte


def _is_table(found: Found) -> bool:
    """A table of figures beside texts, as ``--actuals`` reads them."""
    return not found.is_named and ENDINGS.get(_ending(found)) == "csv"


def _parts_of(answer: object) -> list[Part]:
    """The parts that a parser gives: from another process, so nothing but their being a list is believed."""
    if isinstance(answer, str):
        return [{"text": answer, "format": "text", "encoding": "utf-8"}]
    if not isinstance(answer, list) or not all(isinstance(part, dict) for part in answer):
        raise Refused(Reason.CRASH, "the parser gave an answer that makes no sense")
    if not answer:
        raise Refused(Reason.NO_TEXT, "holds no text")
    return answer


def _outcome(  # noqa: PLR0913, PLR0917  what is known of it
    found: Found, part: Part, size: int, sha256: str, extractor: Extractor, wrong: str | None
) -> Reading | Unread:
    """A text of a file, or why it could not be read; ``wrong`` is what its name says that its content does not."""
    name = part.get("part", "")
    shown = f"{found.shown}{INSIDE}{shown_name(name)}" if name else found.shown
    if "reason" in part:
        return Unread(shown, Reason(part["reason"]), visible(part.get("detail", "")))
    origin = Origin(
        shown,
        sha256,
        url=part.get("url"),
        title=part.get("title"),
        date=part.get("date"),
        publisher=part.get("publisher"),
        part=name,
        language=part.get("language"),
        city=extractor.lexicon.parse_city(part.get("city") or "") or None,
        rows=_checked_rows(part.get("rows")),
        pages=[(line, number) for line, number in part.get("pages") or ()],
    )
    document = extractor.build_document(clean_text(part["text"]), origin)
    city = part.get("city")
    doubts = [f"{Reason.TYPE_MISMATCH}: {wrong}" if wrong else None, part.get("warning")]
    if city and origin.city is None:
        doubts.append(f"{Reason.MALFORMED}: city of the front matter: {visible(city[:60])!r}")
    if extractor.has_long_sentences(document.text):
        longest = f"{extractor.longest:,} characters (limits: sentence_chars in kzplans.yaml)"
        doubts.append(f"{Reason.TOO_LARGE}: a sentence is cut that has more than {longest}")
    warning = "; ".join(filter(None, doubts)) or None
    return Reading(document, size, part.get("format", ""), part.get("encoding", ""), warning)


def _checked_rows(told: object) -> list[RowTold]:
    """Rows of tables as a parser tells them: from another process, so what is no row is left out."""
    found: list[RowTold] = []
    for row in told if isinstance(told, list) else ():
        match row:
            case [int(line), int(table), int(number), list(cells)]:
                checked = [tuple(cell) for cell in cells if isinstance(cell, list) and _is_cell(cell)]
                if len(checked) == len(cells):
                    found.append((line, table, number, checked))
    return found


def _is_cell(cell: list[object]) -> bool:
    return [type(part) for part in cell] == [int, str, str]


def _broken_by(found: Found) -> str:
    """How the parser of this file breaks down, which only tests ask for: ``KZPLANS_TEST_PARSER=segv:a.txt``."""
    kind, _, name = os.environ.get("KZPLANS_TEST_PARSER", "").partition(":")
    return kind if name and os.path.basename(found.path) == name else ""  # noqa: PTH119  names may hold any byte
