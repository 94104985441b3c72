"""Text to statements. Pure: no file, clock, terminal or network; the same text gives the same statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.documents import Origin
from kzplans.extract.documents import build_document as _build
from kzplans.extract.packs import Pack
from kzplans.extract.statements import LeftOut, Reader
from kzplans.text.segments import LONGEST, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Statement

__all__ = ["Explanation", "Extractor", "LeftOut", "Origin"]


class Explanation(NamedTuple):
    """What became of a text; ``unlinked`` tells of numbers, by where they begin, why they have no indicator."""

    statements: list[Statement]
    left_out: list[LeftOut]
    unlinked: dict[int, str]


class Extractor:
    """All languages of a lexicon, each made ready when it is first met. Holds no state of any document."""

    def __init__(self, lexicon: Lexicon, longest: int = LONGEST) -> None:
        """Take the words to read with; sentences of more than ``longest`` characters are cut between words."""
        self.lexicon = lexicon
        self.longest = longest
        self._packs: dict[str, Pack] = {}

    def pack(self, language: str) -> Pack:
        """The words of a language; languages without words of their own are read with the Kazakh ones."""
        known = language if self.lexicon.families.get(language) or language == "kk-Latn" else "kk"
        if known not in self._packs:
            self._packs[known] = Pack(self.lexicon, known, self.longest)
        return self._packs[known]

    def build_document(self, text: str, origin: Origin) -> Document:
        """Find title, date, publisher, language and site chrome of a text."""
        return _build(text, origin, self.pack)

    def has_long_sentences(self, text: str) -> bool:
        """Whether sentences of a text are cut."""
        longest = self.longest
        return any(
            last - first > longest
            for line in text.split("\n")
            if len(line) > longest
            for first, last in split_sentences(line, 0, len(line), len(line))
        )

    def statements(self, document: Document) -> Iterator[Statement]:
        """Statements of a document, in order."""
        return Reader(document, self.lexicon, self.pack).statements()

    def explain(self, document: Document) -> Explanation:
        """Statements of a document, what was deliberately left out, and why numbers have no indicator."""
        unlinked: dict[int, str] = {}
        reader = Reader(document, self.lexicon, self.pack, unlinked)
        found = list(reader.statements())
        return Explanation(found, reader.left_out, unlinked)
