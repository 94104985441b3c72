"""The ledger as people read it: in Markdown, as a page and on a terminal, and how its figures are put into words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import html5lib
import pytest
from markdown_it import MarkdownIt

from kzplans.console import report_view
from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.model import (
    Because,
    Change,
    Deadline,
    Document,
    Kind,
    Modifier,
    Quantity,
    Record,
    Role,
    Speaker,
    Statement,
)
from kzplans.render import render_report
from kzplans.reports.ledger import Status
from kzplans.reports.observations import Part
from kzplans.reports.progress import Pace
from kzplans.reports.promises import Trait
from kzplans.reports.query import Query
from kzplans.reports.targets import Selection, Targets, build_targets
from kzplans.reports.wording import Wording
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.reports.ledger import TargetLine

TODAY = date(2026, 11, 23)
FORMS = ("md", "html", "txt")
LANGUAGES = ("kk", "ru", "en")
GRP = "gross_regional_product"
#: Words of documents that would do more than say something.
PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "| a | b |", "# Тақырып", "[x](javascript:alert(1))",
    "</title></style><h1>x</h1>", "{{ 7*7 }} {% raw %}", "[bold]x[/bold]", "a\u202eb\x1b[31m", "**қою** `код`",
    "- тармақ",
)  # fmt: skip


class Said(NamedTuple):
    """A statement with one number, in short."""

    day: str | None
    value: str
    year: int | None = None
    kind: Kind = Kind.TARGET
    indicator: str = GRP
    unit: str = "KZT"
    city: str = "astana"
    words: str = ""
    speaker: Speaker | None = None
    role: Role | None = None
    period: str | None = None
    per: str | None = None
    modifier: Modifier = Modifier.EXACT
    change: Change | None = None
    language: str = "kk"
    url: str | None = None
    path: str = ""
    title: str | None = None


def statement(said: Said, number: int) -> Statement:
    text = said.words or f"{said.indicator} {said.value}"
    path = said.path or f"{number:02}.txt"
    document = Document(f"d_{number}", path, said.url, said.title, said.day, said.language, None, "", text)
    quantity = Quantity(
        said.value, 0, 1, Decimal(said.value), said.unit, said.modifier, said.change, said.role, said.year,
        said.indicator, said.per, said.period,
    )  # fmt: skip
    return Statement(
        id=f"s_{number}",
        document=document,
        start=0,
        stop=len(text),
        line=1,
        text=text,
        city=said.city,
        directions=("economy",),
        kind=said.kind,
        speaker=said.speaker,
        quoted=False,
        quantities=(quantity,),
        deadline=Deadline(str(said.year), said.year, str(said.year)) if said.year else None,
        because=Because("", "", "", ""),
    )


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def targets_of(lexicon: Lexicon, *said: Said, records: tuple[Record, ...] = (), **asked: Any) -> Targets:  # noqa: ANN401  as a selection takes it
    found = [statement(one, place) for place, one in enumerate(said)]
    texts = [one.document for one in found]
    selection = Selection(**asked)
    return build_targets(
        found, texts, [], lexicon, query=Query(), today=TODAY, selection=selection, records=records
    )  # fmt: skip


def line_of(lexicon: Lexicon, *said: Said, records: tuple[Record, ...] = ()) -> TargetLine:
    (line,) = targets_of(lexicon, *said, records=records).lines
    return line


def shown(targets: Targets, form: str, lexicon: Lexicon, language: str = "kk") -> str:
    if form == "txt":
        return report_view(targets, lexicon=lexicon, language=language)
    return render_report(targets, form, lexicon=lexicon, language=language)


def read(made: str, form: str) -> str:
    """The words of a report as a reader sees them; blanks are single."""
    if form == "html":
        page = html5lib.parse(made.partition('<script type="application/json"')[0], namespaceHTMLElements=False)
        body = page.find("body")
        assert body is not None
        made = " ".join(body.itertext())
    elif form == "md":
        tokens = MarkdownIt("commonmark").enable("table").parse(made)
        assert {"fence", "code_block", "html_block"} & {token.type for token in tokens} == set()
        parts = [part for token in tokens for part in token.children or []]
        assert {"image", "html_inline", "code_inline"} & {part.type for part in parts} == set()
        made = " ".join("".join(part.content for part in token.children or []) for token in tokens if token.children)
    return " ".join(made.split())


def many(form: str) -> Iterator[Said]:
    """A target that was raised and put off, levels of three years, part of a year, a rate, two that disagree."""
    assert form in FORMS
    mayor = Speaker("Жеңіс Қасымбек", "Қала әкімі")
    yield Said("2024-01-12", "30000000000000", 2030, speaker=mayor)
    yield Said("2025-02-03", "34000000000000", 2030)
    yield Said("2023-02-01", "11200000000000", 2022, Kind.FACT)
    yield Said("2024-02-01", "13100000000000", 2023, Kind.FACT)
    yield Said("2026-01-15", "17200000000000", 2025, Kind.FACT)
    yield Said("2025-10-20", "12000000000000", 2025, Kind.FACT, period="2025-01/2025-09")
    yield Said("2023-05-10", "25", 2030, indicator="metro_length", unit="km", city="almaty")
    yield Said("2025-12-18", "25", 2032, indicator="metro_length", unit="km", city="almaty")
    yield Said("2023-05-10", "20", 2025, indicator="schools", unit="school", city="almaty")
    yield Said("2025-03-11", "7000000000000", 2030, city="shymkent")
    yield Said("2025-03-11", "8500000000000", 2030, city="shymkent")


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_ledger_holds_has_a_name(lexicon: Lexicon, language: str) -> None:
    words = lexicon.labels[language]["words"]
    for prefix, names in (("status", Status), ("part", Part), ("trait", Trait), ("pace", Pace)):
        assert {f"ledger_{prefix}_{name.value}" for name in names} <= set(words)


@pytest.mark.parametrize(
    ("period", "kk", "ru", "en"),
    [
        ("2030", "2030", "2030", "2030"),
        ("2026/2030", "2026–2030 жж. барлығы", "всего за 2026–2030 гг.", "2026–2030 in total"),
        ("P5Y", "5 жыл ішінде барлығы", "всего за 5 лет", "5 years in total"),
        ("2025-01/2025-09", "2025 жылғы 9 ай", "9 месяцев 2025 года", "first 9 months of 2025"),
        ("2025-04/2025-06", "2025-04 – 2025-06", "2025-04 – 2025-06", "2025-04 – 2025-06"),
        ("2025-06-30", "30.06.2025", "30.06.2025", "2025-06-30"),
        ("", "жылы белгісіз", "год неизвестен", "year unknown"),
    ],
)
def test_times(lexicon: Lexicon, period: str, kk: str, ru: str, en: str) -> None:
    told = [Wording.of(lexicon, language).span(period).replace("\u00a0", " ") for language in LANGUAGES]
    assert told == [kk, ru, en]


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (Fraction(172, 340), "51%"),
        (Fraction(1, 10), "10%"),
        (Fraction(11, 1000), "1,1%"),
        (Fraction(1, 3000), "0,03%"),
        (Fraction(9999, 10000), "99,99%"),
        (Fraction(1), "100%"),
        (Fraction(0), "0%"),
        (Fraction(10001, 10000), "100,01%"),
        (Fraction(-1, 4), "−25%"),
    ],
)
def test_a_share_is_whole_or_nothing_only_where_it_is(lexicon: Lexicon, share: Fraction, told: str) -> None:
    assert Wording.of(lexicon, "kk").share(share) == told


def test_a_target_through_time_in_words(lexicon: Lexicon) -> None:
    t = Wording.of(lexicon, "kk")
    line = next(one for one in targets_of(lexicon, *many("md")).lines if one.measure.city == "astana")

    def told(text: str) -> str:
        return text.replace("\u00a0", " ")

    assert told(t.dated(line.target)) == "34 трлн теңге · 2030"
    assert told(t.first_stated(line)) == "12.01.2024, Жеңіс Қасымбек, Қала әкімі"
    assert told(t.history(line)) == "30 трлн теңге (12.01.2024) → 34 трлн теңге (03.02.2025)"
    assert told(t.latest(line)) == "17,2 трлн теңге · 2025, мәтін, 15.01.2026"
    assert told(t.reached(line)) == "нысананың 51%-ы (34 трлн теңге)"
    assert told(t.needed(line)) == "+3,36 трлн теңге"
    assert told(t.pace(line)).startswith("айтарлықтай ілгерілеу (1,0")
    assert told(t.share_sum(line)) == "17,2 трлн ÷ 34 трлн ≈ 0,5059 = 51%"
    assert told(t.needed_sum(line)) == "(34 трлн − 17,2 трлн) ÷ (2030 − 2025) = 3,36 трлн"
    assert told(t.pace_sum(line)).startswith("((17,2 трлн ÷ 11,2 трлн)^(1 ÷ (2025 − 2022)) − 1) ÷ ((34 трлн ÷")
    (aside,) = line.asides
    assert told(t.aside(aside, line)) == "12 трлн теңге · 2025 жылғы 9 ай (жылдың бір бөлігі ғана)"


def test_a_deadline_that_was_put_off(lexicon: Lexicon) -> None:
    line = line_of(
        lexicon,
        Said("2023-05-10", "25", 2030, indicator="metro_length", unit="km"),
        Said("2025-12-18", "25", 2032, indicator="metro_length", unit="km"),
    )
    assert Wording.of(lexicon, "ru").history(line) == "2030 (10.05.2023) → 2032 (18.12.2025)"


def test_where_less_is_better_the_share_is_one_of_the_way(lexicon: Lexicon) -> None:
    wear = Said("2024-01-12", "40", 2030, indicator="heat_network_wear", unit="percent")
    goal = statement(wear, 0)
    base = replace(goal.quantities[0], value=Decimal(60), role=Role.FROM, year=None)
    goal = replace(goal, quantities=(base, replace(goal.quantities[0], role=Role.TO)))
    level = statement(wear._replace(day="2025-02-03", value="55", year=2024, kind=Kind.FACT), 1)
    made = build_targets(
        [goal, level], [goal.document, level.document], [], lexicon, query=Query(), today=TODAY
    )  # fmt: skip
    (line,) = made.lines
    t = Wording.of(lexicon, "kk")
    assert t.reached(line) == "бастапқы мәннен нысанаға дейінгі жолдың 25%-ы (60% → 40%)"
    assert t.share_sum(line) == "(60 − 55) ÷ (60 − 40) = 0,25 = 25%"
    assert t.needed(line) == "−3\u00a0пайыздық тармақ"


def test_a_converted_figure_keeps_its_own_unit_beside_it(lexicon: Lexicon) -> None:
    line = line_of(lexicon, Said("2024-01-12", "3.5", 2030, indicator="sez_area", unit="km2"))
    t = Wording.of(lexicon, "kk")
    assert (t.observation(line.target), t.told(line.target)) == ("350\u00a0га", "3,5\u00a0км²")


def test_an_official_figure_names_its_table(lexicon: Lexicon) -> None:
    record = Record("figures.csv", 2, "astana", GRP, Decimal(17), "KZT", "2025", source="Статистика бюросы")
    targets = targets_of(lexicon, Said("2024-01-12", "30", 2030), records=(record,), components=True)
    for form in FORMS:
        made = read(shown(targets, form, lexicon), form)
        assert "ресми дерек: Статистика бюросы" in made
        assert "figures.csv:2" in made


# --- Reports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ledger_is_shown_in_each_language(lexicon: Lexicon, form: str, language: str) -> None:
    targets = targets_of(lexicon, *many(form), components=True, vague=True)
    made = read(shown(targets, form, lexicon, language), form)
    t = Wording.of(lexicon, language)
    said = [
        "targets",
        "targets_statuses",
        "contradictions",
        "versions",
        "quality",
        "ledger_sheet_vague",
        "wordings",
        "actuals",
    ]
    if form == "txt":
        said.remove("targets_statuses")
    assert [name for name in said if t.say(name) not in made] == []
    statuses = [t.status(status) for status, _ in targets.statuses]
    assert len(statuses) == 4
    assert [status for status in statuses if status not in made] == []
    assert t.history(targets.lines[0]).replace("\u00a0", " ") in made


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_figure_is_said_to_be_missing(lexicon: Lexicon, form: str) -> None:
    targets = targets_of(lexicon, Said("2025-12-12", "30000000000000", 2030), components=True)
    (line,) = targets.lines
    assert (line.actual, line.share, line.needed, line.progress) == (None, None, None, None)
    made = shown(targets, form, lexicon)
    assert "дерек жоқ" in made
    assert re.search(r"\b0\s*(%|трлн|теңге)", read(made, form)) is None
    if form == "html":
        assert 'class="reached"' not in made
        assert 'class="unknown"' in made


def test_what_was_not_reported_is_drawn_otherwise_than_nothing(lexicon: Lexicon) -> None:
    nothing = targets_of(lexicon, Said("2024-12-12", "30", 2030), Said("2026-01-12", "0", 2025, Kind.FACT))
    assert 'class="reached"' in shown(nothing, "html", lexicon)
    assert "0% of the target" in shown(nothing, "html", lexicon, "en")


@pytest.mark.parametrize("form", FORMS)
def test_empty_parts_say_so(lexicon: Lexicon, form: str) -> None:
    made = read(shown(targets_of(lexicon, vague=True), form, lexicon, "en"), form)
    for sentence in ("No target matches these filters.", "No sources disagree.", "No text was found in two languages.",
                     "No promise was found.", "All promises say all four."):  # fmt: skip
        assert sentence in made


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_documents_are_words(lexicon: Lexicon, form: str, payload: str) -> None:
    speaker = Speaker(payload, payload)
    hostile = [
        one._replace(words=payload, speaker=speaker, path=payload, title=payload, url=f"javascript:{payload}")
        for one in many(form)
    ]
    record = Record(payload, 2, "astana", GRP, Decimal(17), "KZT", "2025", source=payload)
    targets = targets_of(lexicon, *hostile, records=(record,), components=True, vague=True)
    made = shown(targets, form, lexicon)
    plain_words = visible(payload).replace("\u00a0", " ")
    if form == "txt":
        assert "\x1b" not in made
        assert "\u202e" not in made
        assert plain_words in read(made, form)
        return
    assert " ".join(plain_words.split()) in read(made, form)
    if form == "html":
        assert "<h1>x" not in made
        assert "<script>alert" not in made
        assert "<img" not in made
        assert "javascript:" not in re.sub(r">[^<]*<|\"[^\"]*\"", "", made)
        assert 'href="javascript' not in made
        html5lib.HTMLParser(strict=True).parse(made)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_of_a_terminal_ends_inside_a_number(lexicon: Lexicon, width: int) -> None:
    targets = targets_of(lexicon, *many("txt"), components=True, vague=True)
    made = report_view(targets, lexicon=lexicon, language="kk", width=width)
    assert "\ue000" not in made
    assert re.search(r"\d\n\s*(?:трлн|млрд|млн|мың)\b", made) is None
    if width >= 80:
        assert max(map(len, made.split("\n"))) <= width


def test_ids_on_a_page_are_unique(lexicon: Lexicon) -> None:
    two = statement(Said("2025-12-12", "28", 2030, indicator="manufacturing_exports", unit="USD"), 0)
    two = replace(two, quantities=(two.quantities[0], replace(two.quantities[0], value=Decimal(6), start=5, stop=6)))
    targets = build_targets([two], [two.document], [], lexicon, query=Query(), today=TODAY)
    made = shown(targets, "html", lexicon)
    ids = re.findall(r'\bid="([^"]+)"', made)
    assert len(targets.lines) == 2
    assert {"s_0", "s_0-2"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', made)) <= set(ids)


def test_a_chart_needs_two_levels(lexicon: Lexicon) -> None:
    goal = Said("2024-01-12", "30", 2030)
    first, second = Said("2024-01-12", "13", 2023, Kind.FACT), Said("2026-01-12", "17", 2025, Kind.FACT)
    assert [part.trends for section in targets_of(lexicon, goal, first).sections for part in section.parts] == [()]
    (section,) = targets_of(lexicon, goal, first, second).sections
    (trend,) = section.parts[0].trends
    assert (trend.first, trend.last) == (2023, 2030)
    assert [(one.part, round(one.x, 3), round(one.y, 3)) for one in trend.points] == [
        ("actual", 0.0, 0.433), ("actual", 0.286, 0.567), ("target", 1.0, 1.0),
    ]  # fmt: skip
