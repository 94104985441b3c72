"""``kzplans.yaml``: what is read, shown and merged over ours, strictly checked.

Names of cities and directions are taken as they stand: only a lexicon knows them, and the file says which lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzplans.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    #: Characters of all texts of one file, and those from which on a sentence is cut.
    text_chars: int = 5_000_000
    sentence_chars: int = 4_000
    #: Bytes that an archive or a document may unpack to, files in one archive or letter, archives and letters in one
    #: another, and pages of a PDF.
    unpacked_bytes: int = 50_000_000
    parts: int = 2_000
    nesting: int = 3
    pdf_pages: int = 2_000
    #: Bytes of one answer from the web, unpacked; the seconds that it may take; and answers of one run of fetch.
    page_bytes: int = 20_000_000
    page_seconds: int = 30
    pages: int = 500


@dataclass(frozen=True, slots=True)
class WebSource:
    """A page, a feed or a sitemap that ``fetch`` looks at; which of them it is, its content tells."""

    url: str
    #: Who publishes it, and the language and the city of its texts, where they do not say so themselves.
    name: str | None = None
    language: str | None = None
    city: str | None = None
    #: CSS selector of the text in its pages.
    selector: str | None = None
    #: Parts of addresses; only those that have one of them are fetched of a feed or a sitemap.
    match: tuple[str, ...] = ()
    #: How many pages of a feed or a sitemap are new ones at most, the newest first.
    most: int = 50


@dataclass(frozen=True, slots=True)
class Fetching:
    """How ``fetch`` behaves to hosts."""

    #: Seconds between two requests to a host.
    delay: int = 1
    #: Hosts that need not be on the public internet.
    allow_hosts: tuple[str, ...] = ()
    #: An address at which a site can find whoever asks: a mail address or a page.
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What ``kzplans.yaml`` says; the defaults where there is none."""

    #: The file, None without one.
    path: Path | None = None
    #: Files and folders, relative to the folder of ``path``; and what ``fetch`` looks at on the web.
    sources: tuple[str, ...] = ()
    web_sources: tuple[WebSource, ...] = ()
    #: Places of ``sources`` in the list of the file.
    positions: tuple[int, ...] = ()
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
    fetch: Fetching = field(default_factory=Fetching)
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
    sources = content.get("sources", ())
    fetch = content.get("fetch", {})
    return Config(
        path=path,
        sources=tuple([source for source in sources if isinstance(source, str)]),
        positions=_positions(sources),
        web_sources=tuple([_web_source(source) for source in sources if not isinstance(source, str)]),
        cities=tuple(content.get("cities", ())),
        directions=tuple(content.get("directions", ())),
        language=content.get("language"),
        top=content.get("top"),
        lexicon=_beside(path, content.get("lexicon")),
        templates=_beside(path, content.get("templates")),
        library=_beside(path, content.get("library")),
        briefs=_beside(path, content.get("briefs")),
        formats=tuple(content.get("formats", ())),
        fetch=Fetching(**{**fetch, "allow_hosts": tuple(fetch.get("allow_hosts", ()))}),
        limits=Limits(**content.get("limits", {})),
        lines=located.lines,
    )


def _web_source(told: dict[str, Any]) -> WebSource:
    match = told.get("match", ())
    return WebSource(**{**told, "match": (match,) if isinstance(match, str) else tuple(match)})


def _positions(sources: Sequence[object]) -> tuple[int, ...]:
    return tuple([index for index, source in enumerate(sources) if isinstance(source, str)])


