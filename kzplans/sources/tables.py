"""Text to the rows of a table: comma, semicolon or tab, quotation marks as in RFC 4180."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.sources.cells import Fault, clipped

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """Fields of a row, and the line that it begins on, from 1."""

    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Torn:
    """A row whose quotation marks do not match."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """A head of column names, and what stands under it."""

    text: str
    delimiter: str
    #: Column names as compared: small letters, ``_`` for blanks.
    head: tuple[str, ...]
    #: Column names as written.
    names: tuple[str, ...]
    #: Line of the head.
    line: int

    def rows(self) -> Iterator[Row | Torn]:
        """What stands under the head, without empty rows."""
        return (row for row in _read(self.text, self.delimiter) if row.line > self.line)

    def cells(self, row: Row | Torn) -> dict[str, str]:
        """Fields of a row by column name, without blanks around them.

        Raises:
            Fault: for a torn row, and for more or fewer fields than columns.
        """
        if isinstance(row, Torn):
            raise Fault(row.what)
        width = len(self.head)
        fields = row.fields
        if len(fields) < width or any(fields[width:]):
            counted = f"has {len(fields):,} fields, and the head has {width:,}"
            message = f"{counted}; put a field with {self.mark} in it in quotation marks"
            raise Fault(message)
        return dict(zip(self.head, fields, strict=False))

    @property
    def mark(self) -> str:
        """The delimiter in words."""
        return {",": "a comma", ";": "a semicolon", "\t": "a tab"}[self.delimiter]

    @property
    def repeated(self) -> str | None:
        """A column name that stands twice."""
        seen = set()
        for key, name in zip(self.head, self.names, strict=True):
            if key and key in seen:
                return name
            seen.add(key)
        return None


def open_tables(text: str) -> Iterator[Table]:
    """The text as a table with each delimiter that its head can be read with."""
    for delimiter in DELIMITERS:
        row = next(_read(text, delimiter), None)
        if isinstance(row, Row):
            names = list(row.fields)
            while names and not names[-1]:
                names.pop()
            yield Table(text, delimiter, tuple([_key(name) for name in names]), tuple(names), row.line)


def _key(name: str) -> str:
    """A column name as compared.

    >>> _key("Unit multiplier"), _key("REF_AREA")
    ('unit_multiplier', 'ref_area')
    """
    return "_".join(name.casefold().split())


def _read(text: str, delimiter: str) -> Iterator[Row | Torn]:
    """Rows that are not empty. The csv module itself limits how long a field may be (131,072 characters)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = tuple([field.strip() for field in next(reader)])
        except StopIteration:
            return
        except csv.Error as error:
            # the reader goes on with the next line; after several lines that may be the middle of a text
            is_last = reader.line_num > line
            what = f"cannot be read as a row: {clipped(str(error))}; look at its quotation marks"
            yield Torn(line, f"{what}; the rest is left out" if is_last else what)
            if is_last:
                return
            continue
        if any(fields):
            yield Row(line, fields)
