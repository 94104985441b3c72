"""Fuzzing: made and damaged inputs for all that reads, as long as there is time, for ``make fuzz``.

    python tests/fuzz.py [TARGET ...] [--minutes 10] [--seed 0]

Each target is a property of one part, held against what hypothesis makes up. What breaks it is printed as small as it
was found, and kept in build/fuzz; the smallest of each kind that was ever found stands in test_fuzzed.py.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import hashlib
import io
import json
import re
import resource
import signal
import sys
import time
import traceback
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import html5lib
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from kzplans.config import Limits
from kzplans.extract import Extractor, Origin
from kzplans.extract.numbers import COINS, DURATIONS
from kzplans.lexicon import load_lexicon
from kzplans.model import Document, Modifier, Statement, Unread
from kzplans.render import render_report, render_statements
from kzplans.render.data import statement_lines
from kzplans.render.environment import read_asset
from kzplans.render.escape import safe_url
from kzplans.render.schemas import schema_json
from kzplans.reports.comparison import build_comparison
from kzplans.reports.digest import build_digest
from kzplans.reports.query import Query
from kzplans.reports.targets import build_targets
from kzplans.sources import _outcome, _parts_of
from kzplans.sources.decode import clean_text, decode
from kzplans.sources.formats.sniff import ENDINGS, sniff
from kzplans.sources.isolation import JOBS, Isolation
from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.walk import Found
from kzplans.text.segments import lines_of, sentences_around
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kzplans.sources.formats import Part

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / "build" / "fuzz"
TODAY = date(2026, 3, 16)
#: Seconds of CPU for one input, and those after which an input that hangs in C ends the run.
_SECONDS, _HANGS = 5, 300
#: Bytes that reading an input may need.
_MEMORY = 1_000_000_000
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
#: Bytes of a page that is no longer damaged, since it would take long.
_LARGE = 60_000

Strategy = st.SearchStrategy[Any]

#: Pieces of texts and files, and how languages write figures.
TOLD: dict[str, Any] = yaml.safe_load((HERE / "fuzz.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Target:
    """What is made, and what must hold for it."""

    made: Callable[[], Strategy]
    check: Callable[[Any], None]


class WrongError(AssertionError):
    """A wrong result; its first argument tells findings of one kind from others."""


# ------------------------------------------------------------------------------------------------- words and sentences


@cache
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def _leaves(value: object) -> Iterator[str]:
    """All strings in a YAML file."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


@cache
def sentences() -> list[str]:
    """Wordings of the corpora, lines of the seeds among them; short ones first, since inputs shrink to them."""
    told = (
        text
        for path in sorted((HERE / "corpus").rglob("*.yaml"))
        for text in _leaves(yaml.safe_load(path.read_text(encoding="utf-8")))
        if " " in text
    )
    seeds = (line for path in sorted((HERE.parent / "seeds").iterdir())[:40] for line in path.read_text().splitlines())
    return sorted({re.sub(r"[\[\]{}▸]", "", text) for text in (*told, *seeds) if text.strip()}, key=len)


@cache
def words() -> list[str]:
    """Words and phrases of the lexicon."""
    files = sorted((HERE.parent / "kzplans" / "lang").glob("*/*.yaml"))
    told = (text for path in files for text in _leaves(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return sorted({text.replace("=", "").rstrip("-") for text in told if len(text) < 60}, key=len)


NUMBERS = st.one_of(
    st.integers(0, 10**18).map(str),
    st.integers(0, 3000).map(str),
    st.builds("{}{}{}".format, st.integers(0, 9999), st.sampled_from(",. -–/:\u00a0^'"), st.integers(0, 9999)),
    st.builds("{:,}".format, st.integers(1000, 10**15)).map(lambda text: text.replace(",", "\u00a0")),
    st.builds("{:,}".format, st.integers(1000, 10**15)),
    st.builds(lambda digit, count: digit * count, st.sampled_from("0179"), st.integers(1, 400)),
    st.sampled_from(TOLD["numbers"]),
)  # fmt: skip


@cache
def pieces() -> Strategy:
    """A piece of a text: mostly words, numbers and sentences, and now and then what no author means."""
    word, sentence = st.sampled_from(words()), st.sampled_from(sentences())
    units = [text for text in words() if len(text) < 12]
    phrase = st.builds("{} {}".format, NUMBERS, st.one_of(st.sampled_from(units), word))
    signs, dates = st.sampled_from(TOLD["signs"]), st.sampled_from(TOLD["dates"])
    odd = st.one_of(st.sampled_from(TOLD["odd"]), st.sampled_from(TOLD["spaces"]), st.text(max_size=4))
    long = st.builds(lambda text, count: text * count, st.one_of(word, signs), st.integers(2, 300))
    name = st.builds("{}. {}".format, st.sampled_from("АБЕҚZТ"), word.map(str.title))
    return st.one_of(
        word, word, word.map(str.title), word.map(str.upper), NUMBERS, phrase, phrase, sentence, sentence,
        dates, dates, signs, signs, st.sampled_from(TOLD["line_ends"]), odd, long, name,
    )  # fmt: skip


@cache
def texts() -> Strategy:
    """Pieces one after the other, then damage."""
    gap = st.sampled_from([" ", " ", " ", "", ". ", "\n", ", ", "\u00a0"])
    whole = st.lists(st.tuples(pieces(), gap), min_size=1, max_size=40).map(
        lambda told: "".join(part for pair in told for part in pair)
    )
    good = st.lists(st.sampled_from(sentences()), min_size=1, max_size=6).map("\n".join)
    edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), pieces()), max_size=5)
    return st.builds(_spliced, st.one_of(whole, whole, good), edits)


