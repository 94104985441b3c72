"""Finding lexicon terms in text: each distinct word is analysed once, a term of several words is a path of lemmas.

How terms are written is told in ``lang/README.md``: ``мектеп`` is a nominal, ``сал-`` a verb stem, ``=деді`` one exact
form, ``тапсыр-:past`` a form with that tag; blanks divide the words of a term, each of which may be inflected.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.text import kazakh
from kzplans.text.scripts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzplans.lexicon import Term

#: One token: a number with its thousands groups and decimals, a run of letters, or one other sign.
TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![\d])(?:[.,]\d+(?![\d]))?|\d+(?:[.,]\d+(?!\d))?)"
    r"|(?P<word>[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*)"
    r"|(?P<sign>[^\s\w]|_)"
)
#: Signs that do not part the words of a term: «ақылды» қала, көлік-логистика.
_JOINTS = frozenset("-‐‑«»\"“”„")
_MEMO_LIMIT = 400_000


class Node:
    """A step of the term trie: the terms that end here and the lemmas that may follow."""

    __slots__ = ("following", "terms")

    def __init__(self) -> None:
        self.terms: tuple[Term, ...] = ()
        self.following: dict[int, Node] = {}


class Word:
    """A distinct word form: its plain reading and what the lexicon knows of it."""

    __slots__ = ("folded", "is_number", "is_sign", "is_upper", "joins", "lemmas", "nodes", "raw", "tags")

    def __init__(self, raw: str, folded: str, tags: dict[int, frozenset[str]], nodes: tuple[Node, ...], kind: str) -> None:
        self.raw = raw
        self.folded = folded
        self.tags = tags
        self.lemmas = tuple(tags)
        self.nodes = nodes
        self.is_number = kind == "number"
        self.is_sign = kind == "sign"
        self.is_upper = kind == "word" and raw[0].isupper()
        self.joins = raw in _JOINTS

    def __repr__(self) -> str:
        return f"Word({self.raw!r})"


class Match(NamedTuple):
    """A term found in a sentence: tokens ``first`` to ``last``, both included."""

    first: int
    last: int
    term: Term


class Sentence:
    """The tokens of a stretch of text with the terms found in them, by family."""

    __slots__ = ("matches", "mentions", "start", "starts", "stop", "stops", "text", "words")

    def __init__(self, text: str, start: int, stop: int) -> None:
        self.text = text
        self.start = start
        self.stop = stop
        self.words: list[Word] = []
        self.starts: list[int] = []
        self.stops: list[int] = []
        self.matches: dict[str, list[Match]] = {}
        #: What a later stage has read off the sentence, kept so that it is read once.
        self.mentions: Any = None

    def found(self, family: str) -> list[Match]:
        """Matches of one family in order of their first token, each longest at its place."""
        return self.matches.get(family, [])

    def quote(self, first: int, last: int) -> str:
        """Text of the tokens ``first`` to ``last``, both included."""
        return self.text[self.starts[first] : self.stops[last]]

    def tags(self, match: Match) -> frozenset[str]:
        """Grammatical tags of the last word of a match."""
        return self.words[match.last].tags.get(match.term.lemmas[-1], frozenset())

    def labels(self, family: str) -> set[str]:
        """Labels that were found of one family."""
        return {match.term.label for match in self.matches.get(family, ())}


class Matcher:
    """All terms of one language, ready to be looked up."""

    def __init__(self, terms: Iterable[Term], lemmas: dict[str, int]) -> None:
        """Take the terms with the numbering of their lemmas (notation of one word to its number)."""
        self._memo: dict[str, Word] = {}
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, list[tuple[int, str, str, str, str]]] = {}
        self._roots: dict[int, Node] = {}
        for lemma, number in lemmas.items():
            self._add_lemma(lemma, number)
        for term in terms:
            self._add_term(term)

    def _add_lemma(self, lemma: str, number: int) -> None:
        if lemma.startswith("="):
            self._exact.setdefault(lemma[1:], []).append(number)
            return
        lemma, _, tag = lemma.partition(":")
        for stem in kazakh.stems_of(lemma):
            self._stems.setdefault(stem.written, []).append((number, stem.slot, stem.sound, stem.harmony, tag))

    def _add_term(self, term: Term) -> None:
        nodes = self._roots
        node = None
        for lemma in term.lemmas:
            node = nodes.get(lemma)
            if node is None:
                node = nodes[lemma] = Node()
            nodes = node.following
        if node is not None:
            node.terms = (*node.terms, term)

    def word(self, raw: str, kind: str = "word") -> Word:
        """Analyse a word form, once."""
        known = self._memo.get(raw)
        if known is not None:
            return known
        if len(self._memo) >= _MEMO_LIMIT:  # memory stays bounded on endless input
            self._memo.clear()
        folded = fold(raw)
        tags = self._analyse(folded) if kind != "number" else {}
        nodes = tuple(self._roots[number] for number in tags if number in self._roots)
        made = self._memo[raw] = Word(raw, folded, tags, nodes, kind)
        return made

    def _analyse(self, folded: str) -> dict[int, frozenset[str]]:
        """Lemma numbers that the word can be a form of, with the tags of the form; longest stems first."""
        found: dict[int, frozenset[str]] = {}
        for number in self._exact.get(folded, ()):
            found[number] = frozenset()
        stems = self._stems
        for stop in range(min(len(folded), 40), 0, -1):
            hits = stems.get(folded[:stop])
            if not hits:
                continue
            rest = folded[stop:]
            for number, slot, sound, harmony, wanted in hits:
                if number in found:
                    continue
                tags = kazakh.chain(rest, slot, sound, harmony)
                if tags is not None and (not wanted or wanted in tags):
                    found[number] = frozenset(tags)
        return found

    def read(self, text: str, start: int, stop: int) -> Sentence:
        """Tokens and terms of ``text[start:stop]``."""
        sentence = Sentence(text, start, stop)
        memo = self._memo
        words, starts, stops = sentence.words, sentence.starts, sentence.stops
        for token in TOKEN.finditer(text, start, stop):
            raw = token[0]
            words.append(memo.get(raw) or self.word(raw, token.lastgroup or "sign"))
            starts.append(token.start())
            stops.append(token.end())
        matches = sentence.matches
        for index, word in enumerate(words):
            for node in word.nodes:
                for match in _walk(node, words, index):
                    matches.setdefault(match.term.family, []).append(match)
        for found in matches.values():
            if len(found) > 1:
                _keep_longest(found)
        return sentence


def _walk(node: Node, words: list[Word], first: int) -> Iterator[Match]:
    """Terms that begin at ``first`` along the trie."""
    paths = [(node, first)]
    while paths:
        here, last = paths.pop()
        for term in here.terms:
            yield Match(first, last, term)
        if not here.following:
            continue
        index = last + 1
        while index < len(words) and words[index].joins:
            index += 1
        if index < len(words):
            following = here.following
            paths += [(following[lemma], index) for lemma in words[index].lemmas if lemma in following]


def _keep_longest(found: list[Match]) -> None:
    """Drop matches that lie inside a longer one of the same family."""
    found.sort(key=lambda match: (match.first, -match.last))
    kept: list[Match] = []
    for match in found:
        if kept and match.last <= kept[-1].last and (match.first, match.last) != (kept[-1].first, kept[-1].last):
            continue
        kept.append(match)
    found[:] = kept
