"""Names of persons: where they stand, and their nominative."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

_HYPHENS = frozenset("-‑")
_SHORTEST_SURNAME = 4
#: Tokens that initials may be with their full stops and hyphens; a longer row of capitals is none.
_MOST_INITIALS = 12
_PATRONYMIC = ("ич", "вна", "ична", "улы", "кызы", "ұлы", "қызы", "ича", "вны", "овичем", "вной", "uly", "kyzy")
#: Case endings of surnames and given names with what the nominative ends in, masculine first.
_SURNAME_CASES = (
    ("ского", "ский"),
    ("скому", "ский"),
    ("ским", "ский"),
    ("ской", "ская"),
    ("скую", "ская"),
    ("ова", "ов"),
    ("ову", "ов"),
    ("овым", "ов"),
    ("ове", "ов"),
    ("овой", "ова"),
    ("ева", "ев"),
    ("еву", "ев"),
    ("евым", "ев"),
    ("еве", "ев"),
    ("евой", "ева"),
    ("ина", "ин"),
    ("ину", "ин"),
    ("иным", "ин"),
    ("иной", "ина"),
    ("ына", "ын"),
    ("ыну", "ын"),
    ("ыным", "ын"),
    ("ыной", "ына"),
)
_VOWELS = frozenset("аеёиоуыэюяүұөәі")


def name_spans(sentence: Sentence, pack: Pack) -> list[tuple[int, int]]:
    """First and last tokens of full names: given name and surname, or initials and surname."""
    words = sentence.words
    upper = [index for index, word in enumerate(words) if word.is_upper]
    if not upper:
        return []
    behind_titles = {match.last + 1 for match in sentence.found("title")}
    blocked = {
        place
        for family in (
            "place",
            "not_place",
            "title",
            "institution",
            "publisher",
            "region_word",
            "month",
            "head_of_state",
        )
        for match in sentence.found(family)
        for place in range(match.first, match.last + 1)
        if not (family == "place" and _is_first_name(sentence, match, pack))
    }
    found: list[tuple[int, int]] = []
    reached = -1
    for index in upper:
        stop = _name_stop(sentence, index, pack, blocked) if index > reached else None
        if stop is not None and _goes_further(sentence, stop, pack, blocked):
            continue  # Natural Resources Madina Tulegenova
        if stop is None and index in behind_titles and _is_lone_surname(sentence, index, pack, blocked):
            stop = index
        if stop is not None:
            found.append((index, stop))
            reached = stop
    return found


def _is_first_name(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """«Нурсултан Ахметов»: a city's name right before a surname is a first name."""
    words, following = sentence.words, match.last + 1
    return (
        match.first == match.last
        and following < len(words)
        and words[following].is_upper
        and not sentence.text[sentence.stops[match.last] : sentence.starts[following]].strip()
        and words[following].raw.lower().endswith(pack.surname_endings)
        and words[following].folded not in pack.not_names
    )


def _goes_further(sentence: Sentence, stop: int, pack: Pack, blocked: set[int]) -> bool:
    """In English a name may stand right behind capitalised words of a body: its last two words are the name."""
    words, following = sentence.words, stop + 1
    if pack.inflects or following >= len(words) or following in blocked:
        return False
    word = words[following]
    return (
        word.is_upper
        and not sentence.text[sentence.stops[stop] : sentence.starts[following]].strip()
        and word.folded not in pack.not_names
        and _ends_like_surname(word.raw, pack)
        and not _ends_like_surname(words[stop].raw, pack)
    )


def _is_lone_surname(sentence: Sentence, index: int, pack: Pack, blocked: set[int]) -> bool:
    """«министр Бектенов», "Minister Bektenov": behind an office one capitalised word may be the name."""
    word = sentence.words[index]
    return (
        len(word.raw) > _SHORTEST_SURNAME
        and not word.raw.isupper()
        and index not in blocked
        and word.folded not in pack.not_names
        and _ends_like_surname(word.raw, pack)
    )


def _name_stop(sentence: Sentence, index: int, pack: Pack, blocked: set[int]) -> int | None:
    words, text, starts, stops = sentence.words, sentence.text, sentence.starts, sentence.stops
    word = words[index]
    if word.folded in pack.not_names or index in blocked:
        return None
    if starts[index] and text[starts[index] - 1] in '«"“':
        return None
    if len(word.raw) <= 2 and index + 1 < len(words) and words[index + 1].raw == ".":
        return _after_initials(sentence, index, blocked)
    if word.raw.isupper() and len(word.raw) > 1:
        return None
    place = index
    if (
        place + 2 < len(words)
        and words[place + 1].raw in _HYPHENS
        and words[place + 2].is_upper
        and starts[place + 2] == stops[place] + 1
    ):
        place += 2  # Касым-Жомарт
    following = place + 1
    if following >= len(words) or text[stops[place] : starts[following]].strip():
        return None
    second = words[following]
    if (
        not second.is_upper
        or (second.raw.isupper() and len(second.raw) > 1)
        or following in blocked
        or second.folded in pack.not_names
        or len(second.raw) < 2
    ):
        return None
    third = following + 1
    is_patronymic = second.folded.endswith(_PATRONYMIC) and third < len(words) and words[third].is_upper
    last = third if is_patronymic else following
    if third < len(words) and not is_patronymic and words[third].is_upper and words[third].folded.endswith(_PATRONYMIC):
        last = third
    if is_patronymic or last == third or _ends_like_surname(second.raw, pack) or _is_beside(sentence, index, last):
        return last
    return None


