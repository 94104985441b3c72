"""Who has to do what a target, a plan or an assignment says: a body or an office, in the words of the text.

The rules stand in ``RULES`` in the order in which they are asked; the first that answers decides. Who only speaks or
orders, who pays, whose house it is and for whom it is built answers for nothing; where that is not clear, nobody does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.attributions import find_mentions
from kzplans.extract.kinds import predicate_of
from kzplans.model import Responsible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzplans.extract.attributions import Mention
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence, Word

#: Families of bodies, offices and groups: without one of them in a sentence nobody is named.
FAMILIES = ("institution", "title", "collective")
_GENITIVE = ("ның", "нің", "дың", "дің", "тың", "тің")
_ACCUSATIVE = ("ды", "ді", "ты", "ті", "ны", "ні")
_DATIVE = ("ға", "ге", "қа", "ке", "на", "не")
_ADJECTIVES = ("лық", "лік", "дық", "дік", "тық", "тік")
_LOCATIVE = ("да", "де", "та", "те")
_JOINERS = frozenset({"мен", "бен", "пен", "және"})
_FINITE = ("ады", "еді", "йды", "йді", "иды", "иді")
_WISHED = ("сын", "сін")
_INTENDED = ("мақ", "мек", "бақ", "бек", "пақ", "пек", "мақшы", "мекші", "бақшы", "бекші", "пақшы", "пекші")
_NEEDED = ("уы", "уі", "уға", "уге", "юы", "юі", "юға", "юге")
_PASSIVE = re.compile(
    r".{2,}(?:[ыіаеө]л|[ыіае]н|л[аеы]н)(?:ады|еді|уы|уі|уға|уге|сын|сін|ып|іп|мақ|мек|атын|етін|ған|ген)"
)
_PARTICIPLE = ("ған", "ген", "қан", "кен", "атын", "етін", "йтын", "йтін")
_DEED = re.compile(r".+(?:у|ю|уды|уді|юды|юді|ып|іп|ады|еді|йды|йді|мақ|мек|сын|сін|уы|уі)")
_VERBAL = frozenset({"pres", "imp", "inf", "conv", "cvb", "opt", "intent", "pp", "futp", "past"})
_CASES = frozenset({"gen", "dat", "acc", "loc", "abl", "ins"})
#: How far behind a body the participle stands that is its own deed: «әкімдік бекіткен жоспар».
_RELATIVE_REACH = 2
_LABEL_REACH = 3
_AID_REACH = 6
_ORDER_REACH = 4
_MAX_WORDS = 10
_MAX_OWNERS = 3
#: Words of the longest sentence that is asked: the time that a text takes stays in step with its length.
_LONGEST = 400


class Party(NamedTuple):
    """A body, an office or several of them joined; tokens ``first`` to ``last``."""

    first: int
    last: int
    case: str
    kind: str


@dataclass(slots=True)
class _Clause:
    """What the rules may ask."""

    sentence: Sentence
    last: int
    pack: Pack
    parties: list[Party]
    #: Last token of the predicate, and whether a verb of saying stands behind it.
    predicate: int
    is_reported: bool

    def says(self, place: int, label: str) -> bool:
        """Whether the word at a place begins with one of the listed words."""
        words = self.sentence.words
        return 0 <= place < len(words) and words[place].folded.startswith(self.pack.duties[label])

    def ordered(self) -> Iterator[Match]:
        """Verbs of ordering in the statement's own words; wishes («жасасын») have a subject of their own."""
        for match in self.sentence.found("assignment"):
            if match.last <= self.last and not match.term.notation.endswith((":imp", *self.pack.duties["bear"])):
                yield match


def find_responsible(sentence: Sentence, last: int, pack: Pack, *, is_intro: bool = False) -> Responsible | None:
    """Who has to do what a sentence says; ``last`` is the last token of its own words.

    ``is_intro``: the sentence announces a list, whose items are done by whom it names.
    """
    if not may_name(sentence):
        return None
    parties = _parties(sentence, last, pack)
    if not parties:
        return None
    predicate, is_reported = predicate_of(sentence, last)
    clause = _Clause(sentence, last, pack, parties, predicate, is_reported)
    for rule in (before_colon, *RULES) if is_intro else RULES:
        found = rule(clause)
        if found is not None:
            return quoted(sentence, found.first, found.last)
    return None


