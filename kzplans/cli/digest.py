"""``kzplans digest``: the briefing, city by city, direction by direction."""

from __future__ import annotations

from kzplans.cli.options import CityOption, Common, Filters, Length, Output, Presentation, Sources
from kzplans.cli.options import command as made_command
from kzplans.cli.output import check_destination, choose_format, open_output, terminal_width, use_color
from kzplans.cli.session import Intake, open_session, parse_today

FORMATS = ("md", "html", "json", "text")


def digest(  # noqa: PLR0913  each is a group of options
    source: Sources = None,
    city: CityOption = None,
    *,
    filters: Filters = Filters(),  # noqa: B008  frozen, like those below
    length: Length = Length(),  # noqa: B008
    presentation: Presentation = Presentation(),  # noqa: B008
    output: Output = Output(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Make the briefing, city by city, direction by direction.

    \b
    kzplans digest                                     Markdown of the texts in ./seeds
    kzplans digest news/ -o brief.html                 a page to hand on
    kzplans digest news/ -o brief.html --period week   the week that has ended
    kzplans digest --city almaty --direction transport --all

    Within a direction the weightiest statements come first.
    SOURCE is a file, a folder or - for standard input.
    Formats: md, html, json, text (for a terminal).
    """  # noqa: D301  the mark that keeps lines apart in help
    form = choose_format(output, FORMATS, "md")
    session = open_session(common)
    today = parse_today(filters.today)
    query = session.query(city, filters, today)
    top = session.top(length.top, length.show_all)
    language = session.label_language(presentation.lang)
    intake = Intake(session, *session.sources(source))
    check_destination(output, intake.sources, intake.base)

    from kzplans.reports.digest import build_digest  # noqa: PLC0415  wrong usage is answered without it

    statements, documents = intake.collect()
    report = build_digest(statements, documents, intake.unread, session.lexicon, query=query, today=today, top=top)
    if form == "text":
        from kzplans.console import digest_view  # noqa: PLC0415  only if asked for

        color = use_color(common) and not output.to_file
        text = digest_view(report, lexicon=session.lexicon, language=language, color=color, width=terminal_width())
    else:
        from kzplans.render import render_digest  # noqa: PLC0415  only elsewhere

        text = render_digest(
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


command = made_command(digest)
