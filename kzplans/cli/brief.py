"""``kzplans brief``: what is new since the last brief, written exactly once."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kzplans.cli.ahead import Ahead
from kzplans.cli.ends import ANSWER_IS_NO
from kzplans.cli.forms import AsFile, Form, choose_form, make_content, plain_form, write_report
from kzplans.cli.messages import counted, say
from kzplans.cli.options import (
    Common,
    FileTimeoutOption,
    LibraryOption,
    Mail,
    Output,
    Presentation,
    Sources,
    TemplatesOption,
    Templating,
    TodayOption,
    WaitOption,
)
from kzplans.cli.options import command as made_command
from kzplans.cli.output import replace_file, sweep, telling_of, whole_number
from kzplans.cli.session import DEFAULT_SOURCE, Intake, is_library, open_session, parse_today, with_timeout
from kzplans.cli.taking import library_path, open_library, seconds, take_in
from kzplans.errors import NoInputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.cli.session import Session
    from kzplans.cli.taking import Totals
    from kzplans.library import Library
    from kzplans.model import Statement
    from kzplans.reports.brief import Brief, Period

FORMATS = ("html", "md", "docx", "pdf", "txt", "eml", "json")
#: Forms that are written where the configuration names none.
_WRITTEN = ("html", "md")
FOLDER = "briefs"
_INDEX, _FEED = "index.html", "feed.atom"
#: Days between a text and its version in another language.
_APART = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Issue:
    """When a brief is made, what it is called after, and what counts as near and as silent."""

    period: Annotated[
        str | None,
        typer.Option(
            "--period", "--week", metavar="PERIOD", help="week, month, 2026-W12, 2026-03; if not the last full week."
        ),
    ] = None
    briefs: Annotated[
        str | None, typer.Option("--briefs", metavar="FOLDER", help="Where briefs lie, instead of briefs: or ./briefs.")
    ] = None
    top: Annotated[
        str | None, typer.Option("--top", metavar="N", help="Statements shown of each direction, if not all.")
    ] = None
    due: Annotated[
        str | None, typer.Option("--due", metavar="DAYS", help="How far ahead deadlines are told, if not 90 days.")
    ] = None
    silent: Annotated[
        str | None,
        typer.Option("--silent", metavar="WEEKS", help="After how long a direction is silent, if not 8 weeks."),
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False
    fail_if_empty: Annotated[bool, typer.Option("--fail-if-empty", help="End with 1 if nothing is new.")] = False


def brief(  # noqa: PLR0913  each is an option or a group of them
    source: Sources = None,
    library: LibraryOption = None,
    wait: WaitOption = None,
    today: TodayOption = None,
    file_timeout: FileTimeoutOption = None,
    *,
    issue: Issue = Issue(),
    presentation: Presentation = Presentation(),  # noqa: B008  frozen, like those below
    templates: TemplatesOption = None,
    output: Output = Output(),  # noqa: B008
    mail: Mail = Mail(),  # noqa: B008
    common: Common = Common(),  # noqa: B008
) -> int:
    """Take in the sources and tell what is new since the last brief.

    \b
    kzplans brief news/ --library city.db     briefs/2026-W12.html, its index page and a feed
    kzplans brief                             the same by kzplans.yaml: sources:, library:, briefs:
    kzplans brief --dry-run                   what would be told
    kzplans brief --period month              named after the month that has ended
    kzplans brief -q -O eml --mail-to editors@example.kz | msmtp -t

    New is what the library has never seen, whatever its date, and no brief tells it twice. A brief also tells targets
    and deadlines that changed, contradictions, deadlines that passed or come near, and directions long silent.
    Run again for the same period, it writes the same bytes, or adds what has come meanwhile if no later brief is made.
    It goes to the folder of briefs in all formats: of kzplans.yaml (html and md if there are none); -O or -o gives it
    once more, on stdout or to a file. 'kzplans schedule' prints what runs it every week.
    Formats: html, md, docx, pdf, txt, eml, json.
    """  # noqa: D301  the mark that keeps lines apart in help
    session = with_timeout(open_session(common), file_timeout)
    day = parse_today(today)
    from kzplans.reports.brief import name_period  # noqa: PLC0415  wrong usage of others is answered without it

    run = _Run(
        session=session,
        issue=issue,
        period=name_period(issue.period or "week", day),
        today=day,
        language=session.label_language(presentation.lang),
        forms=_forms(session, mail, templates),
        folder=_folder(session, issue.briefs),
    )
    printed = _printed(output, mail, templates)
    path, sources, base = _where(session, source, library)
    intake = Intake(session, sources, base)
    run.check_folder(intake)
    with contextlib.ExitStack() as stack:
        stack.enter_context(intake.isolated())
        ahead = stack.enter_context(Ahead(session.extractor))
        opened = stack.enter_context(open_library(session, path, seconds(wait), lasting=not issue.dry_run))
        return run.go(opened, intake, ahead, printed, output)


command = made_command(brief)


def _where(session: Session, source: list[str] | None, library: str | None) -> tuple[str, Sequence[str], Path | None]:
    """The library, the sources and their folder; without any sources the library alone will do, if it is there."""
    libraries = [name for name in source or () if is_library(name)]
    rest = [name for name in source or () if not is_library(name)]
    if len(libraries) > 1 or (libraries and library):
        message = f"{libraries[-1]}: is one library too many; a brief is made from one"
        raise UsageError(message)
    path = library_path(session, libraries[0] if libraries else library)
    nothing_named = not rest and not session.config.sources
    if libraries and nothing_named:
        return path, (), None
    has_seeds = not session.config.web_sources and Path(DEFAULT_SOURCE).is_dir()
    if nothing_named and not has_seeds and os.path.exists(path):  # noqa: PTH110  as everywhere
        return path, (), None
    return path, *session.sources(rest or None)


def _forms(session: Session, mail: Mail, templates: str | None) -> list[Form]:
    names = session.config.formats or _WRITTEN
    return [plain_form(name, mail if name == "eml" else Mail(), templates) for name in names]


def _folder(session: Session, given: str | None) -> Path:
    if given is not None:
        return Path(given)
    if session.config.briefs is not None:
        return session.config.briefs
    return (session.config.folder or Path()) / FOLDER


def _printed(output: Output, mail: Mail, templates: str | None) -> Form | None:
    """The form that is given once more, on stdout or to a file; None for none."""
    if output.format is None and not output.to_file:
        return None
    templating = Templating(templates=templates)
    return choose_form(output, mail if output.format == "eml" else Mail(), templating, FORMATS, "md")


@dataclass(slots=True)
class _Run:
    """One run: what it is to make, and where to."""

    session: Session
    issue: Issue
    period: Period
    today: dt.date
    language: str | None
    forms: list[Form]
    folder: Path

    def check_folder(self, intake: Intake) -> None:
        """Refuse a folder of briefs among the sources: they would be read as texts the next time."""
        folder = Path(os.path.realpath(self.folder))
        for source in intake.files:
            place = Path(os.path.realpath(intake.base / source if intake.base else source))
            if place.is_dir() and (place == folder or place in folder.parents):
                message = f"{self.folder}: lies inside the source {source!r}; name another folder with --briefs"
                raise UsageError(message)

    def go(self, library: Library, intake: Intake, ahead: Ahead, printed: Form | None, output: Output) -> int:
        """Finish what an earlier run began, take in, decide, write, record."""
        self._check_templates()
        if not self.issue.dry_run:
            self._finish(library)
        notes = self._notes(library)
        totals = take_in(intake, library, ahead) if intake.sources else None
        made = next((one for one in library.briefs() if one.name == self.period.name), None)
        is_new = self._decide(library, intake, notes)
        if not self.issue.dry_run:
            if is_new:
                self._write(library, self.period.name)
            elif made is not None:
                self._restore(library)
            self._record(library, intake, totals)
            if printed and (is_new or made):
                report = self._report(library, self.period.name)
                write_report(
                    report, printed, session=self.session, language=self.language, output=output, inputs=intake.sources
                )
        self._sum_up(library, intake, totals, is_new=is_new, was_made=made is not None)
        if totals is not None and totals.nothing_read and intake.unread:
            return NoInputError.exit_code  # an empty folder is only a quiet week
        return intake.exit_code or (ANSWER_IS_NO if self.issue.fail_if_empty and not is_new else 0)

    def _check_templates(self) -> None:
        """Compile one's own templates before anything is read."""
        folder = next((form.templates for form in self.forms if form.templates), self.session.config.templates)
        if folder is not None:
            from kzplans.render import check_templates  # noqa: PLC0415  only with templates of the user's

            check_templates(folder)

    def _finish(self, library: Library) -> None:
        """Write the briefs that were decided by a run that ended before they lay in their place."""
        for one in library.briefs():
            if not one.is_written:
                self._write(library, one.name)
                say(f"{one.name}: an earlier run had begun it; it is whole now")

    def _notes(self, library: Library) -> list[str]:
        last = library.last_day()
        if not last or last <= self.today.isoformat():
            return []
        from kzplans.reports.wording import Wording  # noqa: PLC0415  hardly ever needed

        t = Wording.of(self.session.lexicon, self.language or "kk")
        say(f"the clock is behind: this run is of {self.today}, the library's last one of {last}")
        return [t.say("brief_clock", day=t.edtf(last))]

    def _decide(self, library: Library, intake: Intake, notes: Sequence[str]) -> bool:
        """Settle what the brief tells; False if nothing is new, or it is an older one, to which nothing is added."""
        briefs = library.briefs()
        is_older = any(one.name == self.period.name for one in briefs[:-1])
        if is_older or not library.waiting_count():
            return False
        report = self._build(library, intake, notes)
        before = briefs[-1].statements if briefs and briefs[-1].name == self.period.name else 0
        if report.count <= before:
            return False
        if self.issue.dry_run:
            say(f"{self.period.name}: would tell {counted(report.count - before, 'new statement')}")
            return True
        from kzplans.render import render_report  # noqa: PLC0415  only where there is something

        context = render_report(report, "json", lexicon=self.session.lexicon, inputs=intake.sources)
        days = (self.period.since, self.period.until)
        counts = (report.count, len(report.sources))
        library.decide_brief(self.period.name, days, self.today.isoformat(), counts, context)
        library.link_versions(_wordings(report))
        return True

    def _build(self, library: Library, intake: Intake, notes: Sequence[str]) -> Brief:
        from kzplans.reports.brief import NEAR_DAYS, SILENT_WEEKS, build_brief  # noqa: PLC0415  as in brief

        name = self.period.name
        near = self._near(library)
        briefs = [one for one in library.briefs() if one.name != name]
        before = dt.date.fromisoformat(briefs[-1].today) if briefs else None
        near_days = whole_number(self.issue.due, "--due") if self.issue.due else NEAR_DAYS
        ahead = self.today + dt.timedelta(days=near_days)
        return build_brief(
            library.waiting(name),
            library.new_documents(name),
            intake.unread,
            self.session.lexicon,
            period=self.period,
            today=self.today,
            cities=self.session.cities(None),
            directions=self.session.directions(None),
            measured=library.measured(),
            promises=library.due((before or self.today).year, ahead.year),
            near=near,
            told={cell: dt.date.fromisoformat(until) for cell, until in library.last_told(name).items()},
            before=before,
            top=whole_number(self.issue.top, "--top") if self.issue.top else None,
            near_days=near_days,
            silent_weeks=whole_number(self.issue.silent, "--silent") if self.issue.silent else SILENT_WEEKS,
            notes=notes,
        )

    def _near(self, library: Library) -> list[Statement]:
        """Statements of texts of the days of the new ones; what an old one told in another language is not new."""
        from kzplans.reports.versions import find_versions  # noqa: PLC0415  as in brief

        name = self.period.name
        days = library.new_days(name)
        if days is None:
            return []
        first, last = (dt.date.fromisoformat(day) for day in days)
        near = library.near_versions((first - _APART).isoformat(), (last + _APART).isoformat(), name)
        pairs = [wording for versions in find_versions(near) for wording in versions.wordings]
        told = library.told({one.id for pair in pairs for one in pair}, name)
        library.link_versions(
            (one.id, other.id) if one.id in told else (other.id, one.id)
            for one, other in pairs
            if (one.id in told) != (other.id in told)
        )
        return near

    def _report(self, library: Library, name: str) -> Brief:
        from kzplans.reports.context import read_report  # noqa: PLC0415  only where there is something

        return read_report(json.loads(library.brief_context(name)), self.session.lexicon)  # type: ignore[return-value]  # it is one

    def _write(self, library: Library, name: str) -> None:
        """Write a brief that was decided, the list of all, and only then record that it lies there."""
        self._restore(library, name)
        library.brief_is_written(name)

    def _restore(self, library: Library, name: str | None = None) -> None:
        """Write what is not there as it should be: the files of a brief, the list of all. The same bytes stay."""
        name = name or self.period.name
        with telling_of(str(self.folder)):
            self.folder.mkdir(parents=True, exist_ok=True)
        sweep(self.folder)
        report = self._report(library, name)
        contents = {  # all or none: one that cannot be made must not leave the others alone
            form.name: make_content(
                report, form, session=self.session, language=self.language, output=AsFile(), inputs=()
            )
            for form in self.forms
        }
        for form, content in contents.items():
            replace_file(self.folder / f"{name}.{form}", content)
        self._list(library, report)

    def _list(self, library: Library, report: Brief) -> None:
        from kzplans.render import render_briefs  # noqa: PLC0415  as in _report
        from kzplans.reports.brief import BriefEntry, Briefs  # noqa: PLC0415  as in brief
        from kzplans.reports.wording import report_language  # noqa: PLC0415  as in brief

        entries = []
        for one in reversed(library.briefs()):
            files = [(form, f"{one.name}.{form}") for form in FORMATS]
            files = [(form, file) for form, file in files if (self.folder / file).is_file()]
            since, until, today = (dt.date.fromisoformat(day) for day in (one.since, one.until, one.today))
            if files:
                entries.append(BriefEntry(one.name, since, until, today, one.statements, one.sources, tuple(files)))
        briefs = Briefs(tuple(entries), library.waiting_count())
        language = self.language or report_language(report.read.languages, self.session.lexicon)
        for form, file in (("html", _INDEX), ("atom", _FEED)):
            page = render_briefs(
                briefs,
                form,
                lexicon=self.session.lexicon,
                language=language,
                templates=self.session.config.templates,
            )
            replace_file(self.folder / file, page)

    def _record(self, library: Library, intake: Intake, totals: Totals | None) -> None:
        if totals and (totals.texts or totals.again or totals.removed or intake.unread):
            library.record_run("brief", self.today.isoformat(), totals.texts, totals.new, len(intake.unread))
            library.commit()

    def _sum_up(self, library: Library, intake: Intake, totals: Totals | None, *, is_new: bool, was_made: bool) -> None:
        if self.session.common.quiet:
            return
        place = self.folder / f"{self.period.name}.{self.forms[0].name}"
        if is_new:
            done = "added to" if was_made else "written to"
            told = "nothing was changed" if self.issue.dry_run else f"{done} {place}"
        elif was_made:
            waiting = library.waiting_count()
            told = f"stands in {place}"
            told += f"; {counted(waiting, 'statement')} for the next brief" if waiting else "; nothing is new"
        else:
            told = "nothing is new since the last brief"
        taken = f" ({totals.sum_up(len(intake.unread))})" if totals else ""
        say(f"{self.period.name}: {told}{taken}")


def _wordings(report: Brief) -> list[tuple[str, str]]:
    """A statement of the brief and its wording in another language, by their ids."""
    return [(entry.statement.id, wording.id) for entry in report.digest.entries for wording in entry.wordings]