def _spliced(text: str, edits: Sequence[tuple[float, int, str]]) -> str:
    for place, length, piece in edits:
        start = int(place * len(text))
        text = text[:start] + piece + text[start + length :]
    return text


# ------------------------------------------------------------------------------------------------------------- decoder

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "kz1048", "ptcp154", "koi8-r",
    "cp866", "mac-cyrillic", "iso8859-5",
)  # fmt: skip
DECLARED = [None, "utf-8", "windows-1251", "kz-1048", "koi8-r", "latin-1", "utf-16", "utf-7", "x", "\0", "idna", ""]


@cache
def _encoded() -> Strategy:
    """What is decoded: encoded texts of several sentences (which must be told), damaged ones, and any bytes."""
    cyrillic = [text for text in sentences() if re.search("[а-яәғқңөұүһі]{4}", text)]
    text = st.lists(st.sampled_from(cyrillic), min_size=1, max_size=8).map("\n".join)
    encoding, declared = st.sampled_from(ENCODINGS), st.sampled_from(DECLARED)
    edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(max_size=4)), min_size=1, max_size=6)
    damaged = st.builds(lambda text, name: text.encode(name, "ignore"), st.one_of(text, texts()), encoding)
    return st.one_of(
        st.tuples(st.just("true"), text, encoding),
        st.tuples(st.just("bytes"), st.builds(_spliced_bytes, damaged, edits), declared),
        st.tuples(st.just("bytes"), st.binary(max_size=300), declared),
        st.tuples(
            st.just("text"),
            st.one_of(st.text(), texts(), st.lists(st.sampled_from(TOLD["odd"])).map("".join)),
            st.none(),
        ),
    )


def _spliced_bytes(content: bytes, edits: Sequence[tuple[float, int, bytes]]) -> bytes:
    for place, length, piece in edits:
        start = int(place * len(content))
        content = content[:start] + piece + content[start + length :]
    return content


def check_decoding(case: tuple[str, Any, str | None]) -> None:
    """A text that comes back is clean, and never another than was written unless a warning says so."""
    kind, given, told = case
    if kind == "text":
        clean = clean_text(given)
        check_clean(clean)
        assert clean_text(clean) == clean
        return
    wanted = None
    if kind == "true":
        content = given.encode(told, "ignore")
        wanted = content.decode(told or "utf-8")
        declared = None
    else:
        content, declared = given, told
    try:
        decoded = decode(content, declared)
    except Refused as refused:
        check_line(refused.detail)
        return
    check_clean(decoded.text)
    assert decoded.text.strip()
    if wanted is not None and decoded.warning is None and decoded.text != clean_text(wanted):
        kind = f"wrong letters: {told} as {decoded.encoding}"
        raise WrongError(kind, decoded.text)


_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def check_clean(text: str) -> None:
    """Composed, with nothing unseen, and no half characters."""
    assert unicodedata.is_normalized("NFC", text)
    found = _UNCLEAN.search(text)
    assert found is None, found


# ------------------------------------------------------------------------------------- segments, statements, JSON lines


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_json("extract")))


_EDTF = r"(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2]|2[1-4]|3[3-6])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"{_EDTF}|(?:{_EDTF}|\.\.)/(?:{_EDTF}|\.\.)|P\d+[YMWD]")


def check_text(text: str) -> None:
    """Any clean text has statements, and each of them and of their parts stands where it says."""
    text = clean_text(text)
    if text.strip():
        origin = Origin("a.txt", "0" * 64, date="2026-03-01")
        check_document(extractor().build_document(text, origin))


def check_document(document: Document) -> list[Statement]:
    """Spans cut the right text, values are values, ids tell apart, and a second reading tells the same."""
    text, size = document.text, len(document.text)
    for span in (*document.head, *document.chrome):
        assert 0 <= span.start < span.stop <= size, span
    check_segments(document)
    found = list(extractor().statements(document))
    explained = extractor().explain(document)
    assert explained.statements == found
    assert all(0 <= one.start < one.stop <= size for one in explained.left_out)
    assert all(0 <= place < size for place in explained.unlinked)
    assert len({one.id for one in found}) == len(found)
    for before, after in pairwise(found):
        assert before.stop <= after.start, (before, after)
    for one in found:
        check_statement(one, text)
    check_json(found)
    return found


