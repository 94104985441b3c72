"""The Jinja environment: a sandbox in which every value is escaped for the form that is made.

Autoescaping is always on; ``finalize`` turns text into escaped markup of the form (HTML or Markdown) before Jinja sees
it, so that a template cannot forget to. What a macro or a filter made is markup already and passes.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from kzplans.render.escape import html_statement, html_text, md_link, md_statement, md_text, safe_url
from kzplans.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from jinja2 import Environment
    from jinja2.bccache import Bucket

#: What each report's templates are given beside the report itself.
CONTEXT = frozenset({"t", "generator"})
REPORTS = {"digest": "digest", "compare": "comparison"}
FORMS = ("md", "html")


def make_environment(form: str, folder: Path | None = None) -> Environment:
    """An environment for ``md`` or ``html``; templates of ``folder`` stand before ours."""
    folders = [path for path in (folder, templates_folder()) if path is not None]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(path) for path in folders]),
        autoescape=True,
        finalize=_finalizer(html_text if form == "html" else md_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_Bytecode(),
    )
    environment.filters["quote"] = html_statement if form == "html" else md_statement
    environment.filters["safe_url"] = safe_url
    environment.filters["link"] = md_link
    return environment


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


def render(form: str, name: str, folder: Path | None, **context: object) -> str:
    """Render ``<name>.<form>.j2``.

    Raises:
        TemplateFaultError: a template that is not there, does not compile or asks for what there is not.
    """
    environment = make_environment(form, folder)
    try:
        return environment.get_template(f"{name}.{form}.j2").render(context)
    except TemplateError as error:
        raise _problem(error) from error


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
    given = CONTEXT | {report} if report else asked
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
