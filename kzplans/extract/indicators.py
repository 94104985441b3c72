"""Which figure a number is, by the words around it; no link rather than a wrong one.

A name governs a number that stands in one of its units. The nearest one wins, before the number or right behind it; a
name that only tells where, of what or for what («из бюджета», «бюджеттен») is none. Some names need a second word by
the number: a share, a deficit, something built. Numbers that go on from the one before them («с 18 до 25», «что на 6%
больше») keep its name; parts («из них») do not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.extract.packs import Pack
    from kzplans.lexicon import Indicator, Lexicon
    from kzplans.model import Quantity
    from kzplans.text.matching import Match, Sentence

#: How far a name reaches, in tokens: before its number and behind it. Then what makes it seem further away: a comma, a
#: name that is its own head, one that overlaps another, and one that is the counted noun itself.
_REACH = 18
_BEHIND_KK = 3
_BEHIND = 4
_COMMA = 3
_GENERIC = 6
_OVERLAP = 4
_UNIT = 10
_ADJOINING = 3
#: Tokens between two numbers that are told of two places.
_ELSEWHERE = 9
_EXTENTS = frozenset({"km", "m", "ha", "km2"})
_RATHER = frozenset(
    {"а", "лишь", "только", "всего", "на", "до", "but", "only", "by", "to", "ал", "тек", "бар", "болғаны"}
)
#: How far the words reach that tell what was done with what is counted.
_ACT = 16
_ACT_BESIDE = 8
_MEASURE = 18
_PRONOUN = 12
_TIME_REACH = 3
_CHAIN = 16
#: Nothing further away from a number is looked at, so that the time grows with the sentence and no faster.
_WINDOW = 24
#: How many names a reason tells of.
_TOLD = 2

_RELATIVE = frozenset({"percent", "times", "percentage_point", "share", "per_mille"})
_TIME = frozenset({"year", "month"})
_MONEY = frozenset({"KZT", "USD", "EUR"})
#: Heads that are nouns of measure; the others tell what was done.
_MEASURES = frozenset({"share", "contribution", "deficit", "wear", "coverage", "project"})
#: Heads that speak of another figure than the name beside them does: a lack of places is no number of places.
_ESTRANGING = frozenset({"share", "contribution", "deficit", "wear"})
_AIDS = frozenset({"than", "pronoun", "total", "contrast", "from", "amount"})
_OBLIQUE = frozenset({"gen", "loc", "abl", "dat", "ins"})
_AFTER = frozenset(
    {"has", "have", "been", "was", "were", "will", "of", "in", "worth", "the", "new", "its", "total", "our"}
)
_ADJECTIVES = ("ого", "его", "ому", "ему", "ых", "их", "ой", "ей", "ый", "ий", "ым", "им", "ую", "ые", "ие", "ая", "ое")
_CONVERBS = ("ып", "іп", "п", "отырып")
_JOINTS = frozenset('-‐‑–—«»"“”„%.')


class Named(NamedTuple):
    """What the numbers of a sentence were found to be, for the sentence behind it."""

    paragraph: int
    labels: list[str | None]
    sentence: Sentence | None


def _is_level(indicator: Indicator) -> bool:
    """Whether it is an amount, so that a percentage of it can only be its growth; a rate is none."""
    return any(unit not in _RELATIVE for unit in indicator.units)


class _Name(NamedTuple):
    """A name with its last token, further on where names overlap («жеке инвестиция», «инвестиция көлемі»)."""

    match: Match
    last: int
    #: What the second of two overlapping names costs.
    extra: int


def _joined(found: Sequence[Match]) -> list[_Name]:
    """Names that overlap are one name, that of the first."""
    made: list[_Name] = []
    for match in found:
        extra = 0
        for place in range(len(made) - 1, -1, -1):
            one = made[place]
            if one.last < match.first:
                break
            is_longer = match.last - match.first > one.match.last - one.match.first
            if one.match.first < match.first <= one.match.last and not is_longer:
                made[place] = one._replace(last=max(one.last, match.last))
                extra = _OVERLAP
        made.append(_Name(match, match.last, extra))
    return made


class _Number(NamedTuple):
    """A figure with its first and last token."""

    first: int
    last: int
    figure: Quantity


class Linking:
    """The numbers of one sentence with the names and heads around them, and which number is which figure."""

    def __init__(
        self,
        sentence: Sentence,
        figures: Sequence[Quantity],
        pack: Pack,
        lexicon: Lexicon,
        *,
        is_report: bool,
        before: Named | None,
    ) -> None:
        """Find the names of a sentence.

        Args:
            sentence: where the figures stand.
            figures: in their order.
            pack: the language.
            lexicon: gives the indicators.
            is_report: whether it tells of what was.
            before: what the numbers of the sentence before were, in the same paragraph.
        """
        self.sentence = sentence
        self.words = sentence.words
        self.pack = pack
        self.indicators = lexicon.indicators
        self.counted = lexicon.counted
        self.is_report = is_report
        self.before = before
        self.names = _joined(sentence.found_late("indicator"))
        self.starts = [name.match.first for name in self.names]
        found = sentence.found_late("indicator_head")
        self.heads = [match for match in found if match.term.label not in _AIDS]
        self.head_starts = [match.first for match in self.heads]
        self.aids = [match for match in found if match.term.label in _AIDS]
        self.aid_starts = [match.first for match in self.aids]
        contrasts = {match.first for match in self.aids if match.term.label == "contrast"}
        #: Places of the words behind which a name only tells where, for what or of what.
        self.closed = {match.last for match in self.aids if match.term.label == "from"}
        starts = sentence.starts
        self.numbers = [
            _Number(bisect_left(starts, one.start), max(bisect_left(starts, one.stop) - 1, 0), one) for one in figures
        ]
        #: Where the numbers begin, and where a part of what was told begins; «оның» alone is a part only right before a
        #: number: оның 24 мыңы.
        self.opened = [number.first for number in self.numbers]
        opened = set(self.opened)
        self.parts = [
            match.first
            for match in sentence.found("of_which")
            if match.first < match.last or not pack.is_verb_final or match.last + 1 in opened
        ]
        #: How many commas and how many stronger marks stand up to each token.
        self.commas = [0]
        self.stops = [0]
        for place, word in enumerate(self.words):
            is_colon = word.raw == ":" and place > 0
            self.commas.append(self.commas[-1] + (word.raw in ",()" or is_colon))
            self.stops.append(self.stops[-1] + (word.raw == ";" or (place in contrasts and self._opens(place))))

    def _opens(self, place: int) -> bool:
        """Whether a word opens a clause: «…, ал …»."""
        return place == 0 or self.words[place - 1].is_sign or not self.pack.is_verb_final

    def labels(self) -> list[str | None]:
        """For each number the indicator that it measures, or None; each with regard to those before it."""
        found: list[str | None] = []
        for place, number in enumerate(self.numbers):
            found.append(self._label(place, number, found))
            figure = number.figure
            if figure.role is not None and place and self._is_pair(place):
                if found[place] is None:
                    found[place] = found[place - 1]
                elif found[place - 1] is None or self._is_named_behind(number, found[place]):
                    found[place - 1] = found[place]
                elif not self._has_own_name(self.numbers[place - 1], number):
                    found[place] = found[place - 1]
        self._share_between_places(found)
        return self._yearly(found)

    def _share_between_places(self, found: list[str | None]) -> None:
        """«Астанада 4,5 пайыз, Алматыда 4,7 пайыз», «340 млрд Шымкентке, 125 млрд Алатауға инвестиция»: one figure.

        Two numbers of one unit with another place, or a pronoun, between them and no name of a figure.
        """
        for place in range(1, len(self.numbers)):
            one, other = self.numbers[place - 1], self.numbers[place]
            if (found[place] is None) == (found[place - 1] is None) or not self._alike(one.figure, other.figure):
                continue
            if found[place] is None and self._goes_on_elsewhere(one, other):
                found[place] = found[place - 1]
        for place in range(len(self.numbers) - 1, 0, -1):
            one, other = self.numbers[place - 1], self.numbers[place]
            if found[place - 1] is None and found[place] is not None and self._alike(one.figure, other.figure):
                is_named = self._is_named_between(self._behind(place - 1), one.first, one)
                if not is_named and self._goes_on_elsewhere(one, other):
                    found[place - 1] = found[place]

    def _is_named_between(self, low: int, high: int, number: _Number) -> bool:
        """Whether a name stands there that the number could be told by."""
        return any(
            low <= name.match.first < high
            and (indicator := self.indicators.get(name.match.term.label)) is not None
            and number.figure.unit in indicator.units
            for name in self._names_between(low, high)
        )

    def _behind(self, place: int) -> int:
        """Where the stretch of a number begins: behind the one before it."""
        return self.numbers[place - 1].last + 1 if place else 0

    @staticmethod
    def _alike(one: Quantity, other: Quantity) -> bool:
        return one.unit == other.unit and (one.change is None) == (other.change is None)

    def _goes_on_elsewhere(self, one: _Number, other: _Number) -> bool:
        low, high = one.last + 1, other.first
        if (
            high - low > _ELSEWHERE
            or self._part_between(one.last, high)
            or any(word.raw == ";" for word in self.words[low:high])
        ):
            return False
        if self._is_named_between(low, high, other):
            return False
        if any(
            low <= match.first < high
            for family in ("place", "region_word", "national")
            for match in self.sentence.found(family)
        ):
            return True
        if any(low <= match.first < high and match.term.label == "pronoun" for match in self._aids_near(low, high)):
            return one.figure.unit in _MONEY or one.figure.unit in _RELATIVE
        between = [word.folded for word in self.words[low:high] if not word.is_sign]
        return bool(between) and between[0] in _RATHER and set(between) <= _RATHER  # не на 20%, а лишь на 8%

    def _is_pair(self, place: int) -> bool:
        """Whether a number closes the range that the one before it opens."""
        one, other = self.numbers[place - 1].figure, self.numbers[place].figure
        return one.unit == other.unit and {one.role, other.role} == {Role.FROM, Role.TO}

    def _is_named_behind(self, number: _Number, label: str | None) -> bool:
        """«с 13 до 16 кв. м на одного жителя»"""
        return any(
            0 < name.match.first - number.last <= _ADJOINING and name.match.term.label == label
            for name in self._names_between(number.last, number.last + _WINDOW)
        )

    def _has_own_name(self, one: _Number, other: _Number) -> bool:
        names = self._names_between(one.last + 1, other.first)
        return any(one.last < name.match.first and name.last < other.first for name in names)

    # -- one number ---------------------------------------------------------------------------------------------------

    def _label(self, place: int, number: _Number, found: list[str | None]) -> str | None:
        unit = number.figure.unit
        own = self._nearest(place, number, found)
        if unit not in _TIME and place:
            chained = self._chained(place, number, found, own)
            if chained is not None:
                return chained
        label = own[1] if own is not None else self._by_pronoun(number, found)
        if label is None:
            return None
        indicator = self.indicators[label]
        figure = number.figure
        if figure.per == "year" and figure.change is not None and indicator.increase is not None:
            increase = self.indicators.get(indicator.increase)
            if increase is not None and unit in increase.units:
                return increase.id
        return label

    def _nearest(self, place: int, number: _Number, found: list[str | None]) -> tuple[int, str] | None:
        """The name that costs least, with its cost."""
        unit = number.figure.unit
        estranged = self._estranging(number)
        best: tuple[int, str] | None = None
        for indicator in self.counted.get(unit, ()):
            if self._holds(indicator, number, estranged, None):
                best = (1, indicator.id)
        low = bisect_left(self.starts, number.first - _REACH - 6)
        high = bisect_left(self.starts, number.last + _REACH)
        for name in self.names[low:high]:
            indicator_of = self.indicators.get(name.match.term.label)
            if indicator_of is None or unit not in indicator_of.units:
                continue
            cost = self._cost(name, indicator_of, place, number, found)
            if cost is None or not self._holds(indicator_of, number, estranged, name):
                continue
            cost += name.extra
            if indicator_of.heads and self._is_own_head(name.match):
                cost += _GENERIC
            if best is None or cost < best[0]:
                best = (cost, indicator_of.id)
        return best

    def _holds(self, indicator: Indicator, number: _Number, head: Match | None, name: _Name | None) -> bool:
        """Whether number and sentence allow an indicator, whatever its words."""
        figure = number.figure
        is_past = name is not None and head is not None and self._is_past(name, head, number)
        estranged = None if head is None or is_past else head.term.label
        if indicator.is_reported and not self.is_report:
            return False
        is_level = _is_level(indicator)
        if figure.unit in _RELATIVE and is_level and figure.change is None and estranged not in indicator.heads:
            return False  # 6% of the budget is no budget
        is_estranged = estranged is not None and estranged not in indicator.heads and figure.unit not in _TIME
        if indicator.is_per_head:
            is_estranged = False  # «на одного жителя приходится 6,8 кв. м»
        if is_estranged and (is_level or estranged == "contribution"):
            return False
        if indicator.part_of is not None and not self._told_before(indicator.part_of, number):
            return False
        if not indicator.heads:
            return True
        return any(self._has_head(one, number, name) for one in indicator.heads)

    def _is_past(self, name: _Name, head: Match, number: _Number) -> bool:
        """«тапшылықты жабу үшін қуаты 240 МВт станса»: a name behind a measure is none of it where nouns close."""
        return self.pack.is_verb_final and head.last < name.match.first and name.last < number.first

    def _told_before(self, label: str, number: _Number) -> bool:
        first = next((name.last for name in self.names if name.match.term.label == label), number.first)
        if first < number.first:
            return True
        return self.before is not None and label in self.before.labels

    # -- heads --------------------------------------------------------------------------------------------------------

    def _estranging(self, number: _Number) -> Match | None:
        """The share or deficit that a number measures, if any: nearest before it in its clause, or right behind it."""
        for match in self._heads_near(number):
            beside = match.term.label == "deficit" and 0 < match.first - number.last <= _ADJOINING
            if beside and not self._marks(number.last, match.first):
                return match
        for place in range(bisect_left(self.head_starts, number.first) - 1, -1, -1):
            match = self.heads[place]
            if number.first - match.last > _MEASURE or self._marks(match.last, number.first):
                return None
            if match.term.label in _ESTRANGING and not self._number_between(match.last, number.first, number):
                return match
        return None

    def _has_head(self, head: str, number: _Number, name: _Name | None) -> bool:
        if head in _MEASURES:
            return self._has_measure(head, number, name)
        return self._act(number) == head or head in self._acts(number)

    def _has_measure(self, head: str, number: _Number, name: _Name | None) -> bool:
        """«үлесі … 18 пайыз», «доля … 18%», "18% of households are connected"."""
        for match in self._heads_near(number):
            if match.term.label != head or (name is not None and self._is_past(name, match, number)):
                continue
            if match.last < number.first:
                near = number.first - match.last <= _MEASURE and self._marks(match.last, number.first) <= 1
            else:
                near = match.first - number.last <= _ACT_BESIDE and not self._marks(number.last, match.first)
            if near:
                return True
        return False

    def _act(self, number: _Number) -> str | None:
        acts = self._acts(number)
        return acts[0] if acts else None

    def _acts(self, number: _Number) -> list[str]:
        """What is done with what a number counts: the nearest act behind it where verbs close a clause, else before."""
        behind: list[tuple[int, int, str]] = []
        front: list[tuple[int, int, str]] = []
        for match in self._heads_near(number):
            if match.term.label in _MEASURES or "neg" in self.sentence.tags(match):
                continue
            if any(one is not number and one.first <= match.first <= one.last for one in self.numbers):
                continue  # "nine new kindergartens with 2,100 places"
            if match.last >= number.first:
                away = max(match.first - number.last, 0)
                marks = self._marks(number.last, match.first) if away else 0
                if away <= (_ACT if self.pack.is_verb_final or not marks else 0):
                    behind.append((away, match.first, match.term.label))
            else:
                away = number.first - match.last
                marks = self._marks(match.last, number.first)
                limit = _ACT_BESIDE if self.pack.is_verb_final else _ACT
                if away <= limit and (not marks or not self.pack.is_verb_final):
                    front.append((away + _COMMA * marks, match.first, match.term.label))
        first, second = (behind, front) if self.pack.is_verb_final else (front, behind)
        if not self.pack.is_verb_final:
            near = min([one for one in (*first, *second) if one[0]] or [*first, *second], default=None)
            own = [one for one in second if not one[0]]
            chosen = [*own, *first] if near in first else second
        else:
            chosen = first or second
        if not chosen:
            return []
        # "three new parks": a word of the phrase itself hides none of those around it
        nearest = min([one for one in chosen if one[0]] or chosen)
        reach = nearest[0] + _ADJOINING if self.pack.is_verb_final else nearest[0]
        return [label for away, _, label in sorted(chosen) if away <= reach]

    # -- distance -----------------------------------------------------------------------------------------------------

    def _cost(
        self, name: _Name, indicator: Indicator, place: int, number: _Number, found: list[str | None]
    ) -> int | None:
        """Tokens between a name and a number, None if the name cannot govern it."""
        if name.last < number.first:
            return self._cost_before(name, indicator, place, number, found)
        if name.match.first <= number.last:
            return _UNIT if indicator.heads else 0
        return self._cost_behind(name.match, indicator, number)

    def _cost_before(
        self, name: _Name, indicator: Indicator, place: int, number: _Number, found: list[str | None]
    ) -> int | None:
        match, last = name.match, name.last
        cost = number.first - last
        commas = self.commas[number.first] - self.commas[last + 1]
        if commas and self.words[last + 1].raw in ":(":
            commas -= 1
        cost += commas * _COMMA
        if self.stops[number.first] > self.stops[last + 1] or self._part_between(last, number.first):
            return None
        is_frame = number.figure.unit in _TIME and indicator.is_frame
        is_near = cost <= (_TIME_REACH if is_frame else _REACH)
        if not is_near or (not indicator.heads and self._is_adjunct(match, is_level=_is_level(indicator))):
            return None
        for index in range(place - 1, -1, -1):
            other = self.numbers[index]
            if other.first <= last:
                break
            if not self._passes(other, number, found[index], match.term.label):
                return None
            if other.figure.unit == number.figure.unit and other.figure.role is None:
                cost += _OVERLAP
        return cost

    def _passes(self, other: _Number, number: _Number, told: str | None, label: str) -> bool:
        """Whether a name reaches past another number: not past one that it fits and does not govern."""
        if other.figure.unit in _TIME or other.figure.unit != number.figure.unit:
            return True
        if told is not None and told != label:
            indicator = self.indicators[label]
            return told in {indicator.increase, indicator.annual}
        if told is None:
            return other.figure.role is not None
        if not self._marks(other.last, number.first):
            return True
        return self._goes_on(other, number)

    def _goes_on(self, other: _Number, number: _Number) -> bool:
        """«… 17%-ға артып, 115 млрд теңгені құрады»: the clause before closes with a converb and keeps its subject."""
        if not self.pack.is_verb_final:
            return number.figure.role is not None
        comma = next((place for place in range(number.first - 1, other.last, -1) if self.words[place].raw == ","), None)
        return comma is not None and (comma == other.last + 1 or self.words[comma - 1].folded.endswith(_CONVERBS))

    def _cost_behind(self, match: Match, indicator: Indicator, number: _Number) -> int | None:
        last = self._behind_bracket(number.last, match.first)
        number = number._replace(last=last)
        between = self.words[last + 1 : match.first]
        away = match.first - last
        if self.stops[match.first] > self.stops[number.last + 1]:
            return None
        if number.figure.unit in _TIME and away > _ADJOINING + 1 and indicator.is_frame:
            return None
        if any(
            number.last < other.first and other.last < match.first
            for other in self._numbers_between(number.last, match.first)
        ):
            return None  # but «18 мың орындық 14 мектеп»
        if any(word.is_sign and word.raw not in _JOINTS for word in between):
            return None
        if self.pack.is_verb_final:
            if away == 1 and indicator.heads and number.figure.unit in _EXTENTS:
                return 0  # 32 шақырым жылу желісі мен 45 шақырым су құбыры
            reach = _BEHIND_KK
            if between and between[0].folded.endswith(("атын", "етін", "йтын", "йтін", "ған", "ген", "қан", "кен")):
                reach += _ADJOINING  # 97,9 мың гектарды құрайтын еліміздегі ең ірі аймақ
            return away * 2 if away <= reach else None
        if any(
            one.term.label in indicator.heads and number.last < one.first <= match.first and one.first < number.last + 6
            for one in self._heads_near(number)
        ):
            return away if away <= _ACT_BESIDE else None  # 38% of households are connected to sewerage
        is_exact = match.term.notation.startswith("=")
        if (any(word.raw in "–—" for word in between) and not is_exact) or away > _BEHIND:
            return None
        if not is_exact and any(place in self.closed for place in range(number.last + 1, match.first)):
            return None
        if not self.pack.inflects and between and between[0].folded not in _AFTER and away > 2:
            return None
        return away * 2 - 1

    def _behind_bracket(self, last: int, stop: int) -> int:
        """The last token of a number with the brackets behind it: "1.58 tn tenge (US$3 billion) in investment"."""
        if last + 1 >= stop or self.words[last + 1].raw != "(":
            return last
        return next((place for place in range(last + 2, stop) if self.words[place].raw == ")"), last)

    def _is_adjunct(self, match: Match, *, is_level: bool) -> bool:
        """«бюджеттен», «из городского бюджета», "from the budget": where it comes from, not what is counted."""
        notation = match.term.notation.split()[-1]
        if self.pack.is_verb_final:
            if notation.startswith("=") or notation.endswith("-"):
                return False
            oblique = _OBLIQUE & self.sentence.tags(match)
            if oblique == {"gen"}:  # «өнімнің көлемі» is its amount, «өнімнің 46 пайызы» a part of it
                return is_level and not self._is_amount(match.last)
            return bool(oblique)
        if match.term.notation.startswith("="):
            return False
        for place in range(match.first - 1, max(-1, match.first - 4), -1):
            folded = self.words[place].folded
            if place in self.closed:
                return True
            if self.words[place].is_upper and not self.pack.inflects:
                continue  # tax revenues of the Almaty city budget
            if self.pack.inflects and not folded.endswith(_ADJECTIVES):
                return False
            if not self.pack.inflects and folded not in {"the", "a", "its", "new", "city"}:
                return False
        return False

    def _is_amount(self, last: int) -> bool:
        return any(
            one.term.label == "amount" and 0 < one.first - last <= _ADJOINING for one in self._aids_near(last, last)
        )

    def _is_own_head(self, match: Match) -> bool:
        low = bisect_left(self.head_starts, match.first)
        return low < len(self.heads) and self.heads[low].first <= match.last and self.heads[low].term.label in _MEASURES

    # -- why not ------------------------------------------------------------------------------------------------------

    def reasons(self, found: list[str | None]) -> list[str]:
        """Why numbers have no indicator, empty for those that have one; ``found`` are the labels."""
        return ["" if label else self._reason(place, found) for place, label in enumerate(found)]

    def _reason(self, place: int, found: list[str | None]) -> str:
        """What the nearest names by a number lack."""
        number = self.numbers[place]
        near = [
            (abs(name.match.first - number.first), name, indicator)
            for name in self._names_between(number.first - _WINDOW, number.last + _WINDOW)
            if (indicator := self.indicators.get(name.match.term.label)) is not None and not indicator.is_frame
        ]
        told = [
            f"«{self.sentence.quote(name.match.first, name.last)}» ({indicator.id}) "
            f"{self._why_not(name, indicator, place, number, found)}"
            for _, name, indicator in sorted(near, key=lambda one: one[0])[:_TOLD]
        ]
        told += [
            f"{number.figure.unit} ({indicator.id}) wants a word of {' or '.join(sorted(indicator.heads))} by it"
            for indicator in self.counted.get(number.figure.unit, ())
            if indicator.heads
        ][: _TOLD - len(told)]
        return "; ".join(told) or "no name of a known figure stands by it"

    def _why_not(self, name: _Name, indicator: Indicator, place: int, number: _Number, found: list[str | None]) -> str:
        unit = number.figure.unit
        if unit not in indicator.units:
            return f"is told in {', '.join(indicator.units)}, not in {unit}"
        if name.last < number.first and not indicator.heads:
            if self._is_adjunct(name.match, is_level=_is_level(indicator)):
                return "only tells where, for what or of what"
            if self._part_between(name.last, number.first):
                return "is the whole that this is a part of"
        if self._cost(name, indicator, place, number, found) is None:
            return "stands too far off, or a mark or another number stands between"
        if indicator.is_reported and not self.is_report:
            return "is told by reports only"
        if unit in _RELATIVE and _is_level(indicator) and number.figure.change is None:
            return "is an amount, of which this is a share"
        if indicator.heads and not any(self._has_head(one, number, name) for one in indicator.heads):
            return f"wants a word of {' or '.join(sorted(indicator.heads))} by it"
        return "is told of another figure: a share, a lack or a part of it"

    # -- what goes on -------------------------------------------------------------------------------------------------

    def _chained(self, place: int, number: _Number, found: list[str | None], own: tuple[int, str] | None) -> str | None:
        """The name of the number before, where this one only tells it in other money or compares it."""
        other, told = self.numbers[place - 1], found[place - 1]
        if told is None:
            return None
        units = self.indicators[told].units
        if number.figure.unit not in units or self.stops[number.first] > self.stops[other.last]:
            return None
        gap = self.words[other.last + 1 : number.first]
        if len(gap) > _CHAIN:
            return None
        is_money = number.figure.unit in _MONEY and other.figure.unit in _MONEY
        if is_money and number.figure.unit != other.figure.unit and any(word.raw == "(" for word in gap[:2]):
            return told
        if number.figure.unit not in _RELATIVE or other.figure.unit in _RELATIVE:
            return None
        if own is not None and self._has_own_name(other, number) and own[1] != told:
            return None
        if number.figure.change is None and not self._has_aid("than", number, 3):
            return None
        return told if self._has_aid("than", number, 3) else None

    def _has_aid(self, label: str, number: _Number, reach: int) -> bool:
        return any(
            match.term.label == label
            and (
                0 < match.first - number.last <= reach
                or (0 < number.first - match.last <= 1)
                or number.first <= match.last <= number.last
            )
            for match in self._aids_near(number.first, number.last)
        )

    def _by_pronoun(self, number: _Number, found: list[str | None]) -> str | None:
        """«он по-прежнему превышает 70 процентов», «олардың … үлесі»: the name is in what was said before."""
        start = next(
            (
                match.first
                for match in reversed(self._aids_near(number.first, number.last))
                if match.term.label == "pronoun" and match.last < number.first and number.first - match.last <= _PRONOUN
            ),
            None,
        )
        if start is None or self.stops[number.first] > self.stops[start]:
            return None
        told = next((label for label in reversed(found) if label is not None), None)
        if told is not None:
            indicator = self.indicators[told]
            fits = number.figure.unit in indicator.units and all(unit in _RELATIVE for unit in indicator.units)
            return told if fits and not self._part_between(start, number.first) else None
        if self.before is None or self.before.sentence is None or found:
            return None
        estranged = self._estranging(number)
        for match in self.before.sentence.found_late("indicator"):
            one = self.indicators.get(match.term.label)
            if (
                one is not None
                and one.heads
                and number.figure.unit in one.units
                and (self._holds(one, number, estranged, None))
            ):
                return one.id
        return None

    def _yearly(self, found: list[str | None]) -> list[str | None]:
        """Of two amounts of one figure, one of which is told to be the whole, the other is that of a year."""
        wholes = {
            label: number
            for number, label in zip(self.numbers, found, strict=True)
            if label is not None and self.indicators[label].annual and self._is_total(number)
        }
        made = list(found)
        for place, number in enumerate(self.numbers):
            label = found[place] or next(iter(wholes), None)
            if label not in wholes or wholes[label] is number or number.figure.unit != wholes[label].figure.unit:
                continue
            if number.figure.change is not None or self._part_between(wholes[label].last, number.first):
                continue
            is_told = found[place] is not None or any(
                match.term.label == "pronoun" and 0 < number.first - match.last <= 2
                for match in self._aids_near(number.first, number.last)
            )
            if is_told:
                made[place] = self.indicators[label].annual
        for place in range(1, len(made)):
            whole = self._whole_of(place, made)
            if whole is not None:
                made[place - 1] = whole
        return made

    def _whole_of(self, place: int, made: list[str | None]) -> str | None:
        """«экспортты 28,6 млрд долларға дейін, 2030 жылы 6,7 млрд-қа жеткізу»: the greater is the sum of years."""
        one, other = self.numbers[place - 1], self.numbers[place]
        label = made[place]
        if label is None or label != made[place - 1] or one.figure.unit != other.figure.unit:
            return None
        is_year = any(
            match.term.label == "year" and match.last == other.first - 1 and self.words[match.first - 1].is_number
            for match in self.sentence.found("calendar")
        )
        levels = one.figure.change is None and other.figure.change is None and one.figure.role is None
        if not (
            is_year
            and levels
            and one.figure.value > other.figure.value
            and not self._part_between(one.last, other.first)
        ):
            return None
        return next((key for key, indicator in self.indicators.items() if indicator.annual == label), None)

    def _is_total(self, number: _Number) -> bool:
        near = self._aids_near(number.first, number.last)
        return any(match.term.label == "total" and 0 < number.first - match.last <= 2 for match in near)

    # -- what stands near ---------------------------------------------------------------------------------------------

    def _heads_near(self, number: _Number) -> list[Match]:
        low = bisect_left(self.head_starts, number.first - _WINDOW)
        return self.heads[low : bisect_right(self.head_starts, number.last + _WINDOW)]

    def _aids_near(self, first: int, last: int) -> list[Match]:
        low = bisect_left(self.aid_starts, first - _WINDOW)
        return self.aids[low : bisect_right(self.aid_starts, last + _WINDOW)]

    def _names_between(self, low: int, high: int) -> list[_Name]:
        return self.names[bisect_left(self.starts, low) : bisect_left(self.starts, high)]

    def _numbers_between(self, low: int, high: int) -> list[_Number]:
        return self.numbers[bisect_left(self.opened, low) : bisect_left(self.opened, high)]

    # -- between ------------------------------------------------------------------------------------------------------

    def _marks(self, low: int, high: int) -> int:
        """Commas and stronger marks between two tokens."""
        if high <= low:
            return 0
        strong = self.stops[high] - self.stops[low + 1]
        return self.commas[high] - self.commas[low + 1] + strong * _REACH

    def _part_between(self, low: int, high: int) -> bool:
        place = bisect_right(self.parts, low)
        return place < len(self.parts) and self.parts[place] < high

    def _number_between(self, low: int, high: int, number: _Number) -> bool:
        return any(
            low < one.first < high and one.figure.unit == number.figure.unit and one.figure.role is None
            for one in self._numbers_between(low, high)
        )