def check_segments(document: Document) -> None:
    """Segments are disjoint, in order and in bounds, whatever language reads them."""
    text = document.text
    for language in {document.language, "kk", "ru", "en"}:
        found = extractor().pack(language).segmenter.segments(text)
        for one in found:
            assert 0 <= one.start < one.stop <= len(text), one
            assert one.start <= one.core <= one.stop, one
            assert one.intro is None or found[one.intro].is_intro, one
            assert text.count("\n", 0, one.start) + 1 == one.line, one
            assert "\n" not in text[one.start : one.stop], one
            if one.quote is not None:
                assert 0 <= one.quote.start < one.quote.stop <= len(text), one
        for before, after in pairwise(found):
            assert before.stop <= after.start, (before, after)
    lines = list(lines_of(text))
    assert all(before.stop < after.start for before, after in pairwise(lines))
    sentences_around(text, len(text) // 2, len(text) // 2 + 1, 2)


def check_line(told: str) -> None:
    """What people are told is one line and acts on no terminal."""
    assert visible(told) == told, told
    assert len(told.splitlines()) <= 1, told


def check_statement(one: Statement, text: str) -> None:
    """Every part of a statement is cut out of the text, and its values are those of plans."""
    assert one.text == text[one.start : one.stop], one
    assert one.text.strip() == one.text, one
    assert text.count("\n", 0, one.start) + 1 == one.line, one
    for quantity in one.quantities:
        assert one.start <= quantity.start < quantity.stop <= one.stop, quantity
        assert quantity.text == text[quantity.start : quantity.stop], quantity
        assert quantity.value.is_finite(), quantity
        assert quantity.year is None or _FIRST_YEAR <= quantity.year <= _LAST_YEAR, quantity
        assert quantity.period is None or _PERIOD.fullmatch(quantity.period), quantity
    for before, after in pairwise(one.quantities):
        assert before.stop <= after.start, (before, after)
    due = one.deadline
    if due is not None:
        assert due.year is None or _FIRST_YEAR <= due.year <= _LAST_YEAR, due
        assert due.date is None or _PERIOD.fullmatch(due.date), due
        assert (due.start is None) == (due.stop is None), due
        assert due.start is None or due.text == text[due.start : due.stop], due
    if one.responsible is not None:
        assert one.responsible.text == text[one.responsible.start : one.responsible.stop], one.responsible


def check_json(found: Sequence[Statement]) -> None:
    """What is told of them is JSON of the published schema, in both of its forms."""
    lines = [json.loads(line) for line in statement_lines(found)]
    whole = json.loads("".join(render_statements(found, "json", today=TODAY)))
    assert whole["data"] == lines
    _schema().validate(whole)
    "".join(render_statements(found, "csv", today=TODAY)).encode()


# ---------------------------------------------------------------------------------------------------- number phrases


Figure = tuple[Decimal, str, Modifier]


class Phrase(NamedTuple):
    """A sentence with figures, what they must be read as, and how they were made."""

    language: str
    text: str
    wanted: tuple[Figure, ...]
    shapes: tuple[str, ...]


def in_words(number: int, language: str) -> str:
    """A number below 1,000 in words; none of 11 to 19 but in Kazakh, where they are two words."""
    tongue = TOLD["tongues"][language]
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    named = ((tongue["hundreds"], hundreds), (tongue["tens"], tens), (tongue["ones"], ones))
    told = [names[digit - 1] for names, digit in named if digit]
    if language == "en" and tens and ones:
        told[-2:] = ["-".join(told[-2:])]
    return " ".join(told)


@cache
def counted(language: str) -> list[tuple[str, str]]:
    """Unit and term of what the lexicon counts, in the form that stands behind a number."""
    path = HERE.parent / "kzplans" / "lang" / language / "numbers.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    coins, others = COINS.keys(), TOLD["read_otherwise"].get(language, ())
    terms = [
        (unit, term.partition(":")[0])
        for unit, written in (*told["unit"].items(), *told["noun_unit"].items())
        for term in written
        if unit not in {*DURATIONS, *coins, "times", "rank"} and not re.search("=|-$", term)
    ]
    terms = [(unit, term) for unit, term in terms if term not in others]
    if language == "kk":
        return terms
    return [(unit, _plural(term)) for unit, term in terms] if language == "en" else []


def _plural(term: str) -> str:
    if term.endswith(("s", "x", "ch", "sh")):
        return f"{term}es"
    return f"{term[:-1]}ies" if re.search("[^aeiou]y$", term) else f"{term}s"


@cache
def phrases() -> Strategy:
    """Sentences with one or two figures of all shapes."""
    figure = st.tuples(st.sampled_from(SHAPES), st.integers(0, 9999), st.integers(0, 99), st.integers(2, 999_999_999))
    languages = st.sampled_from(sorted(TOLD["tongues"]))
    return st.builds(_sentence, languages, st.integers(0, 99), st.lists(figure, min_size=1, max_size=2))


def _sentence(language: str, choice: int, figures: Sequence[tuple[str, int, int, int]]) -> Phrase:
    tongue = TOLD["tongues"][language]
    made = [_figure(language, *one) for one in figures]
    joined, frame = (tongue[name][choice % len(tongue[name])] for name in ("joined", "frames"))
    text = joined.format(*(text for text, *_ in made)) if len(made) > 1 else made[0][0]
    wanted, shapes = tuple([figure for _, figure, _ in made]), tuple([shape for *_, shape in made])
    return Phrase(language, frame.format(text), wanted, shapes)


SHAPES = (
    "digits",
    "groups",
    "point",
    "size",
    "sizes",
    "words",
    "words and size",
    "sign",
    "attribute",
    "glued",
    "counted",
)


def _figure(language: str, shape: str, unit: int, choice: int, number: int) -> tuple[str, Figure, str]:
    """A figure as it is written, what it is, and how it was made."""
    tongue = TOLD["tongues"][language]
    name, forms = sorted(tongue["units"].items())[unit % len(tongue["units"])]
    pattern, form, meant = tongue["modifiers"][choice % len(tongue["modifiers"])]
    behind, gap = forms[form % len(forms)], "\u00a0" if choice % 7 == 0 else " "
    small = number % 998 + 2
    if language == "en" and _FIRST_YEAR <= number <= _LAST_YEAR:
        number += 1000  # "2013 new schools" may be those of that year, "provides for 2026" a year
    match shape:
        case "sign":
            sign, name = sorted(tongue["signs"].items())[choice % len(tongue["signs"])]
            written = f"{sign}{_pointed(Decimal(small) / 10, tongue, choice)} {tongue['sizes'][6]}"
            return written, (Decimal(small) * 10**5, name, Modifier.EXACT), shape
        case "glued":
            return f"{small}%", (Decimal(small), "percent", Modifier.EXACT), shape
        case "counted" if counted(language):
            name, term = counted(language)[unit % len(counted(language))]
            return f"{number}{gap}{term}", (Decimal(number), name, Modifier.EXACT), f"{shape} {term}"
        case "attribute":
            written, value = f"{number} {tongue['attributes'][choice % len(tongue['attributes'])]}", Decimal(number)
            name, forms = "school", tongue["units"]["school"]
            behind = forms[form % len(forms)]
        case _:
            written, value = _number(language, shape, choice, number)
    return pattern.format(f"{written}{gap}{behind}"), (value, name, Modifier(meant)), f"{shape} {pattern}"


def _number(language: str, shape: str, choice: int, number: int) -> tuple[str, Decimal]:  # noqa: PLR0911  one a shape
    """A number as it is written, and its value."""
    tongue = TOLD["tongues"][language]
    small = number % 998 + 2
    if small // 10 % 10 == 1 and small % 10 and language != "kk":
        small += 10
    match shape:
        case "groups":
            written, value = f"{number:,}", Decimal(number)
            if number >= 1000 and choice % 3 == 0:
                written, value = f"{written}.75", value + Decimal("0.75")
            marks = {",": tongue["groups"][choice % len(tongue["groups"])], ".": tongue["points"][0]}
            return written.translate(str.maketrans(marks)), value
        case "point":
            value = Decimal(number % 100_000 + 1) / 10 ** (1 + choice % 2)
            return _pointed(value, tongue, choice), value
        case "size":
            word, power = sorted(tongue["magnitudes"].items())[choice % len(tongue["magnitudes"])]
            value = Decimal(number % 9_990 + 11) / 10
            return f"{_pointed(value, tongue, choice)} {word}", value * 10**power
        case "sizes":
            power, low = 6 + 3 * (choice % 2), number // 1000 % 900 + 2
            written = f"{small} {tongue['sizes'][power]} {low} {tongue['sizes'][power - 3]}"
            return written, Decimal(small * 10**power + low * 10 ** (power - 3))
        case "words":
            return in_words(small, language), Decimal(small)
        case "words and size":
            power = (3, 6, 9)[choice % 3]
            return f"{in_words(small, language)} {tongue['sizes'][power]}", Decimal(small * 10**power)
        case _:
            return str(number), Decimal(number)


def _pointed(value: Decimal, tongue: dict[str, Any], choice: int) -> str:
    return f"{value:f}".removesuffix(".0").replace(".", tongue["points"][choice % len(tongue["points"])])


def check_phrase(phrase: Phrase) -> None:
    """Figures in a plain sentence are read as they were meant."""
    origin = Origin("a.txt", "0" * 64, date="2026-03-01", language=phrase.language)
    document = extractor().build_document(phrase.text, origin)
    statements = check_document(document)
    found = tuple([(one.value, one.unit, one.modifier) for statement in statements for one in statement.quantities])
    if found != phrase.wanted:
        wrong = [shape for shape, one, other in zip(phrase.shapes, phrase.wanted, found, strict=False) if one != other]
        kind = f"misread: {phrase.language} {' '.join(wrong[:1]) or len(found)}"
        raise WrongError(kind, found)


# ---------------------------------------------------------------------------------------------------------- reports


@cache
def _reported() -> Strategy:
    """Texts with what their sources might say of them."""
    markup = st.sampled_from(TOLD["markup"])
    label = st.one_of(st.none(), st.builds(" ".join, st.lists(st.one_of(pieces(), markup), max_size=4)))
    url = st.one_of(st.none(), st.sampled_from(TOLD["urls"]), st.builds("https://{}".format, pieces()))
    inner = st.lists(st.one_of(texts(), texts(), markup), min_size=1, max_size=4).map(" ".join)
    return st.lists(st.tuples(inner, url, label, label), min_size=1, max_size=3)


def check_report(case: Sequence[tuple[str, str | None, str | None, str | None]]) -> None:
    """Reports of anything are pages without active content, Markdown without anything but text, and valid JSON."""
    documents: list[Document] = []
    for number, (told, url, *labels) in enumerate(case):
        text = clean_text(told)
        if text.strip():
            title, publisher = (label and clean_text(label) for label in labels)
            path, sha256 = f"{number}<b>.txt", f"{number}" * 64
            origin = Origin(path, sha256, url=url, title=title, publisher=publisher, date="2026-03-01")
            documents.append(extractor().build_document(text, origin))
    found = [one for document in documents for one in extractor().statements(document)]
    lexicon, lost = extractor().lexicon, [Unread("x<b>.pdf", "unsupported_type", "PDF | *1*")]
    digest = build_digest(found, documents, lost, lexicon, query=Query(), today=TODAY, top=None)
    comparison = build_comparison(
        found, documents, [], lexicon, cities=("astana", "almaty"), query=Query(), today=TODAY
    )
    targets = build_targets(found, documents, [], lexicon, query=Query(), today=TODAY)
    urls = {safe_url(document.url) for document in documents if document.url}
    for report in (digest, comparison, targets):
        page = render_report(report, "html", lexicon=lexicon, language="kk")
        check_page(page)
        check_markdown(render_report(report, "md", lexicon=lexicon, language="ru"), urls)
        data = json.loads(render_report(report, "json", lexicon=lexicon))
        Draft202012Validator(json.loads(schema_json(report.name))).validate(data)
        if report is targets:
            render_report(report, "csv", lexicon=lexicon).encode()


_PASSIVE = re.compile(r"#|https?://|mailto:|data:image/|\./|[\w.-]+$|$")


def check_page(source: str) -> None:
    """A page as browsers take it: our script at most, no handlers, no addresses that act."""
    page, ours = html5lib.parse(source, namespaceHTMLElements=False), read_asset("page.js", None)
    for script in page.iter("script"):
        text = script.text or ""
        assert text == ours or (script.get("type") == "application/json" and json.loads(text)), text
    for element in page.iter():
        assert element.tag not in {"iframe", "object", "embed", "img", "base", "applet"}, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in {"href", "src", "action", "formaction"} or _PASSIVE.match(value), (name, value)


def check_markdown(source: str, urls: set[str | None]) -> None:
    """Markdown as readers take it: no HTML, pictures or code, and links to sources only."""
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        assert token.type not in {"fence", "code_block", "html_block"}, token.content
        for part in token.children or []:
            assert part.type not in {"image", "code_inline", "html_inline"}, part.content
            if part.type == "link_open":
                href = str(part.attrs["href"])
                known = {MarkdownIt().normalizeLink(url) for url in urls if url}
                assert href.startswith("#") or href in known, (href, known)


# --------------------------------------------------------------------------------------------------- files of all kinds

TAGS = re.compile(rb"(<[^<>]*>)")


class Edit(NamedTuple):
    """One change to a file: at ``place`` of its length, ``length`` items long, with ``piece``."""

    kind: str
    place: float
    other: float
    length: int
    piece: bytes


def edits_of(some: Sequence[bytes]) -> Strategy:
    """Changes to files, with pieces that their format knows."""
    piece = st.one_of(
        st.sampled_from(list(some)), st.sampled_from(list(some)), st.binary(max_size=6), pieces().map(_utf8),
        st.builds(lambda one, count: one * count, st.sampled_from(list(some)), st.integers(1, 500)),
    )  # fmt: skip
    kind = st.sampled_from(["put", "put", "instead", "cut", "copy", "swap", "flip", "end"])
    return st.lists(
        st.builds(Edit, kind, st.floats(0, 1), st.floats(0, 1), st.integers(0, 60), piece), min_size=0, max_size=8
    )


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def edited(content: bytes, edits: Sequence[Edit], *, by_tags: bool) -> bytes:
    """Content with changes, counted in bytes or in tags and what stands between them."""
    items: list[bytes] = TAGS.split(content) if by_tags else [bytes([one]) for one in content]
    for kind, place, other, length, piece in edits:
        start, there = int(place * len(items)), int(other * len(items))
        match kind:
            case "put":
                items[start:start] = [piece]
            case "instead":
                items[start : start + max(1, length // 8)] = [piece]
            case "cut":
                items[start : start + length] = []
            case "copy":
                items[there:there] = items[start : start + length]
            case "swap" if items:
                low, high = start % len(items), there % len(items)
                items[low], items[high] = items[high], items[low]
            case "flip" if items:
                one = items[start % len(items)]
                bit = 1 << length % 8
                items[start % len(items)] = bytes([one[0] ^ bit]) + one[1:] if one else one
            case "end" if length < 8:
                del items[max(start, 1) :]
    return b"".join(items)


def damaged(goods: Sequence[bytes], some: Sequence[bytes], *, is_markup: bool = False) -> Strategy:
    return st.builds(
        lambda good, edits, by_tags: edited(good, edits, by_tags=by_tags),
        st.sampled_from(list(goods)), edits_of(some), st.booleans() if is_markup else st.just(value=False),
    )  # fmt: skip


def repacked(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def damaged_members(goods: Sequence[bytes], some: Sequence[bytes]) -> Strategy:
    """Archives of which one member was damaged and which are whole otherwise."""

    def changed(good: bytes, which: int, edits: Sequence[Edit], by_tags: bool) -> bytes:  # noqa: FBT001
        members = unpacked(good)
        name = sorted(members, key=lambda name: -len(members[name]))[which % min(len(members), 3)]
        members[name] = edited(members[name], edits, by_tags=by_tags)
        return repacked(members)

    return st.builds(changed, st.sampled_from(list(goods)), st.integers(0, 4), edits_of(some), st.booleans())


# ------------------------------------------------------------------------------------------------------ HTML and Word

HUGE = {
    "attributes": ['class="' + "a " * 2000 + '"', "a" * 5000, 'style="' + "a:b;" * 1500 + '"', "a=" + "b" * 20_000],
    "marks": [
        f'<script type="application/ld+json">{"[" * 3000}</script>', "<div>" * 120, "<b>" * 300, "<p " * 200,
        "<table><tr><td>" * 60,
    ],
}  # fmt: skip


@cache
def _pages() -> Strategy:
    """Pages: damaged ones, and some made of tags, attributes, sentences and marks."""
    pages = (*sorted((HERE / "layouts").glob("*.html")), *sorted((HERE / "pages").rglob("*.html")))
    goods = sorted((good for good in (page.read_bytes() for page in pages) if len(good) < _LARGE), key=len)
    marks, attributes = TOLD["marks"] + HUGE["marks"], TOLD["attributes"] + HUGE["attributes"]
    some = [
        _utf8(text) for text in (*marks, *(f"<{name}>" for name in TOLD["tags"]), *(f" {one} " for one in attributes))
    ]
    name = st.sampled_from(TOLD["tags"])
    few = st.lists(st.sampled_from(attributes), max_size=3).map(" ".join)
    token = st.one_of(
        st.builds("<{} {}>".format, name, few), st.builds("<{}>".format, name), st.builds("</{}>".format, name),
        st.builds("<{0}>{1}</{0}>".format, name, st.sampled_from(sentences())), st.sampled_from(sentences()), pieces(),
        st.sampled_from(marks),
    )  # fmt: skip
    made = st.lists(token, min_size=1, max_size=60).map("".join)
    encoding = st.sampled_from(["utf-8", "utf-8", "cp1251", "utf-16"])
    encoded = st.builds(lambda text, name: text.encode(name, "replace"), made, encoding)
    return st.one_of(damaged(goods, some, is_markup=True), encoded)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


@cache
def _words_of() -> Strategy:
    """Word documents: damaged ones, and bodies made of any elements in any order."""
    text = st.one_of(pieces(), st.sampled_from(sentences())).map(_escaped)
    name, value = st.sampled_from(TOLD["word_tags"]), st.sampled_from(TOLD["word_values"])
    leaf = st.one_of(
        text,
        st.builds("<w:r><w:t>{}</w:t></w:r>".format, text),
        st.builds("<w:p><w:r><w:t>{}</w:t></w:r></w:p>".format, text),
        st.builds("<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format, text),
        st.builds('<w:{} w:val="{}" w:id="{}"/>'.format, name, value, value),
        st.sampled_from(["<!-- a -->", "<?a b?>", "&amp;"]),
    )
    choice = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
    inner = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("<w:{0}>{1}</w:{0}>".format, name, st.lists(inner, max_size=5).map("".join)),
            st.builds(choice.format, inner, inner),
            st.builds("<w:tbl><w:tr>{0}</w:tr><w:tr>{1}</w:tr></w:tbl>".format, inner, inner),
        ),
        max_leaves=30,
    )
    body = st.lists(inner, max_size=12).map("".join)
    made = st.builds(_word, body, st.one_of(st.none(), body))
    tags = (f"<{sign}w:{name}>" for sign in ("", "/") for name in TOLD["word_tags"])
    values = (f' w:val="{one}" ' for one in TOLD["word_values"])
    some = [*(_utf8(one) for one in (*tags, *values, "&#1;", "&a;", "<!DOCTYPE a>", "<w:p>" * 100)), *_ZIP]
    goods = _good_words()
    return st.one_of(damaged_members(goods, some), made, damaged(goods, some))


def _escaped(text: str) -> str:
    kept = "".join(char for char in text if char.isprintable() or char in "\n\t")
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _word(body: str, notes: str | None = None) -> bytes:
    members = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": _utf8(f"<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>"),
    }
    if notes is not None:
        notes = "".join(f'<w:footnote w:id="{number}">{notes}</w:footnote>' for number in (0, 1, 100))
        members["word/footnotes.xml"] = _utf8(f"<w:footnotes {_W} {_MC}>{notes}</w:footnotes>")
    return repacked(members)


@cache
def _good_words() -> list[bytes]:
    """Documents of each kind of content."""
    tests: Any = import_module("test_docx_pdf")
    head = tests.row("Көрсеткіш", "Бірлік", "2026 жыл", "2027 жыл", properties="<w:tblHeader/>")
    rows = [tests.row("Мектептер саны", "бірлік", "5", "6"), tests.row("Жол", "км", "340", "1 200")]
    body = "".join([
        tests.para(tests.run("Шымкент қаласының 2026–2030 жылдарға арналған даму жоспары")),
        *(tests.para(tests.run(_escaped(text))) for text in sentences()[600:606]),
        tests.table(head, *rows),
        "<w:p><w:ins><w:r><w:t>2027 жылы 12 мектеп салынады.</w:t></w:r></w:ins>",
        '<w:del><w:r><w:delText>х</w:delText></w:r></w:del><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Барлығы</w:t></w:r></w:p></w:tc>',
        '</w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc>',
        "</w:tr></w:tbl>",
    ])  # fmt: skip
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>Дереккөз: 2025 жылы 3 мектеп салынды.</w:t></w:r></w:p></w:footnote>'
    notes = _utf8(f"<w:footnotes {_W}>{note}</w:footnotes>")
    good: list[bytes] = [tests.word(body, footnotes=notes), _word(tests.para(tests.run("12 мектеп салынады.")))]
    return sorted(good, key=len)


# ---------------------------------------------------------------------------------------------------- other formats


@cache
def _office() -> Any:  # noqa: ANN401  a module of tests
    return import_module("test_office")


def some_of(name: str) -> list[bytes]:
    """Pieces of a format as bytes; those of binary formats are written as Latin-1."""
    return [one.encode("latin-1") if name in {"msg", "pdf"} else _utf8(one) for one in TOLD[name]]


_ZIP = [b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\0\0", b"\xff\xff\xff\xff", b"../", b"a.txt", b"\x08\0", b"\1\0"]


@cache
def _open_texts() -> Strategy:
    packed, flat = (good for _, good in _office().GOOD[:2])
    some = some_of("odt")
    return st.one_of(damaged_members([packed], some), damaged([flat], some, is_markup=True))


@cache
def _archives() -> Strategy:
    formats: Any = import_module("test_formats")
    inner = formats.packed(("ішкі.txt", _utf8(formats.PLAN)))
    good = formats.packed(
        ("жоспар.txt", _utf8(formats.PLAN)), ("b.html", b"<p>" + _utf8(formats.ZHOSPAR)), ("d/e.zip", inner),
        ("c.docx", formats.docx(formats.PLAN)), ("f.eml", formats.letter(formats.STD, _utf8(formats.PLAN))),
        ("g.csv", b"text\na b c.\n"),
    )  # fmt: skip
    stored = repacked(unpacked(good))
    return st.one_of(
        damaged([good, stored], _ZIP), damaged_members([stored], [*_ZIP, *some_of("mail"), *some_of("rtf")])
    )


@cache
def _letters() -> Strategy:
    formats: Any = import_module("test_formats")
    plain = (formats.UTF8, _utf8(formats.PLAN))
    page = ("Content-Type: text/html; charset=utf-8\r\n", b"<p>" + _utf8(formats.ZHOSPAR))
    file = formats.attached("=?utf-8?B?0J/Qu9Cw0L0=?=.txt", _utf8(formats.PLAN))
    inner = ("Content-Type: message/rfc822\r\n", formats.letter(formats.STD + formats.UTF8, _utf8(formats.ZHOSPAR)))
    goods = [
        formats.letter(formats.STD + formats.UTF8, _utf8(formats.PLAN)),
        formats.multipart(plain, page, kind="alternative"),
        formats.multipart(plain, file, inner),
        b"From a@b.kz Mon Mar 16 10:00:00 2026\n" + formats.letter(formats.STD + formats.UTF8, _utf8(formats.PLAN)) * 2,
    ]
    return damaged(goods, some_of("mail"))


@cache
def _tables() -> Strategy:
    goods = [
        '{"text": "2027 жылы 12 мектеп.", "date": "2026-03-16", "url": "https://a.kz/"}\n{"text": "b"}\n'.encode(),
        'text;date;title\n2027 жылы 12 мектеп салынады.;2026;Жоспар\n"a;\nb";2026-03;\n'.encode(),
        b"text,url\n"
        + b"".join(_utf8(f'"{text}",https://a.kz/\n') for text in sentences()[500:503] if '"' not in text),
    ]
    return damaged(goods, [*some_of("rows"), b"[" * 3000, b"9" * 5000])


@cache
def _headed() -> Strategy:
    head = "title: 'Жоспар'\ndate: 2026-03-16\nurl: https://a.kz/\ncity: Шымкент\nlanguage: kk\n"
    good = f"---\n{head}---\n2027 жылы 12 мектеп.\n"
    return damaged([_utf8(good), _utf8(good.replace("\n", "\r\n"))], some_of("heads"))


@cache
def _feeds() -> Strategy:
    """Feeds and maps of sites."""
    text, more = (_escaped(" ".join(sentences()[start : start + 3])) for start in (600, 700))
    link, day = "<link>https://a.kz/1</link>", "<pubDate>Mon, 16 Mar 2026 10:00:00 +0500</pubDate>"
    first = f"<item><title>Жоспар</title>{link}{day}<description>{text}</description></item>"
    second = f"<item><title>б</title><description>&lt;p&gt;{more}&lt;/p&gt;</description></item>"
    about = "<title>а</title><link href='https://a.kz/1'/><updated>2026-03-16T10:00:00+05:00</updated>"
    place = "<url><loc>https://a.kz/1</loc><lastmod>2026-03-16</lastmod></url>"
    goods = [
        "https://a.kz/1\nhttps://a.kz/2\n",
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{place}</urlset>",
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Қала</title><entry>{about}<summary>{text}</summary></entry></feed>",
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>Қала</title>{first}{second}</channel></rss>",
    ]
    return damaged([_utf8(good) for good in goods], [*some_of("feed"), *some_of("marks")], is_markup=True)


def check_feed(content: bytes) -> None:
    """Entries are texts, and what leads on are addresses."""
    check_reader("feed")(content)
    links = import_module("kzplans.sources.formats.feed").links
    for name in ("a.xml", "a.txt"):
        try:
            told = json.loads(json.dumps(links(content, name, "https://a.kz/")))
        except Refused as refused:
            check_line(refused.detail)
            continue
        assert told["kind"] in {"feed", "sitemap", "index", "page"}
        check_line(told["warning"] or "")
        assert all(re.match("https?://", one["url"]) for one in told["links"]), told["links"]


@cache
def _papers() -> Strategy:
    tests: Any = import_module("test_docx_pdf")
    text = " ".join(sentences()[700:704])
    goods = [
        tests.written(tests.objects()),
        tests.paper(f"<h1>Жоспар</h1><p>{text}</p><table><tr><th>Көрсеткіш<th>2026<tr><td>Мектеп<td>5</table>"),
    ]
    return damaged(goods, some_of("pdf"))


@cache
def _any_file() -> Strategy:
    """Beginnings of all formats, for the look that tells them apart."""
    some = [*some_of("magic"), *some_of("mail"), *some_of("marks")]
    names = st.sampled_from(["a", *(f"a{ending}" for ending in ENDINGS)])
    content = st.lists(st.one_of(st.sampled_from(some), st.binary(max_size=20), pieces().map(_utf8)), max_size=30)
    return st.tuples(content.map(b"".join), names)


def check_any(case: tuple[bytes, str]) -> None:
    """Every file is of some format, or is refused, and read or refused then."""
    content, name = case
    try:
        kind = sniff(content, name)
    except Refused as refused:
        check_line(refused.detail)
        return
    if kind != "pdf":  # whose parser may take the process down; it has a target of its own
        check_reader("text" if kind == "markdown" else kind)(content)


# ------------------------------------------------------------------------------------------------- what readers answer

_LOOKED_AT: set[bytes] = set()


def check_reader(kind: str) -> Callable[[bytes], None]:
    """What a reader must do: refuse in words, or give parts of which all is said that the core needs."""
    where = JOBS.get(kind, "kzplans.sources.formats.front_matter:read")
    module, _, function = where.partition(":")

    def check(content: bytes) -> None:
        try:
            answer = getattr(import_module(module), function)(content, f"plan.{kind}")
        except Refused as refused:
            check_line(refused.detail)
            return
        check_parts(answer, content)

    return check


_ISOLATION = Isolation(Limits(file_seconds=_SECONDS))
_RAISED = re.compile(r"\w+(?:Error|Exception|Interrupt)\b")


def check_paper(content: bytes) -> None:
    """As for other readers, in a process of its own; exceptions come out of it as ``malformed``."""
    try:
        answer = _ISOLATION.run("pdf", content, "plan.pdf")
    except Refused as refused:
        if refused.reason in {Reason.CRASH, Reason.TIMEOUT, Reason.MEMORY} or _RAISED.match(refused.detail):
            raise WrongError(str(refused)[:60]) from None
        return
    check_parts(answer, content)


def check_parts(answer: object, content: bytes) -> None:
    """Parts survive the way out of the parser's process; their texts are clean and make documents."""
    told = json.loads(json.dumps({"result": answer}, ensure_ascii=False).encode("utf-8", "surrogatepass"))["result"]
    found = Found("plan", "plan")
    if not told:
        return
    for part in _parts_of(told):
        if "text" in part:
            check_part(part)
        # the same text again would only tell the same
        key = hashlib.sha256(json.dumps(part, sort_keys=True).encode()).digest()
        if key not in _LOOKED_AT:
            _LOOKED_AT.add(key)
            outcome = _outcome(found, part, len(content), "0" * 64, extractor(), None)
            if not isinstance(outcome, Unread):
                check_document(outcome.document)
            else:
                check_line(outcome.detail)


def check_part(part: Part) -> None:
    """A text is clean, its labels are single lines, and its rows stand in its lines."""
    text = part["text"]
    check_clean(text)
    for key in ("title", "publisher", "url", "city"):
        label = part.get(key)
        assert label is None or (isinstance(label, str) and label.encode() and "\n" not in label), (key, label)
    check_line(part.get("warning") or "")
    lines, last = text.split("\n"), 0
    for number, _, _, cells in part.get("rows") or ():
        assert isinstance(number, int), number
        assert last < number <= len(lines), number
        last = number
        assert isinstance(cells, list)
        for _, name, value in cells:
            assert name in lines[number - 1], (name, lines[number - 1])
            assert value in lines[number - 1], (value, lines[number - 1])
    places = [line for line, _ in part.get("pages") or ()]
    assert places == sorted(places), places
    assert all(1 <= place <= len(lines) for place in places), places


# ------------------------------------------------------------------------------------------------------------- running


def _reader_target(kind: str, made: Callable[[], Strategy]) -> Target:
    return Target(made, check_reader(kind))


TARGETS = {
    "decoder": Target(_encoded, check_decoding),
    "text": Target(texts, check_text),
    "quantities": Target(phrases, check_phrase),
    "html": _reader_target("html", _pages),
    "docx": _reader_target("docx", _words_of),
    "report": Target(_reported, check_report),
    "pdf": Target(_papers, check_paper),
    "odt": _reader_target("odt", _open_texts),
    "rtf": _reader_target("rtf", lambda: damaged([_office().GOOD[2][1]], some_of("rtf"))),
    "msg": _reader_target("msg", lambda: damaged([_office().GOOD[3][1]], [*some_of("msg"), b"\xff" * 64])),
    "mail": _reader_target("mail", _letters),
    "zip": _reader_target("zip", _archives),
    "rows": _reader_target("csv", _tables),
    "feed": Target(_feeds, check_feed),
    "front_matter": _reader_target("text", _headed),
    "sniff": Target(_any_file, check_any),
}


@dataclass(slots=True)
class Run:
    """What came of fuzzing a target: how many inputs, and the smallest of each kind that broke its property."""

    target: Target
    until: float
    count: int = 0
    slowest: float = 0
    found: dict[str, tuple[str, object]] = field(default_factory=dict)
    #: Kinds that earlier rounds have found, so that others come to light.
    known: frozenset[str] = frozenset()

    def look(self, made: object) -> None:
        """Hold the property against an input; the smallest that breaks it stays."""
        if time.monotonic() > self.until:
            raise _OverError
        self.count += 1
        start = time.process_time()
        try:
            with _bounded():
                self.target.check(made)
        except (Exception, _TooSlowError) as error:  # noqa: BLE001  whatever it is, it is told
            kind = _kind_of(error)
            if kind in self.known:
                return
            if kind not in self.found or len(repr(made)) <= len(repr(self.found[kind][1])):
                self.found[kind] = "".join(traceback.format_exception(error)[-4:]), made
            raise AssertionError(kind) from None
        finally:
            self.slowest = max(self.slowest, time.process_time() - start)


class _OverError(BaseException):
    """The time is over; hypothesis hands on what is no ordinary exception."""


class _TooSlowError(BaseException):
    """An input took too long; no handler of the code under test may take it for its own."""


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    faulthandler.dump_traceback_later(_HANGS, exit=True)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGPROF, before)


def _kind_of(error: BaseException) -> str:
    """What tells findings apart: the error and the last line of ours that it came through, or what it says."""
    if isinstance(error, WrongError):
        return str(error.args[0])
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(HERE.parent))]
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} {place}"


