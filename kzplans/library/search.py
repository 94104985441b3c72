"""What is looked for, as a condition of SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.errors import UsageError
from kzplans.reports.query import Query
from kzplans.text.forms import find_forms
from kzplans.text.scripts import fold
from kzplans.text.tokens import TOKEN

if TYPE_CHECKING:
    from kzplans.text.forms import WordsBetween

_NUMBER = re.compile(
    r"\s*+(>=|<=|>|<|=)?\s*+([0-9][0-9 ]{0,30}(?:[.,][0-9]{1,15})?(?:[eE]\+?[0-9]{1,2})?)\s*+(\S{1,30})?\s*+"
)
_PHRASE = re.compile(r'"([^"]{1,500})"|(\S{1,200})')
_OPERATOR = "="


@dataclass(frozen=True, slots=True)
class NumberTest:
    """A number in a unit: ``>1e12 KZT``. Without a unit any will do."""

    operator: str
    value: Decimal
    unit: str | None

    @classmethod
    def parse(cls, text: str) -> NumberTest:
        """A test as it is typed.

        >>> NumberTest.parse(">1e12 KZT")
        NumberTest(operator='>', value=Decimal('1E+12'), unit='KZT')

        Raises:
            UsageError: for anything else.
        """
        found = _NUMBER.fullmatch(text)
        if not found:
            message = (
                f"--number {text!r}: must be a number with its unit, such as '>1e12 KZT', '=30 km' or '<=5 percent'"
            )
            raise UsageError(message)
        operator, number, unit = found.groups()
        return cls(operator or _OPERATOR, Decimal(number.replace(" ", "").replace(",", ".")), unit)


@dataclass(frozen=True, slots=True)
class Search:
    """Words, phrases in quotation marks, and filters; an empty one finds everything."""

    words: str = ""
    query: Query = field(default_factory=Query)
    numbers: tuple[NumberTest, ...] = ()
    speaker: str | None = None


class Matching(NamedTuple):
    """What to ask of SQL: a table of statements, its order from first to last, a condition and its values."""

    table: str
    order: str
    condition: str
    values: list[Any]


def matching(search: Search, words_between: WordsBetween) -> Matching | None:
    """A search as SQL; None: nothing can match."""
    table, order = "statement", "statement.number"
    conditions: list[str] = []
    values: list[Any] = []
    if search.words.strip():
        asked = _full_text(search.words, words_between)
        if asked is None:
            return None
        table, order = "word_index JOIN statement ON statement.number = word_index.rowid", "word_index.rowid"
        conditions.append("word_index MATCH ?")
        values.append(asked)
    for test in search.numbers:
        unit = " AND unit = ?" if test.unit else ""
        conditions.append(f"statement.number IN (SELECT statement FROM quantity WHERE number {test.operator} ?{unit})")
        values += [float(test.value), *([test.unit] if test.unit else [])]
    if search.speaker:
        for word in words_of(search.speaker):
            conditions.append("(' ' || fold(coalesce(speaker.name, '') || ' ' || coalesce(speaker.role, ''))) LIKE ?")
            values.append(f"% {word}%")
    _add_query(search.query, conditions, values)
    return Matching(table, order, " AND ".join(conditions) or "1", values)


def _add_query(query: Query, conditions: list[str], values: list[Any]) -> None:
    for column, wanted in (
        ("statement.city", query.cities),
        ("statement.kind", [kind.value for kind in query.kinds]),
        ("document.language", query.languages),
    ):
        if wanted:
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if query.directions:
        one = "',' || statement.directions || ',' LIKE ?"
        conditions.append(f"({' OR '.join([one] * len(query.directions))})")
        values += [f"%,{name},%" for name in query.directions]
    if query.since is not None:
        conditions.append("document.date >= ?")
        values.append(query.since.isoformat())
    if query.until is not None:  # 2026-03 lies in March as a whole, and before its second day not at all
        conditions.append("document.date <= ? AND length(document.date) = 10")
        values.append(query.until.isoformat())


def _full_text(words: str, words_between: WordsBetween) -> str | None:
    """The words as a query of FTS5: each in all its forms, phrases as they stand; None if a word stands nowhere."""
    parts = []
    for found in _PHRASE.finditer(words):
        phrase, word = found.groups()
        tokens = words_of(phrase or word)
        if phrase:
            if tokens:
                parts.append(_quoted(" ".join(tokens)))
            continue
        for token in tokens:
            forms = find_forms(token, words_between)
            if not forms:
                return None
            parts.append(f"({' OR '.join(map(_quoted, forms))})")
    return " AND ".join(parts) or None


def words_of(text: str) -> list[str]:
    """The words and numbers of a text as they are looked up: folded, numbers without blanks."""
    tokens = [piece.lstrip() for piece in TOKEN.findall(text)]
    return [
        "".join(token.split()).replace(",", ".") if token[0].isdecimal() else fold(token)
        for token in tokens
        if token[0].isalnum()
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
