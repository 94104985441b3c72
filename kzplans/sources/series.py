"""``indicators.yaml`` beside the data of an Open SDG repository: which of its files is which of our indicators."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzplans.errors import ConfigError
from kzplans.sources.cells import Fault, parse_number
from kzplans.sources.decode import decode
from kzplans.sources.names import shown_name
from kzplans.sources.reading import read_bytes
from kzplans.sources.reasons import Reason, Refused
from kzplans.strict_yaml import parse_yaml

if TYPE_CHECKING:
    from decimal import Decimal

    from kzplans.config import Limits
    from kzplans.lexicon import Indicator
    from kzplans.sources.cells import Names
    from kzplans.strict_yaml import Key, Located

FILE_NAME = "indicators.yaml"
_KEYS = ("indicator", "unit", "multiplier", "series", "per")


@dataclass(frozen=True, slots=True)
class Series:
    """A row of figures that is one of our indicators, and how to read it."""

    indicator: Indicator
    #: What its values are counted in, and how many of these one is; None: the file tells.
    unit: str | None = None
    multiplier: Decimal | None = None
    #: Its name in the column of series; None: the file holds no other.
    name: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """What an ``indicators.yaml`` says: series by file name, or by path from its folder."""

    folder: str
    series: dict[str, tuple[Series, ...]]

    def of(self, path: str) -> tuple[Series, ...]:
        """The series of a file; none if it says nothing about it."""
        inner = os.path.relpath(path, self.folder)
        return self.series.get(inner) or self.series.get(os.path.basename(path)) or ()  # noqa: PTH119  see sources.walk


class Mappings:
    """The ``indicators.yaml`` of each file: the nearest, from its own folder up to the one above what was named."""

    def __init__(self, root: str, names: Names, limits: Limits) -> None:
        """``root`` is the file or folder that was named."""
        root = os.path.realpath(root)
        self._root = root if os.path.isdir(root) else os.path.dirname(root)  # noqa: PTH112, PTH120  see sources.walk
        self._names = names
        self._limits = limits
        self._known: dict[str, Mapping | None] = {}

    def of(self, path: str, shown: str) -> tuple[Series, ...]:
        """The series of a file, by its path and its name in messages.

        Raises:
            ConfigError: for a fault in the file that tells them; with file, line and what is allowed.
        """
        mapping = self._nearest(os.path.dirname(path), os.path.dirname(shown))  # noqa: PTH120  see sources.walk
        return mapping.of(path) if mapping else ()

    def _nearest(self, folder: str, shown: str) -> Mapping | None:
        if folder not in self._known:
            found = self._load(folder, shown)
            is_above = not f"{folder}/".startswith(f"{self._root}/")
            if found is None and not is_above and folder != "/":
                found = self._nearest(os.path.dirname(folder), os.path.join(shown, ".."))  # noqa: PTH118, PTH120  see sources.walk
            self._known[folder] = found
        return self._known[folder]

    def _load(self, folder: str, shown: str) -> Mapping | None:
        path = os.path.join(folder, FILE_NAME)  # noqa: PTH118  see sources.walk
        name = shown_name(os.path.normpath(os.path.join(shown, FILE_NAME)))  # noqa: PTH118  as above
        try:
            content, _ = read_bytes(path, self._limits.file_bytes)
            located = parse_yaml(decode(content).text, name)
        except Refused as refused:
            if refused.reason is Reason.VANISHED:
                return None
            message = f"{name}: {refused.detail}"
            raise ConfigError(message) from refused
        except RecursionError as error:
            message = f"{name}: is no valid YAML: nested too deep"
            raise ConfigError(message) from error
        if not isinstance(located.value, dict):
            message = f"{name}:1: must be a mapping, as indicator_8-1-1.csv: gross_regional_product"
            raise ConfigError(message)
        reader = _Reader(located, name, self._names)
        return Mapping(folder, {file: reader.several((file,), value) for file, value in located.value.items()})


class _Reader:
    """Checks what the file says."""

    def __init__(self, located: Located, name: str, names: Names) -> None:
        self._located = located
        self._name = name
        self._names = names

    def several(self, where: tuple[Key, ...], value: Any) -> tuple[Series, ...]:  # noqa: ANN401  plain data
        """The series of a file: an indicator, a mapping, or a list of such."""
        if not isinstance(value, list):
            return (self._one(where, value),)
        if not value:
            raise self._fault(where, "is empty", "an indicator, or a mapping of " + ", ".join(_KEYS))
        return tuple([self._one((*where, place), part) for place, part in enumerate(value)])

    def _one(self, where: tuple[Key, ...], value: Any) -> Series:  # noqa: ANN401  plain data
        given = value if isinstance(value, dict) else {"indicator": value}
        for key in given:
            if key not in _KEYS:
                raise self._fault((*where, key), f"unknown key {key!r}", ", ".join(_KEYS))
        for key in ("indicator", *given):
            if not isinstance(given.get(key), str) and not (key == "multiplier" and type(given[key]) is int):
                raise self._fault((*where, key), "must be a text", f"{', '.join(_KEYS)}: each with a name or a number")
        try:
            return self._read(given)
        except Fault as fault:
            raise self._fault(where, fault.told, "ids and names of the lexicon, and numbers above 0") from fault

    def _read(self, given: dict[str, str | int]) -> Series:
        text = {key: str(value).strip() for key, value in given.items()}
        indicator = self._names.indicator(text["indicator"])
        multiplier = None
        if "multiplier" in text:
            multiplier = parse_number(text["multiplier"], has_decimal_comma=False)
            if multiplier <= 0:
                message = f"multiplier {text['multiplier']} is not above 0"
                raise Fault(message)
        return Series(
            indicator,
            self._names.unit(text["unit"], indicator) if "unit" in text else None,
            multiplier,
            text.get("series"),
            self._names.per(text.get("per", "")),
        )

    def _fault(self, where: tuple[Key, ...], what: str, allowed: str) -> ConfigError:
        key = ".".join([shown_name(str(part)) for part in where])
        return ConfigError(f"{self._name}:{self._located.line_of(where)}: {key}: {what}; allowed: {allowed}")