def fuzz(target: Target, seconds: float, seed: int, most: int | None = None) -> Run:
    """Make inputs until the time is over, or ``most`` of them."""
    run, number = Run(target, time.monotonic() + seconds), 0
    while time.monotonic() < run.until and (most is None or run.count < most):

        @seeded(seed * 1_000_003 + number)
        @settings(
            max_examples=min(most or 500, 500), deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink], print_blob=False, report_multiple_bugs=False,
        )  # fmt: skip
        @given(target.made())
        def one_round(made: object) -> None:
            run.look(made)

        with contextlib.suppress(AssertionError, BaseExceptionGroup, _OverError), warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)  # strategies of long lists have long names
            one_round()
        run.known = frozenset(run.found)
        number += 1
    return run


def kept(name: str, kind: str, told: str, made: object) -> Path:
    """Write down what was found."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{name}-{hashlib.sha256(kind.encode()).hexdigest()[:10]}.txt"
    path.write_text(f"{kind}\n\n{told}\n{made!r}\n", encoding="utf-8", errors="backslashreplace")
    return path


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="fuzz.py", description="Fuzz what reads texts.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all if none is named")
    parser.add_argument("--minutes", type=float, default=10, help="for each target (10)")
    parser.add_argument("--seed", type=int, default=0, help="where to begin (0)")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}")
    _ISOLATION.start()  # before memory is bounded
    extractor()
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + 2 * _MEMORY,) * 2)
    broken = 0
    for name in options.targets or TARGETS:
        start = time.monotonic()
        run = fuzz(TARGETS[name], 60 * options.minutes, options.seed)
        minutes = (time.monotonic() - start) / 60
        print(
            f"{name}\t{run.count:,} inputs\t{minutes:.1f} min\tslowest {run.slowest:.2f} s\t{len(run.found)} found",
            flush=True,
        )
        for kind, (told, made) in run.found.items():
            broken += 1
            print(f"  {kind}\n    {made!r:.300}\n    {kept(name, kind, told, made)}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
