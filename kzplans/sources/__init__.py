"""From files and folders to documents: walking, reading and decoding, one text at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.extract import Origin
from kzplans.model import Unread
from kzplans.sources.decode import decode
from kzplans.sources.reading import read_bytes
from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.walk import FORMATS, STDIN, Found, NotFound, find_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kzplans.config import Limits
    from kzplans.extract import Extractor
    from kzplans.model import Document
    from kzplans.sources.reading import Identity

__all__ = ["FORMATS", "STDIN", "LeftAlone", "Reading", "Reason", "read_inputs", "read_sources"]


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A file of another type that lies in a folder of sources: not an error, but no secret either."""

    path: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read, and how: its size in bytes, its format and its encoding."""

    document: Document
    size: int
    format: str
    encoding: str


def read_sources(
    sources: Sequence[str], extractor: Extractor, limits: Limits, base: Path | None = None
) -> Iterator[Document | Unread]:
    """Documents of the sources in their order, and what could not be read; one text is held at a time.

    Args:
        sources: files, folders and ``-``.
        extractor: tells title, date and language of each text.
        limits: sizes and numbers that are not exceeded.
        base: folder that the sources are relative to, if not the current one.
    """
    for outcome in read_inputs(sources, extractor, limits, base):
        if isinstance(outcome, Reading):
            yield outcome.document
        elif isinstance(outcome, Unread):
            yield outcome


def read_inputs(
    sources: Sequence[str], extractor: Extractor, limits: Limits, base: Path | None = None
) -> Iterator[Reading | Unread | LeftAlone]:
    """Like ``read_sources``, with how each text was read and which files of folders were left alone."""
    seen: set[Identity] = set()
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
            yield _read(found, content, extractor)
        except Refused as refused:
            yield Unread(found.shown, refused.reason, refused.detail)


def _read(found: Found, content: bytes, extractor: Extractor) -> Reading:
    decoded = decode(content)
    document = extractor.build_document(decoded.text, Origin(found.shown, hashlib.sha256(content).hexdigest()))
    return Reading(document, len(content), found.format, decoded.encoding)
