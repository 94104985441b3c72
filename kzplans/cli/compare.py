"""``kzplans compare``: two cities or more, side by side."""

from __future__ import annotations

import sys

from kzplans.cli.options import CityArguments, Common, Filters, Output, Presentation, SourceOption
from kzplans.cli.options import command as made_command
from kzplans.cli.output import check_destination, choose_format, open_output, terminal_width, use_color
from kzplans.cli.session import Intake, open_session, parse_today
from kzplans.errors import UsageError

FORMATS = ("text", "md", "html", "json", "tsv")
TWO = 2


def compare(  # noqa: PLR0913  each is a group of options
    cities: CityArguments,
    source: SourceOption = None,
    *,
    filters: Filters = Filters(),  # noqa: B008  frozen, like those below
    presentation: Presentation = Presentation(),  # noqa: B008
    output: Output = Output(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Set cities side by side.

    \b
    kzplans compare astana almaty
    kzplans compare Астана Шымкент --source news/ -o compare.html
    kzplans compare astana almaty --direction transport --since 2026-01-01

    Shows counts, the weightiest statements, what only one has, and the indicators that they share.
    Two CITYs or more, named in Kazakh, Russian or English.
    Formats: text (on a terminal), tsv (elsewhere), md, html, json.
    """  # noqa: D301  the mark that keeps lines apart in help
    form = choose_format(output, FORMATS, "text" if sys.stdout.isatty() else "tsv")
    session = open_session(common)
    today = parse_today(filters.today)
    query = session.query(cities, filters, today)
    if len(query.cities) < TWO:
        message = f"compare needs two different cities; {', '.join(cities)} is one"
        raise UsageError(message)
    language = session.label_language(presentation.lang)
    intake = Intake(session, *session.sources(source))
    check_destination(output, intake.sources, intake.base)

    from kzplans.reports.comparison import build_comparison  # noqa: PLC0415  wrong usage is answered without it

    statements, documents = intake.collect()
    report = build_comparison(
        statements, documents, intake.unread, session.lexicon, cities=query.cities, query=query, today=today
    )
    if form == "text":
        from kzplans.console import comparison_view  # noqa: PLC0415  only on a terminal

        color = use_color(common) and not output.to_file
        text = comparison_view(report, lexicon=session.lexicon, language=language, color=color, width=terminal_width())
    else:
        from kzplans.render import render_comparison  # noqa: PLC0415  only elsewhere

        text = render_comparison(
            report,
            form,
            lexicon=session.lexicon,
            language=language,
            templates=session.config.templates,
            inputs=intake.sources,
        )
    with open_output(output) as sink:
        sink.write(text)
    intake.sum_up(output)
    return intake.exit_code


command = made_command(compare)