def _after_initials(sentence: Sentence, index: int, blocked: set[int]) -> int | None:
    """К. Токаев, К.-Ж. Токаев, Е.Ә. Глотов"""
    words = sentence.words
    place = index + 2
    while (
        place + 1 < min(len(words), index + _MOST_INITIALS)
        and len(words[place].raw) <= 2
        and (words[place].raw in _HYPHENS or (words[place].is_upper and words[place + 1].raw == "."))
    ):
        place += 1 if words[place].raw in _HYPHENS else 2
    if place < len(words) and words[place].is_upper and len(words[place].raw) > 3 and place not in blocked:
        return place
    return None


def _ends_like_surname(raw: str, pack: Pack) -> bool:
    return any(form.lower().endswith(pack.surname_endings) for form in pack.nominatives(raw))


def _is_beside(sentence: Sentence, first: int, last: int) -> bool:
    """Beside an office or a verb of saying two capitalised words are a name, whatever they end in."""
    before = _before_realm(sentence, first) - 1
    return any(
        match.last in {first - 1, before} or match.first in {last + 1, last + 2} for match in sentence.found("title")
    ) or any(match.first == last + 1 or match.last == first - 1 for match in sentence.found("speech"))


def _before_realm(sentence: Sentence, first: int) -> int:
    """Where what an office is for begins, before a name: at "for" in "Country Director for Kazakhstan Helen Marsh"."""
    for family in ("national", "place", "region_word"):
        for match in sentence.found(family):
            if match.last == first - 1 and sentence.words[match.first - 1].folded in {"for", "of", "in"}:
                return match.first - 1
    return first


def find_names(sentence: Sentence, first: int, last: int, pack: Pack, *, is_oblique: bool) -> str:
    """The name as the text has it; in an oblique case brought back to the nominative."""
    raw = sentence.quote(first, last)
    if not pack.inflects:
        return raw.removesuffix("’s").removesuffix("'s")
    if not is_oblique:
        return raw
    parts = raw.split()
    surname = _surname(parts[-1])
    is_feminine = surname.lower().endswith(("ова", "ева", "ина", "ына", "ская", "цкая", "ая"))
    return " ".join([*(_given(part, is_feminine=is_feminine) for part in parts[:-1]), surname])


def _surname(raw: str) -> str:
    lower = raw.lower()
    for ending, nominative in _SURNAME_CASES:
        if lower.endswith(ending):
            return raw[: -len(ending)] + nominative
    if lower.endswith(("бека", "бая", "хана", "жана")):
        return raw[:-1] + ("й" if lower.endswith("бая") else "")
    if lower.endswith(("беку", "беком", "хану", "ханом")):
        return raw[: -1 if lower.endswith("у") else -2]
    return raw


def _given(raw: str, *, is_feminine: bool) -> str:
    """Ерлана -> Ерлан, Сергея -> Сергей, Алии -> Алия; initials and indeclinable names stay."""
    if "." in raw or len(raw) < 4:
        return raw
    lower = raw.lower()
    if is_feminine:
        for ending, nominative in (("ии", "ия"), ("ией", "ия"), ("ию", "ия"), ("ой", "а"), ("ы", "а"), ("и", "а")):
            if lower.endswith(ending):
                if ending == "и" and lower[-2:-1] not in {"г", "к", "х", "ж", "ш"}:
                    return raw[:-1] + "я"
                return raw[: -len(ending)] + nominative
        return raw
    for ending, nominative in (("ея", "ей"), ("ею", "ей"), ("ия", "ий"), ("ая", "ай"), ("аю", "ай"), ("ем", "ь")):
        if lower.endswith(ending):
            return raw[: -len(ending)] + nominative
    if lower.endswith(("а", "у")) and lower[-2] not in _VOWELS:
        return raw[:-1]
    if lower.endswith("ом") and lower[-3] not in _VOWELS:
        return raw[:-2]
    return raw


def nominatives(raw: str, *, inflects: bool) -> tuple[str, ...]:
    """A surname as it stands, and what it may be the oblique case of."""
    if not inflects:
        return (raw.removesuffix("’s").removesuffix("'s"),)
    made = _surname(raw)
    return (raw,) if made == raw else (raw, made)
