"""``kzplans check``: is everything that a run needs in order?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from kzplans.cli.ends import ANSWER_IS_NO
from kzplans.cli.messages import say
from kzplans.cli.options import Common, Output, Sources
from kzplans.cli.options import command as made_command
from kzplans.cli.output import open_output
from kzplans.cli.session import Session, almaty, load_nearest_config
from kzplans.config import Config
from kzplans.errors import ConfigError
from kzplans.extract import Extractor
from kzplans.lexicon import load_lexicon
from kzplans.model import Unread
from kzplans.sources import STDIN, LeftAlone, Reason, Unchanged, read_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kzplans.lexicon import Lexicon
    from kzplans.sources import Reading

    Outcome = Reading | Unread | LeftAlone | Unchanged
    Result = TypeVar("Result")

COLUMNS = ("path", "state", "bytes", "encoding", "format", "language", "date", "reason")


Closer = Annotated[
    bool,
    typer.Option("--lexicon", help="Look closer at the words: entries that no text can match, duplicates, examples."),
]


def check(source: Sources = None, *, lexicon: Closer = False, common: Common = Common()) -> int:  # noqa: B008  frozen
    """Check configuration, words and templates.

    \b
    kzplans check                     silent if all is well
    kzplans check -v                  a line for each thing checked
    kzplans check --lexicon           after words were added: does each entry do what it is there for?
    kzplans check news/ letter.txt    and the encoding, language and date of each text

    Ends with 1 if there are faults, each on a line of its own.
    """  # noqa: D301  the mark that keeps lines apart in help
    almaty()  # without the zone no other command can tell a day
    inspection = _Inspection(common)
    session = inspection.run()
    if lexicon and session:
        inspection.review_words(session.config.lexicon)
    failed = bool(inspection.faults)
    with open_output(Output()) as sink:
        for fault in inspection.faults:
            sink.write(f"{fault}\n")
        if source and session:
            sink.write("\t".join(COLUMNS) + "\n")
            for row in _rows(session, source):
                sink.write("\t".join(row) + "\n")
                failed = failed or row[1] == "failed"
    return ANSWER_IS_NO if failed else 0


command = made_command(check)


class _Inspection:
    """Looks at one part after the other and goes on after a fault."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.faults: list[str] = []

    def run(self) -> Session | None:
        """Inspect all parts; gives what is needed to read texts, if that much is in order."""
        config = self._part("configuration", lambda: load_nearest_config(self.common)) or Config()
        lexicon = self._part("words", lambda: load_lexicon(config.lexicon))
        self._part("templates", lambda: _check_templates(config.templates))
        if lexicon is None:
            return None
        session = Session(config, Extractor(lexicon, config.limits.sentence_chars), self.common)
        self._part("cities shown", lambda: session.cities(None))
        self._part("directions shown", lambda: session.directions(None))
        self._part("sources", lambda: _check_sources(config, lexicon))
        return session

    def review_words(self, overlay: Path | None) -> None:
        """Look closer at the words: ours, or those laid over them."""
        from kzplans.cli.review import review  # noqa: PLC0415  only where asked for

        self.faults += self._part("entries and examples", lambda: review(overlay)) or []

    def _part(self, name: str, look: Callable[[], Result]) -> Result | None:
        try:
            found = look()
        except ConfigError as error:
            self.faults.extend(str(error).splitlines())
            return None
        if self.common.verbose:
            say(f"in order: {name}")
        return found


def _check_templates(folder: Path | None) -> None:
    from kzplans.render import check_templates  # noqa: PLC0415  Jinja is not needed for a fault in the configuration

    check_templates(folder)


def _check_sources(config: Config, lexicon: Lexicon) -> None:
    for index, source in zip(config.positions, config.sources, strict=True):
        if source != STDIN and config.folder and not (config.folder / source).exists():
            raise config.fault(("sources", index), f"sources: {source!r} does not exist beside this file")
    if config.web_sources and config.library is None:
        raise config.fault(("sources",), "sources: what fetch brings is kept in a library; name one with library:")
    for web in config.web_sources:
        if web.city is not None and lexicon.parse_city(web.city) is None:
            raise config.fault(("sources",), f"sources: {web.url}: unknown city {web.city!r}")


def _rows(session: Session, sources: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for outcome in read_inputs(sources, session.extractor, session.config.limits):
        yield _row(outcome)


def _row(outcome: Outcome) -> tuple[str, ...]:
    if isinstance(outcome, LeftAlone | Unchanged):
        return (outcome.path, "left alone", "", "", "", "", "", "")
    if isinstance(outcome, Unread):
        reason = Reason(outcome.reason)
        return (outcome.path, reason.state, "", "", "", "", "", f"{reason}: {outcome.detail}")
    document = outcome.document
    told = (str(outcome.size), outcome.encoding, outcome.format, document.language, document.date or "")
    return (document.path, "ok", *told, outcome.warning or "")
