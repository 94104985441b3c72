"""The words of a language laid out for looking up.

Thousands of terms stand in the YAML files, and a text meets a tenth of them. So stems and terms are kept as short
lines of text, found by dictionary and read when a word first asks for them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kzplans.lexicon import PLAIN, Term
from kzplans.text.morphology import morphology_of
from kzplans.text.tokens import TOKEN

if TYPE_CHECKING:
    from kzplans.lexicon import Families, Lexicon

#: A hyphen inside a word parts it for matching: the text may inflect or space either half. A final one marks a verb.
_HYPHENATED = re.compile(r"-(?=[^\s:])")
#: A word that is one token, with its signs of notation: letters, or names like G4.
_PLAIN_WORD = re.compile(r"=?(?:[^\W\d_]+-?(?::\w+)?|[a-z]\d{1,2})")


#: Families that most sentences are never asked for: only those with figures.
LATE = frozenset({"indicator", "indicator_head"})


class Index(NamedTuple):
    """Look-up tables of a language; lemmas (words of terms) go by number."""

    #: Written stem -> lines "number slot sound harmony tag" of the lemmas that it is a stem of.
    stems: dict[str, str]
    #: Exact form -> numbers of the lemmas that allow no other.
    exact: dict[str, str]
    #: First lemma -> second lemma ("" for terms of one word) -> lines of terms.
    roots: dict[str, dict[str, str]]
    #: The same for the families that are read only where a rule asks for them.
    late: dict[str, dict[str, str]]


def index_of(lexicon: Lexicon, language: str) -> Index:
    """The index of a language: the compiled one, or one made of its families."""
    known = lexicon.indexes.get(language)
    return Index(**known()) if known is not None else build_index(lexicon.families.get(language, {}), language)


def build_index(families: Families, language: str) -> Index:
    """Lay out all terms of a language."""
    morphology = morphology_of(language)
    numbers: dict[str, int] = {}
    roots: dict[str, dict[str, list[str]]] = {}
    late: dict[str, dict[str, list[str]]] = {}
    for family, labels in families.items():
        if family in PLAIN:
            continue
        for label, entries in labels.items():
            for notation, weight in entries:
                words = words_of(notation)
                lemmas = [str(numbers.setdefault(word, len(numbers))) for word in words]
                line = "\t".join((notation, family, label, str(weight), " ".join(lemmas)))
                place = late if family in LATE else roots
                place.setdefault(lemmas[0], {}).setdefault(lemmas[1] if len(lemmas) > 1 else "", []).append(line)
    stems: dict[str, list[str]] = {}
    exact: dict[str, list[str]] = {}
    for lemma, number in numbers.items():
        if lemma.startswith("="):
            exact.setdefault(lemma[1:].replace("ё", "е"), []).append(str(number))
            continue
        plain, _, tag = lemma.partition(":")
        for stem in morphology.stems_of(plain):
            line = f"{number} {stem.slot} {stem.sound} {stem.harmony} {tag}"
            stems.setdefault(stem.written.replace("ё", "е"), []).append(line)
    return Index(
        stems={written: "\n".join(lines) for written, lines in stems.items()},
        exact={form: " ".join(found) for form, found in exact.items()},
        roots=_joined(roots),
        late=_joined(late),
    )


def _joined(roots: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, str]]:
    return {first: {second: "\n".join(lines) for second, lines in ways.items()} for first, ways in roots.items()}


def words_of(notation: str) -> list[str]:
    """The words of a term, cut as a text is: ``5g желі`` has three, and only the last letters of a word inflect."""
    words = []
    for word in _HYPHENATED.sub(" ", notation).split():
        if _PLAIN_WORD.fullmatch(word):
            words.append(word)
            continue
        *before, last = TOKEN.findall(word.removeprefix("="))
        exact = word[0] == "=" or not last[0].isalpha()
        words += [*(f"={piece}" for piece in before), f"={last}" if exact else last]
    return words


def read_terms(lines: str) -> list[Term]:
    """The terms of some lines."""
    found = []
    for line in lines.split("\n") if lines else ():
        notation, family, label, weight, lemmas = line.split("\t")
        found.append(Term(notation, family, label, int(weight), tuple(map(int, lemmas.split()))))
    return found
