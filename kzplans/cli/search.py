"""``kzplans search``: find statements in the library."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from kzplans.cli.ends import ANSWER_IS_NO
from kzplans.cli.messages import counted, say
from kzplans.cli.options import CityOption, Common, Filters, LibraryOption, Output
from kzplans.cli.options import command as made_command
from kzplans.cli.output import choose_format, open_output, terminal_width, use_color, whole_number
from kzplans.cli.session import open_session, parse_today
from kzplans.errors import UsageError

if TYPE_CHECKING:
    from kzplans.cli.session import Session
    from kzplans.library import Search

FORMATS = ("txt", "tsv", "csv", "ndjson", "json")
#: Statements that are shown unless --all or --top asks for others.
_SHOWN = 20


def search(  # noqa: PLR0913, PLR0917  each is an option or a group of them
    query: Annotated[list[str] | None, typer.Argument(metavar="QUERY", hidden=True)] = None,
    library: LibraryOption = None,
    city: CityOption = None,
    number: Annotated[
        list[str] | None,
        typer.Option("--number", metavar="TEST", help="Only with such a number: '>1e12 KZT', '=30 km'. Repeat it."),
    ] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Only words or reports of this person or office.")
    ] = None,
    context: Annotated[
        str | None, typer.Option("-C", "--context", metavar="N", help="Show N sentences before and after.")
    ] = None,
    top: Annotated[str | None, typer.Option("--top", metavar="N", help="How many are shown, if not 20.")] = None,
    *,
    show_all: Annotated[bool, typer.Option("--all", help="Show all that is found.")] = False,
    filters: Filters = Filters(),  # noqa: B008  frozen
    output: Output = Output(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Find statements in the library.

    \b
    kzplans search мектеп --library city.db            мектеп, мектебі, мектептерге …
    kzplans search 'жылу желісі' --city astana
    kzplans search '"зеленый пояс"' -C 1               these words in this order, with the sentences around
    kzplans search --number '>1e12 KZT' --kind target  more than a trillion tenge
    kzplans search метро --speaker Сатыбалды --since 2026-01-01

    All words must stand in a statement, each in any of its forms; the newest texts come first. What several texts
    repeat is shown once, with the number of the others. Ends with 1 if nothing is found.
    Formats: txt (on a terminal), tsv (elsewhere), csv, ndjson, json.
    """  # noqa: D301  the mark that keeps lines apart in help
    from kzplans.cli.taking import library_path  # noqa: PLC0415  completion needs no library
    from kzplans.library import Library  # noqa: PLC0415  as above

    form = choose_format(output, FORMATS, "txt" if sys.stdout.isatty() or context else "tsv")
    around = whole_number(context, "--context", 0) if context else 0
    limit = None if show_all else whole_number(top, "--top") if top else _SHOWN
    session = open_session(common)
    path = library_path(session, library)
    today = parse_today(filters.today)
    asked = _search(session, query, city, number, speaker, filters)
    with Library.to_read(path) as opened:
        hits = opened.search(asked, limit)
    found = hits.found
    if not found:
        say(f"nothing found in {path}")
        return ANSWER_IS_NO
    with open_output(output) as sink:
        if form == "txt":
            from kzplans.console import found_view  # noqa: PLC0415  as above

            color, width = use_color(common) and not output.to_file, terminal_width()
            language = session.label_language(None)
            sink.write(
                found_view(found, lexicon=session.lexicon, language=language, around=around, width=width, color=color)
            )
        else:
            from kzplans.render import render_statements  # noqa: PLC0415  as above

            statements = [one.statement for one in found]
            for piece in render_statements(statements, form, today=today, inputs=[path], to_file=output.to_file):
                sink.write(piece)
    if not common.quiet:
        least = "" if hits.is_whole else "at least "
        rest = f", {len(found):,} shown (--all shows all)" if len(found) < hits.total else ""
        say(f"{least}{counted(hits.total, 'statement')} found{rest}")
    return 0


command = made_command(search)


def _search(  # noqa: PLR0913, PLR0917  what the command line holds
    session: Session,
    words: list[str] | None,
    city: list[str] | None,
    numbers: list[str] | None,
    speaker: str | None,
    filters: Filters,
) -> Search:
    """What is looked for.

    Raises:
        UsageError: nothing is, or a filter says nothing.
    """
    from kzplans.library import NumberTest, Search  # noqa: PLC0415  as above

    tests = []
    for text in numbers or ():
        test = NumberTest.parse(text)
        if test.unit is not None and test.unit not in session.lexicon.units:
            near = get_close_matches(test.unit, session.lexicon.units, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there is {', '.join(session.lexicon.units)}"
            message = f"--number {text!r}: no unit {test.unit!r}; {hint}"
            raise UsageError(message)
        tests.append(test)
    query = session.query(city, filters, parse_today(filters.today))
    asked = Search(" ".join(words or ()), query, tuple(tests), speaker)
    if asked == Search():
        message = "nothing to look for: name words, or a filter such as --city or --number"
        raise UsageError(message)
    return asked
