"""The words: YAML under ``lang/`` to a frozen Lexicon, strictly checked.

``lang/<language>/*.yaml`` hold terms by family and label (``lang/README.md`` tells the notation). Reading and
checking them takes longer than a whole digest, so the same content lies beside them compiled: ``compiled.json`` for
what is always needed, ``compiled-<language>.json`` for the words of a language, read when a text speaks it. It is used
while it belongs to the YAML files, and a test holds the two together. ``make lexicon`` writes it anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from kzplans.errors import ConfigError
from kzplans.resources import lang_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kzplans.strict_yaml import Located

LANGUAGES = ("kk", "ru", "en")
COMPILED = "compiled.json"
COMPILED_INDEX = "compiled-{}.json"
#: Example sentences of a language: no words, but what ``kzplans check --lexicon`` and the tests read them with.
EXAMPLES = "examples.yaml"
#: Weight of a direction's term by its group in terms.yaml; "not" hides the words for that direction.
GROUPS = {"strong": 4, "plain": 2, "weak": 1, "not": 0}

#: Heads that tell what was done with some of a thing.
_ACTS = frozenset({"built", "launched", "repaired", "bought", "planted"})

#: family -> label -> notations with weights
Families = dict[str, dict[str, list[tuple[str, int]]]]

#: The families of each file of a language, with the labels that are allowed (None: any).
FILES: dict[str, tuple[str, ...]] = {
    "cues.yaml": (
        "ban",
        "problem",
        "assignment",
        "proposal",
        "goal",
        "plan",
        "fact",
        "modal",
        "state",
        "speech",
        "frame",
        "transparent",
        "national",
        "intro",
        "protocol",
        "event",
        "circumstance",
        "anaphor",
        "anaphor_office",
        "negation",
        "verb",
        "stative",
    ),
    "grammar.yaml": ("grammar", "now", "link", "points_back", "mend", "harm", "duty", "reprint", "column"),
    "numbers.yaml": (
        "numeral",
        "magnitude",
        "unit",
        "unit_prefix",
        "noun_unit",
        "modifier_before",
        "modifier_after",
        "change",
        "no_quantity",
        "per",
        "multiple",
        "fraction",
        "attribute",
        "half",
        "of_which",
    ),
    "dates.yaml": (
        "month",
        "calendar",
        "relative_year",
        "limit",
        "horizon",
        "looking_back",
        "cited",
        "vague",
        "span_word",
        "year_to_date",
    ),
    "titles.yaml": (
        "title",
        "institution",
        "title_link",
        "head_of_state",
        "prime_minister",
        "collective",
        "not_title",
        "name",
        "person",
        "same_office",
    ),
    "places.yaml": ("place", "not_place", "city_word", "comparison", "region_word"),
    "indicators.yaml": ("indicator", "indicator_head"),
    "page.yaml": ("chrome", "chrome_prefix", "publisher", "date_prefix", "signature", "site_title", "byline"),
}


#: Families that are plain sets of strings and never matched as terms.
PLAIN = frozenset(
    {
        "chrome",
        "chrome_prefix",
        "name",
        "not_title",
        "person",
        "same_office",
        "anaphor",
        "cited",
        "span_word",
        "now",
        "link",
        "points_back",
        "grammar",
        "reprint",
        "column",
        "duty",
        "site_title",
        "byline",
    }
)

#: Families whose words are asked for by name, as ``Lexicon.entries``.
ASKED = PLAIN | {
    "speech",
    "limit",
    "horizon",
    "looking_back",
    "comparison",
    "circumstance",
    "place",
    "publisher",
    "not_place",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word or row of words that stands for something: a family, a label in it, and how much it weighs."""

    notation: str
    family: str
    label: str
    weight: int
    #: Numbers of its words' lemmas, in order.
    lemmas: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class City:
    """A place of the gazetteer that reports are grouped by."""

    id: str
    iso: str | None
    kato: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: its dimension tells which numbers may be compared."""

    id: str
    dimension: str
    #: How much it is of the dimension's unit of measure; None: it is converted into no other.
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that city plans use, with the units it is given in."""

    id: str
    units: tuple[str, ...]
    direction: str
    better: str
    #: Units that name it by themselves.
    counted: frozenset[str] = frozenset()
    #: Labels of ``indicator_head``, one of which must stand by the number.
    heads: frozenset[str] = frozenset()
    #: The indicators of its yearly amount and of its yearly increase, and the whole that it is a part of.
    annual: str | None = None
    increase: str | None = None
    part_of: str | None = None
    #: Told only by reports of what was.
    is_reported: bool = False
    #: Tells how long a plan or a report runs: no figure of a city.
    is_frame: bool = False
    #: A number of it is that of the whole city, though its unit names it.
    is_whole: bool = False
    #: The indicator of its amount for each inhabitant.
    per_head: str | None = None
    #: A number may be that of one lot, though neither a unit nor an act names it.
    has_lots: bool = False

    @property
    def is_per_head(self) -> bool:
        """Whether it is told for each inhabitant by itself."""
        return self.id.endswith("_per_capita")

    @property
    def comes_in_lots(self) -> bool:
        """Whether two numbers of one year may be two lots of it: 20 schools here, 12 there."""
        return bool(self.has_lots or self.counted or self.heads & _ACTS) and not self.is_whole


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words of all languages, and the ids that they stand for, in display order."""

    cities: dict[str, City]
    directions: dict[str, str]
    priorities: tuple[str, ...]
    units: dict[str, Unit]
    indicators: dict[str, Indicator]
    #: Indicators by each unit that names them.
    counted: dict[str, tuple[Indicator, ...]]
    #: Cities, ``national`` or ``other`` by the codes that official tables have for them; see ``parse_area``.
    areas: dict[str, str]
    #: Units by the codes that official tables have for them, in small letters.
    unit_codes: dict[str, str]
    labels: dict[str, dict[str, Any]]
    families: dict[str, Families]
    #: Reads what ``text.index`` has made of the families of a language, where compiled content holds it.
    indexes: dict[str, Callable[[], dict[str, Any]]]

    def entries(self, language: str, family: str) -> dict[str, list[str]]:
        """Notations of one family by label."""
        labels = self.families.get(language, {}).get(family, {})
        return {label: [notation for notation, _ in entries] for label, entries in labels.items()}

    def parse_city(self, name: str) -> str | None:
        """Id of a city, or ``national`` or ``other``, named in any language and case; None if unknown."""
        return self.names("cities").get(name.strip().casefold())

    def parse_direction(self, name: str) -> str | None:
        """Id of a direction named in any language and case; None if unknown."""
        return self.names("directions").get(name.strip().casefold())

    def parse_kind(self, name: str) -> str | None:
        """Id of a kind named in any language and case; None if unknown."""
        return self.names("kinds").get(name.strip().casefold())

    def parse_indicator(self, name: str) -> str | None:
        """Id of an indicator named in any language and case; None if unknown."""
        return self.names("indicators").get(name.strip().casefold())

    def parse_area(self, code: str) -> str | None:
        """Id of a city, or ``national`` or ``other``, by a code of official statistics; None if unknown."""
        return self.areas.get(_area_key(code))

    def nearest(self, name: str, section: str) -> str | None:
        """The known name of ``cities``, ``directions``, ``kinds`` or ``indicators`` that is spelled most alike."""
        from difflib import get_close_matches  # noqa: PLC0415  only for a message

        close = get_close_matches(name.strip().casefold(), self.names(section), n=1)
        return close[0] if close else None

    def names(self, section: str) -> dict[str, str]:
        """Ids of ``cities``, ``directions``, ``kinds`` or ``indicators`` by all their names, in small letters."""
        names = {}
        for labels in self.labels.values():
            names.update({str(label).casefold(): key for key, label in labels.get(section, {}).items()})
        if section == "cities":
            for language in self.families:
                for city, notations in self.entries(language, "place").items():
                    names.update({notation.removeprefix("="): city for notation in notations})
        ids = next(iter(self.labels.values())).get(section, {}) if self.labels else {}
        names.update({key: key for key in ids})
        return names


def load_lexicon(overlay: Path | None = None) -> Lexicon:
    """Load all words; ``overlay`` is a folder laid out like ``lang/`` whose entries are merged over ours.

    Raises:
        ConfigError: a file that breaks the rules, with file, line and key.
    """
    folder = lang_folder()
    content = _read_compiled(folder) if overlay is None else None
    if content is None:
        content = compile_lexicon(folder)
    if overlay is not None:
        content = merge(content, compile_lexicon(overlay, known=content))  # an overlay is indexed with ours
    return _build(content)


def _read_compiled(folder: Path) -> dict[str, Any] | None:
    """The compiled content, if it belongs to the YAML files that lie there.

    Files that are all older than it are taken as those it was made of; else their digest decides, as after a clone.
    """
    try:
        compiled = folder / COMPILED
        content: dict[str, Any] = json.loads(compiled.read_bytes())
        made = compiled.stat().st_mtime_ns
        changed = any(path.stat().st_mtime_ns > made for path in _files(folder))
    except (OSError, ValueError):
        return None
    if changed and content.get("digest") != digest_of(folder):
        return None
    content["indexes"] = {
        language: partial(_read_index, folder / COMPILED_INDEX.format(language)) for language in LANGUAGES
    }
    return content


def _read_index(path: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads(path.read_bytes())
    return index


def digest_of(folder: Path) -> str:
    """Hash of the content of all YAML files."""
    made = hashlib.sha256()
    for path in _files(folder):
        made.update(path.read_bytes())
    return made.hexdigest()


def edition_of(overlay: Path | None = None) -> str:
    """A name for the words that texts are read with, one's own folder of words included: other words, another name."""
    made = hashlib.sha256(digest_of(lang_folder()).encode())
    for path in sorted(overlay.rglob("*.yaml")) if overlay is not None else ():
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    folders = [folder / name for name in ("shared", *LANGUAGES)]
    return [path for one in folders for path in sorted(one.glob("*.yaml")) if path.name != EXAMPLES]


