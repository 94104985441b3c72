"""Rows of tables: what the names of their columns say of the values in them.

A row is one statement. A value is read together with what the row is about and with its unit, wherever that stands: in
the value's own cell, in a column of units, behind the name, or in the name of the column. Which years, cities and kinds
the values are of, the names of their columns tell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract import indicators
from kzplans.extract.localities import local_mentions
from kzplans.extract.numbers import THING
from kzplans.model import Deadline, Kind, Mood, Quantity, Responsible
from kzplans.text.scripts import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.extract.grammars import Grammar
    from kzplans.extract.packs import Pack
    from kzplans.extract.periods import Today
    from kzplans.lexicon import Lexicon
    from kzplans.model import Cell, Document, TableRow
    from kzplans.text.matching import Sentence

#: What columns can be told apart by (``lang/README.md``, family ``column``); of several the first counts.
COLUMNS = ("number", "deadline", "responsible", "aside", "name", "unit", "year", "actual", "target")
_VALUED = frozenset({"actual", "target"})
_UNVALUED = frozenset({"number", "name", "unit", "year", "deadline", "responsible", "aside"})
#: Columns whose words are no part of what a row is about.
_FORMAL = frozenset({"number", "unit", "year", "aside"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)[ \u00a0]?[-–—][ \u00a0]?((?:19|20)\d\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_WORDS = re.compile(r"[^\W_]+|№")
#: A value: a figure, perhaps with a few words around it; more is a text.
_LONGEST_VALUE = 40
_VALUE = re.compile(r"[^\d\n]{0,12}\d")
_UNIT_TAIL = re.compile(r"(?:,[ \u00a0]{1,3}|\()([^,()]{1,40})\)?[ :*]{0,3}\Z")
#: Units that only say that something is counted: what it is, the name tells.
_PIECES = frozenset({THING, "object", "unit"})


class Reading(NamedTuple):
    """What is needed to read a row: the words and rules of a language, the day of the text, and the indicators."""

    document: Document
    pack: Pack
    grammar: Grammar
    lexicon: Lexicon
    day: Today


class Columns:
    """What names of columns tell: words of ``lang/*/grammar.yaml``, in all languages, since tables mix them."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the words."""
        self._entries = [
            (label, tuple([fold(word) for word in entry.split()]))
            for label in COLUMNS
            for language in lexicon.families
            for entry in lexicon.entries(language, "column").get(label, [])
        ]
        self._known: dict[str, frozenset[str]] = {}

    def tell(self, name: str) -> frozenset[str]:
        """What a column holds by its name; several where it says so: «2026 жыл (жоспар)»."""
        told = self._known.get(name)
        if told is None:
            words = [fold(word) for word in _WORDS.findall(name)]
            told = frozenset([label for label, entry in self._entries if _stands_in(entry, words)])
            if _YEAR.search(name) or (told & _VALUED and not told & {"deadline", "name"}):
                told &= _VALUED  # «2026 жыл», «План на год»
            if told & _UNVALUED:  # «Ответственный исполнитель проекта», «Сроки (план)»: the first that counts
                told = frozenset([min(told & _UNVALUED, key=COLUMNS.index)])
            self._known[name] = told
        return told


def _stands_in(entry: tuple[str, ...], words: list[str]) -> bool:
    """Whether words begin like those of an entry, one behind the other."""
    size = len(entry)
    return any(
        all(word.startswith(part) for word, part in zip(words[place : place + size], entry, strict=True))
        for place in range(len(words) - size + 1)
    )


class Value(NamedTuple):
    """A figure of a row, and what the name of its column says of it."""

    quantity: Quantity
    told: frozenset[str]
    cell: Cell


class Row:
    """One row, read: figures, deadline and who has to act."""

    def __init__(self, row: TableRow, columns: Columns, reading: Reading) -> None:
        """Tell apart the cells of a row."""
        self._reading = reading
        self._text = reading.document.text
        self._row = row
        self.cells = [(cell, columns.tell(self._name(cell))) for cell in row.cells]
        self._heads: dict[tuple[int, int], Sentence] = {}

    def _name(self, cell: Cell) -> str:
        return self._text[cell.name.start : cell.name.stop]

    def _value(self, cell: Cell) -> str:
        return self._text[cell.value.start : cell.value.stop]

    def _read(self, start: int, stop: int) -> Sentence:
        return self._reading.pack.matcher.read(self._text, start, stop)

    def _is_value(self, cell: Cell, told: frozenset[str]) -> bool:
        text = self._value(cell)
        is_figure = len(text) <= _LONGEST_VALUE and _VALUE.match(text) is not None
        # «5 мектеп салу» below «Іс-шара» is what the row is about, «12,5» below «Целевой показатель» is not
        is_named = "name" in told and any(map(str.isalpha, text))
        return is_figure and not (told & (_UNVALUED - {"name"}) or is_named) and not _is_day(text)

    @property
    def subject(self) -> Cell | None:
        """The cell that says what the row is about: that of the column of names, else the first with words."""
        named = next((cell for cell, told in self.cells if "name" in told and not self._is_value(cell, told)), None)
        if named is not None:
            return named
        texts = (
            cell
            for cell, told in self.cells
            if not self._is_value(cell, told)
            and not told & (_UNVALUED | _VALUED)
            and any(map(str.isalpha, self._value(cell)))
        )
        return next(texts, None)

    def told(self) -> str:
        """What the row says without the names of its columns, its figures and its formal cells."""
        kept = [self._value(cell) for cell, told in self.cells if not told & _FORMAL and not self._is_value(cell, told)]
        return "; ".join(kept)

    def is_measure(self) -> bool:
        """Whether the row says by when, or who, something has to be done."""
        return any(told & {"deadline", "responsible"} for _, told in self.cells)

    # --------------------------------------------------------------------------------------------------------- figures

    def values(self, *, is_report: bool) -> list[Value]:
        """The figures of its cells, in their order."""
        subject = self.subject
        name = self._value(subject) if subject is not None else ""
        unit = next((self._value(cell) for cell, told in self.cells if told == {"unit"}), "")
        year = next((_only_year(self._value(cell)) for cell, told in self.cells if told == {"year"}), _only_year(name))
        found: list[Value] = []
        for cell, told in self.cells:
            if self._is_value(cell, told):
                figure = self._figure(cell, told, name, unit, is_report=is_report)
                if figure is not None:
                    found.append(Value(self._dated(figure, cell, year), told, cell))
            elif not told & (_FORMAL | {"deadline", "responsible"}):
                found += [Value(one, told, cell) for one in self._figures_within(cell, is_report=is_report)]
        return found

    def _figures_within(self, cell: Cell, *, is_report: bool) -> list[Quantity]:
        """Figures of a cell of words, as of any sentence."""
        reading, sentence = self._reading, self._read(cell.value.start, cell.value.stop)
        mentioned = reading.grammar.find_periods(sentence, reading.pack, reading.day)
        figures = reading.grammar.find_quantities(sentence, mentioned, reading.pack)
        tail = _UNIT_TAIL.search(self._value(cell))
        # «Ввод жилья, млн кв. м»: a unit and no million; «на 10 тыс. населения»: what it is measured by
        figures = [
            one for one in figures if (not tail or one.start < cell.value.start + tail.start()) and one.unit != THING
        ]
        labels = self._labels(sentence, figures, is_report=is_report)
        return [self._addressed(replace(one, indicator=name)) for one, name in zip(figures, labels, strict=True)]

    def _labels(self, sentence: Sentence, figures: list[Quantity], *, is_report: bool) -> list[str | None]:
        pack, lexicon = self._reading.pack, self._reading.lexicon
        return indicators.Linking(sentence, figures, pack, lexicon, is_report=is_report, before=None).labels()

    def _addressed(self, quantity: Quantity) -> Quantity:
        return replace(quantity, cell=self._reading.document.cell_at(self._row.line, quantity.start))

    def _figure(self, cell: Cell, told: frozenset[str], name: str, unit: str, *, is_report: bool) -> Quantity | None:
        """A value as a figure of what the row is about, with the unit that is nearest to it."""
        value, head = self._value(cell), self._name(cell)
        tail, header = _UNIT_TAIL.search(name), _UNIT_TAIL.search(head)
        core = name[: tail.start()] if tail else name
        units = [unit, tail[1] if tail else "", header[1] if header else ""]
        if self._names_figure(cell, told, has_unit=header is not None):
            core = head[: header.start()] if header else head
            units = units[2:]
        best: Quantity | None = None
        for wording in self._wordings(value, units, core):
            figure = self._worded(core, wording, len(value), is_report=is_report)
            if figure is None:
                continue
            if best is None:
                best = figure
            elif best.unit in _PIECES and figure.unit not in _PIECES:
                best = replace(figure, value=best.value)  # «мың бірлік»: the unit tells how much, the name of what
            if best.unit not in _PIECES:
                break
        if best is None:
            return None
        start = cell.value.start
        return self._addressed(replace(best, text=value, start=start, stop=cell.value.stop))

    def _names_figure(self, cell: Cell, told: frozenset[str], *, has_unit: bool) -> bool:
        """Whether the name of a column says what its figures count: «Количество рабочих мест», «Стоимость, млн тенге».

        That of a year, a plan or a city does not: there the row says it.
        """
        name = cell.name
        if told & _VALUED or name.start == name.stop or _YEAR.search(self._name(cell)) or self.city_of_column(cell):
            return False
        sentence = self._head(name.start, name.stop)
        return has_unit or bool(sentence.found("noun_unit") or sentence.found_late("indicator"))

    def _wordings(self, value: str, units: list[str], core: str) -> Iterator[str]:
        yield value
        for unit in dict.fromkeys(filter(None, units)):
            yield f"{value} {self._in_order(unit)}"
        counted = self._reading.pack.matcher.read(core, 0, len(core))
        for match in (*counted.found("noun_unit"), *counted.found("unit")):
            yield f"{value} {counted.quote(match.first, match.last)}"

    def _in_order(self, unit: str) -> str:
        """“USD million” and «теңге, млн» as they are spoken: “million USD”."""
        read = self._reading.pack.matcher.read(unit, 0, len(unit))
        last = next((match for match in read.found("magnitude") if match.last == len(read.words) - 1), None)
        if last is None or not last.first:
            return unit
        return f"{read.quote(last.first, last.last)} {unit[: read.starts[last.first]].strip(' ,')}"

    def _worded(self, core: str, wording: str, size: int, *, is_report: bool) -> Quantity | None:
        """The one figure of a value told in words: «Объем инвестиций: 1 250,5 млрд тенге»."""
        reading = self._reading
        text = f"{core.rstrip(' .:')} – {wording}" if core else wording
        begin = len(text) - len(wording)
        sentence = reading.pack.matcher.read(text, 0, len(text))
        mentioned = reading.grammar.find_periods(sentence, reading.pack, reading.day)
        figures = reading.grammar.find_quantities(sentence, mentioned, reading.pack)
        labels = self._labels(sentence, figures, is_report=is_report)
        inside = [(one, label) for one, label in zip(figures, labels, strict=True) if begin <= one.start < begin + size]
        if len(inside) != 1:
            return None
        figure, label = inside[0]
        return replace(figure, indicator=label)

    def _dated(self, figure: Quantity, cell: Cell, year: int | None) -> Quantity:
        """With the year that the name of the column tells, else that of a column of years or of the row's name."""
        name = self._name(cell)
        span = _YEARS.search(name)
        if span and int(span[1]) < int(span[2]) <= _LAST_YEAR:
            return replace(figure, year=int(span[2]), period=f"{span[1]}/{span[2]}")
        found = _only_year(name) or year
        return replace(figure, year=found) if found else figure

    # ------------------------------------------------------------------------------------------------- kind, city, time

    def kind(self, values: list[Value]) -> tuple[Kind, str] | None:
        """The kind by the columns of the figures: an aim where one is still to be reached."""
        if not values:
            return None
        today = self._today(values)
        for value in values:
            if is_ahead(value, today):
                return Kind.TARGET, f"{self._teller(value)} tells what is to be"
        dated = next((value for value in values if "actual" in value.told or value.quantity.year), None)
        if dated is not None:
            return Kind.FACT, f"{self._teller(dated)} tells what was"
        return None

    def _today(self, values: list[Value]) -> int | None:
        """The year of the text; without one, the last year of which the row tells what was."""
        told = [value.quantity.year for value in values if "actual" in value.told and value.quantity.year]
        return self._reading.day.year or max(told, default=None)

    def _teller(self, value: Value) -> str:
        """What tells the time of a figure."""
        name, year = self._name(value.cell), value.quantity.year
        return f"the column «{name}»" if value.told & _VALUED or str(year) in name else f"the year {year} of the row"

    def with_moods(self, values: list[Value], kind: Kind) -> list[Value]:
        """Figures of the past beside an aim are given, those of the future beside a fact are planned."""
        today = self._today(values)
        made = []
        for value in values:
            mood = value.quantity.mood
            if kind is Kind.TARGET and _is_past(value, today):
                mood = Mood.GIVEN
            elif kind is Kind.FACT and is_ahead(value, today):
                mood = Mood.PLANNED
            made.append(value._replace(quantity=replace(value.quantity, mood=mood)))
        return made

    def city_of_column(self, cell: Cell) -> str | None:
        """The place that the name of a column tells: «Астана», «Алматы қ.»."""
        name = cell.name
        if name.start == name.stop:
            return None
        places = {city for _, city in local_mentions(self._head(name.start, name.stop), self._reading.pack)}
        return places.pop() if len(places) == 1 else None

    def _head(self, start: int, stop: int) -> Sentence:
        found = self._heads.get((start, stop))
        if found is None:
            found = self._heads[start, stop] = self._read(start, stop)
        return found

    def deadline(self, values: list[Value], kind: Kind) -> tuple[Deadline | None, str]:
        """The time limit: that of a column of limits, else of an aim the latest year of a column."""
        reading = self._reading
        for cell, told in self.cells:
            if "deadline" not in told:
                continue
            sentence = self._read(cell.value.start, cell.value.stop)
            periods = [
                one for one in reading.grammar.find_periods(sentence, reading.pack, reading.day) if one.year is not None
            ]
            text = self._value(cell)
            if periods:
                last = max(periods, key=lambda one: (one.year or 0, one.date or ""))
                because = f"the column «{self._name(cell)}»: {text}"
                return Deadline(text, last.year, last.date, cell.value.start, cell.value.stop), because
        today = self._today(values)
        ahead = [value for value in values if is_ahead(value, today) and value.quantity.year]
        if kind is not Kind.TARGET or not ahead:
            return None, ""
        last_value = max(ahead, key=lambda value: value.quantity.year or 0)
        name, year = last_value.cell.name, last_value.quantity.year
        text = self._text[name.start : name.stop]
        if str(year) not in text:
            return None, ""
        return Deadline(text, year, str(year), name.start, name.stop), f"the last year of the columns: {text}"

    def responsible(self) -> Responsible | None:
        """Who has to act: what stands in a column of those."""
        for cell, told in self.cells:
            if "responsible" in told and any(map(str.isalpha, self._value(cell))):
                return Responsible(self._value(cell), cell.value.start, cell.value.stop)
        return None


def is_ahead(value: Value, today: int | None) -> bool:
    """Whether a figure is still to be reached: by the word of its column, else by its year."""
    if "actual" in value.told:
        return False
    year = value.quantity.year
    if year is not None and today is not None and year < today:
        return False
    return "target" in value.told or (year is not None and today is not None and year > today)


def _is_past(value: Value, today: int | None) -> bool:
    year = value.quantity.year
    return "actual" in value.told or (year is not None and today is not None and year < today)


def _is_day(text: str) -> bool:
    """«01.12.2026», «2026 жыл», «2026-2028 гг.»: a time and no figure."""
    return bool(re.match(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}", text)) or (
        _YEAR.match(text) is not None and sum(map(str.isdecimal, text)) in {4, 8}
    )


def _only_year(text: str) -> int | None:
    years = {int(found) for found in _YEAR.findall(text)}
    year = years.pop() if len(years) == 1 else 0
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None
