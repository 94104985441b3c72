"""What the commands have in common: configuration, words, the day, the question, and the texts."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kzplans.cli.ends import SOME_UNREAD
from kzplans.cli.messages import counted, say, say_unread
from kzplans.cli.output import choice, use_color
from kzplans.config import Config, find_config, load_config
from kzplans.errors import NoInputError, UsageError
from kzplans.extract import Extractor
from kzplans.lexicon import load_lexicon
from kzplans.model import Kind, Unread
from kzplans.sources import LeftAlone, read_inputs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kzplans.cli.options import Common, Filters, Output
    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Record, Statement
    from kzplans.reports.query import Query
    from kzplans.sources import Reading

ZONE = "Asia/Almaty"
#: Statements make few cycles: collecting after Python's usual 700 objects would take a tenth of the time.
_COLLECT_AFTER = 50_000
DEFAULT_SOURCE = "seeds"
LANGUAGES = ("kk", "kk-Latn", "ru", "en")
LABEL_LANGUAGES = ("kk", "ru", "en")
#: Names told when none is like the one given.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Session:
    """The configuration and the words of a run."""

    config: Config
    extractor: Extractor
    common: Common

    @property
    def lexicon(self) -> Lexicon:
        """The words of the run."""
        return self.extractor.lexicon

    def sources(self, given: Sequence[str] | None) -> tuple[Sequence[str], Path | None]:
        """Sources named, configured, or ``seeds``; and the folder that they are relative to.

        Raises:
            NoInputError: none of the three.
        """
        if given:
            return given, None
        if self.config.sources:
            return self.config.sources, self.config.folder
        if Path(DEFAULT_SOURCE).is_dir():
            return (DEFAULT_SOURCE,), None
        message = "nothing to read: no SOURCE was named, no kzplans.yaml lists sources:, and there is no ./seeds"
        raise NoInputError(message)

    def cities(self, given: Iterable[str] | None) -> tuple[str, ...]:
        """Ids of the cities named, else of those configured."""
        return self._ids(given, "cities", "city", self.lexicon.parse_city)

    def directions(self, given: Iterable[str] | None) -> tuple[str, ...]:
        """Ids of the directions named, else of those configured."""
        return self._ids(given, "directions", "direction", self.lexicon.parse_direction)

    def kinds(self, given: Iterable[str] | None) -> tuple[Kind, ...]:
        """The kinds named."""
        return tuple(Kind(found) for found in self._ids(given, "kinds", "kind", self.lexicon.parse_kind))

    def indicators(self, given: Iterable[str] | None) -> tuple[str, ...]:
        """The indicators named."""
        return self._ids(given, "indicators", "indicator", self.lexicon.parse_indicator)

    def _ids(
        self, given: Iterable[str] | None, section: str, noun: str, parse: Callable[[str], str | None]
    ) -> tuple[str, ...]:
        found: dict[str, None] = {}
        configured: tuple[str, ...] = getattr(self.config, section, ())
        for index, name in enumerate(given or configured):
            identifier = parse(name)
            if identifier is None:
                message = f"unknown {noun} {name!r}{self._suggestion(name, section)}"
                raise UsageError(message) if given else self.config.fault((section, index), message)
            found[identifier] = None
        return tuple(found)

    def _suggestion(self, name: str, section: str) -> str:
        near = self.lexicon.nearest(name, section)
        if near is not None:
            return f"; did you mean {near!r}?"
        known = list(next(iter(self.lexicon.labels.values()))[section])
        more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
        return f"; there is {', '.join(known[:_NAMED])}{more}"

    def query(self, cities: Iterable[str] | None, filters: Filters, today: dt.date) -> Query:
        """The filters as a question to reports; without ``cities`` those configured.

        Raises:
            UsageError: a name or a date that says nothing, or a period besides --since and --until.
        """
        from kzplans.reports.query import Query, parse_day, parse_period  # noqa: PLC0415  explain and check ask nothing

        since = parse_day(filters.since) if filters.since else None
        until = parse_day(filters.until) if filters.until else None
        if filters.period is not None:
            if since or until:
                message = "--period already says since when and until when; leave out --since and --until"
                raise UsageError(message)
            since, until = parse_period(filters.period, today)
        if since and until and since > until:
            message = f"--since {since} is later than --until {until}"
            raise UsageError(message)
        return Query(
            cities=self.cities(cities),
            directions=self.directions(filters.direction),
            kinds=self.kinds(filters.kind),
            since=since,
            until=until,
            languages=tuple(choice(name, LANGUAGES, "--language") for name in filters.language or ()),
        )

    def top(self, given: str | None, show_all: bool) -> int | None:  # noqa: FBT001  an option, handed on
        """How many statements of a direction are shown; None for all."""
        if show_all:
            return None
        from kzplans.reports.digest import TOP  # noqa: PLC0415  see query

        if given is None:
            return self.config.top or TOP
        if given.isascii() and given.isdecimal() and len(given) < 10 and int(given) > 0:  # noqa: PLR2004  no long digits
            return int(given)
        message = f"--top {given!r}: must be a whole number from 1; --all shows all"
        raise UsageError(message)

    def label_language(self, given: str | None) -> str | None:
        """Language of labels asked for or configured; None leaves it to the texts."""
        return choice(given, LABEL_LANGUAGES, "--lang") if given else self.config.language


def open_session(common: Common) -> Session:
    """Read the configuration and load the words.

    Raises:
        ConfigError: either is wrong.
    """
    use_color(common)
    config = load_nearest_config(common)
    session = Session(config, Extractor(load_lexicon(config.lexicon)), common)
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    gc.enable()
    return session


def load_nearest_config(common: Common) -> Config:
    """The configuration named by --config, else the nearest one upward, else the defaults.

    Raises:
        ConfigError: it is wrong.
    """
    path = Path(common.config) if common.config else find_config(Path.cwd())
    return load_config(path) if path else Config()


def parse_today(given: str | None) -> dt.date:
    """The day asked for, else of SOURCE_DATE_EPOCH, else of the clock, both in Almaty.

    Raises:
        UsageError: a day or an epoch that is none.
    """
    import datetime as dt  # noqa: PLC0415  explain and check have no day
    from zoneinfo import ZoneInfo  # noqa: PLC0415  same

    from kzplans.reports.query import parse_day  # noqa: PLC0415  same

    if given:
        return parse_day(given)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.datetime.now(ZoneInfo(ZONE)).date()
    try:
        return dt.datetime.fromtimestamp(int(epoch), ZoneInfo(ZONE)).date()
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH={epoch!r}: must be a number of seconds since 1970"
        raise UsageError(message) from error


@dataclass(slots=True)
class Intake:
    """The texts of a run as they are read, and the count of what came of them."""

    session: Session
    sources: Sequence[str]
    base: Path | None
    unread: list[Unread] = field(default_factory=list)
    texts: int = 0
    left_alone: int = 0
    statements: int = 0

    def readings(self) -> Iterator[Reading]:
        """Texts one by one; what cannot be read is named on stderr at once.

        Raises:
            NoInputError: after the last source, if there was no text.
        """
        for outcome in read_inputs(self.sources, self.session.extractor, self.session.config.limits, self.base):
            if isinstance(outcome, Unread):
                self.unread.append(outcome)
                say_unread(outcome)
            elif isinstance(outcome, LeftAlone):
                self.left_alone += 1
                if self.session.common.verbose:
                    say(f"left alone: {outcome.path}: unsupported_type: neither .txt nor .md")
            else:
                self.texts += 1
                yield outcome
        if not self.texts:
            raise NoInputError(self._nothing())

    def documents(self, *, streams: bool = True) -> Iterator[Document]:
        """The documents of ``readings``, with progress on a terminal if it takes long.

        ``streams``: what is found in them is printed as it comes.
        """
        from kzplans.cli.progress import showing_progress  # noqa: PLC0415  not every command reads texts

        with showing_progress(quiet=self.session.common.quiet, streams=streams) as advance:
            for reading in self.readings():
                advance(reading.size)
                yield reading.document

    def found(self) -> Iterator[Statement]:
        """Statements of all documents, in document order, as they are found."""
        for document in self.documents():
            for statement in self.session.extractor.statements(document):
                self.statements += 1
                yield statement

    def collect(self) -> tuple[list[Statement], list[Document]]:
        """All statements and all documents, for reports that weigh them against each other."""
        statements: list[Statement] = []
        documents: list[Document] = []
        for document in self.documents(streams=False):
            documents.append(document)
            statements.extend(self.session.extractor.statements(document))
        self.statements = len(statements)
        return statements, documents

    def records(self, paths: Sequence[str] | None) -> list[Record]:
        """Official figures of tables; what cannot be read is named on stderr at once."""
        if not paths:
            return []
        from kzplans.sources.figures import read_figures  # noqa: PLC0415  only for those who ask

        found: list[Record] = []
        for path in paths:
            records, unread, notes = read_figures(path, self.session.lexicon, self.session.config.limits)
            found += records
            self.unread += unread
            for lost in unread:
                say_unread(lost)
            if not self.session.common.quiet:
                for note in notes:
                    say(note)
        return found

    def _nothing(self) -> str:
        shown = ", ".join(self.sources)
        if self.unread:
            return f"no text could be read from {shown}"
        return f"no text in {shown}: a folder is searched for .txt and .md"

    @property
    def exit_code(self) -> int:
        """0, or 3 if some inputs could not be read."""
        return SOME_UNREAD if self.unread else 0

    def sum_up(self, output: Output) -> None:
        """Say in a line what was read, unless the result itself has just filled the terminal."""
        if self.session.common.quiet or (not output.to_file and sys.stdout.isatty()):
            return
        parts = [
            f"{counted(self.texts, 'text')} read",
            counted(self.statements, "statement"),
            f"{len(self.unread):,} not read",
        ]
        if self.left_alone:
            parts.append(f"{counted(self.left_alone, 'other file')} left alone (-v names them)")
        say(", ".join(parts))
