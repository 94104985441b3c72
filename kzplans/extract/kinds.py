"""What sort of claim a statement makes, from the finite verb of its main clause.

The rules stand in ``RULES`` in the order in which they are asked; the first that answers decides. Verbs of saying are
transparent: what they report decides. The guidelines that this follows are in tests/gold/GUIDELINES.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.extract.numbers import is_duration
from kzplans.model import Kind, Quantity, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

#: How many words from the end the predicate may reach back.
_REACH = 5
#: How far into the sentence the subject of a copula may stand.
_SUBJECT_REACH = 8
#: How far before the verb that says it grows a harm may stand.
_HARM_REACH = 6
_AUXILIARIES = frozenset(
    "отыр жатыр тұр жүр болды болған болады болатын еді екен екенін екенін екендігін екеніне емес келеді келе "
    "кетті қалды берді алады алды бар жоқ шығар шығады отырған жатқан тұрған болмақ бермек керек тиіс қажет".split()
)
_FUTURE = (
    "ады",
    "еді",
    "йды",
    "йді",
    "иды",
    "иді",
    "амыз",
    "еміз",
    "йміз",
    "ймыз",
    "имыз",
    "иміз",
    "амын",
    "емін",
    "ймын",
    "ймін",
)
_PAST = (
    "ды",
    "ді",
    "ты",
    "ті",
    "дық",
    "дік",
    "тық",
    "тік",
    "дым",
    "дім",
    "тым",
    "тім",
    "ған",
    "ген",
    "қан",
    "кен",
    "пты",
    "пті",
)
#: «салынатынын айтты»: reported, it will be built.
_REPORTED_FUTURE = tuple(
    vowel + ending
    for vowel in ("а", "е", "й")
    for ending in ("тынын", "тінін", "тындығын", "тіндігін", "тынына", "тініне", "тындығына", "тіндігіне")
)
#: Kinds whose words mean nothing once they are denied.
_PROMISING = frozenset({"plan", "goal", "proposal", "assignment"})
_NOUN_LIKE = ("дық", "дік", "тық", "тік")
_ONGOING = ("уда", "уде")
_INTENT = ("мақ", "мек", "бақ", "бек", "пақ", "пек", "мақшы", "мекші")
_TENSES = (
    (_REPORTED_FUTURE, "future"),
    (_ONGOING, "ongoing"),
    (_INTENT, "intent"),
    (_FUTURE, "future"),
    (_PAST, "past"),
)
_ASPECT = frozenset({"отыр", "жатыр", "тұр", "келеді", "жүр", "барады", "отырғанын", "тұрғанын", "жатқанын", "келе"})
_UNDONE = re.compile(r"(?:[мбп]аған|[мбп]еген|[мбп]ады|[мбп]еді)(?:[ыі]н?|дықт?|дікт?)?$")
_COPULA = frozenset({"табылады", "саналады", "есептеледі", "болмақ"})
_FIRST_PERSON = ("мыз", "міз", "мын", "мін")
_PASSIVE_FUTURE = ("ылады", "іледі", "ынады", "інеді")


@dataclass(slots=True)
class Clause:
    """What the rules may ask: the sentence, where its own words end, and what else is known of it."""

    sentence: Sentence
    #: Last token of the statement's own words.
    last: int
    #: Last token of the predicate that decides, behind which only transparent verbs stand.
    predicate: int
    quantities: tuple[Quantity, ...]
    speaker: Speaker | None
    is_leader: bool
    is_item: bool
    intro: str | None
    has_deadline: bool
    pack: Pack

    def cue(self, family: str, label: str = "anywhere") -> Match | None:
        """First match of a cue, anywhere in the statement's own words or as its predicate."""
        for match in self.sentence.found(family):
            if match.term.label != label or match.last > self.last:
                continue
            if label != "anywhere" and not self.at_end(match):
                continue
            if family in _PROMISING and self.is_denied(match):
                continue
            return match
        return None

    def is_denied(self, match: Match) -> bool:
        """«жоспарда жоқ», «көзделген емес»"""
        behind = self.sentence.words[match.last + 1 : self.predicate + 1]
        return any(word.folded in {"жоқ", "емес"} for word in behind)

    def at_end(self, match: Match) -> bool:
        """Whether a match stands in the predicate: nothing but auxiliaries and signs behind it."""
        if match.last > self.predicate or match.last < self.predicate - _REACH:
            return False
        rest = self.sentence.words[match.last + 1 : self.predicate + 1]
        return all(word.is_sign or word.folded in _AUXILIARIES for word in rest)

    def verb(self) -> str:
        """Plain form of the last word of the predicate."""
        for index in range(self.predicate, -1, -1):
            word = self.sentence.words[index]
            if not word.is_sign:
                return word.folded
        return ""

    def tense(self) -> str:
        """``past``, ``future``, ``ongoing``, ``intent`` or empty: from the known verb, else from the ending."""
        place = _skip_signs(self.sentence, self.predicate)
        if place < 0:
            return ""
        word = self.sentence.words[place]
        before = self.sentence.words[place - 1].folded if place else ""
        if word.folded in _ASPECT and before.endswith(("п", "й")):
            return "ongoing"  # артып келеді, салынып жатыр
        known = set().union(*word.tags.values()) if word.tags else set()
        if "pres" in known:
            return "future"
        if known & {"past", "pp"}:
            return "past"
        if known and word.folded.endswith(_NOUN_LIKE):
            return ""  # басымдық is no «we pressed»
        for endings, name in _TENSES:
            if word.folded.endswith(endings):
                return name
        return ""

    def is_undone(self) -> bool:
        """«қосылмаған», «орындай алмай отыр»: the predicate says that something was not done."""
        place = _skip_signs(self.sentence, self.predicate)
        words = self.sentence.words
        if place > 0 and words[place].folded in _ASPECT:
            return words[place - 1].folded.endswith(("май", "мей", "бай", "бей", "пай", "пей"))
        if place > 0 and words[place].folded == "жоқ":
            return words[place - 1].folded.endswith(("ған", "ген", "қан", "кен"))
        return place >= 0 and _UNDONE.search(words[place].folded) is not None

    def figures(self) -> list[Quantity]:
        """Numbers that can be an aim: no spans of time, no counts of sections or priorities."""
        return [
            one
            for one in self.quantities
            if not is_duration(one) and one.unit not in {"priority", "section", "direction", "rank"}
        ]


