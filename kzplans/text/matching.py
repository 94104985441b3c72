"""Finding lexicon terms in text: each distinct word is analysed once, a term of several words is a path of lemmas.

How terms are written is told in ``lang/README.md``: ``мектеп`` is a nominal, ``сал-`` a verb stem, ``=деді`` one exact
form, ``тапсыр-:past`` a form with that tag; blanks divide the words of a term, each of which may be inflected.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.text.index import LATE, read_terms
from kzplans.text.scripts import fold
from kzplans.text.tokens import TOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.lexicon import Term
    from kzplans.text.index import Index
    from kzplans.text.morphology import Morphology


#: Signs that do not part the words of a term: «ақылды» қала, көлік-логистика.
_JOINTS = frozenset('-‐‑«»"“”„')
_MEMO_LIMIT = 400_000
_VOICES = frozenset({"recip", "caus"})
#: Families of single words that rules ask a word for, never a sentence.
UNLISTED = frozenset({"attribute", "verb"})


class Node:
    """A step of the term trie: the terms that end here and the lemmas that may follow, as lines until they do."""

    __slots__ = ("following", "terms")

    def __init__(self, terms: Sequence[Term] = ()) -> None:
        self.terms = tuple(terms)
        self.following: dict[int, Node | str] = {}

    def step(self, lemma: int, depth: int) -> Node | None:
        """The node behind this one along a lemma; ``depth`` counts the lemmas up to it."""
        node = self.following.get(lemma)
        if isinstance(node, str):
            made = Node()
            for term in read_terms(node):
                here = made
                for further in term.lemmas[depth:]:
                    following = here.following.setdefault(further, Node())
                    assert isinstance(following, Node)  # noqa: S101  lines stand only behind a root
                    here = following
                here.terms = (*here.terms, term)
            self.following[lemma] = node = made
        return node


class Word:
    """A distinct word form: its plain reading and what the lexicon knows of it."""

    __slots__ = (
        "ahead",
        "awaited",
        "folded",
        "hits",
        "is_number",
        "is_sign",
        "is_upper",
        "joins",
        "late",
        "lemmas",
        "nodes",
        "raw",
        "singles",
        "size",
        "tags",
    )

    def __init__(self, raw: str, folded: str, tags: dict[int, frozenset[str]], nodes: tuple[Node, ...]) -> None:
        self.raw = raw
        self.folded = folded
        self.tags = tags
        self.lemmas = frozenset(tags)
        self.nodes = nodes
        #: Terms of this one word, by family, and the ways in which longer terms go on; both empty for most words.
        terms = [(term.family, term) for node in nodes for term in node.terms if term.family not in UNLISTED]
        self.singles = tuple(terms)
        self.ahead = tuple(node for node in nodes if node.following)
        #: Lemmas that a longer term may go on with, and those of this word: apart, nothing can follow.
        self.awaited = frozenset(lemma for node in self.ahead for lemma in node.following)
        self.hits = bool(self.singles or self.ahead)
        #: Terms of the late families and the ways in which longer ones go on, once a sentence has asked for them.
        self.late: tuple[tuple[Term, ...], tuple[Node, ...]] | None = None
        self.size = len(raw)
        self.is_number = raw[0].isdecimal()
        self.is_sign = not raw[0].isalnum()
        self.is_upper = raw[0].isupper()
        self.joins = raw in _JOINTS

    def __repr__(self) -> str:
        return f"Word({self.raw!r})"


class Match(NamedTuple):
    """A term found in a sentence: tokens ``first`` to ``last``, both included."""

    first: int
    last: int
    term: Term


#: Makes a Match of its three parts without the detour of its signature.
_match = tuple.__new__
_NONE: tuple[Match, ...] = ()


class Sentence:
    """The tokens of a stretch of text with the terms found in them, by family."""

    __slots__ = ("late", "matches", "mentions", "numbers", "start", "starts", "stop", "stops", "text", "words")

    def __init__(self, text: str, start: int, stop: int) -> None:
        self.text = text
        self.start = start
        self.stop = stop
        self.words: list[Word] = []
        #: Places of the words that are written in digits.
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.stops: list[int] = []
        self.matches: dict[str, list[Match]] = {}
        #: Finds the terms of the late families, once one of them is asked for.
        self.late: Matcher | None = None
        #: What a later stage has read off the sentence, kept so that it is read once.
        self.mentions: Any = None

    def found(self, family: str) -> Sequence[Match]:
        """Matches of one family in order of their first token, each longest at its place."""
        return self.matches.get(family, _NONE)

    def found_late(self, family: str) -> Sequence[Match]:
        """The same for a late family, which is read when one of them is first asked for."""
        if self.late is not None:
            self.late.read_late(self)
        return self.matches.get(family, _NONE)

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

    def __init__(self, index: Index, morphology: Morphology) -> None:
        """Take the index and morphology of a language; lines are read when a word first asks for them."""
        self._chain = morphology.chain
        self._index = index
        self._memo: dict[str, Word] = {}
        #: The same by token as written, blanks included: no token is cut twice.
        self._pieces: dict[str, Word] = {}
        self._stems: dict[str, list[tuple[int, str, str, str, str]]] = {}
        self._roots: dict[int, Node | None] = {}
        self._late: dict[int, Node | None] = {}

    def _stem(self, written: str) -> list[tuple[int, str, str, str, str]]:
        """Lemmas that a written stem belongs to, with what may follow it."""
        known = self._stems.get(written)
        if known is None:
            known = self._stems[written] = []
            for line in self._index.stems[written].split("\n"):
                number, slot, sound, harmony, tag = line.split(" ")
                known.append((int(number), slot, sound, harmony, tag))
        return known

    def _root(self, number: int) -> Node | None:
        """The terms that begin with a lemma, as a trie."""
        if number not in self._roots:
            self._roots[number] = _grown(self._index.roots.get(str(number)))
        return self._roots[number]

    def _late_root(self, number: int) -> Node | None:
        """The same for the families that are read late."""
        if number not in self._late:
            self._late[number] = _grown(self._index.late.get(str(number)))
        return self._late[number]

    def word(self, raw: str) -> Word:
        """Analyse a word form, once."""
        known = self._memo.get(raw)
        if known is not None:
            return known
        if len(self._memo) >= _MEMO_LIMIT:  # memory stays bounded on endless input
            self._memo.clear()
        folded = fold(raw)
        tags = self._numbered(folded) if raw[0].isdecimal() else self._analyse(folded)
        roots = (self._root(number) for number in tags)
        nodes = tuple(root for root in roots if root is not None)
        made = self._memo[raw] = Word(raw, folded, tags, nodes)
        return made

    def _piece(self, piece: str) -> Word:
        """The word of a token that may have blanks before it."""
        known = self._pieces.get(piece)
        if known is None:
            if len(self._pieces) >= _MEMO_LIMIT:
                self._pieces.clear()
            known = self._pieces[piece] = self.word(piece.lstrip())
        return known

    def _numbered(self, folded: str) -> dict[int, frozenset[str]]:
        """The same for a number, which stands in terms only as it is: 5G, Қазақстан-2050."""
        return {int(exact): frozenset() for exact in self._index.exact.get(folded, "").split()}

    def _analyse(self, folded: str) -> dict[int, frozenset[str]]:
        """Lemma numbers that the word can be a form of, with the tags of the form; longest stems first."""
        found: dict[int, frozenset[str]] = {}
        for exact in self._index.exact.get(folded, "").split():
            found[int(exact)] = frozenset()
        stems, chain = self._index.stems, self._chain
        longest = 0
        for stop in range(min(len(folded), 40), 0, -1):
            written = folded[:stop]
            if written not in stems:
                continue
            rest = folded[stop:]
            for number, slot, sound, harmony, wanted in self._stem(written):
                if number in found:
                    continue
                tags = chain(rest, slot, sound, harmony)
                if tags is None or (wanted and wanted not in tags):
                    continue
                if "verb" in slot:
                    # a known longer verb is no voice of a shorter one: салыстыр- is not made of сал-
                    if longest > stop and tags and tags[0] in _VOICES:
                        continue
                    longest = max(longest, stop)
                found[number] = frozenset(tags)
        return found

    def read(self, text: str, start: int, stop: int) -> Sentence:
        """Tokens and terms of ``text[start:stop]``."""
        sentence = Sentence(text, start, stop)
        pieces = TOKEN.findall(text, start, stop)
        memo = self._pieces
        try:
            words = [memo[piece] for piece in pieces]
        except KeyError:
            words = [self._piece(piece) for piece in pieces]
        sentence.words = words
        sentence.late = self
        sentence.stops = stops = list(accumulate(map(len, pieces), initial=start))[1:]
        sentence.starts = [stop - word.size for stop, word in zip(stops, words, strict=True)]
        matches = sentence.matches
        longer: set[str] = set()
        last = len(words) - 1
        numbers = sentence.numbers
        for index, word in enumerate(words):
            if not word.hits:
                if word.is_number:
                    numbers.append(index)
                continue
            if word.is_number:
                numbers.append(index)
            for family, term in word.singles:
                match = _match(Match, (index, index, term))
                if family in matches:
                    matches[family].append(match)
                else:
                    matches[family] = [match]
            if word.awaited and index < last:
                following = words[index + 1]
                if not following.joins and word.awaited.isdisjoint(following.lemmas):
                    continue
                for match in _walk(word.ahead, words, index):
                    family = match[2].family
                    longer.add(family)
                    if family in matches:
                        matches[family].append(match)
                    else:
                        matches[family] = [match]
        for family in longer:
            if len(matches[family]) > 1:
                _keep_longest(matches[family])
        return sentence

    def read_late(self, sentence: Sentence) -> None:
        """Find the terms of the late families in a sentence."""
        sentence.late = None
        words = sentence.words
        found: dict[str, list[Match]] = {family: [] for family in LATE}
        for index, word in enumerate(words):
            if word.late is None:
                roots = (self._late_root(number) for number in word.tags)
                nodes = tuple(root for root in roots if root is not None)
                terms = tuple(term for node in nodes for term in node.terms)
                word.late = terms, tuple(node for node in nodes if node.following)
            terms, ahead = word.late
            for term in terms:
                found[term.family].append(Match(index, index, term))
            if ahead:
                for match in _walk(ahead, words, index):
                    found[match.term.family].append(match)
        for family, matches in found.items():
            _keep_longest(matches)
            sentence.matches[family] = matches


def _grown(ways: dict[str, str] | None) -> Node | None:
    """The trie behind a lemma, its further steps as lines until they are taken."""
    if ways is None:
        return None
    root = Node(read_terms(ways.get("", "")))
    root.following = {int(second): lines for second, lines in ways.items() if second}
    return root


def _walk(nodes: tuple[Node, ...], words: list[Word], first: int) -> list[Match]:
    """Terms of several words that begin at ``first``, along the trie."""
    found: list[Match] = []
    size = len(words)
    paths = [(node, first, 1) for node in nodes]
    while paths:
        here, last, depth = paths.pop()
        index = last + 1
        while index < size and words[index].joins:
            index += 1
        if index >= size:
            continue
        following = here.following
        for lemma in words[index].lemmas:
            if lemma not in following:
                continue
            node = here.step(lemma, depth + 1)
            if node is None:
                continue
            found += [_match(Match, (first, index, term)) for term in node.terms]
            if node.following:
                paths.append((node, index, depth + 1))
    return found


def _by_place(match: Match) -> tuple[int, int]:
    first, last, _ = match
    return first, -last


def _keep_longest(found: list[Match]) -> None:
    """Drop matches that lie inside a longer one of the same family."""
    found.sort(key=_by_place)
    kept: list[Match] = []
    before = reached = -1
    for match in found:
        first, last, _ = match
        if last <= reached and (first != before or last != reached):
            continue
        before, reached = first, last
        kept.append(match)
    found[:] = kept
