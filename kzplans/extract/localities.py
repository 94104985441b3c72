"""Which city a statement is about: its own words first, then the country, then what the text is about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import NATIONAL, OTHER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

_TITLE_WEIGHT = 6
_GOVERNMENTS = frozenset({"үкімет", "правительство", "government"})
_LEAD_WEIGHT = 2
#: In a text of so few sentences one mention of the only place tells what it is about.
_SHORT_TEXT = 8
#: How far from its beginning a sentence may say where it is.
_OPENING = 2
#: The same where a time stands before it.
_TIME_FIRST = 7
_OBLIQUE = frozenset({"gen", "dat", "acc", "loc", "abl", "ins", "p3"})


class Locality(NamedTuple):
    """A city with the rule and words that decided it."""

    city: str
    because: str


class Context(NamedTuple):
    """What was said just before: the city of the previous statement and where it stood."""

    city: str
    paragraph: int
    quote: object
    is_own: bool


def main_city(title: Sentence | None, sentences: list[Sentence], pack: Pack) -> Locality:
    """The city that the whole text is about."""
    counts: Counter[str] = Counter()
    others = 0
    if title is not None:
        for match in places(title, pack):
            counts[match.term.label] += _TITLE_WEIGHT
        if not counts and (title.found("region_word") or title.found("national")):
            named = title.found("region_word")
            if named and not _is_national(title):
                return Locality(OTHER, f"title names another place: {title.quote(named[0].first, named[0].last)}")
            return Locality(NATIONAL, "title speaks of the country")
    for index, sentence in enumerate(sentences):
        for match in places(sentence, pack):
            counts[match.term.label] += _LEAD_WEIGHT if index < 3 else 1
        others += len(sentence.found("region_word"))
    counts.pop(NATIONAL, None)
    if not counts:
        if others >= max(4, len(sentences) // 4):
            return Locality(OTHER, "the text names other places only")
        return Locality(NATIONAL, "the text names no city")
    (city, best), *rest = counts.most_common()
    runner_up = rest[0][1] if rest else 0
    is_only = not rest and not others and len(sentences) <= _SHORT_TEXT
    if not is_only and best < _TITLE_WEIGHT and (best < 3 or best * 12 < len(sentences) or others > best * 2):
        return Locality(NATIONAL, f"the text names {city} only in passing")
    if best < _TITLE_WEIGHT and runner_up * 3 > best * 2:
        return Locality(NATIONAL, "the text speaks of several cities")
    return Locality(city, f"the text is about {city}")


def places(sentence: Sentence, pack: Pack) -> Sequence[Match]:
    """Mentions of cities that set the city: no street, mountain, company, oblast or comparison."""
    found = sentence.found("place")
    if not found:
        return found
    hidden = [(match.first, match.last) for match in sentence.found("not_place")]
    return [
        match
        for match in found
        if not any(first <= match.first and match.last <= last for first, last in hidden)
        and _is_name(sentence, match, pack)
        and not _is_compared(sentence, match, pack)
        and not _is_listed(sentence, match, pack)
        and not _is_only_beside(sentence, match)
        and not _is_in_name(sentence, match)
    ]


def local_mentions(sentence: Sentence, pack: Pack) -> list[tuple[Match, str]]:
    """The places that numbers of a sentence may be told of: cities, other places, and the country beside them."""
    found = [(match, match.term.label) for match in places(sentence, pack)]
    found += [(match, OTHER) for match in sentence.found("region_word")]
    if found:
        found += [
            (match, NATIONAL)
            for match in sentence.found("national")
            if match.term.label == "strong" and not _is_in_title(match) and not _is_in_role(sentence, match)
        ]
    return sorted(found, key=lambda one: one[0].first)


def _is_name(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """A city's name has a capital, unless it is a by-name (елорда, оңтүстік астана) or the whole text has none."""
    word = sentence.words[match.first]
    return word.is_upper or len(match.term.lemmas) > 1 or match.term.notation in pack.by_names


def _is_in_name(sentence: Sentence, match: Match) -> bool:
    """«Нурсултан Ахметов» is no city."""
    word = sentence.quote(match.first, match.last)
    return any(
        one.first <= match.first and match.last <= one.last and word in one.name
        for one in sentence.mentions or ()
        if one.kind == "person" and one.name
    )


def _is_only_beside(sentence: Sentence, match: Match) -> bool:
    """«Алматымен арадағы желі»: the other end of something."""
    following = sentence.words[match.last + 1].folded if match.last + 1 < len(sentence.words) else ""
    return "ins" in sentence.tags(match) and following.startswith(
        ("ара", "шекара", "байланыс", "іргелес", "көрші", "қатар", "салыстыр")
    )