def find_kind(clause: Clause) -> tuple[Kind, str]:
    """The kind of a statement; a fact where no rule speaks."""
    for rule in RULES:
        verdict = rule(clause)
        if verdict is not None:
            return verdict
    return Kind.FACT, "no sign of anything but a fact"


def predicate_of(sentence: Sentence, last: int) -> tuple[int, bool]:
    """Last token of the predicate that decides, and whether verbs of saying were passed over to reach it."""
    place = _skip_signs(sentence, last)
    passed = False
    for _ in range(2):
        match = _ending_at(sentence, "transparent", place)
        if match is None or ("pass" in sentence.tags(match) and "conv" in sentence.tags(match)):
            break
        before = _skip_signs(sentence, match.first - 1)
        if before < 0 or not _is_reported(sentence, before):
            break
        place, passed = before, True
    return place, passed


def _ending_at(sentence: Sentence, family: str, place: int) -> Match | None:
    best = None
    for match in sentence.found(family):
        if match.last == place and (best is None or match.first < best.first):
            best = match
    return best


def _is_reported(sentence: Sentence, place: int) -> bool:
    """Whether a word is the reported predicate: «жеткенін», «екенін», «қажеттігін», «деп», not a plain object."""
    word = sentence.words[place].folded
    if word in {"деп", "екенін", "екендігін", "барын", "жоғын", "жоқтығын", "ерекше", "екенін де"}:
        return True
    return word.endswith(
        (
            "ғанын",
            "генін",
            "қанын",
            "кенін",
            "атынын",
            "етінін",
            "йтынын",
            "йтінін",
            "ғандығын",
            "гендігін",
            "қандығын",
            "кендігін",
            "тығын",
            "тігін",
            "лығын",
            "лігін",
            "дығын",
            "дігін",
            "уын",
            "уін",
            "атындығын",
            "етіндігін",
            "йтындығын",
            "йтіндігін",
            "ғанына",
            "геніне",
            "екеніне",
            "атынына",
            "етініне",
            "керегін",
            "қажетін",
            "тиісін",
        )
    )