#: Each key with what it may hold, as messages tell it.
ALLOWED = {
    "sources": "a list of files and folders, and of web pages, feeds and sitemaps (url: https://…)",
    "sources.url": "an address that begins with https:// or http://",
    "sources.name": "a name",
    "sources.language": "kk, kk-Latn, ru or en",
    "sources.city": "the name of a city",
    "sources.selector": "a CSS selector",
    "sources.match": "a part of an address, or a list of such",
    "sources.most": "a whole number from 1",
    "cities": "a list of city names",
    "directions": "a list of direction names",
    "language": "kk, ru or en",
    "top": "a whole number from 1",
    "lexicon": "a folder",
    "templates": "a folder",
    "library": "a file",
    "briefs": "a folder",
    "formats": "a list of html, md, docx, pdf, txt, eml, json",
    "fetch": "a mapping of delay, allow_hosts, contact",
    "fetch.delay": "a whole number of seconds from 0",
    "fetch.allow_hosts": "a list of host names",
    "fetch.contact": "a mail address or a page",
    "limits": "a mapping of file_bytes, files, depth, file_seconds … (README, Configuration)",
    "limits.file_bytes": "a whole number from 1",
    "limits.files": "a whole number from 1",
    "limits.depth": "a whole number from 1",
    "limits.file_seconds": "a whole number from 1",
    "limits.file_memory_mb": "a whole number from 1",
    "limits.text_chars": "a whole number from 1",
    "limits.sentence_chars": "a whole number from 200",
    "limits.unpacked_bytes": "a whole number from 1",
    "limits.parts": "a whole number from 1",
    "limits.nesting": "a whole number from 1",
    "limits.pdf_pages": "a whole number from 1",
    "limits.page_bytes": "a whole number from 1",
    "limits.page_seconds": "a whole number from 1",
    "limits.pages": "a whole number from 1",
}


def _faults_of_schema(content: dict[str, Any], path: Path, located: Located) -> list[str]:
    from typing import Annotated, Literal  # noqa: PLC0415  see load_config

    from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, ValidationError  # noqa: PLC0415  see load_config

    count = Annotated[int, Field(ge=1)]
    text = Annotated[str, Field(min_length=1)]

    class LimitsSchema(BaseModel, strict=True, extra="forbid"):
        file_bytes: count = 1
        files: count = 1
        depth: count = 1
        file_seconds: count = 1
        file_memory_mb: count = 1
        text_chars: count = 1
        sentence_chars: Annotated[int, Field(ge=200)] = 200
        unpacked_bytes: count = 1
        parts: count = 1
        nesting: count = 1
        pdf_pages: count = 1
        page_bytes: count = 1
        page_seconds: count = 1
        pages: count = 1

    class WebSourceSchema(BaseModel, strict=True, extra="forbid"):
        url: Annotated[str, Field(pattern=r"^https?://[^\s/]")]
        name: text = ""
        language: Literal["kk", "kk-Latn", "ru", "en"] = "kk"
        city: text = ""
        selector: text = ""
        match: Annotated[list[text], BeforeValidator(_as_list)] = []
        most: count = 1

    class FetchSchema(BaseModel, strict=True, extra="forbid"):
        delay: Annotated[int, Field(ge=0, le=3600)] = 0
        allow_hosts: list[text] = []
        contact: Annotated[str, Field(pattern=r"^[!-~]{3,200}$")] = "info"

    file = Annotated[text, Tag(_FILE)]
    web = Annotated[WebSourceSchema, Tag(_WEB)]
    source = Annotated[file | web, Discriminator(lambda given: _WEB if isinstance(given, dict) else _FILE)]

    class Schema(BaseModel, strict=True, extra="forbid"):
        sources: list[source] = []
        cities: list[text] = []
        directions: list[text] = []
        language: Literal["kk", "ru", "en"] = "kk"
        top: count = 1
        lexicon: text = ""
        templates: text = ""
        library: text = ""
        briefs: text = ""
        formats: list[Literal["html", "md", "docx", "pdf", "txt", "eml", "json"]] = []
        fetch: FetchSchema = FetchSchema()
        limits: LimitsSchema = LimitsSchema()

    try:
        Schema.model_validate(content)
    except ValidationError as error:
        faults = sorted(error.errors(include_url=False), key=lambda fault: located.line_of(_where(fault)))
        return [f"{path}:{located.line_of(_where(fault))}: {_told(fault)}" for fault in faults]
    return []


#: What tells the two sorts of sources apart; the schema puts it into the place of a fault.
_FILE, _WEB = "<file>", "<web>"


def _as_list(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _where(fault: ErrorDetails) -> tuple[Key, ...]:
    return tuple([part for part in fault["loc"] if part not in {_FILE, _WEB}])


def _told(fault: ErrorDetails) -> str:
    """What is wrong at a key, and what is allowed there."""
    where = [str(part) for part in _where(fault) if isinstance(part, str)]
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
