"""A closer look at the words than loading takes: ``kzplans check --lexicon``.

Looks for terms that no text can ever hold, terms that stand twice, terms that decide for two directions, words of
mixed script and ids without words, and reads the example sentences of ``examples.yaml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.lexicon import EXAMPLES, FILES, GROUPS, LANGUAGES, PLAIN, compile_lexicon, merge
from kzplans.resources import lang_folder
from kzplans.strict_yaml import read_yaml
from kzplans.text.index import build_index, words_of
from kzplans.text.matching import UNLISTED, Matcher
from kzplans.text.morphology import morphology_of
from kzplans.text.scripts import mixed_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kzplans.lexicon import Families
    from kzplans.strict_yaml import Located
    from kzplans.text.matching import Match

#: A term of this group decides nearly alone, so it can belong to one direction only.
_DECIDES = GROUPS["strong"]
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
#: The part of ``shared`` and the section of labels.yaml that must name the same ids.
_LABELLED = {"cities": "cities", "units": "units", "indicators": "indicators", "directions": "directions"}


class _Entry(NamedTuple):
    """A term with where it was found."""

    language: str
    family: str
    label: str
    notation: str
    weight: int


def review(overlay: Path | None = None) -> list[str]:
    """Faults of our words, or of a folder laid over them; one line each, with file and line where there is one.

    Raises:
        ConfigError: a file that breaks the rules of loading, with file, line and key.
    """
    folder = overlay or lang_folder()
    ours = _ours()
    own = compile_lexicon(overlay, known=ours) if overlay else ours
    whole = merge(ours, own) if overlay else ours
    faults = [*_mixed(folder), *_untranslated(own, whole)]
    for language in LANGUAGES:
        entries = list(_entries(own["families"][language], language))
        examples = folder / language / EXAMPLES
        if not entries and not examples.is_file():
            continue
        reader = _Reader(whole["families"][language], language)
        places = _Places(folder, language)
        faults += [f"{places.of(entry)}: {what}" for entry in entries if (what := reader.fault(entry))]
        faults += [f"{places.of(entry)}: {what}" for entry, what in _twice(entries)]
        faults += [f"{places.of(entry)}: {what}" for entry, what in reader.claimed(entries)]
        faults += reader.read_examples(examples)
    return faults


@cache
def _ours() -> dict[str, Any]:
    return compile_lexicon(lang_folder())


def _entries(families: Families, language: str) -> Iterator[_Entry]:
    for family, labels in families.items():
        if family in PLAIN:
            continue
        for label, entries in labels.items():
            for notation, weight in entries:
                yield _Entry(language, family, label, notation, weight)


class _Places:
    """Where the entries of a language stand; files are read again only if there is a fault to tell."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder / language

    def of(self, entry: _Entry) -> str:
        """File, line and key of an entry."""
        name = next((name for name, families in FILES.items() if entry.family in families), "terms.yaml")
        located = self._read(name)
        for where in located.lines:
            if entry.label in where and _part(located.value, where) == entry.notation and _weighs(where, entry):
                key = ".".join(str(part) for part in where[:-1])
                return f"{self._folder / name}:{located.lines[where]}: {key}: {entry.notation!r}"
        return f"{self._folder / name}: {entry.notation!r}"

    @cache  # noqa: B019  lives as long as one review
    def _read(self, name: str) -> Located:
        return read_yaml(self._folder / name)


def _part(value: Any, where: tuple[str | int, ...]) -> object:  # noqa: ANN401  plain data
    for key in where:
        value = value[key]
    return value


def _weighs(where: tuple[str | int, ...], entry: _Entry) -> bool:
    """Whether a place is that of the entry's own family or group."""
    if entry.family in {"direction", "direction_not"}:
        return GROUPS.get(str(where[1])) == entry.weight
    return where[0] == entry.family


