"""YAML as people write configuration: strings stay strings, a key stands once, every fault has a line.

PyYAML's own loaders turn ``no`` into False, ``12:30`` into 750 and keep the last of two equal keys in silence; here
only ``true``/``false`` and plain whole numbers are converted, and aliases and tags are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzplans.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from yaml.nodes import Node, ScalarNode

Key = str | int
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Located:
    """Plain data with the line of each part, addressed by the keys and indexes that lead to it."""

    value: Any
    lines: dict[tuple[Key, ...], int] = field(default_factory=dict)

    def line_of(self, where: tuple[Key, ...]) -> int:
        """Line (from 1) of the part at ``where``, or of the nearest part above it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_yaml(path: Path) -> Located:
    """Read one YAML file.

    Raises:
        ConfigError: for what is not there, no UTF-8, no YAML, or has a duplicate key; with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise ConfigError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is no UTF-8 (byte {error.start}); save it as UTF-8"
        raise ConfigError(message) from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Located:
    """Parse YAML text; ``name`` stands for the file in messages. Errors as in ``read_yaml``."""
    import yaml  # noqa: PLC0415  not needed where the compiled lexicon serves

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        message = f"{name}:{line}: is no valid YAML: {error.problem}"
        raise ConfigError(message) from error
    except (yaml.YAMLError, RecursionError) as error:
        message = f"{name}: is no valid YAML: {str(error).splitlines()[0]}"
        raise ConfigError(message) from error
    lines: dict[tuple[Key, ...], int] = {}
    value = None if node is None else _plain(node, name, (), lines, set())
    return Located(value, lines)


def _plain(node: Node, name: str, where: tuple[Key, ...], lines: dict[tuple[Key, ...], int], seen: set[int]) -> Any:  # noqa: ANN401  plain data
    """Turn a node into plain data, noting the line of every part."""
    import yaml  # noqa: PLC0415  see parse_yaml

    line = node.start_mark.line + 1
    lines[where] = line
    if id(node) in seen:
        message = f"{name}:{line}: aliases (*name) are not allowed; write the value out"
        raise ConfigError(message)
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part, name, (*where, index), lines, seen) for index, part in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            first = lines[(*where, key)]
            message = f"{name}:{key_node.start_mark.line + 1}: key {key!r} stands twice (first on line {first})"
            raise ConfigError(message)
        found[key] = _plain(value_node, name, (*where, key), lines, seen)
        lines[(*where, key)] = key_node.start_mark.line + 1
    return found


def _scalar(node: ScalarNode) -> str | int | bool | None:
    """Only plain ``true``, ``false``, null and whole numbers without a leading zero are more than text."""
    text: str = node.value
    if node.style:  # libyaml gives an empty string for plain scalars
        return text
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0"):
        return int(text)
    return text
