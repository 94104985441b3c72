"""Taking texts into the library: what ``add`` and ``brief`` do alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans import __version__
from kzplans.cli.messages import counted, say
from kzplans.cli.output import whole_number
from kzplans.cli.session import LIBRARY_ENDING
from kzplans.errors import NoInputError, UsageError
from kzplans.lexicon import edition_of
from kzplans.library import Library, Words
from kzplans.reports.reprints import Gists
from kzplans.sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.cli.ahead import Ahead
    from kzplans.cli.session import Intake, Session
    from kzplans.model import Document


@dataclass(slots=True)
class Totals:
    """What came of taking in."""

    texts: int = 0
    statements: int = 0
    #: Statements that nobody had said before.
    new: int = 0
    unchanged: int = 0
    #: Texts that were read again, since program or words are others now.
    again: int = 0
    #: Files that are no longer there.
    removed: int = 0
    nothing_read: bool = False

    def sum_up(self, unread: int) -> str:
        """All of it in a line."""
        parts = [
            f"{counted(self.texts, 'text')} taken in",
            f"{counted(self.statements, 'statement')}, {self.new:,} of them new",
            f"{self.unchanged:,} unchanged",
        ]
        if self.again:
            parts.append(f"{counted(self.again, 'text')} read again with other words")
        if self.removed:
            parts.append(f"{counted(self.removed, 'file')} removed")
        return ", ".join([*parts, f"{unread:,} not read"])


def library_path(session: Session, given: str | None) -> str:
    """The library named, else the one configured.

    Raises:
        UsageError: neither, or a name that no command would take for a library.
    """
    path = given or (str(session.config.library) if session.config.library else None)
    if path is None:
        message = "no library: name one with --library FILE, or with library: in kzplans.yaml"
        raise UsageError(message)
    if not path.endswith(LIBRARY_ENDING):
        message = f"{path}: the name of a library ends with {LIBRARY_ENDING}, such as library{LIBRARY_ENDING}"
        raise UsageError(message)
    return path


def seconds(given: str | None) -> float:
    """Seconds that another run is waited for.

    Raises:
        UsageError: no number of them.
    """
    return float(whole_number(given, "--wait", 0)) if given is not None else 0.0


def open_library(session: Session, path: str, wait: float, *, lasting: bool = True) -> Library:
    """A library to write to, with the words of the session."""
    edition = f"kzplans {__version__}, words {edition_of(session.config.lexicon)}"
    return Library.to_write(path, Words(edition, Gists(session.lexicon)), wait, lasting=lasting)


def take_in(intake: Intake, library: Library, ahead: Ahead) -> Totals:
    """Read what is new or has changed, and again what other words have found; name what could not be read."""
    from kzplans.cli.progress import showing_progress  # noqa: PLC0415  not for wrong usage

    session, totals = intake.session, Totals()
    taken: list[str] = []
    with showing_progress(quiet=session.common.quiet, streams=False) as advance:
        outdated = (("", len(document.text), document) for document in library.outdated())
        for _, size, text in ahead.prepared(outdated):
            library.read_again(text)
            totals.again += 1
            advance(size)
        if totals.again:
            library.finish_reading_again()
        try:
            for name, size, text in ahead.prepared(_readings(intake, library)):
                came = library.take(name, size, text)
                advance(size)
                taken.append(name)
                totals.texts += 1
                totals.statements += came.statements
                totals.new += came.new
        except NoInputError as error:
            totals.nothing_read = True
            say(str(error))
    totals.unchanged = len(intake.unchanged)
    lost = [unread.path for unread in intake.unread]
    sources = [source for source in intake.files if source not in lost]
    totals.removed = library.forget_missing(sources, {*taken, *intake.unchanged}, lost)
    return totals


def _readings(intake: Intake, library: Library) -> Iterator[tuple[str, int, Document]]:
    for reading in intake.readings(library.knows_file):
        document = reading.document
        yield (document.path if document.path != STDIN else f"- {document.id}"), reading.size, document