def _skip_signs(sentence: Sentence, place: int) -> int:
    while place >= 0 and sentence.words[place].is_sign:
        place -= 1
    return place


def is_standing(sentence: Sentence, _pack: Pack) -> bool:
    """Whether the last word is a present form: «… қамтиды» tells what is, not what the report's months brought."""
    last = next((word for word in reversed(sentence.words) if not word.is_sign), None)
    if last is None:
        return True
    return any("pres" in tags for tags in last.tags.values()) or last.folded.endswith(("уда", "уде", "жатыр"))


def is_event(sentence: Sentence, last: int) -> bool:
    """«… мәселелер қаралды»: an event without a source does not go on with a report."""
    while last >= 0 and sentence.words[last].is_sign:
        last -= 1
    return last >= 0 and sentence.words[last].folded in {
        "қаралды",
        "талқыланды",
        "аударылды",
        "өтті",
        "қатысты",
        "көтерілді",
    }


# -- the rules, in order ----------------------------------------------------------------------------------------------


def _say(clause: Clause, match: Match, rule: str) -> str:
    return f"{rule}: {clause.sentence.quote(match.first, match.last)}"


def ban(clause: Clause) -> tuple[Kind, str] | None:
    """«тыйым салынды», «нүкте қойды»"""
    match = clause.cue("ban") or clause.cue("ban", "predicate")
    if match is None and _is_forbidden(clause):
        return Kind.BAN, f"said not to be allowed: {clause.verb()}"
    return None if match is None else (Kind.BAN, _say(clause, match, "words of a ban"))


def _is_forbidden(clause: Clause) -> bool:
    """«… салуға болмайды»"""
    place = _skip_signs(clause.sentence, clause.predicate)
    words = clause.sentence.words
    return place > 0 and words[place].folded == "болмайды" and words[place - 1].folded.endswith(("уға", "уге"))


def problem(clause: Clause) -> tuple[Kind, str] | None:
    """Criticism or a shortcoming; a task to mend it is no problem any more."""
    match = clause.cue("problem", "predicate")
    if match is None:
        match = clause.cue("problem")
        if match is not None and not clause.at_end(match) and _is_to_be_mended(clause, match):
            match = None
    if match is not None:
        return Kind.PROBLEM, _say(clause, match, "words of criticism")
    modal = _modal(clause)
    if modal is not None and _is_past_due(clause, modal):
        return Kind.PROBLEM, _say(clause, modal, "was due, and is not said to be done")
    match = _growing_harm(clause)
    if match is not None:
        return Kind.PROBLEM, _say(clause, match, "a harm that grows")
    return (Kind.PROBLEM, f"said not to be done: {clause.verb()}") if clause.is_undone() else None


def _is_past_due(clause: Clause, modal: Match) -> bool:
    """«былтыр салынуы тиіс еді»"""
    behind = [word.folded for word in clause.sentence.words[modal.last + 1 : modal.last + 3]]
    return bool(behind) and behind[0] in {"еді", "болатын", "болған"}


def _growing_harm(clause: Clause) -> Match | None:
    """«қылмыс өсіп барады», «алшақтық ұлғайды»: what is bad has become more."""
    if clause.tense() not in {"past", "ongoing"}:
        return None
    for change in clause.sentence.found("change"):
        if change.term.label != "increase" or not clause.predicate - 2 <= change.last <= clause.predicate:
            continue
        for match in clause.sentence.found("harm"):
            if 0 < change.first - match.last <= _HARM_REACH and not clause.sentence.tags(match) & {"dat", "ins", "loc"}:
                return match
    return None


