"""A language made ready for reading: its matcher, its segmenter and the small word sets that the rules ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kzplans.text.index import index_of
from kzplans.text.matching import Matcher, Sentence, Word
from kzplans.text.morphology import morphology_of
from kzplans.text.segments import LONGEST, Segmenter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzplans.lexicon import Lexicon

_ATTRIBUTE_ENDINGS = (
    "лық",
    "лік",
    "дық",
    "дік",
    "тық",
    "тік",
    "лы",
    "лі",
    "ды",  # ақылды, лауазымды: asked of a word between a number and a noun only, where no past form stands
    "ді",
    "ты",
    "ті",
    "дағы",
    "дегі",
    "тағы",
    "тегі",
    "ғы",
    "гі",
    "ған",
    "ген",
    "қан",
    "кен",
    "атын",
    "етін",
    "йтын",
    "йтін",
    "сыз",
    "сіз",
)
#: Endings of Russian adjectives and participles beside a numeral.
_ADJECTIVE_ENDINGS = (
    "ых",
    "их",
    "ые",
    "ие",
    "ый",
    "ий",
    "ой",
    "ая",
    "яя",
    "ое",
    "ее",
    "ого",
    "его",
    "ую",
    "юю",
    "ыми",
    "ими",
    "ым",
    "им",
    "ому",
    "ему",
)
#: Letters by which облыс, область, region are known in every form.
_DIVISION_STEM = 4
_VERBAL = frozenset({"past", "pres", "pp", "cvb", "futp", "imp", "opt", "cond"})
#: Endings of a finite verb, for words that no lexicon knows.
_PREDICATE_ENDINGS = (
    "ады",
    "еді",
    "йды",
    "йді",
    "иды",
    "иді",
    "ды",
    "ді",
    "ты",
    "ті",
    "ған",
    "ген",
    "қан",
    "кен",
    "уда",
    "уде",
    "мақ",
    "мек",
    "мыз",
    "міз",
    "мын",
    "мін",
)


class Pack:
    """One language of the lexicon, ready for use. Its memo of words grows with the text read, within a bound."""

    def __init__(self, lexicon: Lexicon, language: str, longest: int = LONGEST) -> None:
        """Build the matcher of a language from its terms; ``longest``: characters of a sentence."""
        self.language = language
        #: Kazakh closes a clause with its verb; Russian and English do not.
        self.is_verb_final = language.startswith("kk")
        #: English names and offices have no cases.
        self.inflects = language != "en"
        self.is_latin = language == "kk-Latn"
        spell: Callable[[str], list[str]] = _as_it_is
        make: type[Matcher] = Matcher
        if self.is_latin:
            from kzplans.text.latin import LatinMatcher, latin_spellings  # noqa: PLC0415  rare

            language, spell, make = "kk", latin_spellings, LatinMatcher
        self.matcher = make(index_of(lexicon, language), morphology_of(language))
        tails = [notation.removeprefix("=") for notation in lexicon.entries(language, "speech").get("tail", [])]
        self.segmenter = Segmenter(
            [spelling for tail in tails for spelling in spell(tail)], subject_first=language == "en", longest=longest
        )
        chrome: set[str] = set()
        prefixes: list[str] = []
        for entries in (lexicon.entries(other, "chrome") for other in lexicon.families):
            chrome.update(entry for notations in entries.values() for entry in notations)
        for entries in (lexicon.entries(other, "chrome_prefix") for other in lexicon.families):
            prefixes += [entry for notations in entries.values() for entry in notations]
        self.chrome = frozenset(chrome)
        self.teasers = frozenset(
            entry for other in lexicon.families for entry in lexicon.entries(other, "chrome").get("teasers", [])
        )
        self.chrome_prefixes = tuple(prefixes)
        self.site_titles = tuple(
            word for other in lexicon.families for word in lexicon.entries(other, "site_title").get("words", [])
        )
        self.bylines = tuple(
            word for other in lexicon.families for word in lexicon.entries(other, "byline").get("prefix", [])
        )
        self.limit_words = {
            word: label
            for label, notations in lexicon.entries(language, "limit").items()
            for word in (notation.removeprefix("=") for notation in notations)
        }
        self.horizon_words = _words(lexicon, language, "horizon", "ahead")
        self.span_words = _words(lexicon, language, "span_word", "for")
        self.within_words = _words(lexicon, language, "horizon", "span")
        self.past_words = _words(lexicon, language, "looking_back", "past")
        self.cited_words = _words(lexicon, language, "cited", "basis")
        self.comparison_words = _words(lexicon, language, "comparison", "like")
        self.considered = _words(lexicon, language, "circumstance", "considered")
        self.openers = _words(lexicon, language, "not_title", "word")
        self.not_names = self.openers | _words(lexicon, language, "not_title", "body")
        self.surname_endings = tuple(
            one for ending in _words(lexicon, language, "name", "surname_ending") for one in spell(ending)
        )
        self.pronouns = _words(lexicon, language, "anaphor", "person")
        self.same_office = {
            " ".join(word[:4] for word in notation.split()): [office[:4]]
            for office, notations in lexicon.entries(language, "same_office").items()
            for notation in notations
        }
        self.presidents = frozenset(_exact(lexicon, language, "person", "head_of_state"))
        self.lasting_verbs = frozenset(lexicon.entries(language, "speech").get("lasting", []))
        self.date_line_words = frozenset(
            word for other in lexicon.families for word in lexicon.entries(other, "grammar").get("date_line", [])
        )
        self.now_words = tuple(_exact(lexicon, language, "now", "word"))
        self.link_words = tuple(_exact(lexicon, language, "link", "word"))
        self._back = tuple(_exact(lexicon, language, "points_back", "prefix"))
        grammar = lexicon.entries(language, "grammar")
        self.subordinators = frozenset(grammar.get("subordinator", [])) | frozenset(grammar.get("tight", []))
        self.tight_subordinators = frozenset(grammar.get("tight", []))
        self.complementizers = frozenset(grammar.get("complementizer", []))
        self.future_words = frozenset(grammar.get("future", []))
        self.be_words = frozenset(grammar.get("be", []))
        self.start_words = frozenset(grammar.get("start", []))
        self.act_words = tuple(grammar.get("act", []))
        self.oblique_prepositions = frozenset(grammar.get("oblique", []))
        self.prepositions = frozenset(grammar.get("preposition", []))
        self.leaders = tuple(grammar.get("leader", []))
        self.no_leaders = tuple(grammar.get("no_leader", []))
        self.condition_words = frozenset(grammar.get("condition", []))
        self.irrealis_words = frozenset(grammar.get("irrealis", []))
        self.negators = frozenset(grammar.get("negator", []))
        self.course_words = frozenset(grammar.get("course", []))
        self.reached_words = frozenset(grammar.get("reached", []))
        self.reaching = tuple(grammar.get("reaching", []))
        #: What words tell of the mood of a number, as they are met.
        self.moods: dict[str, int] = {}
        self.place_nouns = tuple(_spelled(grammar.get("place_noun", []), spell))
        self.refuting = tuple(grammar.get("refuting", []))
        self.planning = tuple(grammar.get("planning", []))
        self.being = tuple(grammar.get("being", []))
        self.superlatives = tuple(grammar.get("superlative", []))
        self.speech_titles = frozenset(grammar.get("speech_title", []))
        #: Words around who has to do it, by what they tell.
        self.duties = {
            label: tuple(_spelled([word.replace("ё", "е") for word in entries], _as_it_is))
            for label, entries in lexicon.entries(language, "duty").items()
        }
        self.general_offices = frozenset(grammar.get("general_office", []))
        self.by_names = frozenset(grammar.get("by_name", []))
        self.conjunctions = frozenset(_spelled(grammar.get("conjunction", []), spell))
        self.plural_divisions = tuple(_spelled(grammar.get("division", []), spell))
        #: Cities whose name an oblast or district has too, with the first letters of that noun.
        self.namesakes: dict[str, tuple[str, ...]] = {}
        for label in ("oblast", "district"):
            for notation in lexicon.entries(language, "not_place").get(label, []):
                name, _, division = notation.removeprefix("=").partition(" ")
                if division.isalpha():
                    stems = _spelled([division[:_DIVISION_STEM]], spell)
                    self.namesakes[name] = (*self.namesakes.get(name, ()), *stems)
        self.attribute_stops = frozenset(grammar.get("attribute_stop", []))
        self._publishers = {
            entry.removeprefix("="): name
            for language_ in lexicon.families
            for name, notations in lexicon.entries(language_, "publisher").items()
            for entry in notations
        }

    def publisher_of(self, name: str) -> str | None:
        """The known publisher with this name."""
        return self._publishers.get(name.strip().lower())

    def reading(self, words: str) -> str:
        """Words in small letters as the lexicon would write them: Kazakh in Latin letters is read as Cyrillic."""
        if not self.is_latin:
            return words.lower()
        sentence = self.matcher.read(words, 0, len(words))
        pieces = [word.folded for word in sentence.words]
        return " ".join(pieces).replace(" - ", "-")

    def points_on(self, sentence: Sentence) -> bool:
        """«Бұл шараларды …», «Этот проект …»: goes on about what was said before."""
        opening = [word.folded for word in sentence.words[:3] if not word.is_sign]
        if len(opening) > 1 and opening[0] in self.prepositions:  # «На эти средства …»
            del opening[0]
        return bool(opening) and opening[0].startswith(self._back)

    def nominatives(self, raw: str) -> tuple[str, ...]:
        """A surname as it stands, and what it may be the oblique case of."""
        from kzplans.extract.svo.names import nominatives  # noqa: PLC0415  the rules ask the pack, the pack asks the rules

        return nominatives(raw, inflects=self.inflects)

    def points_back(self, role: str) -> bool:
        """Whether an office named alone means the speaker named before: спикер, ведомство басшысы, сарапшы."""
        sentence = self.matcher.read(role, 0, len(role))
        return any(
            match.term.label == "office" and match.last == len(sentence.words) - 1
            for match in sentence.found("anaphor_office")
        )

    def small_number(self, word: Word) -> Decimal | None:
        """Value of a short whole number in digits or one number word."""
        if word.is_number:
            return Decimal(word.raw) if word.raw.isdecimal() and len(word.raw) <= 2 else None
        for node in word.nodes:
            for term in node.terms:
                if term.family == "numeral" and len(term.lemmas) == 1:
                    return Decimal(term.label)
        return None

    def is_attribute(self, word: Word) -> bool:
        """Whether a word can stand between a number and the noun that it counts."""
        if word.is_sign or word.is_number or word.is_upper:
            return False
        if self.language == "ru":
            return word.folded.endswith(_ADJECTIVE_ENDINGS) or self.is_listed_attribute(word)
        if self.language == "en":
            return word.folded not in self.attribute_stops and not word.folded.endswith("ly")
        return word.folded.endswith(_ATTRIBUTE_ENDINGS) or self.is_listed_attribute(word)

    def is_listed_attribute(self, word: Word) -> bool:
        """Whether a word is one of the listed adjectives in its plain form."""
        return any(
            term.family == "attribute" and not word.tags[term.lemmas[0]] for node in word.nodes for term in node.terms
        )

    def has_predicate(self, sentence: Sentence) -> bool:
        """Whether a line ends like a sentence."""
        words = [word for word in sentence.words if not word.is_sign]
        if not words:
            return False
        if not self.is_verb_final:
            return _has_finite_verb(words)
        last = words[-1]
        is_noun = bool(last.tags) and not any(tags & _VERBAL for tags in last.tags.values())
        if last.folded.endswith(_PREDICATE_ENDINGS) and (not is_noun or last.folded.endswith(("уда", "уде"))):
            return True
        return any(
            match.last == len(sentence.words) - 1
            for family in ("modal", "negation")
            for match in sentence.found(family)
        )


def _spelled(words: Sequence[str], spell: Callable[[str], list[str]]) -> list[str]:
    """Words as they stand and as a text may spell them: what the lexicon knows is read as it writes it."""
    return [*words, *[spelling for word in words for spelling in spell(word)]]


def _as_it_is(word: str) -> list[str]:
    return [word]


def _has_finite_verb(words: list[Word]) -> bool:
    return any(
        term.family in {"verb", "modal", "plan", "speech"}
        and (not term.notation.endswith("-") or word.tags[term.lemmas[0]] & {"past", "pres", "short"})
        for word in words
        for node in word.nodes
        for term in node.terms
        if len(term.lemmas) == 1
    )


def _exact(lexicon: Lexicon, language: str, family: str, label: str) -> list[str]:
    return [notation.removeprefix("=") for notation in lexicon.entries(language, family).get(label, [])]


def _words(lexicon: Lexicon, language: str, family: str, label: str) -> frozenset[str]:
    return frozenset(
        word.replace("ё", "е") for notation in _exact(lexicon, language, family, label) for word in notation.split()
    )
