"""A report in the form asked for: what the commands that make reports do alike."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kzplans.cli.options import Output, Templating
from kzplans.cli.output import choose_format, open_output, terminal_width, use_color
from kzplans.errors import UsageError
from kzplans.sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

    from kzplans.cli.options import Mail
    from kzplans.cli.session import Session
    from kzplans.lexicon import Lexicon
    from kzplans.render.mail import Envelope
    from kzplans.reports import Report

#: Forms that are no text: nothing for a terminal.
_BINARY = frozenset({"docx", "pdf", "xlsx"})
#: Forms that are made by templates of the user's too.
_TEMPLATED = frozenset({"md", "html"})
#: Columns of the plain text in a mail: with a few marks of quoting before it, it still fits into 80.
_MAIL_WIDTH = 76
_FILE_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Form:
    """The form that a report is asked for in, known to be possible here."""

    name: str
    envelope: Envelope | None = None
    #: A template of the user's for it, and a folder that is searched before ours.
    template: Path | None = None
    templates: Path | None = None


def choose_form(output: Output, mail: Mail, templating: Templating, allowed: Sequence[str], default: str) -> Form:
    """The form asked for, with all that it needs.

    Raises:
        UsageError: the command does not make it, a package is missing, it is no form for a terminal, a template is not
            for it, or mail addresses are given where no mail is made.
    """
    form = _choose(output, mail, templating, allowed, default)
    folder = _folder(templating.templates)
    template = Path(templating.template) if templating.template is not None else None
    return replace(form, template=template, templates=folder)


def _choose(output: Output, mail: Mail, templating: Templating, allowed: Sequence[str], default: str) -> Form:
    name = choose_format(output, allowed, _form_of_template(templating) or default)
    if templating.context:
        if output.format not in {None, "json"} or templating.template is not None:
            message = "--context prints JSON; leave out -O and --template"
            raise UsageError(message)
        name = "json"
    elif _form_of_template(templating) not in {None, name}:
        message = f"{templating.template}: is a template for {_form_of_template(templating)}, not for {name}"
        raise UsageError(message)
    if name != "eml" and (mail.mail_to or mail.mail_from is not None):
        message = "--mail-to and --mail-from are for a mail; add -O eml"
        raise UsageError(message)
    if name in _BINARY and not output.to_file and sys.stdout.isatty():
        message = f"{name} is nothing for a terminal; name a file with -o"
        raise UsageError(message)
    if name not in _BINARY and name != "eml":
        return Form(name)
    from kzplans.render.extras import require_packages  # noqa: PLC0415  only for those who ask

    require_packages(name)
    if name != "eml":
        return Form(name)
    from kzplans.render.mail import Envelope  # noqa: PLC0415  as above

    return Form(name, Envelope.of(mail.mail_to or (), mail.mail_from))


class AsFile(Output):
    """An output that is no terminal, whatever stdout is."""

    @property
    def to_file(self) -> bool:
        """It is."""
        return True


def _form_of_template(templating: Templating) -> str | None:
    """The form that a template is for, by its name; None without one."""
    if templating.template is None:
        return None
    path = Path(templating.template)
    form = path.name.removesuffix(".j2").rpartition(".")[2]
    if form not in _TEMPLATED or path.suffix != ".j2":
        message = f"{path}: is no template by its name; call it NAME.md.j2 or NAME.html.j2"
        raise UsageError(message)
    if not path.is_file():
        message = f"{path}: there is no such template; 'kzplans template new {path.name.partition('.')[0]}' begins one"
        raise UsageError(message)
    return form


def _folder(given: str | None) -> Path | None:
    if given is not None and not Path(given).is_dir():
        message = f"{given}: there is no such folder of templates"
        raise UsageError(message)
    return Path(given) if given is not None else None


def given_names(*groups: DataclassInstance) -> list[str]:
    """Options of these groups that were given, as they are typed."""
    return [
        f"--{one.name.replace('_', '-')}"
        for group in groups
        for one in fields(group)
        if getattr(group, one.name) != one.default
    ]


def render_again(  # noqa: PLR0913, PLR0917  what a command has in hand
    command: str,
    asked: Sequence[str],
    form: Form,
    templating: Templating,
    session: Session,
    lang: str | None,
    output: Output,
) -> int:
    """Render a report that was written before; ``asked`` is what only reading anew could answer.

    Raises:
        UsageError: something is asked for, or the file holds no such report.
    """
    path = str(templating.from_context)
    if asked:
        message = f"--from-context renders a report as it was made; leave out {', '.join(asked)}"
        raise UsageError(message)
    name, report, inputs = recall_report(path, session.lexicon)
    if name != command:
        message = f"{path}: is made by kzplans {name}; render it with kzplans {name} --from-context {path}"
        raise UsageError(message)
    write_report(report, form, session=session, language=session.label_language(lang), output=output, inputs=inputs)
    return 0


def recall_report(path: str, lexicon: Lexicon) -> tuple[str, Report, list[str]]:
    """A report that ``--context`` or ``-O json`` has written: its command, itself, the sources that it names.

    Raises:
        UsageError: the file cannot be read or holds none.
    """
    import json  # noqa: PLC0415  only for those who ask

    from kzplans.reports.context import read_report  # noqa: PLC0415  as above

    try:
        text = sys.stdin.read() if path == STDIN else Path(path).read_text(encoding="utf-8")
        content = json.loads(text)
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise UsageError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"{path}: is no JSON: {error}"
        raise UsageError(message) from error
    try:
        report = read_report(content, lexicon)
    except UsageError as error:
        message = f"{path}: {error}"
        raise UsageError(message) from error
    name = str(content["schema"]).removeprefix("kzplans/").partition("@")[0]
    return name, report, [str(one) for one in content.get("inputs", [])]


def write_report(  # noqa: PLR0913  the report, its form, and how it is dressed
    report: Report,
    form: Form,
    *,
    session: Session,
    language: str | None,
    output: Output,
    inputs: Sequence[str],
) -> None:
    """Make a report in its form and write it to where it is to go."""
    content = make_content(report, form, session=session, language=language, output=output, inputs=inputs)
    with open_output(output) as sink:
        sink.write(content)


def plain_form(name: str, mail: Mail, templates: str | None = None) -> Form:
    """A form by its name, for a file of ours, known to be possible here; ``templates`` are searched before ours.

    Raises:
        UsageError: a package is missing, or a mail address is none.
    """
    return replace(_choose(AsFile(format=name), mail, Templating(), (name,), name), templates=_folder(templates))


def make_content(  # noqa: PLR0913  as above
    report: Report,
    form: Form,
    *,
    session: Session,
    language: str | None,
    output: Output,
    inputs: Sequence[str],
) -> str | bytes:
    """A report in its form; what is no terminal gets the same bytes whatever the terminal is like."""

    def make() -> str | bytes:
        return _made(report, form, session=session, language=language, output=output, inputs=inputs)

    if form.template or form.templates or session.config.templates:
        from kzplans.cli.budget import in_budget  # noqa: PLC0415  only with templates of the user's

        return in_budget(make)
    return make()


def _made(  # noqa: PLR0913  as above
    report: Report,
    form: Form,
    *,
    session: Session,
    language: str | None,
    output: Output,
    inputs: Sequence[str],
) -> str | bytes:
    lexicon, templates = session.lexicon, form.templates or session.config.templates
    if form.name == "txt":
        if output.to_file:  # the same bytes, whatever the terminal is like
            return _plain(report, session, language, width=_FILE_WIDTH, color=False)
        return _plain(report, session, language, width=terminal_width(), color=use_color(session.common))
    from kzplans import render  # noqa: PLC0415  not for a terminal

    if form.name in render.FILE_FORMS:
        text = _plain(report, session, language, width=_MAIL_WIDTH, color=False) if form.envelope else ""
        return render.render_file(
            report,
            form.name,
            lexicon=lexicon,
            language=language,
            templates=templates,
            text=text,
            envelope=form.envelope,
        )
    return render.render_report(
        report,
        form.name,
        lexicon=lexicon,
        language=language,
        templates=templates,
        template=form.template,
        inputs=inputs,
        to_file=output.to_file,
    )


def _plain(report: Report, session: Session, language: str | None, *, width: int, color: bool) -> str:
    from kzplans.console import report_view  # noqa: PLC0415  Rich is for this form alone

    return report_view(report, lexicon=session.lexicon, language=language, width=width, color=color)