def _is_to_be_mended(clause: Clause, match: Match) -> bool:
    """«… кадр тапшылығын жою», «проблемаларды шешу үшін … тапсырды»: the main clause is not about the fault."""
    if clause.cue("assignment", "predicate") or clause.cue("plan", "predicate") or clause.cue("proposal", "predicate"):
        return True
    if clause.is_item and clause.intro in {"goal", "target", "plan", "assignment"}:
        return True
    if _modal(clause) is not None or (clause.tense() == "future" and _stative(clause) is None):
        return True
    words = clause.sentence.words
    behind = [word.folded for word in words[match.last + 1 : match.last + 5] if not word.is_sign]
    mends = (
        "жою",
        "жоюды",
        "жойылады",
        "жойылды",
        "шешу",
        "шешуді",
        "азайту",
        "азайтуды",
        "болдырмау",
        "жеңілдету",
        "еңсеру",
        "қысқарту",
        "төмендету",
        "түзету",
        "алдын",
        "реттеу",
        "жол",
        "шешілді",
        "шешіледі",
        "жойды",
    )
    return any(word.startswith(mends) for word in behind)


def target(clause: Clause) -> tuple[Kind, str] | None:
    """An aim with a number: under a list of aims, in the infinitive, or an intention to reach a figure."""
    figures = clause.figures()
    if not figures:
        return None
    if clause.is_item and (clause.intro == "target" or (clause.intro in {"goal", "plan"} and _is_infinitive(clause))):
        return Kind.TARGET, f"an aim with a number: {figures[0].text}"
    intended = (
        clause.cue("plan", "predicate")
        or clause.cue("goal", "predicate")
        or clause.cue("modal", "must")
        or _modal(clause)
        or (clause.cue("goal") if clause.tense() != "past" else None)
    )
    if intended is None and not clause.verb().endswith(_INTENT):
        return None
    if clause.has_deadline or any(_reaches(clause, one) for one in figures):
        words = clause.sentence.quote(intended.first, intended.last) if intended else clause.verb()
        if _is_expected_effect(clause):
            return None
        return Kind.TARGET, f"an aim with a number: {figures[0].text}, {words}"
    return None


def _is_infinitive(clause: Clause) -> bool:
    return clause.verb().endswith(("у", "ю"))


def _reaches(clause: Clause, quantity: Quantity) -> bool:
    """«… жеткізу», «… дейін арттыру»: the number is a level to be reached."""
    words = clause.sentence.words
    starts = clause.sentence.starts
    behind = [word.folded for word, start in zip(words, starts, strict=True) if start >= quantity.stop][:4]
    return any(
        word.startswith(
            ("жетк", "жету", "жетед", "жетуі", "арттыр", "ұлғайт", "көбейт", "төмендет", "азайт", "қысқарт", "қамт")
        )
        for word in behind
    )


def _is_expected_effect(clause: Clause) -> bool:
    return clause.cue("plan", "predicate") is not None and clause.verb().startswith(("мүмкіндік", "береді", "етеді"))


def assignment(clause: Clause) -> tuple[Kind, str] | None:
    """«тапсырды», and what the President or the Prime Minister says must be done."""
    if clause.intro == "assignment":
        return Kind.ASSIGNMENT, "item of a list of assignments"
    match = clause.cue("assignment", "predicate")
    if match is not None and "pass" not in clause.sentence.tags(match):
        return Kind.ASSIGNMENT, _say(clause, match, "verb of assignment")
    if match is not None:
        return Kind.ASSIGNMENT, _say(clause, match, "verb of assignment, passive")
    modal = _modal(clause)
    if modal is not None and clause.is_leader and not _is_state(clause, modal):
        return Kind.ASSIGNMENT, _say(clause, modal, "a head says that an action must be done")
    return None


def _modal(clause: Clause) -> Match | None:
    for match in clause.sentence.found("modal"):
        if match.last <= clause.predicate and clause.at_end(match):
            return match
    return None


def _is_state(clause: Clause, modal: Match) -> bool:
    """Whether "must" goes with a state to be reached (айналуы, болуы, сақтауы) rather than an action."""
    before = _skip_signs(clause.sentence, modal.first - 1)
    for match in clause.sentence.found("state"):
        if match.last == before:
            return True
    word = clause.sentence.words[before].folded if before >= 0 else ""
    return word.endswith(("ылуы", "ілуі", "ынуы", "інуі", "ануы", "енуі")) or word in {"болуы", "айналуы"}


