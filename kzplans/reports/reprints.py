"""Reprints: the same statement in several texts is one statement with several sources.

Sites repeat each other word for word, shorten and reword. What a statement says is laid out as a gist. City, numbers,
years and whether the thing is done or still to come are its key: statements whose keys differ are never the same,
however alike their sentences. Under one key it is the words that decide. Candidates are found by marks (MinHash:
Broder, On the resemblance and containment of documents, 1997), so that no pass compares everything with everything.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from kzplans.model import Kind, Mood
from kzplans.reports.wording import plain
from kzplans.text.scripts import fold
from kzplans.text.tokens import TOKEN

if TYPE_CHECKING:
    from kzplans.model import Statement

#: Kinds that tell what is; all others tell what is to be.
_IS = frozenset({Kind.FACT, Kind.PROBLEM})
_YEARS = range(1990, 2101)
#: Shorter words are mostly grammar: мен, бен, при, для.
_LEAST_LETTERS = 4
#: Letters by which words are compared: behind them, forms of a word part. Kazakh stems are short.
_STEM_KAZAKH, _STEM = 4, 5
#: Vowels (and signs) that close a stem in one form and not in another.
_CLOSING = "аәеёиоөуұүыіюяьйaeiouy"

#: Share of the shorter statement's words that the longer one has too, and share of the words of both that both have.
_CONTAINED, _ALIKE = 0.7, 0.4
#: Fewer words tell too little: they must be the very same.
_FEWEST = 3
#: The same where no number holds the two together.
_CONTAINED_BARE, _ALIKE_BARE = 0.8, 0.55
#: Words that each may have for itself, as a share of those that both have.
_OTHERWISE = 0.34

#: How many marks a gist has. Without a number many statements share a word: then each mark is made of two minima.
_MARKS, _MARKS_BARE = 4, 6
_FACTORS = (
    0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xD3A2646D,
    0xFD7046C5, 0xB55A4F09, 0x8DA6B343, 0xD8163841, 0xCB1AB31F, 0x9FB21C65,
)  # fmt: skip
_MASK, _LONG, _MIX = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0x9E3779B97F4A7C15

#: Of so many distinct tokens it is remembered how they are read.
_REMEMBERED = 400_000

#: City, done or not, numbers with their units, years.
Key = tuple[str, bool, tuple[str, ...], tuple[str, ...]]


class Gist(NamedTuple):
    """What a statement says, laid out for comparison."""

    #: Must be equal.
    key: Key
    #: Its words and numbers as they are looked up: folded, numbers without blanks.
    tokens: tuple[str, ...]
    #: Stems of its words.
    words: frozenset[str]
    #: Stems of its proper names, the first word left out.
    names: frozenset[str]
    #: Years that it means without naming them: осы жылы, к концу года.
    meant: frozenset[int]
    changes: frozenset[str]
    is_denied: bool

    @property
    def has_numbers(self) -> bool:
        """Whether a number holds it together."""
        return bool(self.key[2])


class _Token(NamedTuple):
    """How a token is read."""

    text: str
    stem: str
    is_name: bool
    is_year: bool


class Found(NamedTuple):
    """A statement that was looked for, with the number of its copies in other texts."""

    statement: Statement
    copies: int


def gist_of(statement: Statement) -> Gist:
    """Lay out what a statement says."""
    is_kazakh = statement.language.startswith("kk")
    memo = _MEMO[is_kazakh]
    quantities = statement.quantities
    spans = [(one.start - statement.start, one.stop - statement.start) for one in quantities]
    tokens: list[str] = []
    words: set[str] = set()
    names: set[str] = set()
    loose: list[str] = []
    years: list[str] = []
    place = 0
    for piece in TOKEN.findall(statement.text):
        place += len(piece)
        token = memo.get(piece) or _read(piece, memo, is_kazakh=is_kazakh)
        text, stem, is_name, is_year = token
        if not text:
            continue
        if stem:
            words.add(stem)
            if is_name and tokens:
                names.add(stem)
        elif text[0].isdecimal() and not any(start < place <= stop for start, stop in spans):
            (years if is_year else loose).append(text)
        tokens.append(text)
    meant = {one.year for one in quantities if one.year}
    if statement.deadline and statement.deadline.year:
        meant.add(statement.deadline.year)
    figures = [f"{plain(one.value)} {one.unit}" for one in quantities]
    return Gist(
        key=(statement.city, statement.kind in _IS, tuple(sorted((*figures, *loose))), tuple(sorted(set(years)))),
        tokens=tuple(tokens),
        words=frozenset(words),
        names=frozenset(names),
        meant=frozenset(meant),
        changes=frozenset([one.change.value for one in quantities if one.change]),
        is_denied=any(one.mood is Mood.NEGATED for one in quantities),
    )


#: For other languages and for Kazakh: token as it stands, blanks included -> how it is read.
_MEMO: tuple[dict[str, _Token], dict[str, _Token]] = ({}, {})


def _read(piece: str, memo: dict[str, _Token], *, is_kazakh: bool) -> _Token:
    token = piece.lstrip()
    made = _Token("", "", is_name=False, is_year=False)
    if token[0].isalpha():
        stem = stem_of(token, is_kazakh=is_kazakh) if len(token) >= _LEAST_LETTERS else ""
        made = _Token(fold(token), stem, is_name=token[0].isupper(), is_year=False)
    elif token[0].isdecimal():
        text = "".join(token.split()).replace(",", ".")
        made = _Token(text, "", is_name=False, is_year=token.isdecimal() and int(token[:5]) in _YEARS)
    if len(memo) >= _REMEMBERED:  # memory stays bounded on endless input
        memo.clear()
    memo[piece] = made
    return made


def stem_of(word: str, *, is_kazakh: bool) -> str:
    """The beginning of a word, which its forms have in common: enough to compare sentences, not to tell a word.

    >>> stem_of("мектептердің", is_kazakh=True), stem_of("школами", is_kazakh=False)
    ('мект', 'школ')
    """
    begin = fold(word)[: _STEM_KAZAKH if is_kazakh else _STEM]
    return begin.rstrip(_CLOSING) or begin


def is_same(one: Gist, other: Gist) -> bool:
    """Whether two statements say the same: under one key, nearly the same words, and no other name or direction."""
    if one.key != other.key or one.is_denied != other.is_denied:
        return False
    if (one.meant and other.meant and one.meant != other.meant) or (
        one.changes and other.changes and one.changes != other.changes
    ):
        return False
    if one.names - other.words and other.names - one.words:
        return False
    shared = len(one.words & other.words)
    fewer, all_words = min(len(one.words), len(other.words)), len(one.words | other.words)
    if fewer < _FEWEST:
        return False
    contained, alike = (_CONTAINED, _ALIKE) if one.has_numbers else (_CONTAINED_BARE, _ALIKE_BARE)
    return shared >= contained * fewer and shared >= alike * all_words and fewer - shared <= _OTHERWISE * shared


def same_words(statement: Statement, gist: Gist) -> int:
    """A number that statements of the same words and the same city have, whatever their signs and blanks (64 bits)."""
    is_enough = len(gist.tokens) >= _FEWEST
    return _hash(f"{statement.city} {' '.join(gist.tokens) if is_enough else statement.text}")


def marks_of(gist: Gist) -> tuple[int, ...]:
    """Numbers of which two gists that say the same are likely to share one (64 bits)."""
    key = _hash(repr(gist.key))
    seeds = [crc32(word.encode()) for word in gist.words] or [0]
    if gist.has_numbers:
        factors, rows = _FACTORS[:_MARKS], 1
    else:
        factors, rows = _FACTORS, len(_FACTORS) // _MARKS_BARE
    minima = [min([(seed ^ factor) * factor & _MASK for seed in seeds]) for factor in factors]
    marks = []
    for place in range(0, len(minima), rows):
        mark = key + place
        for least in minima[place : place + rows]:
            mark = (mark ^ least) * _MIX & _LONG
        marks.append(mark - (1 << 63))
    return tuple(marks)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