def compile_lexicon(folder: Path, *, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read and check all YAML files of a folder. ``known`` is the content that an overlay goes over.

    Raises:
        ConfigError: at the first fault, with file, line and what is allowed.
    """
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in {"shared", *LANGUAGES}:
            message = f"{path}: is no folder of words; there may be shared, {', '.join(LANGUAGES)}"
            raise ConfigError(message)
    shared = {path.stem: _read(path) for path in sorted((folder / "shared").glob("*.yaml"))}
    content: dict[str, Any] = {
        "digest": digest_of(folder),
        "shared": {name: located.value for name, located in shared.items()},
        "labels": {},
        "families": {},
    }
    ids = _ids(content, known or {})
    _check_codes(folder / "shared", shared, ids)
    for language in LANGUAGES:
        families: dict[str, dict[str, list[list[Any]]]] = {}
        for path in sorted((folder / language).glob("*.yaml")):
            if path.name == EXAMPLES:
                continue
            located = _read(path)
            if path.name == "labels.yaml":
                content["labels"][language] = located.value
            elif path.name == "terms.yaml":
                _take_directions(path, located, ids["direction"], families)
            elif path.name in FILES:
                _take_families(path, located, ids, families)
            else:
                message = f"{path}: is no file of a language; there may be labels.yaml, terms.yaml, {', '.join(FILES)}"
                raise ConfigError(message)
        content["families"][language] = families
    return content


def _ids(*sources: dict[str, Any]) -> dict[str, set[str]]:
    """The labels that families may have whose labels are ids of ``shared``."""
    found: dict[str, set[str]] = {"direction": set(), "place": set(), "unit": set(), "indicator": set()}
    for shared in (source.get("shared", {}) for source in sources):
        found["direction"].update(key for keys in shared.get("directions", {}).values() for key in keys)
        found["place"].update(shared.get("cities", {}), {"national", "other"})
        found["unit"].update(key for keys in shared.get("units", {}).values() for key in keys)
        found["indicator"].update(shared.get("indicators", {}))
    return {**found, "noun_unit": found["unit"], "unit_prefix": found["unit"]}


def _check_codes(folder: Path, shared: dict[str, Located], ids: dict[str, set[str]]) -> None:
    """The files that map codes of official statistics to ids."""
    for name, kind in (("areas", "place"), ("unit_codes", "unit")):
        located = shared.get(name)
        for code, known in located.value.items() if located else ():
            if located and not (isinstance(known, str) and known in ids[kind]):
                allowed = f"an id of shared/, as {', '.join(sorted(ids[kind]))}"
                _fail(folder / f"{name}.yaml", located, (code,), f"unknown id {known!r}", allowed)


def _read(path: Path) -> Located:
    from kzplans.strict_yaml import read_yaml  # noqa: PLC0415  only where the compiled content does not serve

    located = read_yaml(path)
    if not isinstance(located.value, dict):
        message = f"{path}:1: must be a mapping"
        raise ConfigError(message)
    return located


def _take_directions(
    path: Path, located: Located, directions: set[str], families: dict[str, dict[str, list[list[Any]]]]
) -> None:
    """terms.yaml: direction -> group -> terms."""
    for direction, groups in located.value.items():
        if direction not in directions:
            _fail(
                path,
                located,
                (direction,),
                f"unknown direction {direction!r}",
                f"one of {', '.join(sorted(directions))}",
            )
        if not isinstance(groups, dict):
            _fail(path, located, (direction,), "must be a mapping", f"of {', '.join(GROUPS)}")
        for group, entries in groups.items():
            if group not in GROUPS:
                _fail(path, located, (direction, group), f"unknown group {group!r}", f"one of {', '.join(GROUPS)}")
            family = "direction_not" if group == "not" else "direction"
            taken = _entries(path, located, (direction, group), entries, GROUPS[group])
            families.setdefault(family, {}).setdefault(direction, []).extend(taken)


def _take_families(
    path: Path, located: Located, ids: dict[str, set[str]], families: dict[str, dict[str, list[list[Any]]]]
) -> None:
    """Any other file: family -> label -> terms."""
    allowed = FILES[path.name]
    for family, labels in located.value.items():
        if family not in allowed:
            _fail(path, located, (family,), f"unknown family {family!r}", f"one of {', '.join(allowed)}")
        if not isinstance(labels, dict):
            _fail(path, located, (family,), "must be a mapping", "label: list of terms")
        for label, entries in labels.items():
            if family in ids and label not in ids[family]:
                known = ", ".join(sorted(ids[family]))
                _fail(path, located, (family, label), f"unknown id {label!r}", f"an id of shared/, as {known}")
            taken = _entries(path, located, (family, label), entries, 1)
            families.setdefault(family, {}).setdefault(label, []).extend(taken)


def _entries(path: Path, located: Located, where: tuple[str, ...], entries: object, weight: int) -> list[list[Any]]:
    if entries is None:
        return []
    if not isinstance(entries, list):
        _fail(path, located, where, "must be a list", "terms, one an entry")
        return []
    seen: dict[str, int] = {}
    found: list[list[Any]] = []
    for index, entry in enumerate(entries):
        here: tuple[str | int, ...] = (*where, index)
        if not isinstance(entry, str) or not entry.strip():
            _fail(path, located, here, f"{entry!r} is no term", "a term in quotation marks")
            continue
        if entry in seen:
            _fail(path, located, here, f"{entry!r} stands twice (first on line {seen[entry]})", "each term once")
        seen[entry] = located.line_of(here)
        found.append([entry, weight])
    return found


def _fail(path: Path, located: Located, where: tuple[str | int, ...], what: str, allowed: str) -> None:
    key = ".".join(str(part) for part in where)
    message = f"{path}:{located.line_of(where)}: {key}: {what}; allowed: {allowed}"
    raise ConfigError(message)


def merge(ours: Any, theirs: Any) -> Any:  # noqa: ANN401  plain data of any shape
    """Lists are added, mappings merged, all else replaced."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return {
            key: merge(ours[key], theirs[key]) if key in ours and key in theirs else ours.get(key, theirs.get(key))
            for key in (*ours, *(key for key in theirs if key not in ours))
        }
    if isinstance(ours, list) and isinstance(theirs, list):
        return [*ours, *(entry for entry in theirs if entry not in ours)]
    return theirs