def may_name(sentence: Sentence) -> bool:
    """Whether a sentence names any body, office or group, and is none that only a broken page has."""
    matches = sentence.matches
    return any(family in matches for family in FAMILIES) and len(sentence.words) <= _LONGEST


def quoted(sentence: Sentence, first: int, last: int) -> Responsible:
    """The words of some tokens with their place."""
    return Responsible(sentence.quote(first, last), sentence.starts[first], sentence.stops[last])


# -- who is named -----------------------------------------------------------------------------------------------------


def _parties(sentence: Sentence, last: int, pack: Pack) -> list[Party]:
    """Bodies and offices in order, those that are joined as one; the head of state has to do nothing."""
    heads = {
        match.last: match
        for family in FAMILIES
        for match in sentence.found(family)
        if "adj" not in sentence.tags(match) and not sentence.words[match.first].folded.startswith(pack.duties["never"])
    }
    mentions = find_mentions(sentence, pack)
    named = {place for one in mentions if one.name for place in range(one.first, one.last + 1)}
    found = []
    for one in mentions:
        if one.role is None or one.kind == "head_of_state" or one.last > last:
            continue
        party = _of_person(sentence, one, heads, pack) if one.name else _of_head(sentence, one, heads, named, pack)
        if party is not None:
            found.append(party)
    known = {party.last for party in found}
    for match in sentence.found("title"):  # әкімдерге: no single speaker, but those who have to act
        if (
            match.last not in known | named
            and match.last <= last
            and match.last in heads
            and "pl" in sentence.tags(match)
        ):
            case = next((tag for tag in sorted(_CASES) if tag in sentence.tags(match)), "")
            found.append(Party(_opening(sentence, match, named, pack), match.last, case, "office"))
    found.sort()
    inside = [one for one in found if not any(_holds(other, one) for other in found)]
    return _joined(sentence, inside)


def _holds(outer: Party, inner: Party) -> bool:
    return outer is not inner and outer.first <= inner.first and inner.last <= outer.last


def _of_person(sentence: Sentence, one: Mention, heads: dict[int, Match], pack: Pack) -> Party | None:
    """A name with its office: «Алматы қаласының әкімі Дархан Сатыбалды»."""
    head = next((heads[place] for place in range(one.last, one.first - 1, -1) if place in heads), None)
    if head is None:
        return None
    case = "dat" if one.case == "obl" and sentence.words[one.last].folded.endswith(_DATIVE) else one.case
    return Party(_opening(sentence, head, set(), pack), one.last, case, one.kind)


def _of_head(sentence: Sentence, one: Mention, heads: dict[int, Match], named: set[int], pack: Pack) -> Party | None:
    head = heads.get(one.last)
    return Party(_opening(sentence, head, named, pack), one.last, one.case, one.kind) if head is not None else None


def _opening(sentence: Sentence, head: Match, named: set[int], pack: Pack) -> int:
    """First token of the words that belong to a head noun.

    A head without a possessive ending takes adjectives (тиісті министрліктер), one with it the words that name it
    (Еңбек және халықты әлеуметтік қорғау министрлігі) and the genitive of a place or a body (қаланың әкімі).
    """
    words = sentence.words
    first = head.first
    if not _has_possessive(sentence, head):
        while first and _is_quality(words[first - 1], pack) and not _is_other_head(sentence, first - 1, head):
            first -= 1
        return first
    first = _capitals_before(sentence, _name_of(sentence, head, named, pack), head, named, pack)
    for _ in range(_MAX_OWNERS):
        index = first - 1
        if index < 0 or index in named or not _is_owner(sentence, index):
            break
        first = index
        if _is_city_word(sentence, index) or any({"p3", "gen"} <= tags for tags in words[index].tags.values()):
            first = _places_before(sentence, first, named)
        if first == index and any({"p3", "gen"} <= tags for tags in words[index].tags.values()):
            first -= index > 0 and _is_modifier(sentence, index - 1, head, named, pack)
    first = _capitals_before(sentence, first, head, named, pack)
    return _places_before(sentence, first, named)


def _capitals_before(sentence: Sentence, first: int, head: Match, named: set[int], pack: Pack) -> int:
    """«Біріккен Ұлттар …»: capitals go on; one that opens the sentence counts only as an adjective of theirs."""
    words = sentence.words
    while first and words[first].is_upper and words[first - 1].is_upper:
        is_opener = first == 1 or words[first - 2].is_sign
        if is_opener and not words[first - 1].folded.endswith(_ADJECTIVES):
            break
        if not _is_modifier(sentence, first - 1, head, named, pack):
            break
        first -= 1
    return first


