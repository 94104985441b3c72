"""A corpus of short texts: the value first, then every wording that must give it (``corpus/<language>/*.yaml``).

Files: attributions, cities, labels (directions and kind), responsibles, segments. ``▸`` stands before the statement
that is asked about; without it all statements of the text are. ``known_failures`` are right by the annotation
guidelines and not yet read so; one that begins to be read right fails here until it is moved up to ``cases``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

    from kzplans.extract import LeftOut
    from kzplans.model import Document, Span, Speaker, Statement

CORPUS = Path(__file__).parent / "corpus"
MARK = "▸"


class Case(NamedTuple):
    """One text with what its group expects of it."""

    group: dict[str, Any]
    text: str
    reason: str | None


class Score(NamedTuple):
    """Hits of one case: right, given but wrong, wanted but not given."""

    right: int
    extra: int
    missed: int


@cache
def content(name: str) -> dict[str, Any]:
    """A file of the corpus, named like ``kk/cities``."""
    loaded: dict[str, Any] = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def files(kind: str) -> list[str]:
    """The files of one kind in all languages."""
    return [f"{path.parent.name}/{kind}" for path in sorted(CORPUS.glob(f"*/{kind}.yaml"))]


@cache
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def cases_of(name: str) -> list[Case]:
    known = content(name)["known_failures"] or []
    return [
        Case(group, text, group.get("reason")) for group in [*content(name)["cases"], *known] for text in group["texts"]
    ]


def parameters(kind: str) -> list[ParameterSet]:
    return [
        pytest.param(
            case,
            id=f"{name[:2]}-{number}-{' '.join(case.text.split()[:4])}",
            marks=[pytest.mark.xfail(reason=case.reason)] if case.reason else [],
        )
        for name in files(kind)
        for number, case in enumerate(cases_of(name), 1)
    ]


def document_of(case: Case, text: str) -> Document:
    origin = Origin(path="text.txt", sha256="", title=case.group.get("title"))
    return extractor().build_document(text, origin)


def asked(case: Case) -> list[Statement]:
    """The statements that the case asks about."""
    place = case.text.find(MARK)
    found = list(extractor().statements(document_of(case, case.text.replace(MARK, ""))))
    if place < 0:
        return found
    return [one for one in found if one.start - 1 <= place < one.stop][:1]


def summed(scores: list[Score]) -> float:
    right = sum(score.right for score in scores)
    wrong = sum(score.extra + score.missed for score in scores)
    return 2 * right / (2 * right + wrong)


def fold(words: str | None) -> str:
    return " ".join((words or "").lower().split())


# -- attributions -----------------------------------------------------------------------------------------------------


def is_same(name: str | None, role: str | None, got: Speaker | None) -> bool:
    """Names are equal, and roles where the case gives one; without a name one role is the end of the other."""
    want, have = fold(role), fold(got.role if got else None)
    if name or (got and got.name):
        return fold(name) == fold(got.name if got else None) and (not role or want == have)
    if not want or not have:
        return want == have
    return want.endswith(have) or have.endswith(want)


def attribution_score(case: Case) -> Score:
    name, role = case.group["name"], case.group["role"]
    right = extra = missed = 0
    found = asked(case)
    for one in found:
        if is_same(name, role, one.speaker):
            right += bool(name or role)
        else:
            extra += one.speaker is not None
            missed += bool(name or role)
    return Score(right, extra, missed if found else 1)


@pytest.mark.parametrize("case", parameters("attributions"))
def test_attribution(case: Case) -> None:
    found = asked(case)
    assert found
    for one in found:
        assert is_same(case.group["name"], case.group["role"], one.speaker), (one.speaker, one.because.speaker)
        assert one.quoted is case.group.get("quoted", one.quoted)


# -- cities -----------------------------------------------------------------------------------------------------------


def city_score(case: Case) -> Score:
    found = asked(case)
    right = sum(one.city == case.group["city"] for one in found)
    return Score(right, len(found) - right, len(found) - right if found else 1)


@pytest.mark.parametrize("case", parameters("cities"))
def test_city(case: Case) -> None:
    found = asked(case)
    assert found
    assert [(one.city, one.because.city) for one in found if one.city != case.group["city"]] == []


# -- directions and kinds ---------------------------------------------------------------------------------------------


def direction_score(case: Case) -> Score:
    wanted, fine = set(case.group["directions"]), set(case.group.get("directions_ok", []))
    got = {direction for one in asked(case) for direction in one.directions}
    return Score(len(got & wanted), len(got - wanted - fine), len(wanted - got))


def kind_score(case: Case) -> Score:
    fine = {case.group["kind"], *case.group.get("kind_ok", [])}
    found = asked(case)
    right = sum(one.kind in fine for one in found)
    return Score(right, len(found) - right, len(found) - right if found else 1)


@pytest.mark.parametrize("case", parameters("labels"))
def test_directions_and_kind(case: Case) -> None:
    (found,) = asked(case)
    assert found.kind in {case.group["kind"], *case.group.get("kind_ok", [])}, found.because.kind
    assert set(case.group["directions"]) <= set(found.directions), found.because.directions
    fine = {*case.group["directions"], *case.group.get("directions_ok", [])}
    assert set(found.directions) <= fine, found.because.directions


# -- who has to do it -------------------------------------------------------------------------------------------------


def responsible_score(case: Case) -> Score:
    """The words have to be the same, no more and no less."""
    wanted, found = case.group["responsible"], asked(case)
    got = [one.responsible.text if one.responsible else None for one in found]
    return Score(
        sum(words == wanted is not None for words in got),
        sum(words is not None and words != wanted for words in got),
        sum(words != wanted is not None for words in got) if found else 1,
    )


@pytest.mark.parametrize("case", parameters("responsibles"))
def test_responsible(case: Case) -> None:
    found = asked(case)
    assert found
    for one in found:
        assert (one.responsible.text if one.responsible else None) == case.group["responsible"], one.because.kind
        if one.responsible is not None:
            assert one.responsible.text == one.document.text[one.responsible.start : one.responsible.stop]
            is_own = one.start <= one.responsible.start < one.stop
            assert one.responsible.inherited is not is_own


# -- segments ---------------------------------------------------------------------------------------------------------
# ``|`` stands where a statement ends and the next begins; braces hold the intro of a list, which is none.


#: Signs around a piece, which are no part of what is compared.
SIGNS = ' \n;—–-•«»"'


def bare(text: str) -> str:
    """A piece without the signs, numbers and letters of a list around it."""
    return re.sub(r"^(\d{1,2}[.)]|[а-яә]\))\s", "", text.strip(SIGNS)).strip(SIGNS + ".")


def pieces(case: Case) -> tuple[list[str], list[str]]:
    """Pieces wanted and pieces found, both bare; so is what is read and left out."""
    intros = {bare(intro) for intro in re.findall(r"\{(.*?)\}", case.text)}
    wanted = [bare(piece) for piece in re.sub(r"\{.*?\}", "", case.text).split("|")]
    text = re.sub(r"[{}|]", "", case.text)
    document = document_of(case, text)
    found, left_out, _ = extractor().explain(document)
    spans: list[Statement | LeftOut | Span] = [*found, *left_out, *document.head]
    cuts = sorted({(one.start, one.stop) for one in spans})
    have = [bare(text[start:stop]) for start, stop in cuts]
    return wanted, [piece for piece in have if piece and piece not in intros]


def segment_score(case: Case) -> Score:
    wanted, found = pieces(case)
    right = len(set(wanted) & set(found))
    return Score(right, len(found) - right, len(wanted) - right)


@pytest.mark.parametrize("case", parameters("segments"))
def test_segments(case: Case) -> None:
    wanted, found = pieces(case)
    assert found == wanted


# -- the whole --------------------------------------------------------------------------------------------------------

SCORES = {
    "attributions": {"speaker": attribution_score},
    "cities": {"city": city_score},
    "labels": {"directions": direction_score, "kind": kind_score},
    "responsibles": {"responsible": responsible_score},
    "segments": {"segments": segment_score},
}


@pytest.mark.parametrize(
    ("name", "measure"),
    [(name, measure) for kind, made in SCORES.items() for name in files(kind) for measure in made],
)
def test_f1_holds_its_floor(name: str, measure: str) -> None:
    score = summed([SCORES[name.partition("/")[2]][measure](case) for case in cases_of(name)])
    assert score >= content(name)["floors"][measure]
