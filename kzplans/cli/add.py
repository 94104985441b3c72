"""``kzplans add``: take texts into the library."""

from __future__ import annotations

from kzplans.cli.messages import say
from kzplans.cli.options import Common, FileTimeoutOption, LibraryOption, Sources, TodayOption, WaitOption
from kzplans.cli.options import command as made_command
from kzplans.cli.session import Intake, open_session, parse_today, with_timeout
from kzplans.errors import NoInputError


def add(  # noqa: PLR0913  each is an option
    source: Sources = None,
    library: LibraryOption = None,
    wait: WaitOption = None,
    today: TodayOption = None,
    file_timeout: FileTimeoutOption = None,
    *,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Take texts into the library.

    \b
    kzplans add news/ --library city.db     what is new or has changed; the rest is left alone
    kzplans add                             the sources: into the library: of kzplans.yaml
    kzplans search жылу --library city.db   then it can be searched
    kzplans digest city.db                  and read like any other source

    Texts are known by their bytes: the same text is never taken in twice, wherever it lies. Files that are gone are
    marked, and what they said is kept. After a change of words or program all texts are read again by themselves.
    The library is one file of SQLite; sqlite3 and Datasette open it.
    """  # noqa: D301  the mark that keeps lines apart in help
    from kzplans.cli.ahead import Ahead  # noqa: PLC0415  completion needs no library
    from kzplans.cli.taking import library_path, open_library, seconds, take_in  # noqa: PLC0415  as above

    session = with_timeout(open_session(common), file_timeout)
    day = parse_today(today).isoformat()
    path = library_path(session, library)
    intake = Intake(session, *session.sources(source))
    with intake.isolated(), Ahead(session.extractor) as ahead, open_library(session, path, seconds(wait)) as opened:
        totals = take_in(intake, opened, ahead)
        if totals.texts or totals.again or totals.removed or intake.unread:
            opened.record_run("add", day, totals.texts, totals.new, len(intake.unread))
    if not common.quiet:
        say(f"{path}: {totals.sum_up(len(intake.unread))}")
    return NoInputError.exit_code if totals.nothing_read else intake.exit_code


command = made_command(add)
