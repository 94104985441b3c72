"""What reports say: labels, counted nouns, numbers and dates in the reader's language. Words come from labels.yaml."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kzplans.model import NATIONAL, Modifier, Record
from kzplans.reports.observations import Span, exact_decimal
from kzplans.reports.progress import METHOD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.model import Deadline, Quantity, Speaker
    from kzplans.reports.accounts import Trend
    from kzplans.reports.comparison import Faced
    from kzplans.reports.ledger import Status, TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.overview import Figure, TargetRow
    from kzplans.reports.promises import Promise
    from kzplans.reports.query import Query
    from kzplans.reports.targets import Selection

#: A number that is no number of magnitude words has at most this many digits behind the comma.
_SHORT_FRACTION = 3
_GROUP = 3
_DASHES = 2
_YEAR_DIGITS = 4
_MONTH_DIGITS = 7
#: A share below a tenth is told with one digit behind the comma, others in whole per cent.
_SMALL_SHARE = 10
#: Digits of what was worked out and does not end sooner; a number of one digit more is told whole.
_WORKED_OUT_DIGITS = 3
_DURATION = re.compile(r"P(\d+)([YMWD])")
_DURATION_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


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

    def unit_name(self, unit: str) -> str:
        """A unit by itself, for a column of its own: ``теңге``, ``%``, ``jobs``."""
        noun = self._labels["units"].get(unit, unit)
        if not isinstance(noun, str):
            noun = noun.get("many") or noun.get("other") or next(iter(noun.values()))
        return str(noun).replace("{}", "").strip()

    def quantity(self, quantity: Quantity) -> str:
        """A quantity for a table: sign of the modifier, amount, rate. ``≥ 28,6 млрд АҚШ доллары``."""
        text = self.amount(quantity.value, quantity.unit)
        return self._marked(text, quantity.per, quantity.modifier)

    def versus(self, cities: Sequence[str]) -> str:
        """Heading of a comparison."""
        return f"{self.say('comparison')}: {' · '.join([self.label('cities', city) for city in cities])}"

    def figure(self, figure: Figure | Faced | None) -> str:
        """A figure of a comparison with what it is measured against; empty for none."""
        return f"{self.quantity(figure.quantity)} ({self.circumstances(figure.quantity)})" if figure else ""

    def circumstances(self, quantity: Quantity) -> str:
        """Year of a figure, and whether it measures a change."""
        parts = [self.label("changes", quantity.change.value)] if quantity.change else []
        return ", ".join([*parts, self.span(quantity.period or str(quantity.year or ""))])

    def target_line(self, row: TargetRow) -> str:
        """A target with what is known of it, in one line."""
        parts = [("target", row.target), ("baseline", row.baseline), ("reported", row.reported)]
        told = "; ".join([f"{self.say(name)}: {self.figure(figure)}" for name, figure in parts if figure])
        return f"{self.label('indicators', row.indicator)}, {self.label('cities', row.city)}. {told}"

    def row_name(self, indicator: str, aspect: str) -> str:
        """What a row of a comparison is about: the indicator, and what of it."""
        parts = [self.label("indicators", indicator), self._labels["aspects"].get(aspect)]
        return ", ".join([part for part in parts if part])

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

    def filters(self, query: Query, selection: Selection | None = None) -> str:
        """The filters in force beside the period, and what a ledger was asked for; empty if there are none."""
        chosen = [
            ("filter_city", [self.label("cities", name) for name in query.cities]),
            ("filter_direction", [self.label("directions", name) for name in query.directions]),
            ("filter_kind", [self.label("kinds", name) for name in query.kinds]),
            ("filter_language", [self.label("languages", name) for name in query.languages]),
        ]
        if selection is not None:
            chosen += [
                ("filter_indicator", [self.label("indicators", name) for name in selection.indicators]),
                ("filter_status", [self.status(status) for status in selection.statuses]),
                ("filter_year", [str(year) for year in selection.years]),
            ]
        return "; ".join([f"{self.say(name)}: {', '.join(values)}" for name, values in chosen if values])

    def deadline(self, deadline: Deadline) -> str:
        """A time limit: the words of the text, and the year where they do not name it."""
        date_ = deadline.date or (str(deadline.year) if deadline.year else "")
        if not date_ or (deadline.year and str(deadline.year) in deadline.text):
            return deadline.text
        return f"{deadline.text} ({date_.replace('/', '–')})"

    # --- Targets ------------------------------------------------------------------------------------------------------

    def place(self, city: str) -> str:
        """A city as the heading of its part; the whole country by another name."""
        return self.say("national") if city == NATIONAL else self.label("cities", city)

    def status(self, status: Status) -> str:
        """What the texts hold on a target: ``дерек жоқ``."""
        return self.say(f"ledger_status_{status.value}")

    def observation(self, one: Observation) -> str:
        """A figure in the unit of its measure: ``≥ 30 трлн теңге``, ``5–6 млн турист``, ``1 млн м² жылына``."""
        unit = one.measure.unit
        text = self.amount(one.value, unit) if one.upper is None else self._range(one.value, one.upper, unit)
        return self._marked(text, one.measure.per, one.modifier)

    def span(self, period: str) -> str:
        """The time that a figure is counted over: ``2030``, ``2026–2030 жж. барлығы``, ``2025 жылғы 9 ай``."""
        if not period:
            return self.say("year_unknown")
        duration = _DURATION.fullmatch(period)
        if duration:
            return self.say("sum_in_time", time=self.amount(Decimal(duration[1]), _DURATION_UNITS[duration[2]]))
        first, _, last = period.partition("/")
        return self._sum_or_part(first, last) if last else self.edtf(first)

    def _sum_or_part(self, first: str, last: str) -> str:
        """A sum of years, or some months of one."""
        if first == "..":
            return self.say("sum_until", last=last)
        if len(first) == len(last) == _YEAR_DIGITS:
            return self.say("sum_of_years", first=first, last=last)
        if first.endswith("-01") and first[:_YEAR_DIGITS] == last:
            return self.say("year_to_date", year=last)
        if len(first) == len(last) == _MONTH_DIGITS and first[:4] == last[:4] and first.endswith("-01"):
            months = self.amount(Decimal(last[5:]), "month")
            return self.say("months_of", months=months, year=first[:4]) if first[:4].isdecimal() else months
        return f"{self.edtf(first)} – {self.edtf(last)}"

    def held(self, one: Observation) -> str:
        """When a figure holds; of a sum over years that are not named also when it is due."""
        text = self.span(one.period)
        if one.period.startswith("P") and one.year is not None:
            text = f"{text}, {self.say('deadline')}: {one.year}"
        return text

    def dated(self, one: Observation) -> str:
        """A figure with its time: ``30 трлн теңге · 2030``."""
        return f"{self.observation(one)} · {self.held(one)}"

    def told(self, one: Observation) -> str:
        """A figure in the unit that its text tells it in; empty where that is the unit of its measure, or no other."""
        value, unit = one.told
        if one.upper is not None or unit == one.measure.unit or value == one.value:
            return ""
        return self.amount(value, unit)

    def said(self, one: Observation) -> str:
        """The day of the text that gives a figure; of a table the time that it holds for."""
        return self.span(one.period) if isinstance(one.given_by, Record) else self.edtf(one.given_by.document.date)

    def first_stated(self, line: TargetLine) -> str:
        """When and by whom a target was stated first."""
        given = line.first.given_by
        speaker = "" if isinstance(given, Record) else self.speaker(given.speaker)
        return ", ".join([part for part in (self.said(line.first), speaker) if part])

    def reported_by(self, one: Observation) -> str:
        """Who reports a figure: an official table with its source, or a text with its day."""
        if isinstance(one.given_by, Record):
            return self.say("from_table", source=one.given_by.source or one.given_by.path)
        return self.say("from_text", date=self.said(one))

    def latest(self, line: TargetLine) -> str:
        """The latest figure reported with its time and where it is from; that there is none."""
        one = line.actual
        return f"{self.dated(one)}, {self.reported_by(one)}" if one else self.say("no_data")

    def history(self, line: TargetLine) -> str:
        """How a target changed: ``30 трлн теңге (12.01.2024) → 34 трлн теңге (03.02.2025)``; empty if it did not."""
        steps = [self.step(line, one) for one in line.stated]
        return " → ".join(steps) if len(steps) > 1 else ""

    def step(self, line: TargetLine, one: Observation) -> str:
        """A wording of a target in its history: what changes between its wordings, and the day."""
        is_one_value = len({(one.value, one.upper) for one in line.stated}) == 1
        is_one_time = len({one.period for one in line.stated}) == 1
        told = self.held if is_one_value else self.observation if is_one_time else self.dated
        return f"{told(one)} ({self.said(one)})"

    def share(self, share: Fraction) -> str:
        """A share in whole per cent, a small one with a digit more; 100% and 0% only where it is just that.

        >>> from kzplans.lexicon import load_lexicon
        >>> t = Wording.of(load_lexicon(), "en")
        >>> [t.share(Fraction(*one)) for one in ((1, 2), (1, 30), (999, 1000), (1, 3000), (1, 1))]
        ['50%', '3.3%', '99.9%', '0.03%', '100%']
        """
        value = share * 100
        digits = 0 if abs(value) >= _SMALL_SHARE else 1
        shown = rounded(value, digits)
        while shown in {0, 100} and shown != value:
            digits += 1
            shown = rounded(value, digits)
        return self.amount(shown, "percent")

    def reached(self, line: TargetLine) -> str:
        """Which part of a target, or of the way to it, was reached; empty where that is not known."""
        if line.share is None:
            return ""
        target = self.amount(line.target.value, line.measure.unit)
        if _is_way(line) and line.baseline is not None:
            base = self.amount(line.baseline.value, line.measure.unit)
            return self.say("share_of_way", share=self.share(line.share), baseline=base, target=target)
        return self.say("share_of_target", share=self.share(line.share), target=target)

    def needed(self, line: TargetLine) -> str:
        """What each year has to bring from now on: ``+3,36 трлн теңге``; empty where nothing is, or is known."""
        if line.needed is None:
            return ""
        unit = "percentage_point" if line.measure.unit == "percent" else line.measure.unit
        value, is_exact = _worked_out(line.needed)
        text = ("+" if value > 0 else "") + self.amount(value, unit)
        return text if is_exact else self._marked(text, None, Modifier.APPROX)

    def pace(self, line: TargetLine) -> str:
        """How fast a target is approached, with the ratio; empty where that is not known."""
        progress = line.progress
        if progress is None:
            return ""
        ratio = "" if progress.ratio is None else f" ({self.number(progress.ratio)})"
        return self.say(f"ledger_pace_{progress.pace.value}") + ratio

    def pace_method(self) -> str:
        """The method that paces are worked out by."""
        return self.say("pace_method", method=METHOD)

    def aside(self, one: Observation, line: TargetLine) -> str:
        """A figure that a target cannot be set against, and why."""
        return f"{self.dated(one)} ({self.say(f'aside_{_aside(one, line)}')})"

    def disagreement(self, line: TargetLine) -> str:
        """Figures of a target that contradict each other; empty where none do."""
        found = [
            (" ≠ ".join([self.observation(figure) for figure in one.observations]), self.span(one.period))
            for one in line.contradictions
        ]
        return "; ".join([f"{figures} ({time})" for figures, time in found])

    def particulars(self, line: TargetLine) -> tuple[tuple[str, str], ...]:
        """What is known of a target beside its figures: the name of the label, the words."""
        known = [
            ("ledger_told", self.told(line.target)),
            ("first_stated", self.first_stated(line)),
            ("ledger_revisions", self.history(line)),
            ("times_stated", self.count("time", line.repeated) if line.repeated > 1 else ""),
            ("baseline", self.dated(line.baseline) if line.baseline else ""),
            ("ledger_pace", self.pace(line)),
            ("contradictions", self.disagreement(line)),
            *[("aside", self.aside(one, line)) for one in line.asides],
        ]
        return tuple([(name, text) for name, text in known if text])

    def share_sum(self, line: TargetLine) -> str:
        """How the share was worked out, in figures; empty without one."""
        if line.share is None or line.actual is None:
            return ""
        actual, target = self._digits(line.actual.value), self._digits(line.target.value)
        result = self._equals(line.share)
        if _is_way(line) and line.baseline is not None:
            base = self._digits(line.baseline.value)
            return f"({base} − {actual}) ÷ ({base} − {target}) {result}"
        return f"{actual} ÷ {target} {result}"

    def needed_sum(self, line: TargetLine) -> str:
        """How the need of a year was worked out, in figures; empty without one."""
        if line.needed is None or line.actual is None or line.target.year is None:
            return ""
        years = (Fraction(line.target.value) - Fraction(line.actual.value)) / line.needed
        actual, target = self._digits(line.actual.value), self._digits(line.target.value)
        value, is_exact = _worked_out(line.needed)
        sign = "=" if is_exact else "≈"
        since = line.target.year - int(years)
        return f"({target} − {actual}) ÷ ({line.target.year} − {since}) {sign} {self._digits(value)}"

    def pace_sum(self, line: TargetLine) -> str:
        """How the ratio of the pace was worked out, in figures; empty without one."""
        progress = line.progress
        if progress is None or progress.ratio is None:
            return ""
        base, latest, target = progress.base, progress.latest, progress.target
        growths = [
            f"(({self._digits(one.value)} ÷ {self._digits(base.value)})^(1 ÷ ({one.year} − {base.year})) − 1)"
            for one in (latest, target)
        ]
        return f"{growths[0]} ÷ {growths[1]} ≈ {self.number(progress.ratio)}"

    def workings(self, line: TargetLine) -> tuple[tuple[str, str], ...]:
        """What was worked out and how, as far as it was: the name of the label, the sum."""
        sums = (
            ("ledger_share", self.share_sum(line)),
            ("ledger_needed", self.needed_sum(line)),
            ("ledger_ratio", self.pace_sum(line)),
        )
        return tuple([(name, text) for name, text in sums if text])

    def bar_line(self, line: TargetLine) -> str:
        """What the bar of a target shows, in one line."""
        known = (("target", line.target), ("reported", line.actual), ("baseline", line.baseline))
        parts = [f"{self.say(name)}: {self.dated(one)}" for name, one in known if one]
        if line.actual is None:
            parts.append(f"{self.say('reported')}: {self.say('no_data')}")
        return "; ".join(parts)

    def trend_line(self, trend: Trend) -> str:
        """What the chart of an indicator shows, in one line."""
        name = f"{self.label('indicators', trend.indicator)}, {self.place(trend.city)}"
        shown = [f"{self.say(_TREND_WORDS[point.part])}: {self.dated(point.observation)}" for point in trend.points]
        return f"{name}. {'; '.join(shown)}"

    def lacking(self, promise: Promise) -> str:
        """What a promise leaves open."""
        return ", ".join([self.say(f"ledger_trait_{trait}") for trait in promise.lacking])

    def _range(self, low: Decimal, high: Decimal, unit: str) -> str:
        digits, magnitude = self._shortened(low)
        if magnitude != self._shortened(high)[1]:
            return f"{self.amount(low, unit)} – {self.amount(high, unit)}"
        return f"{self.number(digits)}–{self.amount(high, unit)}"

    def _marked(self, text: str, per: str | None, modifier: Modifier) -> str:
        """An amount with its rate and the sign of its modifier."""
        if per:
            text = f"{text} {self.label('per', per)}"
        return text if modifier is Modifier.EXACT else self.label("signs", modifier.value).replace("{}", text)

    def _digits(self, value: Decimal) -> str:
        """A number in short without a unit: ``30 трлн``."""
        digits, magnitude = self._shortened(value)
        return f"{self.number(digits)}\u00a0{magnitude}" if magnitude else self.number(digits)

    def _equals(self, share: Fraction) -> str:
        shown = rounded(share)
        return f"{'=' if Fraction(shown) == share else '≈'} {self.number(shown)} = {self.share(share)}"

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


def rounded(value: Fraction, digits: int = 4) -> Decimal:
    """A fraction to so many digits behind the comma, halves to the even one.

    >>> from fractions import Fraction
    >>> plain(rounded(Fraction(31, 300))), plain(rounded(Fraction(8070000000000, 3)))
    ('0.1033', '2690000000000')
    """
    return Decimal(f"{round(value * 10**digits)}E-{digits}")


#: The names of what a chart shows.
_TREND_WORDS = {"actual": "reported", "baseline": "baseline", "target": "target", "former": "former_target"}


def _is_way(line: TargetLine) -> bool:
    """Whether the share is one of the way from the baseline, as it is where less is better."""
    base, actual, target = line.baseline, line.actual, line.target
    if base is None or actual is None or line.share is None or base.value <= target.value:
        return False
    gone, way = Fraction(base.value) - Fraction(actual.value), Fraction(base.value) - Fraction(target.value)
    return line.share == gone / way


def _aside(one: Observation, line: TargetLine) -> str:
    """What keeps a figure from being set against a target."""
    if one.measure.unit != line.measure.unit:
        return "unit"
    if one.measure.per != line.measure.per:
        return "per"
    return {Span.PART: "part", Span.YEARS: "years", Span.YEAR: "year"}[one.measure.span]


def _worked_out(value: Fraction) -> tuple[Decimal, bool]:
    """A fraction as it is if that takes few digits, else to three of them; and whether it is exact."""
    exact = exact_decimal(value)
    if exact is not None and len(exact.normalize().as_tuple().digits) <= _WORKED_OUT_DIGITS + 1:
        return exact, True
    digits = 0
    while abs(value) * 10**digits < 10 ** (_WORKED_OUT_DIGITS - 1):
        digits += 1
    while abs(value) * Fraction(10) ** digits >= 10**_WORKED_OUT_DIGITS:
        digits -= 1
    return Decimal(round(value * Fraction(10) ** digits)).scaleb(-digits), False


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
