"""``kzplans extract``: the statements as data."""

from __future__ import annotations

from kzplans.cli.options import CityOption, Common, Filters, Output, Sources
from kzplans.cli.options import command as made_command
from kzplans.cli.output import check_destination, choose_format, open_output
from kzplans.cli.session import open_session, parse_today

FORMATS = ("ndjson", "json", "csv", "tsv")


def extract(
    source: Sources = None,
    city: CityOption = None,
    *,
    filters: Filters = Filters(),  # noqa: B008  frozen, like those below
    output: Output = Output(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Print the statements as data.

    \b
    kzplans extract                                    one JSON object a line
    kzplans extract news/ -o statements.csv            for a spreadsheet
    kzplans extract --city Алматы --kind target | jq .text

    SOURCE is a file, a folder or - for standard input. Formats: ndjson, json, csv, tsv.
    """  # noqa: D301  the mark that keeps lines apart in help
    form = choose_format(output, FORMATS, "ndjson")
    session = open_session(common)
    today = parse_today(filters.today)
    query = session.query(city, filters, today)
    intake = session.intake(source)
    check_destination(output, intake.sources, intake.base)

    from kzplans.render import render_statements  # noqa: PLC0415  wrong usage is answered without it
    from kzplans.reports.query import select  # noqa: PLC0415

    statements = select(intake.found(), query)
    with open_output(output) as sink:
        pieces = render_statements(
            statements,
            form,
            today=today,
            inputs=intake.sources,
            unread=intake.unread,
            to_file=output.to_file,
        )
        for piece in pieces:
            sink.write(piece)
    intake.sum_up(output)
    return intake.exit_code


command = made_command(extract)
