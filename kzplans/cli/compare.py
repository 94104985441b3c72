"""``kzplans compare``: two cities or more, side by side."""

from __future__ import annotations

import sys

from kzplans.cli.forms import choose_form, given_names, render_again, write_report
from kzplans.cli.options import (
    ActualsOption,
    CityArguments,
    Common,
    Filters,
    Mail,
    Output,
    Presentation,
    SourceOption,
    Templating,
)
from kzplans.cli.options import command as made_command
from kzplans.cli.output import check_destination
from kzplans.cli.session import open_session, parse_today
from kzplans.errors import UsageError

FORMATS = ("txt", "tsv", "md", "html", "docx", "pdf", "eml", "atom", "json")
TWO = 2


def compare(  # noqa: PLR0913  each is a group of options
    cities: CityArguments = None,
    source: SourceOption = None,
    actuals: ActualsOption = None,
    *,
    filters: Filters = Filters(),  # noqa: B008  frozen, like those below
    presentation: Presentation = Presentation(),  # noqa: B008
    output: Output = Output(),  # noqa: B008
    mail: Mail = Mail(),  # noqa: B008
    templating: Templating = Templating(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Set cities side by side.

    \b
    kzplans compare astana almaty
    kzplans compare Астана Шымкент --source news/ -o compare.html
    kzplans compare astana almaty --direction transport --since 2026-01-01
    kzplans compare astana almaty --actuals figures.csv

    Shows counts, the weightiest statements, what only one has, and the indicators that they share: levels, changes,
    targets, and figures per resident where the population of that year is known.
    Two CITYs or more, named in Kazakh, Russian or English.
    Formats: txt (on a terminal), tsv (elsewhere), md, html, docx (Word), pdf, eml (a mail), atom (a feed), json.
    docx, pdf and eml need more packages: pip install 'kzplans[docx,pdf,mail]'.
    """  # noqa: D301  the mark that keeps lines apart in help
    form = choose_form(output, mail, templating, FORMATS, "txt" if sys.stdout.isatty() else "tsv")
    session = open_session(common)
    if templating.from_context is not None:
        asked = [*(cities or ()), *(source or ()), *(actuals or ()), *given_names(filters)]
        return render_again("compare", asked, form, templating, session, presentation.lang, output)
    today = parse_today(filters.today)
    query = session.query(cities, filters, today)
    if len(query.cities) < TWO:
        told = f"; {', '.join(cities)} is one" if cities else ""
        message = f"compare needs two different cities{told}"
        raise UsageError(message)
    language = session.label_language(presentation.lang)
    intake = session.intake(source)
    check_destination(output, intake.sources, intake.base)
    records = intake.records(actuals)

    from kzplans.reports.comparison import build_comparison  # noqa: PLC0415  wrong usage is answered without it

    statements, documents = intake.collect()
    report = build_comparison(
        statements,
        documents,
        intake.unread,
        session.lexicon,
        cities=query.cities,
        query=query,
        today=today,
        records=records,
    )
    write_report(report, form, session=session, language=language, output=output, inputs=intake.sources)
    intake.sum_up(output)
    return intake.exit_code


command = made_command(compare)