def _name_of(sentence: Sentence, head: Match, named: set[int], pack: Pack) -> int:
    """First token of what stands before a head with a possessive ending, genitives left out."""
    words = sentence.words
    first = head.first
    if not first:
        return first
    if words[first - 1].raw in '»"”':
        opening = _quote_before(words, first - 1)
        return first if opening is None else opening
    if _is_city_word(sentence, first - 1):
        return first if words[first - 1].folded.endswith(_GENITIVE) else first - 1
    anchor = _capital_before(sentence, head, named, pack)
    if anchor is not None:
        return anchor
    if head.first < head.last or not _is_modifier(sentence, first - 1, head, named, pack):
        return first
    first -= 1
    is_made = any("p3" in tags for tags in words[first].tags.values())  # ауыл шаруашылығы министрлігі
    return first - 1 if is_made and first and _is_modifier(sentence, first - 1, head, named, pack) else first


def _capital_before(sentence: Sentence, head: Match, named: set[int], pack: Pack) -> int | None:
    """The capital that a name begins with: nothing but bare nouns and their joiners between it and the head."""
    words = sentence.words
    joined = False
    is_act = words[head.first - 1].folded.endswith(("у", "ю"))
    for index in range(head.first - 1, max(-1, head.first - _MAX_WORDS), -1):
        word = words[index]
        if word.folded == "және" or (word.raw in "-‑" and words[index - 1].is_upper):
            joined = True
            continue
        if word.raw == "," and joined:
            continue
        is_object = is_act and word.folded.endswith(_ACCUSATIVE)
        if not is_object and not _is_modifier(sentence, index, head, named, pack):
            return None
        if word.is_upper:
            if is_object and index + 2 != head.first:
                return None  # «Тапсырманы орындау қала әкіміне жүктелді»
            return index - 2 if _is_first_half(words, index) else index
    return None


def _is_first_half(words: list[Word], index: int) -> bool:
    """«Азық-түлік»: the capital stands before the hyphen."""
    return index > 1 and words[index - 1].raw in "-‑" and words[index - 2].is_upper


def _is_modifier(sentence: Sentence, index: int, head: Match, named: set[int], pack: Pack) -> bool:
    """A noun or adjective in its plain form, on which no other body hangs."""
    word = sentence.words[index]
    folded = word.folded
    if index in named or word.is_sign or word.is_number or folded in _JOINERS or folded.endswith(_GENITIVE):
        return False
    if folded in pack.openers or folded in pack.duties["time"] or _is_other_head(sentence, index, head):
        return False
    if _is_place(sentence, index):
        return True
    cases = [tags & _CASES for tags in word.tags.values()]
    return not (all(cases) if cases else folded.endswith(_LOCATIVE))


def _is_owner(sentence: Sentence, index: int) -> bool:
    """The genitive of a place, a body or a name: қаланың, министрліктің, «Еуразия» тобының."""
    word = sentence.words[index]
    if not word.folded.endswith(_GENITIVE):
        return False
    is_body = any(match.last == index for family in FAMILIES for match in sentence.found(family))
    return word.is_upper or is_body or _is_place(sentence, index)


def _places_before(sentence: Sentence, first: int, named: set[int]) -> int:
    """«Алматы қаласының», «Шымкент қала әкімдігі»"""
    words = sentence.words
    while first and first - 1 not in named:
        index = first - 1
        if words[index].folded in _JOINERS and index and words[first].is_upper and _is_place(sentence, first):
            index -= 1  # «Алматы мен Шымкент әкімдеріне»
        if not _is_place(sentence, index) or words[index].folded.endswith(_LOCATIVE):
            break
        first = index
    return first


def _is_place(sentence: Sentence, index: int) -> bool:
    return any(
        match.first <= index <= match.last
        for family in ("place", "not_place", "city_word", "region_word")
        for match in sentence.found(family)
    )


def _is_city_word(sentence: Sentence, index: int) -> bool:
    """«қала», «аудан»: before it stands only which."""
    return not sentence.words[index].is_upper and _is_place(sentence, index)


def _has_possessive(sentence: Sentence, head: Match) -> bool:
    """«министрлігі», «министрі»; the vowel of the latter could be of the stem."""
    lemma = head.term.notation.replace("-", " ").split()[-1].removeprefix("=")
    ending = sentence.words[head.last].folded.removeprefix(lemma)
    return "p3" in sentence.tags(head) or ending.startswith(("ы", "і"))


