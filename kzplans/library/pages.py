"""What the web answered: bytes as they came, and what is sent back to be told only what is newer."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.library.rows import LEVEL

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_COLUMNS = "address, url, source, checked, fetched, status, headers, changed, sha256, content"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer for an address."""

    #: As it was asked for, where redirects ended, and the source by which it was found.
    address: str
    url: str
    source: str
    #: When it was asked for last, and when these bytes came (UTC, ISO 8601).
    checked: str
    fetched: str
    status: int
    headers: Mapping[str, str]
    #: When a feed or a sitemap says that it changed, as it says it.
    changed: str | None
    #: Of the bytes.
    sha256: str
    content: bytes

    @property
    def etag(self) -> str | None:
        """What the host calls these bytes."""
        return self.headers.get("etag")

    @property
    def modified(self) -> str | None:
        """When the host says they were written."""
        return self.headers.get("last-modified")


def load_page(connection: sqlite3.Connection, address: str) -> Page | None:
    """The answer kept for an address.

    Raises:
        ValueError: it is damaged.
    """
    row = connection.execute(f"SELECT {_COLUMNS} FROM page WHERE address = ?", (address,)).fetchone()
    if row is None:
        return None
    address_, url, source, checked, fetched, status, headers, changed, sha256, content = row
    try:
        kept = json.loads(headers), changed, sha256, zlib.decompress(content)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return Page(address_, url, source, checked, fetched, status, *kept)


def save_page(connection: sqlite3.Connection, page: Page) -> None:
    """Keep an answer instead of the one before."""
    values = (
        page.address, page.url, page.source, page.checked, page.fetched, page.status,
        json.dumps(dict(page.headers), ensure_ascii=False, sort_keys=True), page.changed, page.sha256,
        zlib.compress(page.content, LEVEL),
    )  # fmt: skip
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT OR REPLACE INTO page({_COLUMNS}) VALUES ({marks})", values)
