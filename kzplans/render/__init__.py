"""Reports and statements as text: Markdown and HTML from templates, JSON, NDJSON, CSV and TSV as data.

Every function takes a report and gives a string; nothing is written here. Heavy parts are loaded when they are used.
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
    from kzplans.reports.comparison import Comparison
    from kzplans.reports.digest import Digest

__all__ = [
    "DIGEST_FORMS",
    "STATEMENT_FORMS",
    "check_templates",
    "render_comparison",
    "render_digest",
    "render_statements",
]

DIGEST_FORMS = ("md", "html", "json")
COMPARISON_FORMS = ("md", "html", "json", "tsv")
STATEMENT_FORMS = ("ndjson", "json", "csv", "tsv")


def render_digest(  # noqa: PLR0913  the report, its form, and how it is dressed
    digest: Digest,
    form: str,
    *,
    lexicon: Lexicon,
    language: str | None = None,
    templates: Path | None = None,
    inputs: Sequence[str] = (),
) -> str:
    """A digest as ``md``, ``html`` or ``json``.

    Args:
        digest: the report.
        form: one of ``DIGEST_FORMS``.
        lexicon: gives the labels.
        language: of labels; None: that of most texts.
        templates: folder that is searched before ours.
        inputs: the sources as named by the user, for JSON.

    Raises:
        TemplateFaultError: a template that does not work.
    """
    if form == "json":
        from kzplans.render.data import digest_json  # noqa: PLC0415  not with templates

        return digest_json(digest, inputs)
    from kzplans.render.environment import render  # noqa: PLC0415  Jinja is not needed for data

    wording = Wording.of(lexicon, language or report_language(digest.read.languages, lexicon))
    return render(form, "digest", templates, digest=digest, t=wording, generator=_generator())


def render_comparison(  # noqa: PLR0913  as above
    comparison: Comparison,
    form: str,
    *,
    lexicon: Lexicon,
    language: str | None = None,
    templates: Path | None = None,
    inputs: Sequence[str] = (),
) -> str:
    """A comparison as ``md``, ``html``, ``json`` or ``tsv``; arguments as for a digest."""
    from kzplans.render.data import comparison_json, table_lines  # noqa: PLC0415  only for those who ask

    if form == "json":
        return comparison_json(comparison, inputs)
    wording = Wording.of(lexicon, language or report_language(comparison.read.languages, lexicon))
    if form == "tsv":
        from kzplans.reports.tables import comparison_rows  # noqa: PLC0415  as above

        return table_lines(comparison_rows(comparison, wording))
    from kzplans.render.environment import render  # noqa: PLC0415  Jinja is not needed for data

    return render(form, "compare", templates, comparison=comparison, t=wording, generator=_generator())


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


def _generator() -> str:
    from kzplans import __version__  # noqa: PLC0415  the package names this module

    return f"kzplans {__version__}"
