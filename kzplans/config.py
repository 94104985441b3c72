"""``kzplans.yaml``: what is read, shown and merged over ours, strictly checked.

Names of cities and directions are taken as they stand: only a lexicon knows them, and the file says which lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzplans.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from kzplans.strict_yaml import Key, Located

FILE_NAME = "kzplans.yaml"


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes and numbers of inputs beyond which reading stops and says so."""

    #: Bytes of one text.
    file_bytes: int = 10_000_000
    #: Files of one run.
    files: int = 20_000
    #: Folders in folders.
    depth: int = 50
    #: Seconds that the parser of one file may take, and megabytes that it may need; plain texts need no parser.
    file_seconds: int = 20
    file_memory_mb: int = 1000


@dataclass(frozen=True, slots=True)
class Config:
    """What ``kzplans.yaml`` says; the defaults where there is none."""

    #: The file, None without one.
    path: Path | None = None
    #: Files and folders, relative to the folder of ``path``.
    sources: tuple[str, ...] = ()
    #: Names of cities and directions in any language, in the order in which they are shown. Empty: all.
    cities: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    #: Language of labels.
    language: str | None = None
    #: Statements shown of a direction.
    top: int | None = None
    #: Folders of one's own words and templates.
    lexicon: Path | None = None
    templates: Path | None = None
    #: The file of the library, the folder of briefs, and the forms that briefs are written in.
    library: Path | None = None
    briefs: Path | None = None
    formats: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    #: Where each key stands, for messages.
    lines: Mapping[tuple[Key, ...], int] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path | None:
        """What ``sources`` are relative to."""
        return self.path.parent if self.path else None

    def fault(self, where: tuple[Key, ...], what: str) -> ConfigError:
        """The error that ``what`` is wrong at a key."""
        return ConfigError(f"{self.path}:{self.lines.get(where, 1)}: {what}")


def find_config(start: Path) -> Path | None:
    """The nearest ``kzplans.yaml`` in ``start`` or above it."""
    for folder in (start, *start.parents):
        path = folder / FILE_NAME
        if path.is_file():
            return path
    return None


def load_config(path: Path) -> Config:
    """Read and check a configuration file.

    Raises:
        ConfigError: with a line for every fault: file, line, what is wrong, and what is allowed.
    """
    from kzplans.strict_yaml import read_yaml  # noqa: PLC0415  only where a configuration exists

    located = read_yaml(path)
    content = {} if located.value is None else located.value
    if not isinstance(content, dict):
        message = f"{path}:1: must be a mapping of {_listed(name for name in ALLOWED if '.' not in name)}"
        raise ConfigError(message)
    faults = _faults_of_schema(content, path, located)
    if not faults:
        faults = _faults_of_folders(content, path, located)
    if faults:
        raise ConfigError("\n".join(faults))
    return Config(
        path=path,
        sources=tuple(content.get("sources", ())),
        cities=tuple(content.get("cities", ())),
        directions=tuple(content.get("directions", ())),
        language=content.get("language"),
        top=content.get("top"),
        lexicon=_beside(path, content.get("lexicon")),
        templates=_beside(path, content.get("templates")),
        library=_beside(path, content.get("library")),
        briefs=_beside(path, content.get("briefs")),
        formats=tuple(content.get("formats", ())),
        limits=Limits(**content.get("limits", {})),
        lines=located.lines,
    )


#: Each key with what it may hold, as messages tell it.
ALLOWED = {
    "sources": "a list of files and folders",
    "cities": "a list of city names",
    "directions": "a list of direction names",
    "language": "kk, ru or en",
    "top": "a whole number from 1",
    "lexicon": "a folder",
    "templates": "a folder",
    "library": "a file",
    "briefs": "a folder",
    "formats": "a list of html, md, docx, pdf, txt, eml, json",
    "limits": "a mapping of file_bytes, files, depth, file_seconds, file_memory_mb",
    "limits.file_bytes": "a whole number from 1",
    "limits.files": "a whole number from 1",
    "limits.depth": "a whole number from 1",
    "limits.file_seconds": "a whole number from 1",
    "limits.file_memory_mb": "a whole number from 1",
}


def _faults_of_schema(content: dict[str, Any], path: Path, located: Located) -> list[str]:
    from typing import Annotated, Literal  # noqa: PLC0415  see load_config

    from pydantic import BaseModel, Field, ValidationError  # noqa: PLC0415  see load_config

    count = Annotated[int, Field(ge=1)]
    name = Annotated[str, Field(min_length=1)]

    class LimitsSchema(BaseModel, strict=True, extra="forbid"):
        file_bytes: count = 1
        files: count = 1
        depth: count = 1
        file_seconds: count = 1
        file_memory_mb: count = 1

    class Schema(BaseModel, strict=True, extra="forbid"):
        sources: list[name] = []
        cities: list[name] = []
        directions: list[name] = []
        language: Literal["kk", "ru", "en"] = "kk"
        top: count = 1
        lexicon: name = ""
        templates: name = ""
        library: name = ""
        briefs: name = ""
        formats: list[Literal["html", "md", "docx", "pdf", "txt", "eml", "json"]] = []
        limits: LimitsSchema = LimitsSchema()

    try:
        Schema.model_validate(content)
    except ValidationError as error:
        faults = sorted(error.errors(include_url=False), key=lambda fault: located.line_of(_where(fault)))
        return [f"{path}:{located.line_of(_where(fault))}: {_told(fault)}" for fault in faults]
    return []


def _where(fault: ErrorDetails) -> tuple[Key, ...]:
    return tuple(fault["loc"])


def _told(fault: ErrorDetails) -> str:
    """What is wrong at a key, and what is allowed there."""
    where = [str(part) for part in fault["loc"] if isinstance(part, str)]
    key = ".".join(where)
    if fault["type"] == "extra_forbidden":
        above = ".".join((*where[:-1], ""))
        known = [
            name.removeprefix(above) for name in ALLOWED if name.startswith(above) and "." not in name[len(above) :]
        ]
        return f"unknown key {where[-1]!r}{_nearest(where[-1], known)}; allowed: {_listed(known)}"
    return f"{key}: {_shown(fault['input'])} is not allowed; allowed: {ALLOWED[key]}"


def _shown(value: object) -> str:
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return repr(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  only for a message

    close = get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _faults_of_folders(content: dict[str, Any], path: Path, located: Located) -> list[str]:
    return [
        f"{path}:{located.line_of((key,))}: {key}: there is no folder {content[key]!r} beside this file"
        for key in ("lexicon", "templates")
        if key in content and not (path.parent / content[key]).is_dir()
    ]


def _beside(path: Path, name: str | None) -> Path | None:
    return None if name is None else path.parent / name
