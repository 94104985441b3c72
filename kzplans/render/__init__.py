"""Reports and statements: Markdown, HTML and feeds from templates, JSON, NDJSON, CSV and TSV as data, files of bytes.

Every function takes a report and gives a string or bytes; nothing is written here. Heavy parts are loaded when they are
used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzplans.reports.wording import Wording, report_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from kzplans.lexicon import Lexicon
    from kzplans.model import Statement, Unread
    from kzplans.render.environment import Template
    from kzplans.render.live import Live
    from kzplans.render.mail import Envelope
    from kzplans.reports import Report
    from kzplans.reports.brief import Briefs

__all__ = [
    "FILE_FORMS",
    "REPORT_FORMS",
    "STATEMENT_FORMS",
    "check_templates",
    "list_templates",
    "new_template",
    "render_briefs",
    "render_file",
    "render_report",
    "render_statements",
    "template_source",
]

#: What each report is made as, by templates or as data.
REPORT_FORMS = {
    "digest": ("md", "html", "json", "atom"),
    "compare": ("md", "html", "json", "tsv", "atom"),
    "targets": ("md", "html", "json", "csv", "tsv", "sdmx-csv", "ics"),
    "brief": ("md", "html", "json"),
}
#: Forms that are bytes, each by a package of its own (``kzplans.render.extras``).
FILE_FORMS = ("docx", "pdf", "eml", "xlsx")
STATEMENT_FORMS = ("ndjson", "json", "csv", "tsv")
_TABLES = frozenset({"csv", "tsv", "sdmx-csv", "ics"})


def render_report(  # noqa: PLR0913  the report, its form, and how it is dressed
    report: Report,
    form: str,
    *,
    lexicon: Lexicon,
    language: str | None = None,
    templates: Path | None = None,
    template: Path | None = None,
    inputs: Sequence[str] = (),
    to_file: bool = False,
) -> str:
    """A report in one of its ``REPORT_FORMS``.

    Args:
        report: a digest, a comparison, targets or a brief.
        form: one of its forms.
        lexicon: gives the labels.
        language: of labels; None: that of most texts.
        templates: folder that is searched before ours.
        template: file to render instead of ours, for ``md`` and ``html``.
        inputs: the sources as named by the user, for JSON.
        to_file: begin ``csv`` with a byte order mark, for Excel.

    Raises:
        TemplateFaultError: a template that does not work.
    """
    if form == "json":
        from kzplans.render.data import report_json  # noqa: PLC0415  not with templates

        return report_json(report, inputs)
    wording = Wording.of(lexicon, language or report_language(report.read.languages, lexicon))
    if form in _TABLES:
        from kzplans.render.tables import report_table  # noqa: PLC0415  as above

        return report_table(report, form, lexicon, wording, to_file=to_file)
    from kzplans.render import environment  # noqa: PLC0415  Jinja is not needed for data
    from kzplans.reports.brief import Brief  # noqa: PLC0415  as above

    context: dict[str, object] = {
        environment.REPORTS[report.name]: report,
        "t": wording,
        "live": _live(form, lexicon, wording),
        "generator": _generator(),
    }
    if report.name in environment.WITH_STATEMENTS:
        digest = report.digest if isinstance(report, Brief) else report
        context["statements"] = [entry.statement for entry in digest.entries]  # type: ignore[union-attr]  # it is one
    return environment.render(form, report.name, templates, template, **context)


def render_briefs(briefs: Briefs, form: str, *, lexicon: Lexicon, language: str, templates: Path | None = None) -> str:
    """The list of all briefs as ``html`` or ``atom``. Errors as in ``render_report``."""
    from kzplans.render import environment  # noqa: PLC0415  as below

    wording = Wording.of(lexicon, language)
    live = _live(form, lexicon, wording)
    return environment.render(form, briefs.name, templates, briefs=briefs, t=wording, live=live, generator=_generator())


def render_file(  # noqa: PLR0913  as above
    report: Report,
    form: str,
    *,
    lexicon: Lexicon,
    language: str | None = None,
    templates: Path | None = None,
    text: str = "",
    envelope: Envelope | None = None,
) -> bytes:
    """A report as bytes: ``docx``, ``pdf`` or ``eml`` of a digest, a comparison or a brief, ``xlsx`` of targets.

    Args:
        report: a digest, a comparison, targets or a brief.
        form: one of ``FILE_FORMS``.
        lexicon: gives the labels.
        language: of labels; None: that of most texts.
        templates: folder that is searched before ours; there are none for ``docx`` and ``xlsx``.
        text: the report in plain text, for the first part of a mail.
        envelope: whom a mail is for and from.

    Raises:
        TemplateFaultError: a template that does not work.
    """
    wording = Wording.of(lexicon, language or report_language(report.read.languages, lexicon))
    if form == "xlsx":
        from kzplans.render.workbook import targets_xlsx  # noqa: PLC0415  of an extra

        return targets_xlsx(report, lexicon, wording, _generator())  # type: ignore[arg-type]  # only targets have it
    if form == "docx":
        from kzplans.render.word import report_docx  # noqa: PLC0415  of an extra

        return report_docx(report, report.heading(wording), wording, _generator())  # type: ignore[arg-type]  # as above
    language = wording.language
    if form == "pdf":
        from kzplans.render.environment import read_asset  # noqa: PLC0415  as for pages
        from kzplans.render.pdf import page_pdf  # noqa: PLC0415  of an extra

        page = render_report(report, "html", lexicon=lexicon, language=language, templates=templates)
        return page_pdf(page, read_asset("pdf.css", templates), report.today, _generator())
    from kzplans.render.mail import Envelope, make_mail  # noqa: PLC0415  of an extra

    page = render_report(report, "eml", lexicon=lexicon, language=language, templates=templates)
    subject = f"{report.heading(wording)} · {wording.period(report.query.since, report.query.until)}"
    return make_mail(subject, text, page, today=report.today, language=language, envelope=envelope or Envelope())


def render_statements(  # noqa: PLR0913  the last ones are for the envelope
    statements: Iterable[Statement],
    form: str,
    *,
    today: date,
    inputs: Sequence[str] = (),
    warnings: Sequence[str] = (),
    unread: Sequence[Unread] = (),
    to_file: bool = False,
) -> Iterator[str]:
    """Statements as ``ndjson``, ``json``, ``csv`` or ``tsv``, in pieces of text as they come.

    Args:
        statements: are read one at a time, but for ``json``.
        form: one of ``STATEMENT_FORMS``.
        today: day of the run, for the envelope of ``json``.
        inputs: the sources as named by the user.
        warnings: what the reader should know.
        unread: may still grow while statements are read; is looked at after the last one.
        to_file: begin ``csv`` with a byte order mark, for Excel.
    """
    from kzplans.render import data  # noqa: PLC0415  not for templates

    if form == "ndjson":
        yield from data.statement_lines(statements)
    elif form == "json":
        yield data.statements_json(statements, data.Run(today, inputs, warnings, unread))
    else:
        yield from data.statement_rows(statements, form, to_file=to_file)


def check_templates(folder: Path | None = None) -> None:
    """Compile all templates, ours and those of ``folder``.

    Raises:
        TemplateFaultError: at the first fault, with file and line.
    """
    from kzplans.render import environment  # noqa: PLC0415  Jinja is not needed for data

    environment.check_templates(folder)


def list_templates(folder: Path | None = None) -> list[Template]:
    """Templates that reports are made by, those of ``folder`` first."""
    from kzplans.render import environment  # noqa: PLC0415  as above

    return environment.list_templates(folder)


def template_source(name: str, folder: Path | None = None) -> str:
    """The text of a template or a part, that of ``folder`` before ours.

    Raises:
        TemplateFaultError: there is none.
    """
    from kzplans.render import environment  # noqa: PLC0415  as above

    return environment.template_source(name, folder)


def new_template(source: str, name: str, folder: Path | None = None) -> str:
    """The text of a template of one's own, begun from ``source``; ``name`` is what its head calls it.

    Raises:
        TemplateFaultError: ``source`` is no report's template.
    """
    from kzplans.render import environment  # noqa: PLC0415  as above

    return environment.new_template(source, name, folder)


def _live(form: str, lexicon: Lexicon, wording: Wording) -> Live | None:
    """Words that a page can switch; other forms have one language."""
    if form != "html":
        return None
    from kzplans.render.live import Live  # noqa: PLC0415  for pages only

    return Live(lexicon, wording.language)


def _generator() -> str:
    from kzplans import __version__  # noqa: PLC0415  the package names this module

    return f"kzplans {__version__}"
