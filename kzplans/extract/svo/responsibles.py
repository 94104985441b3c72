"""Who has to do what a statement says, where the verb follows its subject: Russian and English.

The rules stand in ``RULES`` in the order in which they are asked; the first that answers decides. A case that could be
another (Russian nominative and accusative) counts only where the place of the word tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.responsibles import FAMILIES, may_name, quoted
from kzplans.extract.svo.attributions import find_mentions
from kzplans.extract.svo.clauses import claim_of, predicates

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.extract.attributions import Mention
    from kzplans.extract.packs import Pack
    from kzplans.extract.svo.clauses import Predicate
    from kzplans.model import Responsible
    from kzplans.text.matching import Match, Sentence, Word

_OBLIQUE = frozenset({"gen", "dat", "ins", "loc"})
_ARTICLES = frozenset({"the", "a", "an"})
_DASHES = frozenset(":–—-")
#: What no genitive ends in, for words that no lexicon knows in their cases.
_NO_GENITIVE = ("у", "ю", "ть", "ти", "о", "е")
_QUALITIES = ("ский", "ская", "ское", "ского", "скому", "ской", "ским")
_ROLE_LINKS = frozenset({"по", "и", "при", "в"})
#: How far behind a verb of ordering its addressee may stand, and how far before it.
_NEAR = 5
_FAR = 14
_ASIDE = 16
_AGENT_REACH = 3
_LABEL_REACH = 5


class Party(NamedTuple):
    """A body or an office with what its head word can be; tokens ``first`` to ``last``."""

    first: int
    last: int
    head: int
    tags: frozenset[str]
    kind: str

    @property
    def is_nominative(self) -> bool:
        """Whether it can be a subject."""
        return "nom" in self.tags or not self.tags & (_OBLIQUE | {"acc"})


@dataclass(slots=True)
class _Clause:
    """What the rules may ask."""

    sentence: Sentence
    last: int
    pack: Pack
    mask: list[bool]
    parties: list[Party]
    verbs: list[Predicate]

    def word(self, place: int) -> str:
        """Plain form of a token, empty outside the sentence."""
        words = self.sentence.words
        return words[place].folded if 0 <= place < len(words) else ""

    def says(self, place: int, label: str) -> bool:
        """Whether the word at a place is one of the listed words."""
        return self.word(place) in self.pack.duties.get(label, ())

    def before(self, party: Party) -> str:
        """The word before a party, its article passed over."""
        return self.word(party.first - 1)

    def has_infinitive(self, first: int, stop: int) -> bool:
        """Whether an infinitive stands among some tokens: what is behind it belongs to it."""
        return any("inf" in tags for word in self.sentence.words[first:stop] for tags in word.tags.values())


def find_responsible(sentence: Sentence, last: int, pack: Pack, *, is_intro: bool = False) -> Responsible | None:
    """Who has to do what a sentence says; ``last`` is the last token of its own words.

    ``is_intro``: the sentence announces a list, whose items are done by whom it names.
    """
    if not may_name(sentence):
        return None
    mask = claim_of(sentence, last, pack)
    parties = _parties(sentence, last, pack)
    if not parties:
        return None
    clause = _Clause(sentence, last, pack, mask, parties, predicates(sentence, mask, pack))
    for rule in (before_colon, *RULES) if is_intro else RULES:
        found = rule(clause)
        if found is not None:
            return quoted(sentence, found.first, found.last)
    return None


# -- who is named -----------------------------------------------------------------------------------------------------


def _parties(sentence: Sentence, last: int, pack: Pack) -> list[Party]:
    """Bodies, offices and groups in order; the head of state has to do nothing."""
    heads = sorted(
        (match for family in FAMILIES for match in sentence.found(family) if match.last <= last),
        key=lambda match: (match.first, -match.last),
    )
    found = []
    for one in find_mentions(sentence, pack):
        if one.role is None or one.kind == "head_of_state" or one.last > last:
            continue
        head = next((match for match in heads if one.first <= match.first <= one.last), None)
        if head is not None:
            found.append(_party(sentence, one, head, pack))
    known = {place for party in found for place in range(party.first, party.last + 1)}
    found += [
        Party(match.first, match.last, *_head(sentence, match), "office")
        for match in sentence.found("title")
        if match.last <= last and match.first not in known and "pl" in sentence.tags(match)
    ]
    found.sort()
    return _joined(sentence, found, pack)


def _party(sentence: Sentence, one: Mention, match: Match, pack: Pack) -> Party:
    words = sentence.words
    place, tags = _head(sentence, match)
    first, stop = one.first, one.last
    if not pack.inflects:
        places = [other for other in sentence.found("place") if other.first < first <= other.last + 1]
        while first and words[first - 1].folded in pack.duties["quality"]:
            first -= 1
        first = places[0].first if places else first
        if first and words[first - 1].folded in _ARTICLES:
            first -= 1
    else:
        while first and _is_quality(words[first - 1], pack):
            first -= 1
    if pack.inflects and one.name is None:
        stop = _own_stop(sentence, max(match.last, place), stop, tags)
    return Party(first, stop, place, tags, one.kind)


def _is_quality(word: Word, pack: Pack) -> bool:
    """«Европейский банк», «областному акимату»"""
    if word.is_sign or word.folded in pack.openers or word.folded in pack.duties["fresh"]:
        return False
    known = any("adj" in tags and "pp" not in tags for tags in word.tags.values())
    return known or ((word.is_upper or not word.tags) and word.folded.endswith(_QUALITIES))


def _head(sentence: Sentence, match: Match) -> tuple[int, frozenset[str]]:
    """The declined word of a term that carries its case, with its tags."""
    lemmas = match.term.notation.replace("-", " ").split()
    heads = [index for index, lemma in enumerate(lemmas) if not lemma.startswith("=")]
    if not heads:
        return match.first, frozenset()
    offset = len(lemmas) - 1 - heads[-1]
    place = match.last - offset
    return place, sentence.words[place].tags.get(match.term.lemmas[heads[-1]], frozenset())


def _own_stop(sentence: Sentence, head: int, stop: int, case: frozenset[str]) -> int:
    """Last token of the genitives behind a head; «Правительству программу» ends before what is done."""
    words = sentence.words
    for place in range(head + 1, stop + 1):
        word = words[place]
        if word.folded == "по":
            return stop
        if word.is_sign or word.is_upper or word.folded in _ROLE_LINKS or not word.tags:
            continue
        if words[place - 1].folded == "и" and any(tags & case & _OBLIQUE for tags in word.tags.values()):
            continue  # «Министерству финансов и акимату»
        readings = [tags for tags in word.tags.values() if tags]
        if not any("gen" in tags for tags in readings) and (readings or word.folded.endswith(_NO_GENITIVE)):
            stop = place - 1
            break
    while stop > head and (words[stop].folded in _ROLE_LINKS or words[stop].raw in "-–—"):
        stop -= 1
    return stop


def _joined(sentence: Sentence, parties: list[Party], pack: Pack) -> list[Party]:
    """«Министерство и акимат», "the Ministry of Finance and the akimat": one party."""
    found: list[Party] = []
    for party in parties:
        before = found[-1] if found else None
        between = [word.folded for word in sentence.words[before.last + 1 : party.first]] if before else []
        linked = between in (["and"], ["и"]) and (
            before is not None
            and (before.kind == party.kind or pack.inflects)
            and (bool(before.tags & party.tags & _OBLIQUE) or (before.is_nominative and party.is_nominative))
        )
        if before is not None and linked:
            found[-1] = before._replace(last=party.last)
        else:
            found.append(party)
    return found


# -- the rules, in order ----------------------------------------------------------------------------------------------


def before_colon(clause: _Clause) -> Party | None:
    """«Правительству:»"""
    party = clause.parties[0]
    is_all = party.first == 0 and clause.word(party.last + 1) == ":"
    return party if is_all and ("dat" in party.tags or not clause.pack.inflects) else None


def labelled(clause: _Clause) -> Party | None:
    """«ответственный исполнитель – управление образования»"""
    for party in clause.parties:
        for place in range(max(0, party.first - 2), party.first):
            if clause.word(place) not in _DASHES:
                continue
            for back in range(place - 1, max(-1, place - _LABEL_REACH), -1):
                if clause.says(back, "answers"):
                    return party
                if not clause.says(back, "answers_link"):
                    break
    return None


def laid_upon(clause: _Clause) -> Party | None:
    """«возложено на управление», «силами акимата»"""
    prefixes = clause.pack.duties.get("laid", ())
    for party in clause.parties:
        if clause.says(party.first - 1, "forces") and "gen" in party.tags:
            return party
        if clause.before(party) == "на" and any(
            word.folded.startswith(prefixes) for word in clause.sentence.words[: clause.last + 1]
        ):
            return party
    return None


def addressee(clause: _Clause) -> Party | None:
    """«поручил Правительству», «Правительству необходимо», «Акимату поручено»"""
    if not clause.pack.inflects:
        return None
    orders = [match for match in clause.sentence.found("assignment") if match.last <= clause.last]
    for party in clause.parties:
        if "dat" not in party.tags or clause.before(party) in clause.pack.prepositions or _is_served(clause, party):
            continue
        is_sure = not party.tags & {"gen", "nom"}
        near, reach = (_NEAR, _FAR) if is_sure else (1, 1)
        if _is_given(clause, party):
            return party
        for match in orders:
            if match.last < party.first:
                if party.first - match.last <= near and not clause.has_infinitive(match.last + 1, party.first):
                    return party
            elif match.first - party.last <= reach and not clause.has_infinitive(party.last + 1, match.first):
                return party
        for place in range(party.last + 1, min(party.last + reach, clause.last) + 1):
            if clause.says(place, "needs") and not clause.has_infinitive(party.last + 1, place):
                return party
    return None


def _is_given(clause: _Clause, party: Party) -> bool:
    """«дал Правительству ряд поручений»: the order stands behind whom it is given to."""
    if not clause.says(party.first - 1, "gives"):
        return False
    return any(
        0 < match.first - party.last <= _NEAR and match.term.label == "assignment"
        for match in clause.sentence.found("intro")
    )


def _is_served(clause: _Clause, party: Party) -> bool:
    """For whom something is done: «жителям», "the residents"."""
    return clause.word(party.head).startswith(clause.pack.duties["served"])


def obliged(clause: _Clause) -> Party | None:
    """«обязал акимат», «потребовал от акимата», "instructed the Government to", "gave instructions to the Ministry"."""
    for party in clause.parties:
        before = party.first - 1
        if clause.word(before) == "от" and clause.says(before - 1, "demands"):
            return party
        if clause.word(before) == "перед" and any(
            clause.says(place, "task")
            for place in range(max(0, before - _NEAR), min(party.last + _NEAR, clause.last) + 1)
        ):
            return party
        if clause.says(before, "gives") and any(
            clause.says(place, "task") for place in range(party.last + 1, party.last + _NEAR)
        ):
            return party
        if clause.word(before) == "to" and clause.says(before - 1, "obliges_to"):
            return party
        if clause.word(before) in {"on", "upon", "also"} and not clause.pack.inflects:
            before -= 1
        if clause.says(before, "obliges") and not _is_served(clause, party):
            if clause.pack.inflects:
                return party
            following = [clause.word(place) for place in range(party.last + 1, party.last + _NEAR)]
            if "to" in following or "with" in following:
                return party
    return None


def subject(clause: _Clause) -> Party | None:
    """«Министерство должно …», «Акимат … построит», "The akimat will …"."""
    for party in clause.parties:
        if not clause.mask[party.head] or not party.is_nominative or _is_governed(clause, party):
            continue
        if _is_fresh(clause, party) or clause.word(party.head).startswith(clause.pack.duties["public"]):
            continue
        if (_wills if clause.pack.inflects else _will)(clause, party):
            return party
    if clause.pack.inflects:
        return next((party for party in clause.parties if _follows_its_verb(clause, party)), None)
    return None


def _follows_its_verb(clause: _Clause, party: Party) -> bool:
    """«Ремонт завершит подрядчик», «построит компания»: a nominative that no accusative looks like."""
    is_plain = not party.tags and (party.kind in {"office", "person"} or clause.word(party.head).endswith(("а", "я")))
    place = party.first - 1
    verb = next((one for one in clause.verbs if one.place == place), None)
    if not is_plain or verb is None or verb.tense != "future" or verb.is_passive or clause.says(place, "idle"):
        return False
    word = clause.sentence.words[place]
    tags = frozenset().union(*word.tags.values())
    return not tags & {"p1", "refl", "inf"} and _agrees(word, is_many=False)


def _is_fresh(clause: _Clause, party: Party) -> bool:
    """«Новый центр …», "a new centre": what is to be made."""
    if clause.word(party.first - 1) == ".":  # "A U.S. company"
        return True
    return any(clause.says(place, "fresh") for place in range(party.first - 1, party.head))


def _is_governed(clause: _Clause, party: Party) -> bool:
    """Behind a preposition, or the object of the verb before it."""
    words = clause.sentence.words
    place = party.first - 1
    if place < 0:
        return False
    if words[place].folded in clause.pack.prepositions:
        return True
    if any(match.last == place for match in clause.sentence.found("transparent")):
        return False  # "Officials say the ministry will …"
    return any(tags & {"inf", "past", "pres", "conv", "ing", "base"} for tags in words[place].tags.values())


def _wills(clause: _Clause, party: Party) -> bool:
    """Whether the next finite verb is one that a Russian nominative wills: должно, построит, планирует."""
    words = clause.sentence.words
    is_many = ("pl" in party.tags and not words[party.head].folded.endswith(("о", "е"))) or _is_joined(clause, party)
    for place in range(party.last + 1, clause.last + 1):
        if not clause.mask[place]:
            continue
        if words[place].raw in ";:":
            return False
        if clause.says(place, "wills"):
            return clause.word(place + 1) != "быть" and _agrees(words[place], is_many=is_many)
        verb = next((one for one in clause.verbs if one.place == place), None)
        if verb is None or verb.tense == "infinitive":
            continue
        if verb.tense != "future" or verb.is_passive or clause.says(place, "idle"):
            return False
        tags = frozenset().union(*words[place].tags.values())
        return "p1" not in tags and "refl" not in tags and _agrees(words[place], is_many=is_many)
    return False


def _is_joined(clause: _Clause, party: Party) -> bool:
    """«Министерство транспорта и акимат …»"""
    return any(word.folded in clause.pack.conjunctions for word in clause.sentence.words[party.first : party.last + 2])


def _agrees(word: Word, *, is_many: bool) -> bool:
    """«Центр откроют»: a singular is no subject of a plural verb."""
    is_plural = word.folded.endswith(("ут", "ют", "ат", "ят", "ны", "вы", "тся")) and not word.folded.endswith("ется")
    return is_many or not is_plural


def _will(clause: _Clause, party: Party) -> bool:
    """Whether "will", "must", "plans to" … and what is done follow an English subject."""
    place = party.last + 1
    if clause.word(place) == ",":  # The Ministry, together with the akimat, will
        place = next(
            (index + 1 for index in range(place + 1, min(place + _ASIDE, clause.last)) if clause.word(index) == ","), -1
        )
    if place < 0:
        return False
    place = _past_adverbs(clause, place)
    if clause.says(place, "wills"):
        place = _past_adverbs(clause, place + 1)
        if clause.word(place) == "be":
            bound = clause.says(place + 1, "bound") and clause.word(place + 2) == "to"
            return bound or "responsible" in (clause.word(place + 1), clause.word(place + 2))
        return clause.word(place) != "not" and not _is_idle(clause, place)
    if not clause.says(place, "wills_to"):
        return False
    is_be = clause.word(place) in clause.pack.be_words
    place = _past_adverbs(clause, place + 1)
    if is_be and clause.word(place) == "been":
        place = _past_adverbs(clause, place + 1)
    if is_be and clause.says(place, "bound"):
        if clause.word(place) in {"responsible", "tasked", "charged"} and clause.word(place + 1) in {"for", "with"}:
            return True
        place += 1
    if clause.word(place) != "to":
        return False
    return not _is_idle(clause, _past_adverbs(clause, place + 1))


def _is_idle(clause: _Clause, place: int) -> bool:
    """What happens by itself: "will become", "will open in May"."""
    if clause.says(place, "idle"):
        return True
    following = clause.word(place + 1)
    ends = (
        not following[:1].isalnum()
        or following in clause.pack.prepositions
        or following in {"next", "this", "as", "soon"}
    )
    return clause.says(place, "idle_alone") and ends


def _past_adverbs(clause: _Clause, place: int) -> int:
    while clause.says(place, "also"):
        place += 1
    return place


def instructed(clause: _Clause) -> Party | None:
    """The passive of an English order: "The akimat was instructed to …"."""
    if clause.pack.inflects:
        return None
    for party in clause.parties:
        place = party.last + 1
        if _is_governed(clause, party) or clause.word(place) not in {"was", "were", "is", "are", "has", "have"}:
            continue
        place = _past_adverbs(clause, place + 1)
        if clause.word(place) in {"been", "being"}:
            place = _past_adverbs(clause, place + 1)
        if clause.says(place, "obliges") and clause.word(place + 1) in {"to", "with"}:
            return party
    return None


def agent(clause: _Clause) -> Party | None:
    """«будет построен компанией», "will be built by the Ministry"; the agent of an order is who gave it."""
    if any(match.last <= clause.last for match in clause.sentence.found("assignment")):
        return None
    ahead = {verb.place for verb in clause.verbs if verb.is_passive and verb.tense in {"future", "present"}}
    for party in clause.parties:
        if not ahead or _is_served(clause, party):
            continue
        if not clause.pack.inflects:
            near = range(party.first - _AGENT_REACH - 1, party.first)
            if clause.word(party.first - 1) == "by" and any(place in ahead for place in near):
                return party
            continue
        near = range(party.last + 1, party.last + _AGENT_REACH + 1)
        if (
            "ins" in party.tags
            and clause.before(party) not in clause.pack.prepositions
            and (party.first - 1 in ahead or any(place in ahead for place in near))
        ):
            return party
    return None


RULES: tuple[Callable[[_Clause], Party | None], ...] = (
    labelled,
    laid_upon,
    addressee,
    obliged,
    instructed,
    subject,
    agent,
)