def _is_compared(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """«Астана мен Алматы қалалары сияқты»"""
    words = sentence.words
    if not pack.is_verb_final:  # «по сравнению с Астаной», "like Almaty"
        return any(0 <= match.first - one.last <= 3 for one in sentence.found("comparison"))
    if words[match.last].folded.endswith(("дағыдай", "дегідей", "тағыдай", "тегідей")):
        return True
    for index in range(match.last + 1, min(match.last + 6, len(words))):
        word = words[index]
        if word.folded in pack.comparison_words:
            return True
        is_name = word.is_upper or word.folded in pack.conjunctions or word.folded.startswith(pack.place_nouns)
        if not is_name:  # «Алатау қаласына салынған инвестиция былтырғымен салыстырғанда»
            return False
    return False


def _is_listed(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """«Алматы, Жамбыл және Түркістан облыстары»: one of several oblasts or districts that share their noun."""
    divisions = pack.namesakes.get(match.term.notation)
    if not divisions:
        return False
    is_joined = False
    for word in sentence.words[match.last + 1 :]:
        if word.raw == "," or word.folded in pack.conjunctions:
            is_joined = True
        elif not (word.is_upper or word.joins):
            return is_joined and word.folded.startswith(pack.plural_divisions) and word.folded.startswith(divisions)
    return False


def _is_national(sentence: Sentence) -> bool:
    return any(match.term.label == "strong" for match in sentence.found("national")) and not _is_yardstick(sentence)


def _is_in_title(match: Match) -> bool:
    """«… жаңғырту» ұлттық жобасы: the name of a programme, not what the sentence is about."""
    return match.term.notation in {"ұлттық жоба", "ұлттық бағдарлама"}


def _is_in_role(sentence: Sentence, match: Match) -> bool:
    """«министр национальной экономики»: part of an office or body that is named."""
    return any(one.first < match.first and match.last <= one.last for one in sentence.mentions or ())


def _is_measure(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """«крупнейший в стране», "the highest density in Kazakhstan": what the city is measured by."""
    before = sentence.words[max(0, match.first - 6) : match.first]
    return any(word.folded.startswith(pack.superlatives) for word in before)


def _is_yardstick(sentence: Sentence) -> bool:
    """«еліміздің басты іскерлік орталығы», «елімізде І-орында»: the country is only what the city is measured by."""
    return any(match.term.label == "yardstick" for match in sentence.found("circumstance"))


def find_locality(
    sentence: Sentence, pack: Pack, main: Locality, before: Context | None, paragraph: int, quote: object
) -> Locality:
    """City of one statement; rules in the order of the guidelines."""
    named = places(sentence, pack)
    if named:
        return _named(sentence, named, main)
    own_city = [match for match in sentence.found("city_word") if match.term.label == "city"]
    elsewhere = _elsewhere(sentence, pack) if main.city == NATIONAL and not own_city else None
    if elsewhere is not None:
        return Locality(OTHER, f"tells of another place: {sentence.quote(elsewhere.first, elsewhere.last)}")
    national = [
        match
        for match in sentence.found("national")
        if match.term.label == "strong"
        and not _is_in_title(match)
        and not _is_in_role(sentence, match)
        # «өңірлер», «әкімдер» alone are no sign of the country beside «қала»
        and not (own_city and len(match.term.lemmas) == 1)
    ]
    if not pack.is_verb_final:
        national = [match for match in national if not _is_measure(sentence, match, pack)]
    if national and (
        not _is_yardstick(sentence) or len(national) > 1 or national[0].term.notation.startswith(("жалпы", "біздің"))
    ):
        return Locality(NATIONAL, f"speaks of the whole country: {sentence.quote(national[0].first, national[0].last)}")
    if not own_city:
        government = [match for match in sentence.found("national") if match.term.notation in _GOVERNMENTS]
        if government and government[0].first <= 1 and not sentence.tags(government[0]) & _OBLIQUE:
            return Locality(NATIONAL, "the Government acts on the whole country")
    if (
        before is not None
        and before.is_own
        and (before.paragraph == paragraph or (quote is not None and before.quote == quote))
    ):
        if not own_city and before.city == NATIONAL and main.city != NATIONAL and pack.points_on(sentence):
            return Locality(before.city, "goes on about the country, as the sentence before")
        if main.city in {NATIONAL, OTHER} and (own_city or pack.points_on(sentence)):
            return Locality(before.city, "goes on about the city of the sentence before")
    words = f": {sentence.quote(own_city[0].first, own_city[0].last)}" if own_city else ""
    return Locality(main.city, main.because + words)


def _elsewhere(sentence: Sentence, pack: Pack) -> Match | None:
    """«Атырауда үш емхана берілді», «В Караганде не хватает мест»: where it is, said at the opening of a sentence."""
    for match in sentence.found("region_word"):
        if pack.is_verb_final:
            if "loc" in sentence.tags(match) and match.first <= _OPENING:
                return match
        elif match.first == 0 or _is_only_time_before(sentence, match.first, pack):
            return match
    return None


def _is_only_time_before(sentence: Sentence, place: int, pack: Pack) -> bool:
    """«В Караганде …», «До конца 2026 года в Караганде …»: a preposition, and before it nothing but when."""
    if place > _TIME_FIRST or sentence.words[place - 1].folded not in pack.prepositions:
        return False
    timely = {
        token
        for family in ("calendar", "month", "relative_year", "vague")
        for match in sentence.found(family)
        for token in range(match.first, match.last + 1)
    }
    return all(
        token in timely or word.is_number or word.is_sign or word.folded in pack.prepositions
        or word.folded in pack.limit_words
        for token, word in enumerate(sentence.words[: place - 1])
    )  # fmt: skip


def _named(sentence: Sentence, named: Sequence[Match], main: Locality) -> Locality:
    counts = Counter(match.term.label for match in named)
    # of several cities the one that the text is about; the country beside a city is only where it lies
    city = main.city if main.city in counts else counts.most_common(1)[0][0]
    first = next(match for match in named if match.term.label == city)
    return Locality(city, f"names {sentence.quote(first.first, first.last)}")
