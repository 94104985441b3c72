"""``kzplans verify``: is every quote what the kept text says?"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kzplans.cli.ends import ANSWER_IS_NO
from kzplans.cli.messages import counted, say
from kzplans.cli.options import Common, LibraryOption, Output
from kzplans.cli.options import command as made_command
from kzplans.cli.output import open_output
from kzplans.cli.session import is_library, open_session
from kzplans.errors import NoInputError, UsageError
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzplans.library import Library

#: Id, words, and the place in the text where the brief tells it.
Quote = tuple[str, str, tuple[int, int] | None]


def verify(
    brief: Annotated[list[str] | None, typer.Argument(metavar="BRIEF", hidden=True)] = None,
    library: LibraryOption = None,
    *,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Check quotes against the texts that the library keeps.

    \b
    kzplans verify --library city.db                  the whole library: texts, hashes, every quote
    kzplans verify briefs/2026-W12.html               each statement of a page …
    kzplans verify briefs/2026-W12.json digest.json   … or of reports in JSON

    Every statement is cut from the kept text again and compared, and the kept text with its hash. What differs is
    listed, a line each: the text, the statement, the difference. Ends with 1 if anything does.
    """  # noqa: D301  the mark that keeps lines apart in help
    from kzplans.cli.taking import library_path  # noqa: PLC0415  completion needs no library
    from kzplans.library import Library  # noqa: PLC0415  as above

    session = open_session(common)
    named = [name for name in brief or () if is_library(name)]
    pages = [name for name in brief or () if not is_library(name)]
    if named and library:
        message = "a library is named twice; leave out --library"
        raise UsageError(message)
    path = library_path(session, named[0] if named else library)
    checked = faults = 0
    with Library.to_read(path) as opened, open_output(Output()) as sink:
        if pages:
            for page in pages:
                for line in _of_page(page, opened):
                    faults += line is not None
                    checked += 1
                    if line is not None:
                        sink.write(f"{visible(line)}\n")
        else:
            for difference in opened.verify():
                faults += 1
                sink.write(visible(f"{difference.path}\t{difference.statement}\t{difference.what}") + "\n")
            checked = opened.statement_count()
    if not common.quiet:
        say(f"{counted(checked, 'statement')} checked, {faults:,} {'differs' if faults == 1 else 'differ'}")
    return ANSWER_IS_NO if faults else 0


command = made_command(verify)


def _of_page(path: str, library: Library) -> Iterator[str | None]:
    """For each statement of a page None, or what is wrong with it."""
    for name, words, span in _quotes(path):
        kept = library.cut(name)
        if kept is None:
            yield f"{path}\t{name}\tthe library has no such statement"
        elif kept.text != words:
            yield f"{path}\t{name}\tthe text says «{_short(kept.text)}», not «{_short(words)}»"
        elif span is not None and span != (kept.start, kept.stop):
            yield f"{path}\t{name}\tstands at {kept.start}–{kept.stop}, not at {span[0]}–{span[1]}"
        else:
            yield None


def _quotes(path: str) -> Iterable[Quote]:
    """The statements of a page or of JSON.

    Raises:
        NoInputError: it cannot be read.
        UsageError: it holds no statements of ours.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"
        raise NoInputError(message) from error
    if text.lstrip().startswith("<"):
        parser = _Page()
        parser.feed(text)
        found: list[Quote] = parser.quotes
    else:
        try:
            found = [*_in_json(json.loads(text))]
        except (ValueError, RecursionError) as error:
            message = f"{path}: is neither a page nor JSON: {error}"
            raise UsageError(message) from error
    if not found:
        message = f"{path}: holds no statements of kzplans"
        raise UsageError(message)
    return found


def _in_json(value: Any) -> Iterator[Quote]:  # noqa: ANN401  any JSON
    waiting = [value]
    seen = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            if {"id", "text", "start", "stop", "because"} <= one.keys():
                quote = (str(one["id"]), str(one["text"]), (one["start"], one["stop"]))
                if quote not in seen:
                    seen.add(quote)
                    yield quote
            waiting += reversed(one.values())


class _Page(HTMLParser):
    """Finds the quotes of our own pages: ``<li id="s_…"> … <blockquote>``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.quotes: list[Quote] = []
        self._id: str | None = None
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whose quote begins."""
        given = dict(attrs)
        name = given.get("data-statement") or given.get("id") or ""
        if name.startswith("s_"):
            self._id = name
        if tag == "blockquote" and self._id:
            self._words = []

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        if tag == "blockquote" and self._words is not None and self._id:
            self.quotes.append((self._id, "".join(self._words), None))
            self._words = self._id = None

    def handle_data(self, data: str) -> None:
        """Collect its words."""
        if self._words is not None:
            self._words.append(data)


def _short(text: str) -> str:
    return " ".join(text.split())[:60]
