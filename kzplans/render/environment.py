"""The Jinja environment: a sandbox in which every value is escaped for the form that is made.

Autoescaping is always on; ``finalize`` turns text into escaped markup of the form (Markdown, else HTML and XML, which
escape alike) before Jinja sees it, so that a template cannot forget to. What a macro or a filter made is markup already
and passes.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from kzplans.errors import TemplateFaultError
from kzplans.render.escape import (
    css_string,
    html_statement,
    html_text,
    md_link,
    md_statement,
    md_text,
    place_in,
    safe_url,
)
from kzplans.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from jinja2 import Environment
    from jinja2.bccache import Bucket

#: What each report's templates are given beside the report itself; "live" in pages only.
CONTEXT = frozenset({"t", "live", "generator"})
REPORTS = {"digest": "digest", "compare": "comparison", "targets": "targets", "brief": "brief", "briefs": "briefs"}
#: Reports whose templates are also given the statements that they show, for short templates of one's own.
WITH_STATEMENTS = frozenset({"digest", "brief"})
FORMS = ("md", "html", "eml", "atom")


def make_environment(form: str, *folders: Path | None) -> Environment:
    """An environment for one of ``FORMS``; templates of ``folders`` stand before ours."""
    searched = [path for path in (*folders, templates_folder()) if path is not None]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(path) for path in searched]),
        autoescape=True,
        finalize=_finalizer(md_text if form == "md" else html_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_Bytecode(),
    )
    environment.filters["quote"] = md_statement if form == "md" else html_statement
    environment.filters["safe_url"] = safe_url
    environment.filters["link"] = md_link
    environment.filters["place_in"] = place_in
    environment.filters["css_string"] = css_string
    if form == "atom":
        from kzplans.render.feed import entry_id, feed_id, moment  # noqa: PLC0415  for feeds only

        environment.filters.update(entry_id=entry_id, feed_id=feed_id, moment=moment)
    environment.globals["asset"] = lambda name: Markup(_source(environment, name))  # noqa: S704  a file of ours or the user's
    environment.globals["digest_of"] = lambda name: _digest(_source(environment, name))
    return environment


def _source(environment: Environment, name: str) -> str:
    """A file beside the templates, as it is."""
    return environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]  # it has a loader


def _digest(text: str) -> str:
    """Hash of a script, as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


#: The comment at the head of a template.
_ABOUT = re.compile(r"\{#\s*(.*?)#\}\s*", re.DOTALL)
_HEAD = """\
{{# {name}: a template of your own, begun from {source}.

   {{{{ … }}}} prints a value, {{% … %}} decides and repeats; a comment is written as this one is. Values are escaped by
   themselves.
   Given are: {report} (the report: what it holds is told by --context), t (labels, numbers and dates in words),
   generator; pages also get live (as t, for words that follow the switch of languages).
   What is in partials/ is ours until a file of the same name lies in partials/ beside this one. #}}
"""


