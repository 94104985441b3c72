"""What sort of claim a statement makes, from the finite verb of its main clause and the words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.extract.numbers import MONEY
from kzplans.extract.svo.clauses import Predicate, claim_of, is_finite, predicates
from kzplans.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.extract.kinds import Clause
    from kzplans.model import Quantity
    from kzplans.text.matching import Match

#: How far before a fault the word may stand that mends it: «устранить … нехватку».
_MEND_REACH = 7
_STATE_REACH = 5
_HARM_REACH = 5
#: First letters of cues of a plan that tell of money set aside.
_ALLOTS = ("предусм", "=предусм", "выдел", "залож", "=выдел", "provide", "allocat", "=provid", "=allocat", "earmark")


@dataclass(slots=True)
class _Claim:
    """A clause with its own words marked and its verbs read."""

    clause: Clause
    mask: list[bool]
    verbs: list[Predicate]

    def cue(self, family: str, *labels: str) -> Match | None:
        """First match of a cue in the claim's own words; as "predicate" only a finite form or a noun counts."""
        wanted = labels or ("anywhere", "predicate")
        sentence = self.clause.sentence
        for match in sentence.found(family):
            if match.term.label not in wanted or not self.mask[match.first]:
                continue
            if match.term.label == "predicate" and not is_finite(sentence, match):
                continue
            if _is_negated(self.clause, match):
                continue
            return match
        return None

    def tense(self) -> str:
        """Tense of the first finite verb; ``infinitive`` where there is none but an infinitive."""
        finite = [verb for verb in self.verbs if verb.tense != "infinitive"]
        if finite:
            return finite[0].tense
        return "infinitive" if self.verbs else ""


def _is_negated(clause: Clause, match: Match) -> bool:
    """«не планируется»; a cue that holds the negation itself is none of these."""
    before = match.first - 1
    return before >= 0 and any(one.last == before for one in clause.sentence.found("negation"))


def find_kind(clause: Clause) -> tuple[Kind, str]:
    """The kind of a statement; a fact where no rule speaks."""
    mask = claim_of(clause.sentence, clause.last, clause.pack)
    claim = _Claim(clause, mask, predicates(clause.sentence, mask, clause.pack))
    for rule in RULES:
        verdict = rule(claim)
        if verdict is not None:
            return verdict
    return Kind.FACT, "no sign of anything but a fact"


def _say(claim: _Claim, match: Match, rule: str) -> str:
    return f"{rule}: {claim.clause.sentence.quote(match.first, match.last)}"


def _verb_text(claim: _Claim, tense: str) -> str:
    place = next((verb.place for verb in claim.verbs if verb.tense == tense), None)
    return claim.clause.sentence.words[place].raw if place is not None else ""


# -- the rules, in order ----------------------------------------------------------------------------------------------


def ban(claim: _Claim) -> tuple[Kind, str] | None:
    """«запрещено», «введён мораторий»; is banned"""
    match = claim.cue("ban")
    return None if match is None else (Kind.BAN, _say(claim, match, "words of a ban"))


def problem(claim: _Claim) -> tuple[Kind, str] | None:
    """Criticism or a shortcoming; a task to mend it is no problem any more."""
    match = claim.cue("problem", "predicate")
    if match is None:
        match = claim.cue("problem", "anywhere")
        if match is not None and _is_to_be_mended(claim, match):
            match = None
    if match is not None:
        return Kind.PROBLEM, _say(claim, match, "words of criticism")
    modal = _modal(claim)
    if modal is not None and _is_past_due(claim, modal):
        return Kind.PROBLEM, _say(claim, modal, "was due, and is not said to be done")
    match = _growing_harm(claim)
    return None if match is None else (Kind.PROBLEM, _say(claim, match, "a harm that grows"))


def _is_past_due(claim: _Claim, modal: Match) -> bool:
    """«должна была открыться», "should have been opened"."""
    words = [word.folded for word in claim.clause.sentence.words[modal.last + 1 : modal.last + 3]]
    return bool(words) and (words[0] in {"был", "была", "было", "были"} or words[:2] == ["have", "been"])


def _growing_harm(claim: _Claim) -> Match | None:
    """«выросла преступность», "the gap has widened": what is bad has become more."""
    if claim.tense() not in {"past", "present"}:
        return None
    sentence = claim.clause.sentence
    for change in sentence.found("change"):
        if change.term.label != "increase" or not claim.mask[change.first] or not is_finite(sentence, change):
            continue
        for match in sentence.found("harm"):
            distance = match.first - change.last if match.first > change.last else change.first - match.last
            if claim.mask[match.first] and distance <= _HARM_REACH and not sentence.tags(match) & {"ins", "loc", "dat"}:
                return match
    return None


def _is_to_be_mended(claim: _Claim, match: Match) -> bool:
    clause = claim.clause
    if claim.cue("assignment") or claim.cue("plan") or claim.cue("proposal") or _modal(claim):
        return True
    if clause.is_item and clause.intro in {"goal", "target", "plan", "assignment"}:
        return True
    if claim.tense() in {"future", "infinitive"}:
        return True
    return any(
        match.first - _MEND_REACH <= one.first < match.first or match.last < one.first <= match.last + _MEND_REACH
        for one in clause.sentence.found("mend")
    )