def _build(content: dict[str, Any]) -> Lexicon:
    shared = content["shared"]
    indicators = {
        key: Indicator(
            key,
            tuple(entry["units"]),
            entry["direction"],
            entry.get("better", "more"),
            frozenset(entry.get("counted", ())),
            frozenset(entry.get("head", ())),
            entry.get("annual"),
            entry.get("increase"),
            entry.get("part_of"),
            entry.get("reported", False),
            entry.get("frame", False),
            entry.get("whole", False),
            entry.get("per_head"),
            entry.get("lots", False),
        )
        for key, entry in shared["indicators"].items()
    }
    counted = {unit for one in indicators.values() for unit in one.counted}
    return Lexicon(
        cities={key: City(key, entry.get("iso"), entry.get("kato")) for key, entry in shared["cities"].items()},
        directions={name: priority for priority, names in shared["directions"].items() for name in names},
        priorities=tuple(shared["directions"]),
        units={unit.id: unit for dimension, keys in shared["units"].items() for unit in _units(dimension, keys)},
        indicators=indicators,
        counted={unit: tuple(one for one in indicators.values() if unit in one.counted) for unit in counted},
        areas={_area_key(code): city for code, city in (*_own_codes(shared["cities"]), *shared["areas"].items())},
        unit_codes={code.casefold(): unit for code, unit in shared["unit_codes"].items()},
        labels=content["labels"],
        families=content["families"],
        indexes=content.get("indexes", {}),
    )


def _own_codes(cities: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The codes that stand with the cities themselves."""
    for city, entry in cities.items():
        for code in (entry.get("iso"), entry.get("kato")):
            if code:
                yield code, city


def _area_key(code: str) -> str:
    """What spellings of a code have in common.

    >>> _area_key("KZ-ALA"), _area_key("kzala")
    ('KZALA', 'KZALA')
    """
    return "".join(code.upper().replace("-", " ").replace("_", " ").split())


def _units(dimension: str, keys: list[str] | dict[str, str | int | None]) -> Iterator[Unit]:
    """The units of a dimension: a list, or a mapping with what each is worth."""
    factors = keys if isinstance(keys, dict) else dict.fromkeys(keys)
    for key, factor in factors.items():
        yield Unit(key, dimension, None if factor is None else Decimal(factor))