class _Bytecode(BytecodeCache):
    """Compiled templates, kept where Python keeps our compiled modules and only where it may: it halves rendering.

    Jinja puts the template's own hash and Python's version into what it keeps, so that nothing stale is ever taken.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the compiled form, if there is one."""
        with suppress(OSError), _kept(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the compiled form; a folder that cannot be written is left alone."""
        if sys.dont_write_bytecode or not _CACHE.is_dir():
            return
        with suppress(OSError):
            beside = _kept(bucket).with_suffix(f".{os.getpid()}")
            with beside.open("wb") as file:
                bucket.write_bytecode(file)
            beside.replace(_kept(bucket))


_CACHE = Path(__file__).parent / "__pycache__"


def _kept(bucket: Bucket) -> Path:
    return _CACHE / f"{bucket.key}.jinja"


def _finalizer(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    def finalize(value: Any) -> Any:  # noqa: ANN401  Jinja hands over whatever an expression gives
        if value is None:
            return ""
        if isinstance(value, str) and not hasattr(value, "__html__"):
            return Markup(escape(value))  # noqa: S704  that is what escape is for
        return value

    return finalize


def render(form: str, name: str, folder: Path | None, template: Path | None = None, **context: object) -> str:
    """Render ``<name>.<form>.j2``, or the file ``template``; parts beside that file stand before others.

    Raises:
        TemplateFaultError: a template that is not there, does not compile or asks for what there is not.
    """
    environment = make_environment(form, *([template.parent] if template else []), folder)
    try:
        return environment.get_template(template.name if template else f"{name}.{form}.j2").render(context)
    except TemplateError as error:
        raise _problem(error) from error


def read_asset(name: str, folder: Path | None) -> str:
    """A file of ``assets``, that of ``folder`` before ours."""
    return _source(make_environment("html", folder), f"assets/{name}")


class Template(NamedTuple):
    """A template of a report: its name without ``.j2``, what it is, and whether it is the user's own."""

    name: str
    about: str
    is_own: bool


def list_templates(folder: Path | None = None) -> list[Template]:
    """Templates that reports are made by, one's own first; parts are left out."""
    found: dict[str, Template] = {}
    for place in (folder, templates_folder()):
        for path in sorted(place.glob("*.j2")) if place is not None else ():
            about = _ABOUT.match(path.read_text(encoding="utf-8"))
            first = " ".join(about[1].split()).partition(". ")[0].rstrip(".") if about else ""
            name = path.name.removesuffix(".j2")
            found.setdefault(name, Template(name, first, place == folder))
    return list(found.values())


def template_source(name: str, folder: Path | None = None) -> str:
    """The text of a template or a part.

    Raises:
        TemplateFaultError: there is none; the nearest name is told.
    """
    environment = make_environment("html", folder)
    wanted = name if name in environment.list_templates() else f"{name.removesuffix('.j2')}.j2"
    try:
        return _source(environment, wanted)
    except TemplateNotFound as error:
        from difflib import get_close_matches  # noqa: PLC0415  only for a message

        close = get_close_matches(wanted, environment.list_templates(), n=1)
        hint = f"; did you mean {close[0].removesuffix('.j2')}?" if close else ""
        message = f"{name}: no such template{hint} 'kzplans template list' lists them"
        raise TemplateFaultError(message) from error


def new_template(source: str, name: str, folder: Path | None = None) -> str:
    """A template of one's own: another one with a head that tells how to go on. Errors as in ``template_source``."""
    text = template_source(source, folder)
    report = REPORTS.get(source.partition(".")[0])
    if report is None:
        message = f"{source}: is a part and no report; begin with {', '.join(one.name for one in list_templates())}"
        raise TemplateFaultError(message)
    return _HEAD.format(name=name, source=source.removesuffix(".j2"), report=report) + _ABOUT.sub("", text, count=1)


def check_templates(folder: Path | None = None) -> None:
    """Compile all templates, ours and those of ``folder``, and look for names that they are not given.

    Raises:
        TemplateFaultError: at the first fault, with file and line.
    """
    if folder is not None and not folder.is_dir():
        message = f"{folder}: the folder of templates is not there"
        raise TemplateFaultError(message)
    for form in FORMS:
        environment = make_environment(form, folder)
        for name in environment.list_templates():
            if name.endswith(f".{form}.j2"):
                _check_template(environment, name)


def _check_template(environment: Environment, name: str) -> None:
    try:
        environment.get_template(name)
        source, path, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]  # it has one
        tree = environment.parse(source, name, path)
        asked = find_undeclared_variables(tree) - _made_names(tree)
    except TemplateError as error:
        raise _problem(error) from error
    report = REPORTS.get(name.partition(".")[0])
    more = {"statements"} if report in WITH_STATEMENTS else set()
    words = CONTEXT if name.endswith(".html.j2") else CONTEXT - {"live"}
    given = words | {report} | more if report else asked
    unknown = sorted(asked - given)
    if unknown:
        allowed = ", ".join(sorted(given))
        message = f"{path or name}: asks for {', '.join(unknown)}; there is {allowed}"
        raise TemplateFaultError(message)


def _made_names(tree: nodes.Template) -> set[str]:
    """Names that a template imports or sets itself; Jinja counts those as undeclared inside blocks."""
    made = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    for imported in tree.find_all(nodes.FromImport):
        made.update(name if isinstance(name, str) else name[1] for name in imported.names)
    made.update(macro.name for macro in tree.find_all(nodes.Macro))
    return made | {imported.target for imported in tree.find_all(nodes.Import)}


def _problem(error: TemplateError) -> TemplateFaultError:
    if isinstance(error, TemplateSyntaxError):
        return TemplateFaultError(f"{error.filename or error.name}:{error.lineno}: {error.message}")
    if isinstance(error, TemplateNotFound):
        return TemplateFaultError(f"{error.name}: no such template")
    return TemplateFaultError(f"{_place(error.__traceback__)}: {error.message}")


def _place(traceback: TracebackType | None) -> str:
    """File and line of the innermost template frame; Jinja gives its frames the template's own lines."""
    place = "template"
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename.endswith(".j2"):
            place = f"{code.co_filename}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
