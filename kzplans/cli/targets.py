"""``kzplans targets``: the ledger of what was promised, by when, and what was reported."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kzplans.cli.forms import choose_form, given_names, render_again, write_report
from kzplans.cli.options import (
    ActualsOption,
    CityOption,
    Common,
    Filters,
    Mail,
    Output,
    Presentation,
    Sources,
    Templating,
    names,
)
from kzplans.cli.options import command as made_command
from kzplans.cli.output import check_destination, choice
from kzplans.cli.session import open_session, parse_today
from kzplans.errors import UsageError

if TYPE_CHECKING:
    from kzplans.cli.session import Session
    from kzplans.reports.targets import Selection

FORMATS = ("txt", "tsv", "md", "html", "json", "csv", "xlsx", "sdmx-csv", "ics")
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """Which targets are shown."""

    indicator: Annotated[
        list[str] | None,
        typer.Option(
            "--indicator", metavar="NAME", autocompletion=names("indicators"), help="Only this indicator. Repeat it."
        ),
    ] = None
    status: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", help="Only targets of this status. Repeat it."),
    ] = None
    year: Annotated[
        list[str] | None,
        typer.Option("--year", metavar="YEAR", help="Only targets for this year. Repeat it."),
    ] = None
    components: Annotated[bool, typer.Option("--components", help="Show the numbers that each status is made of.")] = (
        False
    )
    vague: Annotated[
        bool, typer.Option("--vague", help="List promises without a measure, a deadline or one who answers.")
    ] = False


def targets(  # noqa: PLR0913  each is a group of options
    source: Sources = None,
    city: CityOption = None,
    actuals: ActualsOption = None,
    *,
    choice: Choice = Choice(),
    filters: Filters = Filters(),  # noqa: B008
    presentation: Presentation = Presentation(),  # noqa: B008
    output: Output = Output(),  # noqa: B008
    templating: Templating = Templating(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Show what was promised, by when, and what was reported on it.

    \b
    kzplans targets                                    every target of the texts in ./seeds
    kzplans targets news/ --city astana --year 2030
    kzplans targets news/ --status overdue-without-report
    kzplans targets news/ --actuals figures.csv -o ledger.xlsx
    kzplans targets news/ --vague                      promises that leave something open
    kzplans targets news/ -o deadlines.ics             deadlines for a calendar

    One row a target: its value and year, who stated it first and when, what has changed since, the latest report, the
    share reached, and what is needed a year from now on.
    Statuses: stated, reported-done, overdue-without-report, contradicted, no-data. They tell what the texts hold and
    judge nothing.
    Formats: txt (on a terminal), tsv (elsewhere), md, html, json, csv, xlsx, sdmx-csv, ics (a calendar).
    xlsx needs another package: pip install 'kzplans[xlsx]'.
    """  # noqa: D301  the mark that keeps lines apart in help
    form = choose_form(output, Mail(), templating, FORMATS, "txt" if sys.stdout.isatty() else "tsv")
    session = open_session(common)
    if templating.from_context is not None:
        asked = [*(source or ()), *(city or ()), *(actuals or ()), *given_names(filters, choice)]
        return render_again("targets", asked, form, templating, session, presentation.lang, output)
    today = parse_today(filters.today)
    query = session.query(city, filters, today)
    selection = _selection(session, choice)
    language = session.label_language(presentation.lang)
    intake = session.intake(source)
    check_destination(output, intake.sources, intake.base)
    records = intake.records(actuals)

    from kzplans.reports.targets import build_targets  # noqa: PLC0415  wrong usage is answered without it

    statements, documents = intake.collect()
    report = build_targets(
        statements,
        documents,
        intake.unread,
        session.lexicon,
        query=query,
        today=today,
        selection=selection,
        records=records,
    )
    write_report(report, form, session=session, language=language, output=output, inputs=intake.sources)
    intake.sum_up(output)
    return intake.exit_code


def _selection(session: Session, asked: Choice) -> Selection:
    from kzplans.reports.ledger import Status  # noqa: PLC0415  as above
    from kzplans.reports.targets import Selection  # noqa: PLC0415  as above

    return Selection(
        indicators=session.indicators(asked.indicator),
        statuses=tuple([Status(choice(name, [*Status], "--status")) for name in asked.status or ()]),
        years=tuple([_year(text) for text in asked.year or ()]),
        components=asked.components,
        vague=asked.vague,
    )


def _year(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) == _YEAR_DIGITS:
        return int(text)
    message = f"--year {text!r}: must be a year in four digits, as 2030"
    raise UsageError(message)


command = made_command(targets)