def _quote_before(words: list[Word], index: int) -> int | None:
    """The token that opens the quotation marks closed at ``index``."""
    for place in range(index - 1, max(-1, index - _MAX_WORDS), -1):
        if words[place].raw in '«“"':
            return place
    return None


def _is_quality(word: Word, pack: Pack) -> bool:
    """«тиісті», «қалалық», «жергілікті атқарушы»"""
    return word.folded in pack.duties["quality"] or word.folded.endswith(_ADJECTIVES)


def _is_other_head(sentence: Sentence, index: int, head: Match) -> bool:
    """Whether a word is another body or office, on which nothing hangs: «Үкімет қала әкімдігімен»."""
    if sentence.words[index].folded.endswith(_GENITIVE):
        return False
    return any(
        match.last == index and match.last < head.first and "adj" not in sentence.tags(match)
        for family in FAMILIES
        for match in sentence.found(family)
    )


def _joined(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """«Үкімет пен әкімдікке», «Үкіметке, министрлікке»: one party, in the case of the last."""
    words = sentence.words
    found: list[Party] = []
    for party in parties:
        before = found[-1] if found else None
        if before is not None:
            between = [word.folded for word in words[before.last + 1 : party.first]]
            same = before.case == party.case
            if (len(between) == 1 and between[0] in _JOINERS and (same or not before.case)) or (
                between == [","] and same and before.kind == party.kind
            ):
                found[-1] = Party(before.first, party.last, party.case, party.kind)
                continue
        found.append(party)
    return found


# -- the rules, in order ----------------------------------------------------------------------------------------------


def before_colon(clause: _Clause) -> Party | None:
    """«Үкіметке:»"""
    words = clause.sentence.words
    for party in clause.parties:
        following = party.last + 1
        if party.case in {"dat", ""} and following < len(words) and words[following].raw == ":":
            return party if party.first == 0 else None
    return None


def labelled(clause: _Clause) -> Party | None:
    """«жауапты – Білім басқармасы»"""
    words = clause.sentence.words
    for party in clause.parties:
        for place in range(max(0, party.first - _LABEL_REACH), party.first):
            if words[place].raw in ":–—-" and place and clause.says(place - 1, "answers"):
                return party
    return None


def laid_upon(clause: _Clause) -> Party | None:
    """«әкімдіктің мойнында», «әкімдіктің жауапкершілігіне жүктелді»"""
    for party in clause.parties:
        if party.case == "gen" and clause.says(party.last + 1, "shoulders"):
            return party
    return None


def addressee(clause: _Clause) -> Party | None:
    """«Үкіметке … тапсырды», «әкімдікке … қажет», «әкімдікті … міндеттеді», «әкімдіктен … талап етті»"""
    for party in clause.parties:
        if party.case not in {"dat", "acc", "abl"} or _is_served(clause, party):
            continue
        for match in clause.ordered():
            if match.first <= party.last:
                continue
            notation = match.term.notation
            obliged = notation.startswith(("міндетте", "=міндетте"))
            asked = notation.startswith(("талап", "=талап", "сұра", "=сұра")) or "сұра" in notation
            if not _is_order(clause, match):
                continue
            if (party.case == "acc") == obliged and (party.case == "abl") == (asked and party.case != "dat"):
                return party
        if party.case == "dat" and _is_needed(clause):
            return party
    return None


def _is_order(clause: _Clause, match: Match) -> bool:
    """«… аяқтауды тапсырды», no «… билікті тапсырып», no «… ескертсе»: a deed is ordered, and at the end."""
    if match.last < clause.predicate - _ORDER_REACH or "cond" in clause.sentence.tags(match):
        return False
    if not match.term.notation.startswith(clause.pack.duties["hands"]):
        return True
    words = clause.sentence.words[max(0, match.first - _ORDER_REACH) : match.first]
    return any(word.folded.endswith(("уды", "уді", "юды", "юді", "у", "ю", "деп")) for word in words)


def _is_served(clause: _Clause, party: Party) -> bool:
    """For whom something is done, or who is handed a paper: «тұрғындарға», «Үкіметке ұсыныс енгізу»."""
    if party.kind == "collective" or clause.says(party.last, "served"):
        return True
    if any(clause.says(party.last + step, "aid") for step in range(1, _AID_REACH)):
        return True
    return clause.says(party.last + 1, "owned") or any(clause.says(party.last + step, "handed") for step in (1, 2))


def _is_needed(clause: _Clause) -> bool:
    """«… енгізу қажет»: needed of whom the dative names, for the verb has no subject."""
    if not clause.says(clause.predicate, "needed"):
        return False
    before = _skip_signs(clause.sentence, clause.predicate - 1)
    return before >= 0 and clause.sentence.words[before].folded.endswith(("у", "ю"))


def on_the_part_of(clause: _Clause) -> Party | None:
    """«әкімдік тарапынан … көрсетіледі»"""
    for party in clause.parties:
        if party.case in {"", "gen"} and clause.says(party.last + 1, "side"):
            return party
    return None


def needed_of(clause: _Clause) -> Party | None:
    """«Үкіметтің … қабылдауы қажет»"""
    place = _skip_signs(clause.sentence, clause.predicate)
    deed = _deed(clause, place)
    if (
        deed is None
        or not clause.says(place, "needed")
        or not clause.sentence.words[deed].folded.endswith(("уы", "уі"))
    ):
        return None
    owners = [one for one in clause.parties if one.case == "gen" and one.last < deed]
    if len(owners) != 1 or _nominatives(clause, deed) or _owns(clause, owners[0], deed):
        return None
    return owners[0]


def _owns(clause: _Clause, party: Party, deed: int) -> bool:
    """«Үкіметтің қаулысы … қабылдануы керек»: what is had, not who acts."""
    words = clause.sentence.words
    for place in range(party.last + 1, min(party.last + 4, deed)):
        word = words[place]
        tags = list(word.tags.values())
        if any("p3" in one and not one & _CASES for one in tags) or (
            not tags and word.folded.endswith(("сы", "сі")) and word.folded not in clause.pack.duties["time"]
        ):
            return True
    return False


def subject(clause: _Clause) -> Party | None:
    """«Әкімдік … салады», «Үкімет … әзірлеуге тиіс», «Басқарма … жоспарлап отыр»"""
    deed = _deed(clause, _skip_signs(clause.sentence, clause.predicate))
    if deed is None:
        return None
    found = _nominatives(clause, deed)
    return found[0] if len(found) == 1 else None


def _nominatives(clause: _Clause, deed: int) -> list[Party]:
    """Parties that can be the subject of a verb."""
    speaker = _speaker(clause) if clause.is_reported else None
    return [
        party
        for party in clause.parties
        if not party.case
        and party.last < deed
        and party.first != speaker
        and not _is_attribute(clause, party)
        and not _has_deed_of_its_own(clause, party, deed)
        and not _is_made(clause, party, deed)
        and not clause.says(party.last, "public")
    ]


def _speaker(clause: _Clause) -> int | None:
    """Where the subject of the verb of saying begins: the first nominative of all."""
    mentions = find_mentions(clause.sentence, clause.pack)
    first = next((one for one in mentions if one.case in {"", "p3"} and one.last <= clause.last), None)
    if first is None:
        return None
    return next((party.first for party in clause.parties if party.first <= first.last <= party.last), -1)


def _is_attribute(clause: _Clause, party: Party) -> bool:
    """«Үкімет қаулысы», «әкімдік ретінде», «министрлік хабарлағандай»"""
    words = clause.sentence.words
    place = party.last + 1
    if place >= len(words):
        return True
    word = words[place]
    if clause.says(place, "behind") or word.folded in _JOINERS:
        return True
    if any(
        match.first == place for family in ("frame", "speech", "transparent") for match in clause.sentence.found(family)
    ):
        return True
    if word.folded in clause.pack.duties["time"] or clause.pack.is_listed_attribute(word):
        return False
    tags = list(word.tags.values())
    if tags:
        return any("p3" in one and not one & _VERBAL for one in tags)
    return word.folded.endswith(("сы", "сі", "сын", "сін", "ғы", "гі"))


def _has_deed_of_its_own(clause: _Clause, party: Party, deed: int) -> bool:
    """«Министрлік бекіткен жоспар», «қаржы министрлігі қаражат бөлсе, …»: subject of another verb."""
    words = clause.sentence.words
    for place in range(party.last + 1, deed):
        word = words[place]
        if (
            place - party.last <= _RELATIVE_REACH
            and word.folded.endswith(_PARTICIPLE)
            and len(word.folded) > 4
            and not _is_passive(word, clause.pack)
        ):
            return True
        if words[place + 1].raw == "," and word.folded.endswith(("са", "се")):
            return True
        if word.raw in ";:" or word.folded == "деп":
            return True
    return False


def _is_made(clause: _Clause, party: Party, deed: int) -> bool:
    """«жаңа орталық ашады»: an object without an ending stands right before its verb, behind it no accusative."""
    words = clause.sentence.words
    if party.first and (words[party.first - 1].is_number or clause.says(party.first - 1, "new")):
        return True
    if clause.says(party.first, "new"):
        return True
    following = words[party.last + 1]
    is_deed = not following.tags or any(not tags or tags & {"inf", "conv"} for tags in following.tags.values())
    if party.last + 1 < deed and not is_deed:
        return False
    if not _DEED.fullmatch(following.folded):
        return False
    named = {place for other in clause.parties for place in range(other.first, other.last + 1)}
    return not any(
        "acc" in tags for place in range(party.first) if place not in named for tags in words[place].tags.values()
    )


def _deed(clause: _Clause, place: int) -> int | None:
    """Token of the verb that somebody does on purpose; None where the predicate is passive, past or «we»."""
    words = clause.sentence.words
    if place < 0 or _is_said(clause, place):
        return None
    folded = words[place].folded
    if folded in clause.pack.duties["copula"] and place:
        place = _skip_signs(clause.sentence, place - 1)
        if not (clause.says(place, "needed") or clause.says(place, "intends")):
            return None
        folded = words[place].folded
    verb = place
    if clause.says(place, "needed"):
        verb = _skip_signs(clause.sentence, place - 1)
        if verb < 0 or not words[verb].folded.endswith(_NEEDED):
            return None
    elif folded in clause.pack.duties["aspect"]:
        verb = place - 1
        if verb < 0 or not words[verb].folded.endswith("п"):
            return None
    elif not (_is_finite(words[place]) or clause.says(place, "intends")):
        return None
    return None if _is_passive(words[verb], clause.pack) or _is_idle(clause, verb) else verb


def _is_said(clause: _Clause, place: int) -> bool:
    """Whether the predicate orders or says: its subject is the giver."""
    found = clause.sentence.found
    said = (*clause.ordered(), *found("transparent"), *(one for one in found("speech") if one.term.label != "discuss"))
    return any(match.last == place and "imp" not in clause.sentence.tags(match) for match in said)


def _is_finite(word: Word) -> bool:
    """A third person that will, may it do, or means to do."""
    known = set().union(*word.tags.values()) if word.tags else set()
    if "neg" in known or word.folded == "еді":
        return False
    if "pres" in known or not known & _VERBAL:
        return word.folded.endswith((*_FINITE, *_WISHED, *_INTENDED))
    return bool(known & {"imp", "intent"}) and word.folded.endswith((*_WISHED, *_INTENDED))


def _is_passive(word: Word, pack: Pack) -> bool:
    """«салынады»; a verb such as пайдалан- only looks so."""
    for stem in pack.duties["active"]:
        if word.folded.startswith(stem):
            return word.folded.startswith(("ыл", "іл"), len(stem))
    readings = [tags for tags in word.tags.values() if tags & _VERBAL]
    if readings:
        return any("pass" in tags for tags in readings)
    return _PASSIVE.fullmatch(word.folded) is not None


def _is_idle(clause: _Clause, verb: int) -> bool:
    """«жұмыс істейді», «мүмкіндік береді», «сала алады»: what happens, what is possible, what stands."""
    words = clause.sentence.words
    folded = words[verb].folded
    for stem in clause.pack.duties["idle"]:
        if folded.startswith(stem) and folded[len(stem) :] in {
            *_FINITE,
            *_WISHED,
            *_INTENDED,
            *_NEEDED,
            "п",
            "ып",
            "іп",
        }:
            return True
    if verb and clause.says(verb - 1, "effect"):
        return True
    if folded == "алады" and verb and words[verb - 1].folded.endswith(("а", "е", "й")):
        return True
    return folded.endswith(_FINITE) and any(match.last == verb for match in clause.sentence.found("stative"))


def _skip_signs(sentence: Sentence, place: int) -> int:
    while place >= 0 and sentence.words[place].is_sign:
        place -= 1
    return place


RULES: tuple[Callable[[_Clause], Party | None], ...] = (
    labelled,
    laid_upon,
    addressee,
    on_the_part_of,
    needed_of,
    subject,
)