class _Reader:
    """The words of a language, reading their own entries and examples."""

    def __init__(self, families: Families, language: str) -> None:
        self._language = language
        self._families = families
        self._matcher = Matcher(build_index(families, language), morphology_of(language))
        self._decided: dict[str, set[str]] = defaultdict(set)
        for label, entries in families.get("direction", {}).items():
            for notation, weight in entries:
                if weight == _DECIDES:
                    self._decided[_key(notation)].add(label)

    def fault(self, entry: _Entry) -> str | None:
        """Why a term can never do anything, if so."""
        if ":" in entry.notation:
            return self._tag_fault(entry.notation)
        if entry.notation != entry.notation.lower():
            return "is never found: terms are written in lower case"
        words = (word[1:] if word[0] == "=" else word.rstrip("-") for word in entry.notation.split())
        text = " ".join(word.capitalize() if word.isascii() else word for word in words)  # G4 is one word, g4 two
        sentence = self._matcher.read(text, 0, len(text))
        if entry.family in UNLISTED:
            terms = [term for word in sentence.words for node in word.nodes for term in node.terms]
            found = len(sentence.words) == 1 and entry.notation in {term.notation for term in terms}
        else:
            found = any(
                match.term.notation == entry.notation and match.term.label == entry.label
                for match in sentence.found_late(entry.family)
            )
        if not found:
            return "is never found: it does not match itself"
        if entry.family == "direction_not" and " " in text:  # one word hides its homographs, in forms of their own
            hidden = {match.term.label for match in sentence.found("direction")}
            if entry.label not in hidden:
                return "hides nothing: there is no term of this direction in it"
        return None

    def _tag_fault(self, notation: str) -> str | None:
        morphology = morphology_of(self._language)
        for word in notation.split():
            plain, _, tag = word.partition(":")
            if tag and not any(tag in morphology.tags_of(stem.slot) for stem in morphology.stems_of(plain)):
                return f"is never found: no form of {plain!r} has the tag {tag!r}"
        return None

    def claimed(self, entries: list[_Entry]) -> Iterator[tuple[_Entry, str]]:
        """Terms that decide for two directions; told once, where the later one stands."""
        order = {label: place for place, label in enumerate(dict.fromkeys(entry.label for entry in entries))}
        for entry in entries:
            if entry.family != "direction" or entry.weight != _DECIDES:
                continue
            others = self._decided[_key(entry.notation)] - {entry.label}
            before = [other for other in sorted(others) if order.get(other, -1) < order[entry.label]]
            if before:
                yield entry, f"is strong for {before[0]} too: a term decides for one direction; let one be plain"

    def read_examples(self, path: Path) -> list[str]:
        """Faults of the example sentences: a word in brackets that is not found, or is found behind "!"."""
        if not path.is_file():
            return []
        located = read_yaml(path)
        faults = []
        for where, line in located.lines.items():
            sentence = _part(located.value, where)
            if not isinstance(sentence, str):
                continue
            what = self.example_fault(sentence, *(str(part) for part in where[:2]))
            if what:
                faults.append(f"{path}:{line}: {'.'.join(str(part) for part in where[:2])}: {what}")
        return faults

    def example_fault(self, example: str, family: str, label: str) -> str | None:
        """What is wrong with one example of a term of a family and label."""
        wanted = not example.startswith("!")
        plain = example.removeprefix("!").strip()
        if label not in self._families.get(family, {}):
            return "no file of this language has such a family and label"
        brackets = list(_BRACKETS.finditer(plain))
        if not brackets:
            return f"no word stands in [brackets]: {example!r}"
        text = _BRACKETS.sub(r"\1", plain)
        sentence = self._matcher.read(text, 0, len(text))
        hidden = [match for match in sentence.found("direction_not") if match.term.label == label]
        for place, bracket in enumerate(brackets):
            start = bracket.start() - 2 * place
            stop = start + len(bracket[1])
            near = [
                (sentence.starts[match.first], sentence.stops[match.last])
                for match in sentence.found_late(family)
                if match.term.label == label and not any(_covers(one, match) for one in hidden)
            ]
            near = [(first, last) for first, last in near if first < stop and start < last]
            if wanted and (start, stop) not in near:
                instead = f"; {text[slice(*near[0])]!r} is" if near else ""
                return f"{bracket[1]!r} is not found in {text!r}{instead}"
            if near and not wanted:
                return f"{text[slice(*near[0])]!r} is found in {text!r}"
        return None


def _covers(hiding: Match, match: Match) -> bool:
    """Whether a term hides a direction's term from its direction."""
    return match.term.family == "direction" and hiding.first <= match.first and match.last <= hiding.last


def _key(notation: str) -> str:
    """What terms that find the same have in common."""
    return " ".join(words_of(notation)).replace("ё", "е")


def _twice(entries: list[_Entry]) -> Iterator[tuple[_Entry, str]]:
    """Terms that another spelling or group of the same label has already."""
    seen: dict[tuple[str, str, str], _Entry] = {}
    for entry in entries:
        first = seen.setdefault((entry.family, entry.label, _key(entry.notation)), entry)
        if first is not entry:
            yield entry, f"stands twice: {first.notation!r} of the same label finds the same"


def _mixed(folder: Path) -> Iterator[str]:
    """Words that mix Latin and Cyrillic letters, in any file."""
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for word in mixed_words(line):
                yield f"{path}:{number}: {word!r} mixes Latin and Cyrillic letters; write it in one script"


def _untranslated(own: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    """Ids of ``shared`` without a name in a language, or without words in any."""
    for name, section in _LABELLED.items():
        for key in _ids(own["shared"].get(name, {}), name):
            for language in LANGUAGES:
                if key not in whole["labels"].get(language, {}).get(section, {}):
                    yield f"{language}/labels.yaml: {section}: {key!r} has no name in this language"
            families = {"cities": ("place",), "units": ("unit", "noun_unit", "unit_prefix")}
            spoken = families.get(name, (name.removesuffix("s"),))
            if not any(whole["families"][language].get(one, {}).get(key) for language in LANGUAGES for one in spoken):
                yield f"shared/{name}.yaml: {key!r} has no words in any language, so no text can name it"


def _ids(value: Any, name: str) -> list[str]:  # noqa: ANN401  plain data
    """The ids of a file of ``shared``: keys, or the lists under them."""
    if name in {"units", "directions"}:
        return [key for keys in value.values() for key in keys]
    return list(value)
