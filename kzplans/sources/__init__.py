"""From files and folders to documents: walking, reading and decoding, one text at a time."""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.extract import Origin
from kzplans.model import Unread
from kzplans.sources.decode import Decoded, decode
from kzplans.sources.reading import read_bytes
from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.walk import FORMATS, STDIN, Found, NotFound, find_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kzplans.config import Limits
    from kzplans.extract import Extractor
    from kzplans.model import Document
    from kzplans.sources.isolation import Isolation
    from kzplans.sources.reading import Identity

__all__ = [
    "FORMATS",
    "STDIN",
    "LeftAlone",
    "Reading",
    "Reason",
    "Unchanged",
    "isolation_for",
    "read_inputs",
    "read_sources",
]


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A file of another type that lies in a folder of sources: not an error, but no secret either."""

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
    seen: set[Identity] = set()
    with ExitStack() as started:
        for found in find_files(sources, limits, base):
            if isinstance(found, NotFound):
                refused = found.refused
                yield LeftAlone(found.shown) if refused is None else Unread(found.shown, refused.reason, refused.detail)
                continue
            try:
                content, identity = read_bytes(found.path, limits.file_bytes)
                if identity is not None and identity in seen:
                    continue
                if identity is not None:
                    seen.add(identity)
                digest = hashlib.sha256(content).hexdigest()
                if is_known is not None and is_known(found.shown, digest):
                    yield Unchanged(found.shown)
                    continue
                if isolation is None and _broken_by(found):
                    isolation = started.enter_context(isolation_for(limits))
                decoded = _decode(found, content, isolation)
                document = extractor.build_document(decoded.text, Origin(found.shown, digest))
                yield Reading(document, len(content), found.format, decoded.encoding)
            except Refused as refused:
                yield Unread(found.shown, refused.reason, refused.detail)


def _decode(found: Found, content: bytes, isolation: Isolation | None) -> Decoded:
    """Plain texts are decoded here: that is quick, and cannot crash."""
    kind = _broken_by(found)
    if isolation is not None and kind:
        return Decoded(str(isolation.run("broken", content, kind)), "utf-8")
    return decode(content)


def _broken_by(found: Found) -> str:
    """How the parser of this file breaks down, which only tests ask for: ``KZPLANS_TEST_PARSER=segv:a.txt``."""
    kind, _, name = os.environ.get("KZPLANS_TEST_PARSER", "").partition(":")
    return kind if name and os.path.basename(found.path) == name else ""  # noqa: PTH119  names may hold any byte
