"""What the commands have in common: configuration, words, the day, the question, and the texts."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kzplans.cli.ends import SOME_UNREAD
from kzplans.cli.messages import counted, say, say_unread
from kzplans.cli.output import choice, use_color, whole_number
from kzplans.config import Config, find_config, load_config
from kzplans.errors import ConfigError, NoInputError, UsageError
from kzplans.extract import Extractor
from kzplans.lexicon import load_lexicon
from kzplans.model import Kind, Unread
from kzplans.sources import FORMATS, LeftAlone, Unchanged, read_inputs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from kzplans.cli.options import Common, Filters, Output
    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Record, Statement
    from kzplans.reports.query import Query
    from kzplans.sources import Reading
    from kzplans.sources.isolation import Isolation

ZONE = "Asia/Almaty"
#: Statements make few cycles: collecting after Python's usual 700 objects would take a tenth of the time.
_COLLECT_AFTER = 50_000
DEFAULT_SOURCE = "seeds"
LIBRARY_ENDING = ".db"
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
            for source in given:
                if source.lower().startswith(("http://", "https://")):
                    message = f"{source}: only fetch uses the network: kzplans fetch {source} --library FILE"
                    raise UsageError(message)
            return given, None
        if self.config.sources or self.config.web_sources:
            return self.config.sources, self.config.folder
        if Path(DEFAULT_SOURCE).is_dir():
            return (DEFAULT_SOURCE,), None
        message = "nothing to read: no SOURCE was named, no kzplans.yaml lists sources:, and there is no ./seeds"
        raise NoInputError(message)

    def intake(self, given: Sequence[str] | None) -> Intake:
        """What is to be read: the sources, and where none is named what was fetched from those on the web.

        Raises:
            NoInputError: see ``sources``.
        """
        fetched = None if given or not self.config.web_sources else self.config.library
        return Intake(self, *self.sources(given), library=str(fetched) if fetched and fetched.exists() else None)

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
        return whole_number(given, "--top", hint="; --all shows all")

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
    session = Session(config, Extractor(load_lexicon(config.lexicon), config.limits.sentence_chars), common)
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    gc.enable()
    return session


def with_timeout(session: Session, given: str | None) -> Session:
    """A session in which the parser of a file may take so many seconds.

    Raises:
        UsageError: that is no number of seconds.
    """
    if given is None:
        return session
    limits = replace(session.config.limits, file_seconds=whole_number(given, "--file-timeout"))
    return replace(session, config=replace(session.config, limits=limits))


def load_nearest_config(common: Common) -> Config:
    """The configuration named by --config, else the nearest one upward, else the defaults.

    Raises:
        ConfigError: it is wrong.
    """
    path = Path(common.config) if common.config else find_config(Path.cwd())
    return load_config(path) if path else Config()


def parse_today(given: str | None) -> dt.date:
    """The day asked for (of a moment: its day in Almaty), else of SOURCE_DATE_EPOCH, else of the clock, in Almaty.

    Raises:
        UsageError: a day or an epoch that is none.
        ConfigError: the zone data of this machine are missing or too old.
    """
    import datetime as dt  # noqa: PLC0415  explain and check have no day

    from kzplans.reports.query import parse_day  # noqa: PLC0415  same

    if given and "T" not in given:
        return parse_day(given)
    zone = almaty()
    if given:
        try:
            moment = dt.datetime.fromisoformat(given)
        except ValueError as error:
            message = f"--today {given!r}: is no day and no moment; write it as 2026-03-21 or 2026-03-21T09:00+05:00"
            raise UsageError(message) from error
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.datetime.now(zone).date()
    try:
        return dt.datetime.fromtimestamp(int(epoch), zone).date()
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH={epoch!r}: must be a number of seconds since 1970"
        raise UsageError(message) from error


def almaty() -> ZoneInfo:
    """The zone in which days begin and end.

    Raises:
        ConfigError: its data are missing, or older than the change to UTC+5 of March 2024.
    """
    import datetime as dt  # noqa: PLC0415  as above
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  as above

    try:
        zone = ZoneInfo(ZONE)
    except (ZoneInfoNotFoundError, OSError) as error:
        message = f"{ZONE}: this machine has no data of the zone; pip install tzdata"
        raise ConfigError(message) from error
    if dt.datetime(2024, 3, 2, tzinfo=zone).utcoffset() != dt.timedelta(hours=5):
        message = f"{ZONE}: the zone data of this machine are older than March 2024; update tzdata"
        raise ConfigError(message)
    return zone


def is_library(source: str) -> bool:
    """Whether a source is a library, by its name."""
    return source.endswith(LIBRARY_ENDING)


@dataclass(slots=True)
class Intake:
    """The texts of a run as they are read, and the count of what came of them."""

    session: Session
    sources: Sequence[str]
    base: Path | None
    unread: list[Unread] = field(default_factory=list)
    texts: int = 0
    #: Names of files that a library knows as they are.
    unchanged: list[str] = field(default_factory=list)
    isolation: Isolation | None = None
    #: A library of which what was fetched from the web is read too.
    library: str | None = None
    left_alone: int = 0
    statements: int = 0

    def readings(self, is_known: Callable[[str, str], bool] | None = None) -> Iterator[Reading]:
        """Texts one by one; what cannot be read is named on stderr at once.

        ``is_known`` is asked for each file by name and hash; those that are known are counted only.

        Raises:
            NoInputError: after the last source, if there was no text.
        """
        limits, extractor = self.session.config.limits, self.session.extractor
        for outcome in read_inputs(self.files, extractor, limits, self.base, self.isolation, is_known=is_known):
            if isinstance(outcome, Unread):
                self.unread.append(outcome)
                say_unread(outcome)
            elif isinstance(outcome, LeftAlone):
                self.left_alone += 1
                if self.session.common.verbose:
                    say(f"left alone: {outcome.path}: no text, but something of a program's")
            elif isinstance(outcome, Unchanged):
                self.unchanged.append(outcome.path)
            else:
                self.texts += 1
                if outcome.warning and not self.session.common.quiet:
                    say(f"warning: {outcome.document.path}: {outcome.warning}")
                yield outcome
        if not self.texts and not self.unchanged:
            raise NoInputError(self._nothing())

    @contextlib.contextmanager
    def isolated(self) -> Iterator[None]:
        """Have the processes of parsers started before a library is opened: no connection may be open across a fork."""
        from kzplans.sources import isolation_for  # noqa: PLC0415  only where a library is written

        with isolation_for(self.session.config.limits) as self.isolation:
            self.isolation.start()
            yield
        self.isolation = None

    @property
    def files(self) -> list[str]:
        """The sources that are no libraries."""
        return [source for source in self.sources if not is_library(source)]

    def contents(self, *, streams: bool = True) -> Iterator[tuple[Document, Iterable[Statement]]]:
        """Documents with their statements, with progress on a terminal if it takes long.

        ``streams``: what is found is printed as it comes.
        """
        from kzplans.cli.progress import showing_progress  # noqa: PLC0415  not every command reads texts

        for source in self.sources:
            if is_library(source):
                yield from self._kept_in(source)
        if self.library is not None:
            yield from self._kept_in(self.library, of_web=True)
        if not self.files:
            if not self.texts:
                raise NoInputError(self._nothing())
            return
        with showing_progress(quiet=self.session.common.quiet, streams=streams) as advance:
            for reading in self.readings():
                advance(reading.size)
                yield reading.document, self.session.extractor.statements(reading.document)

    def _kept_in(self, source: str, *, of_web: bool = False) -> Iterator[tuple[Document, Iterable[Statement]]]:
        from kzplans.library import Library  # noqa: PLC0415  only where one is named

        path = str(self.base / source) if self.base else source
        with Library.to_read(path) as library:
            for document, statements in library.texts(of_web=of_web):
                self.texts += 1
                yield document, statements

    def found(self) -> Iterator[Statement]:
        """Statements of all documents, in document order, as they are found."""
        for _, statements in self.contents():
            for statement in statements:
                self.statements += 1
                yield statement

    def collect(self) -> tuple[list[Statement], list[Document]]:
        """All statements and all documents, for reports that weigh them against each other."""
        found: list[Statement] = []
        documents: list[Document] = []
        for document, statements in self.contents(streams=False):
            documents.append(document)
            found.extend(statements)
        self.statements = len(found)
        return found, documents

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
        if not shown:
            return "nothing was fetched yet from the web; kzplans fetch does it"
        return f"no text in {shown}; what is read: {', '.join(FORMATS)}"

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