def target(claim: _Claim) -> tuple[Kind, str] | None:
    """An aim with a number: under a list of aims, or an intention to reach a figure by a year."""
    clause = claim.clause
    figures = clause.figures()
    if not figures:
        return None
    if clause.is_item and (
        clause.intro == "target" or (clause.intro in {"goal", "plan"} and claim.tense() in {"infinitive", ""})
    ):
        return Kind.TARGET, f"an aim with a number: {figures[0].text}"
    intended = claim.cue("plan") or claim.cue("goal", "predicate") or _modal(claim)
    if intended is not None and _is_allotment(claim, intended, figures):
        return None
    if intended is None or _is_will(claim, intended):
        return None  # what will be built is planned, however many
    if clause.has_deadline or any(
        clause.sentence.text[max(0, one.start - 8) : one.start].rstrip().endswith((" до", " to")) for one in figures
    ):
        words = clause.sentence.quote(intended.first, intended.last)
        return Kind.TARGET, f"an aim with a number: {figures[0].text}, {words}"
    return None


def _is_allotment(claim: _Claim, intended: Match, figures: list[Quantity]) -> bool:
    """«на ремонт предусмотрено 80 млрд тенге»: money that is provided is no figure to be reached."""
    words = claim.clause.sentence.words
    allots = intended.term.notation.startswith(_ALLOTS) or any(
        word.folded.startswith(_ALLOTS) for word, own in zip(words, claim.mask, strict=True) if own
    )
    money = all(one.unit in MONEY and one.change is None for one in figures)
    return money and intended.term.family == "plan" and allots


def _is_will(claim: _Claim, match: Match) -> bool:
    return claim.clause.sentence.words[match.first].folded in claim.clause.pack.future_words


def assignment(claim: _Claim) -> tuple[Kind, str] | None:
    """«поручил», and what the President or the Prime Minister says must be done."""
    clause = claim.clause
    if clause.intro == "assignment":
        return Kind.ASSIGNMENT, "item of a list of assignments"
    match = claim.cue("assignment")
    if match is not None and _is_required(claim, match):
        match = None
    if match is not None:
        return Kind.ASSIGNMENT, _say(claim, match, "verb of assignment")
    modal = _modal(claim)
    if modal is not None and clause.is_leader and not _is_state(claim, modal):
        return Kind.ASSIGNMENT, _say(claim, modal, "a head says that an action must be done")
    return None


def _is_required(claim: _Claim, match: Match) -> bool:
    """«потребуется 6 млрд тенге»: what is required is ordered by nobody."""
    return "refl" in claim.clause.sentence.tags(match) and match.term.notation.startswith(("потребовать", "требовать"))


def _modal(claim: _Claim) -> Match | None:
    return claim.cue("modal", "must")


def _is_state(claim: _Claim, modal: Match) -> bool:
    """Whether "must" goes with a state to be reached (стать, быть; become, be) rather than an action."""
    words = claim.clause.sentence.words
    states = {match.first for match in claim.clause.sentence.found("state")}
    for index in range(modal.last + 1, min(modal.last + 1 + _STATE_REACH, len(words))):
        if index in states:
            verb = next((one for one in claim.verbs if one.place > index), None)
            return verb is None or not (verb.is_passive and verb.place - index <= 2)
        if any(verb.place == index for verb in claim.verbs):
            return False
    return False


def proposal(claim: _Claim) -> tuple[Kind, str] | None:
    """«предложил», «рекомендовано»"""
    if claim.clause.is_item and claim.clause.intro == "proposal":
        return Kind.PROPOSAL, "item of a list of proposals"
    match = claim.cue("proposal")
    return None if match is None else (Kind.PROPOSAL, _say(claim, match, "words of a proposal"))


def goal(claim: _Claim) -> tuple[Kind, str] | None:
    """Aims, visions, priorities; what must be reached."""
    clause = claim.clause
    if clause.is_item and clause.intro in {"goal", "target"}:
        return Kind.GOAL, "item of a list of aims"
    match = claim.cue("goal", "predicate")
    if match is not None:
        return Kind.GOAL, _say(claim, match, "words of an aim")
    modal = _modal(claim)
    if modal is not None:
        rule = "a state that must be reached" if _is_state(claim, modal) else "said to be needed"
        return Kind.GOAL, _say(claim, modal, rule)
    match = claim.cue("goal", "anywhere")
    if match is not None and claim.tense() not in {"past", "future"}:
        return Kind.GOAL, _say(claim, match, "words of an aim")
    if claim.tense() == "infinitive" and not clause.is_item and claim.cue("plan") is None:
        return Kind.GOAL, f"an action named without a finite verb: {_verb_text(claim, 'infinitive')}"
    return None


def plan(claim: _Claim) -> tuple[Kind, str] | None:
    """Provided for, intended, expected."""
    match = claim.cue("plan")
    if match is not None:
        return Kind.PLAN, _say(claim, match, "words of a plan")
    if claim.clause.is_item and claim.clause.intro == "plan":
        return Kind.PLAN, "item of a list of plans"
    if claim.tense() == "future":
        return Kind.PLAN, f"future form: {_verb_text(claim, 'future')}"
    return None


RULES: tuple[Callable[[_Claim], tuple[Kind, str] | None], ...] = (
    ban,
    problem,
    target,
    assignment,
    proposal,
    goal,
    plan,
)
