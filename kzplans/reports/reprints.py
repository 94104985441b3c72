"""Reprints: the same statement in several texts is one statement with several sources.

Sites repeat each other word for word, shorten and reword. What a statement says is laid out as a gist. City, numbers
and years are its key: statements whose keys differ are never the same, however alike their sentences. Under one key it
is the words that decide, and some speak against: another name, another indicator, one thing in the place of another,
done against planned, denied against stated. Candidates are found by marks (MinHash: Broder, On the resemblance and
containment of documents, 1997), so that no pass compares everything with everything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b, shake_128
from struct import unpack
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Kind
from kzplans.reports.wording import plain
from kzplans.text.scripts import fold
from kzplans.text.tokens import TOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.lexicon import Lexicon
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

#: Finite verbs by their endings, as far as they tell done from to come; a noun that looks like one does no harm. The
#: first of each is for Russian and the like, the second for Kazakh.
_DONE = (
    re.compile(r"(?:[аеиоыуя]л(?:[аои]|ся|[аои]сь)?|[аеё]н[аоы]?|лек|тиг|рос|мог)$"),
    re.compile(r"(?:[^аеійы](?:ды|ді|ты|ті)|ған|ген|қан|кен)$"),
)
_TO_COME = (re.compile(r"[аеёиуюя]т(?:ся)?$"), re.compile(r"(?:(?:[ыі][лн][ае]|й)(?:ды|ді)|[мбп](?:ақ|ек))$"))
_INFINITIVE = (re.compile(r"т[ьи](?:с[яь])?$"), re.compile(r"(?:у|[ыі]п|[аей](?:ды|ді))$"))
#: What is cut off a Kazakh verb before it is compared.
_VERBAL = re.compile(
    r"(?<=\w{2})(?:[ыі]?[лн](?=[ыіаеуғгд]))?(?:[аей]?(?:ды|ді)|ты|ті|ған|ген|қан|кен|[аей]т[ыі]н\w{0,40}|амыз|еміз|[ыі]п|у)$"
)
#: Kazakh verbs deny inside the word, others with a word before; some words deny all that they tell of.
_DENIED = re.compile(r"[бмп][ае](?:й(?:ды|ді|тын|тін)?|ды|ді|ған|ген|с|п)$")
_ALL_OF_IT = "*"
#: Consonants at the end of Russian stems that forms exchange: высадить, высажено.
_ALTERNATING = str.maketrans("жчщш", "дттс")
#: Share of the shorter statement's words that the longer one has too, and share of the words of both that both have.
_CONTAINED, _ALIKE = 0.6, 0.25
#: The same where no number holds the two together.
_CONTAINED_BARE, _ALIKE_BARE = 0.66, 0.3
#: Fewer words tell too little: they must be the very same. With a number, fewer will do.
_FEWEST, _FEWEST_BARE = 2, 4
#: So many words of each side alone are one thing in the place of another, if neither is a verb.
_EXCHANGED = 2
#: A clause more has so many words at least; it may change what the whole sentence is taken for.
_CLAUSE = 3

#: How many marks a gist has. Numbers make a rare key: it is a mark itself, and single words are enough for the others.
#: Without a number, many statements share a word: then each mark is made of two.
_MARKS, _MARKS_BARE, _ROWS_BARE = 3, 10, 2
_MOST = _MARKS_BARE * _ROWS_BARE
_LONG, _MIX = 0xFFFFFFFFFFFFFFFF, 0x9E3779B97F4A7C15

#: Units of numbers that many things have.
_SHARES = frozenset({"percent", "percentage_point", "times"})
#: Of so many distinct tokens it is remembered how they are read.
_REMEMBERED = 400_000

#: City, numbers with their units, years.
Key = tuple[str, tuple[str, ...], tuple[str, ...]]


class Gist(NamedTuple):
    """What a statement says, laid out for comparison."""

    #: Must be equal.
    key: Key
    #: Whether it tells what is, and not what is to be.
    is_done: bool
    #: Its words and numbers as they are looked up: folded, numbers without blanks.
    tokens: tuple[str, ...]
    #: Stems of its words, those of its numbers left out.
    words: frozenset[str]
    #: Stems among them: of proper names (but of the first word), of verbs, done or to come, and of what is denied.
    names: frozenset[str]
    verbs: frozenset[str]
    done: frozenset[str]
    to_come: frozenset[str]
    denied: frozenset[str]
    #: Years that it means without naming them: осы жылы, к концу года.
    meant: frozenset[int]
    changes: frozenset[str]
    indicators: frozenset[str]
    #: Whether its numbers hold it together: one share or rate alone is told of many things.
    is_bound: bool


class _Words(NamedTuple):
    """Words of ``lang/*/grammar.yaml`` (family ``reprint``): stems, but forms where they decide."""

    frame: frozenset[str]
    alike: dict[str, str]
    refuting: frozenset[str]
    future: frozenset[str]
    negator: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon, languages: Sequence[str], *, is_kazakh: bool) -> _Words:
        """Those of some languages."""
        found: dict[str, list[str]] = {}
        for language in languages:
            for label, words in lexicon.entries(language, "reprint").items():
                found.setdefault(label, []).extend(words)
        pairs = [pair.split() for pair in found.get("alike", ())]
        negators = [lexicon.entries(language, "grammar").get("negator", []) for language in languages]
        return cls(
            frame=frozenset([stem_of(word, is_kazakh=is_kazakh) for word in found.get("frame", ())]),
            alike={stem_of(one, is_kazakh=is_kazakh): stem_of(other, is_kazakh=is_kazakh) for one, other in pairs},
            refuting=frozenset(found.get("refuting", ())),
            future=frozenset(found.get("future", ())),
            negator=frozenset(word for words in negators for word in words),
        )


class _Token(NamedTuple):
    """How a token is read."""

    text: str
    stem: str = ""
    is_name: bool = False
    is_year: bool = False
    is_verb: bool = False
    is_done: bool = False
    is_to_come: bool = False
    is_denied: bool = False


class Found(NamedTuple):
    """A statement that was looked for, with the number of its copies in other texts."""

    statement: Statement
    copies: int


class Gists:
    """Lays out what statements say, with the words of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the words that tell statements apart, or do not."""
        grammars = [_Words.of(lexicon, ("ru", "en"), is_kazakh=False), _Words.of(lexicon, ("kk",), is_kazakh=True)]
        self._words = tuple(grammars)

    def of(self, statement: Statement) -> Gist:  # noqa: C901  one question a token
        """What a statement says."""
        is_kazakh = statement.language.startswith("kk")
        memo, grammar = _MEMO[is_kazakh], self._words[is_kazakh]
        quantities = statement.quantities
        spans = [(one.start - statement.start, one.stop - statement.start) for one in quantities]
        tokens: list[str] = []
        found: dict[str, _Token] = {}
        names, denied = set(), set()
        loose: list[str] = []
        years: set[str] = set()
        place, is_not, will = 0, False, False
        for piece in TOKEN.findall(statement.text):
            place += len(piece)
            token = memo.get(piece) or _read(piece, memo, is_kazakh=is_kazakh)
            text = token.text
            if not text:
                continue
            tokens.append(text)
            if spans and any(start < place <= stop for start, stop in spans):
                continue
            stem = grammar.alike.get(token.stem, token.stem)
            if text in grammar.refuting:
                denied.add(_ALL_OF_IT)
            elif stem in grammar.frame and not token.is_name:
                will = will or text in grammar.future
            elif stem:
                found[stem] = token
                if token.is_name and len(tokens) > 1:
                    names.add(stem)
                if token.is_denied or is_not:
                    denied.add(stem)
            elif text[0].isdecimal():
                years.add(text) if token.is_year else loose.append(text)
            is_not = text in grammar.negator
        meant = {one.year for one in quantities if one.year}
        if statement.deadline and statement.deadline.year:
            meant.add(statement.deadline.year)
        figures = [f"{plain(one.value)} {one.unit}" for one in quantities]
        return Gist(
            key=(statement.city, tuple(sorted((*figures, *loose))), tuple(sorted(years))),
            is_done=statement.kind in _IS,
            tokens=tuple(tokens),
            words=frozenset(found),
            names=frozenset(names),
            verbs=frozenset([stem for stem, token in found.items() if token.is_verb]),
            done=frozenset([stem for stem, token in found.items() if token.is_done and not will]),
            to_come=frozenset([stem for stem, token in found.items() if token.is_to_come]),
            denied=frozenset(denied),
            meant=frozenset(meant),
            changes=frozenset([one.change.value for one in quantities if one.change]),
            indicators=frozenset([one.indicator for one in quantities if one.indicator]),
            is_bound=(bool(loose) and len(found) >= _FEWEST_BARE)
            or len(figures) > 1
            or any(one.unit not in _SHARES for one in quantities),
        )


#: For other languages and for Kazakh: token as it stands, blanks included -> how it is read.
_MEMO: tuple[dict[str, _Token], dict[str, _Token]] = ({}, {})


def _read(piece: str, memo: dict[str, _Token], *, is_kazakh: bool) -> _Token:
    token = piece.lstrip()
    made = _Token("")
    if token[0].isalpha():
        made = _read_word(token, is_kazakh=is_kazakh)
    elif token[0].isdecimal():
        text = "".join(token.split()).replace(",", ".")
        made = _Token(text, is_year=token.isdecimal() and int(token[:5]) in _YEARS)
    if len(memo) >= _REMEMBERED:  # memory stays bounded on endless input
        memo.clear()
    memo[piece] = made
    return made


def _read_word(token: str, *, is_kazakh: bool) -> _Token:
    folded = fold(token)
    if len(token) < _LEAST_LETTERS:
        return _Token(folded)
    is_to_come = bool(_TO_COME[is_kazakh].search(folded))
    is_done = not is_to_come and bool(_DONE[is_kazakh].search(folded))
    return _Token(
        folded,
        stem_of(token, is_kazakh=is_kazakh),
        is_name=token[0].isupper(),
        is_verb=is_done or is_to_come or bool(_INFINITIVE[is_kazakh].search(folded)),
        is_done=is_done,
        is_to_come=is_to_come,
        is_denied=is_kazakh and bool(_DENIED.search(folded)),
    )


def stem_of(word: str, *, is_kazakh: bool) -> str:
    """The beginning of a word, which its forms have in common: enough to compare sentences, not to tell a word.

    >>> stem_of("мектептердің", is_kazakh=True), stem_of("школами", is_kazakh=False)
    ('мект', 'школ')
    """
    folded = fold(word)
    begin = _VERBAL.sub("", folded)[:_STEM_KAZAKH] if is_kazakh else folded[:_STEM]
    stem = begin.rstrip(_CLOSING) or begin
    if not is_kazakh:
        stem = stem[:-1] + stem[-1].translate(_ALTERNATING)
    return stem


def is_same(one: Gist, other: Gist) -> bool:
    """Whether two statements say the same: under one key, nearly the same words, and nothing that speaks against it."""
    return one.key == other.key and _is_alike(one, other) and not _is_contrary(one, other)


def _is_alike(one: Gist, other: Gist) -> bool:
    shared = len(one.words & other.words)
    fewer, all_words = min(len(one.words), len(other.words)), len(one.words | other.words)
    if one.is_bound:
        return fewer >= _FEWEST and shared >= _CONTAINED * fewer and shared >= _ALIKE * all_words
    return fewer >= _FEWEST_BARE and shared >= _CONTAINED_BARE * fewer and shared >= _ALIKE_BARE * all_words


def _is_contrary(one: Gist, other: Gist) -> bool:
    """Whether something in the words, the times or the numbers of two statements says that they differ."""
    if one.names - other.words and other.names - one.words:
        return True
    if _differ(one.meant, other.meant) or _differ(one.changes, other.changes):
        return True
    both = one.words & other.words | {_ALL_OF_IT}
    if one.done & other.to_come or one.to_come & other.done or (one.denied ^ other.denied) & both:
        return True
    mine, yours = one.words - other.words, other.words - one.words
    if one.is_done != other.is_done and (one if one.is_done else other).done and not one.done & other.done:
        return min(len(mine), len(yours)) > 0 or max(len(mine), len(yours)) < _CLAUSE
    if mine <= one.verbs or yours <= other.verbs:
        return False
    is_other_figure = bool(one.indicators and other.indicators) and one.indicators.isdisjoint(other.indicators)
    return is_other_figure or (len(mine) <= _EXCHANGED and len(yours) <= _EXCHANGED)


def _differ(one: frozenset[object], other: frozenset[object]) -> bool:
    return bool(one) and bool(other) and one != other


def same_words(statement: Statement, gist: Gist) -> int:
    """A number that statements of the same words and the same city have, whatever their signs and blanks (64 bits)."""
    is_enough = len(gist.tokens) >= _FEWEST_BARE
    return _hash(f"{statement.city} {' '.join(gist.tokens) if is_enough else statement.text}")


def marks_of(gist: Gist) -> tuple[int, ...]:
    """Numbers of which two gists that say the same are likely to share one (64 bits)."""
    key = _hash(repr(gist.key))
    count, rows = (_MARKS, 1) if gist.is_bound else (_MARKS_BARE, _ROWS_BARE)
    minima = [min(column) for column in zip(*[_chances_of(word)[: count * rows] for word in gist.words], strict=True)]
    marks = [key] if gist.is_bound or not minima else []
    for place in range(0, len(minima), rows):
        mark = key + place + 1
        for least in minima[place : place + rows]:
            mark = (mark ^ least) * _MIX & _LONG
        marks.append(mark - (1 << 63))
    return tuple(marks)


@lru_cache(maxsize=_REMEMBERED)
def _chances_of(word: str) -> tuple[int, ...]:
    """A row of 32-bit numbers that are a word's own and else by chance."""
    return unpack(f"<{_MOST}I", shake_128(word.encode("utf-8", "surrogatepass")).digest(4 * _MOST))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