def proposal(clause: Clause) -> tuple[Kind, str] | None:
    """«ұсынылды», «ұсыныстар айтылды»; not «қарауларыңызға … ұсынылып отыр»."""
    if clause.is_item and clause.intro == "proposal":
        return Kind.PROPOSAL, "item of a list of proposals"
    match = clause.cue("proposal", "predicate") or clause.cue("proposal")
    if match is None or any(
        word.folded.startswith(("қарауларыңызға", "қарауына")) for word in clause.sentence.words[: match.first]
    ):
        return None
    return Kind.PROPOSAL, _say(clause, match, "words of a proposal")


def goal(clause: Clause) -> tuple[Kind, str] | None:
    """Aims, visions, priorities; a state that must be reached; an action noun that attention is drawn to."""
    if clause.is_item and clause.intro in {"goal", "target"}:
        return Kind.GOAL, "item of a list of aims"
    match = clause.cue("goal", "predicate")
    if match is not None:
        return Kind.GOAL, _say(clause, match, "words of an aim")
    modal = _modal(clause)
    if modal is not None:
        rule = "a state that must be reached" if _is_state(clause, modal) else "said to be needed"
        return Kind.GOAL, _say(clause, modal, rule)
    match = clause.cue("goal")
    if match is not None and (clause.tense() != "past" or _ending_at(clause.sentence, "transparent", clause.predicate)):
        return Kind.GOAL, _say(clause, match, "words of an aim")
    match = _aim_with_copula(clause)
    if match is not None:
        return Kind.GOAL, _say(clause, match, "words of an aim with a copula")
    if clause.cue("plan", "predicate") is None and _is_infinitive(clause) and not clause.is_item:
        return Kind.GOAL, f"an action named without a finite verb: {clause.verb()}"
    return None


def _aim_with_copula(clause: Clause) -> Match | None:
    """«… схеманың мақсаты … жағдай жасау болып табылады»"""
    if clause.verb() not in _COPULA and not (_is_infinitive(clause) and not clause.is_item):
        return None
    return next((match for match in clause.sentence.found("goal") if match.first <= _SUBJECT_REACH), None)


def plan(clause: Clause) -> tuple[Kind, str] | None:
    """Provided for, intended, expected."""
    match = clause.cue("plan", "predicate")
    if match is not None:
        return Kind.PLAN, _say(clause, match, "words of a plan")
    if clause.is_item and clause.intro == "plan":
        return Kind.PLAN, "item of a list of plans"
    verb = clause.verb()
    if verb.endswith(_INTENT) or _can(clause):
        return Kind.PLAN, f"form of intention: {verb}"
    is_promise = verb.endswith(_FIRST_PERSON)  # қамтимыз: we shall, where қамтиды only tells what is
    if clause.tense() != "future" or (
        _stative(clause) is not None and not is_promise and not verb.endswith(_PASSIVE_FUTURE)
    ):
        return None
    if verb in _COPULA or _is_habit(clause):
        return None
    return Kind.PLAN, f"future form: {verb}"


def _is_habit(clause: Clause) -> bool:
    """«күніне 1,1 млн жолаушы тасымалданады»: the same form tells what happens day by day."""
    if clause.has_deadline:
        return False
    return any(one.per in {"day", "hour"} for one in clause.quantities)


def _can(clause: Clause) -> bool:
    """«5 мың студентті қабылдай алады»: what a thing will be able to do."""
    place = _skip_signs(clause.sentence, clause.predicate)
    words = clause.sentence.words
    return place > 0 and words[place].folded in {"алады", "алмақ"} and words[place - 1].folded.endswith(("а", "е", "й"))


def _stative(clause: Clause) -> Match | None:
    """A verb whose present tells a standing state: қамтиды, тұрады."""
    place = _skip_signs(clause.sentence, clause.predicate)
    for family in ("fact", "stative"):
        for match in clause.sentence.found(family):
            if match.last == place:
                return match
    return None


RULES: tuple[Callable[[Clause], tuple[Kind, str] | None], ...] = (
    ban,
    problem,
    target,
    assignment,
    proposal,
    goal,
    plan,
)
