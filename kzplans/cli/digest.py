"""``kzplans digest``: the briefing, city by city, direction by direction."""

from __future__ import annotations

import sys

from kzplans.cli.forms import choose_form, given_names, render_again, write_report
from kzplans.cli.options import (
    CityOption,
    Common,
    Filters,
    Length,
    Mail,
    Output,
    Presentation,
    Sources,
    Templating,
)
from kzplans.cli.options import command as made_command
from kzplans.cli.output import check_destination
from kzplans.cli.session import open_session, parse_today

FORMATS = ("md", "html", "docx", "pdf", "txt", "eml", "atom", "json")


def digest(  # noqa: PLR0913  each is a group of options
    source: Sources = None,
    city: CityOption = None,
    *,
    filters: Filters = Filters(),  # noqa: B008  frozen, like those below
    length: Length = Length(),  # noqa: B008
    presentation: Presentation = Presentation(),  # noqa: B008
    output: Output = Output(),  # noqa: B008
    mail: Mail = Mail(),  # noqa: B008
    templating: Templating = Templating(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Make the briefing, city by city, direction by direction.

    \b
    kzplans digest                                     the texts in ./seeds: Markdown, or text on a terminal
    kzplans digest news/ -o brief.html                 a page to hand on
    kzplans digest news/ -o brief.html --period week   the week that has ended
    kzplans digest --city almaty --direction transport --all
    kzplans digest news/ -O eml --mail-to editors@example.kz | msmtp -t
    kzplans digest news/ --template monday.md.j2       by a template of your own (kzplans template new monday)

    Within a direction the weightiest statements come first.
    SOURCE is a file, a folder or - for standard input.
    Formats: md, html, docx (Word), pdf, txt (for a terminal), eml (a mail), atom (a feed), json.
    docx, pdf and eml need more packages: pip install 'kzplans[docx,pdf,mail]'.
    """  # noqa: D301  the mark that keeps lines apart in help
    form = choose_form(output, mail, templating, FORMATS, "txt" if sys.stdout.isatty() else "md")
    session = open_session(common)
    if templating.from_context is not None:
        asked = [*(source or ()), *(city or ()), *given_names(filters, length)]
        return render_again("digest", asked, form, templating, session, presentation.lang, output)
    today = parse_today(filters.today)
    query = session.query(city, filters, today)
    top = session.top(length.top, length.show_all)
    language = session.label_language(presentation.lang)
    intake = session.intake(source)
    check_destination(output, intake.sources, intake.base)

    from kzplans.reports.digest import build_digest  # noqa: PLC0415  wrong usage is answered without it

    statements, documents = intake.collect()
    report = build_digest(statements, documents, intake.unread, session.lexicon, query=query, today=today, top=top)
    write_report(report, form, session=session, language=language, output=output, inputs=intake.sources)
    intake.sum_up(output)
    return intake.exit_code


command = made_command(digest)
