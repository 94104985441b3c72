"""What reports say: labels, counted nouns, numbers and dates in the reader's language. Words come from labels.yaml."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kzplans.model import Modifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.model import Deadline, Quantity, Speaker
    from kzplans.reports.overview import Figure, TargetRow
    from kzplans.reports.query import Query

#: A number that is no number of magnitude words has at most this many digits behind the comma.
_SHORT_FRACTION = 3
_GROUP = 3
_DASHES = 2


def report_language(languages: tuple[tuple[str, int], ...], lexicon: Lexicon) -> str:
    """Language of labels for texts of these languages, the most frequent first; Kazakh where there are none."""
    return next((code for name, _ in languages if (code := name[:2]) in lexicon.labels), "kk")


class Wording:
    """The labels of one language. Unknown ids stand for themselves, so that a new one never breaks a report."""

    def __init__(self, labels: Mapping[str, Any], language: str) -> None:
        """``labels`` is the content of labels.yaml, ``language`` its code (kk, ru, en)."""
        self._labels = labels
        self.language = language

    @classmethod
    def of(cls, lexicon: Lexicon, language: str) -> Wording:
        """The wording of a language of the lexicon."""
        return cls(lexicon.labels[language], language)

    def label(self, section: str, name: str) -> str:
        """Name of an id: ``label("cities", "astana")``."""
        return str(self._labels.get(section, {}).get(name, name))

    def say(self, name: str, **parts: object) -> str:
        """A sentence or heading, with its parts filled in."""
        return _filled(self.label("words", name), **parts)

    def count(self, name: str, number: int) -> str:
        """A counted noun: ``5 текстов``."""
        noun = self._form(self._labels["counts"].get(name, name), Decimal(number))
        return f"{self.number(Decimal(number))}\u00a0{noun}"

    def number(self, value: Decimal) -> str:
        """An exact decimal with grouped digits; no digit is lost and none is made up."""
        signs = self._labels["number"]
        whole, _, fraction = plain(value.copy_abs()).partition(".")
        head = len(whole) % _GROUP
        groups = ([whole[:head]] if head else []) + [whole[at : at + _GROUP] for at in range(head, len(whole), _GROUP)]
        text = str(signs["group"]).join(groups)
        return ("\u2212" if value < 0 else "") + text + (str(signs["decimal"]) + fraction if fraction else "")

    def amount(self, value: Decimal, unit: str) -> str:
        """A value with its unit: ``30 трлн теңге``, ``17%``, ``3 600 жұмыс орны``."""
        noun = self._labels["units"].get(unit, unit)
        digits, magnitude = self._shortened(value)
        text = f"{self.number(digits)}\u00a0{magnitude}" if magnitude else self.number(value)
        if isinstance(noun, str) and "{}" in noun:
            return noun.replace("{}", text)
        blank = " " if magnitude else "\u00a0"  # a long amount may be broken before its unit, never inside the number
        return f"{text}{blank}{self._form(noun, value, many=bool(magnitude))}"

    def quantity(self, quantity: Quantity) -> str:
        """A quantity for a table: sign of the modifier, amount, rate. ``≥ 28,6 млрд АҚШ доллары``."""
        text = self.amount(quantity.value, quantity.unit)
        if quantity.per:
            text = f"{text} {self.label('per', quantity.per)}"
        if quantity.modifier is Modifier.EXACT:
            return text
        return self.label("signs", quantity.modifier.value).replace("{}", text)

    def versus(self, cities: Sequence[str]) -> str:
        """Heading of a comparison."""
        return f"{self.say('comparison')}: {' · '.join([self.label('cities', city) for city in cities])}"

    def figure(self, figure: Figure | None) -> str:
        """A figure of a comparison with what it is measured against; empty for none."""
        return f"{self.quantity(figure.quantity)} ({self.circumstances(figure.quantity)})" if figure else ""

    def circumstances(self, quantity: Quantity) -> str:
        """Year of a figure, and whether it measures a change."""
        parts = [self.label("changes", quantity.change.value)] if quantity.change else []
        return ", ".join([*parts, str(quantity.year) if quantity.year else self.say("year_unknown")])

    def target_line(self, row: TargetRow) -> str:
        """A target with what is known of it, in one line."""
        parts = [("target", row.target), ("baseline", row.baseline), ("reported", row.reported)]
        told = "; ".join([f"{self.say(name)}: {self.figure(figure)}" for name, figure in parts if figure])
        return f"{self.label('indicators', row.indicator)}, {self.label('cities', row.city)}. {told}"

    def difference(self, differs: tuple[str, ...]) -> str:
        """What stands in the way of comparing figures; that nothing does, if there is nothing."""
        if not differs:
            return self.say("comparable")
        return f"{self.say('not_comparable')}: {', '.join([self.say(f'differs_{name}') for name in differs])}"

    def day(self, day: date) -> str:
        """A day as people of that language write it."""
        return self.edtf(day.isoformat())

    def edtf(self, text: str | None) -> str:
        """The date of a text: a full day in the usual form, anything else as it is, or that there is none."""
        if not text:
            return self.say("no_date")
        year, month, day = text.split("-") if text.count("-") == _DASHES else ("", "", "")
        if not (month.isdecimal() and day.isdecimal()):
            return text
        form = "date" if year.isdecimal() else "date_without_year"
        return _filled(self._labels[form], year=year, month=month, day=day)

    def period(self, since: date | None, until: date | None) -> str:
        """A period in words."""
        if since and until:
            return self.say("since_until", since=self.day(since), until=self.day(until))
        if since:
            return self.say("since", since=self.day(since))
        return self.say("until", until=self.day(until)) if until else self.say("all_time")

    def speaker(self, speaker: Speaker | None) -> str:
        """Name and role, as far as they are known; empty if neither is."""
        return ", ".join([part for part in (speaker.name, speaker.role) if part]) if speaker else ""

    def filters(self, query: Query) -> str:
        """The filters in force beside the period; empty if there are none."""
        chosen = (
            ("filter_city", [self.label("cities", name) for name in query.cities]),
            ("filter_direction", [self.label("directions", name) for name in query.directions]),
            ("filter_kind", [self.label("kinds", name) for name in query.kinds]),
            ("filter_language", [self.label("languages", name) for name in query.languages]),
        )
        return "; ".join([f"{self.say(name)}: {', '.join(values)}" for name, values in chosen if values])

    def deadline(self, deadline: Deadline) -> str:
        """A time limit: the words of the text, and the year where they do not name it."""
        date_ = deadline.date or (str(deadline.year) if deadline.year else "")
        if not date_ or (deadline.year and str(deadline.year) in deadline.text):
            return deadline.text
        return f"{deadline.text} ({date_.replace('/', '–')})"

    def _shortened(self, value: Decimal) -> tuple[Decimal, str]:
        """The value in millions, billions or trillions where that takes few digits; else itself and no word."""
        for power, word in sorted(self._labels["magnitudes"].items(), key=lambda pair: -int(pair[0])):
            if value.copy_abs() >= int(power):
                shortened = value.scaleb(1 - len(power))
                if len(plain(shortened).partition(".")[2]) <= _SHORT_FRACTION:
                    return shortened, str(word)
        return value, ""

    def _form(self, noun: str | Mapping[str, str], value: Decimal, *, many: bool = False) -> str:
        if isinstance(noun, str):
            return noun
        rule = _PLURALS.get(self.language, _plural_other)
        form = "many" if many and "many" in noun else rule(value)
        return noun.get(form) or noun.get("other") or next(iter(noun.values()))


def plain(value: Decimal) -> str:
    """A decimal as plain digits: no exponent, no needless zero.

    >>> plain(Decimal("3.0E+13")), plain(Decimal("26.30")), plain(Decimal("-0"))
    ('30000000000000', '26.3', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _filled(form: str, **parts: object) -> str:
    """A form of words with its parts filled in; ``str.format`` would let a label reach into objects."""
    for name, value in parts.items():
        form = form.replace("{" + name + "}", str(value))
    return form


def _plural_other(_: Decimal) -> str:
    return "other"


def _plural_en(value: Decimal) -> str:
    return "one" if value == 1 else "other"


def _plural_ru(value: Decimal) -> str:
    """CLDR's categories; a fraction takes the form of 2 to 4 (2,5 школы)."""
    if value != value.to_integral_value():
        return "few"
    tens, ones = divmod(int(abs(value)) % 100, 10)
    if ones == 1 and tens != 1:
        return "one"
    return "few" if ones in {2, 3, 4} and tens != 1 else "many"


_PLURALS: dict[str, Callable[[Decimal], str]] = {"ru": _plural_ru, "en": _plural_en}
