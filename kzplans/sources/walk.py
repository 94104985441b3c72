"""From what the user named to the files to read, in an order that only the names decide."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.sources.names import shown_name
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from kzplans.config import Limits

STDIN = "-"
#: Hidden files, the lock files of office programs and copies of editors are nobody's texts.
_LITTER, _COPY = (".", "~$"), "~"
_LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
#: What belongs to programs: it may lie beside texts, and nobody misses it in a report.
_TECHNICAL = frozenset(
    """
    .db .db-wal .db-shm .db-journal .lock .log .tmp .bak .part .crdownload .yaml .yml .toml .ini .cfg .conf .json .py
    .pyc .sh .bat .css .js .map .j2 .lnk .url .webloc .sqlite .gitignore
    """.split()  # noqa: SIM905  words
)
#: A browser keeps pictures and scripts of ``page.html`` in a folder of this name.
_OF_PAGE = ("_files", ".files", "_fichiers")
_PAGES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it lies, and how it is named in reports."""

    path: str
    shown: str
    #: Whether the user named it, and not only a folder that it lies in.
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class NotFound:
    """A name that led to no file; ``refused`` is None for what belongs to programs, which a folder may well hold."""

    shown: str
    refused: Refused | None


def find_files(
    sources: Sequence[str], limits: Limits, base: Path | None = None, endings: Collection[str] | None = None
) -> Iterator[Found | NotFound]:
    """Files of the sources: each source in the order given, folders bytes-sorted by name and without following links.

    Args:
        sources: files, folders and ``-`` for standard input.
        limits: how many files and how deep.
        base: folder that the sources are relative to, if not the current one. It is never shown.
        endings: what a folder is searched for; None for all that may be a text, whatever its name.
    """
    count = 0
    for source in sources:
        for found in _look_at(source, limits, base, endings):
            count += isinstance(found, Found)
            if count > limits.files:
                detail = f"more than {limits.files:,} files; the rest is left out (limits: files in kzplans.yaml)"
                yield NotFound(shown_name(source), Refused(Reason.TOO_MANY_PARTS, detail))
                return
            yield found


def _look_at(
    source: str, limits: Limits, base: Path | None, endings: Collection[str] | None
) -> Iterator[Found | NotFound]:
    if source == STDIN:
        yield Found(STDIN, STDIN)
        return
    if not source:
        yield NotFound("''", Refused(Reason.VANISHED, "is no name"))
        return
    path = os.path.join(base, source) if base else source  # noqa: PTH118  a pathlib.Path would lose "./" and a final "/"
    try:
        # a link that the user names is followed; one that lies in a folder is not
        path = os.path.realpath(path)
        mode = os.stat(path).st_mode  # noqa: PTH116  strings all along: names may hold any byte
    except OSError as error:
        yield NotFound(shown_name(source), Refused.by_system(error))
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, source.rstrip("/") or "/", limits.depth, endings)
    else:
        yield Found(path, shown_name(source))


def _walk(folder: str, name: str, depth: int, endings: Collection[str] | None) -> Iterator[Found | NotFound]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield NotFound(shown_name(name), Refused.by_system(error))
        return
    pages = {os.path.splitext(entry.name)[0] for entry in entries if _ending(entry.name) in _PAGES}  # noqa: PTH122  as above
    for entry in entries:
        if _is_litter(entry.name):
            continue
        inner = f"{name.rstrip('/')}/{entry.name}"
        if entry.is_symlink():
            yield _link(entry, inner, endings)
        elif entry.is_dir(follow_symlinks=False):
            if any(entry.name.removesuffix(mark) in pages for mark in _OF_PAGE if entry.name.endswith(mark)):
                yield NotFound(shown_name(inner), None)
            elif depth > 1:
                yield from _walk(entry.path, inner, depth - 1, endings)
            else:
                detail = "folders are nested too deep here (limits: depth in kzplans.yaml)"
                yield NotFound(shown_name(inner), Refused(Reason.NESTED_TOO_DEEP, detail))
        elif _is_wanted(entry.name, endings):
            yield Found(entry.path, shown_name(inner), is_named=False)
        else:
            yield NotFound(shown_name(inner), None)


def _link(entry: os.DirEntry[str], name: str, endings: Collection[str] | None) -> NotFound:
    """A link to a folder or named like what is searched for is reported; any other is just another file."""
    if _is_wanted(entry.name, endings) or entry.is_dir():
        return NotFound(shown_name(name), Refused(Reason.SYMLINK, "is a link, and links in folders are not followed"))
    return NotFound(shown_name(name), None)


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER) or name.endswith(_COPY) or name.lower() in _LITTER_NAMES


def _is_wanted(name: str, endings: Collection[str] | None) -> bool:
    ending = _ending(name)
    return ending not in _TECHNICAL if endings is None else ending in endings


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122  see _look_at
