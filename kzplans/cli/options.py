"""The options that mean the same in every command, declared once.

A command names a group of them as one parameter: ``def digest(filters: Filters, output: Output)``. ``command`` tells
Typer the single options and hands the groups over filled in.
"""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kzplans.lexicon import Lexicon

#: Settings of every command: ``-h`` beside ``--help``, and help no wider than print.
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def names(section: str) -> Callable[[str], list[str]]:
    """Completion of the ids and names of ``cities``, ``directions``, ``kinds`` or ``indicators``."""

    def complete(incomplete: str) -> list[str]:
        from kzplans.lexicon import load_lexicon  # noqa: PLC0415  only when the shell asks

        lexicon = load_lexicon()
        return sorted(name for name in _known(lexicon, section) if name.startswith(incomplete.casefold()))

    return complete


def _known(lexicon: Lexicon, section: str) -> set[str]:
    return {name.casefold() for labels in lexicon.labels.values() for pair in labels[section].items() for name in pair}


# Arguments are told in the text of the help: Typer would list them with Python types.
Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCE", hidden=True),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="SOURCE", help="A file or folder to read instead of the default. Repeat it."),
]


CityOption = Annotated[
    list[str] | None,
    typer.Option("--city", metavar="CITY", autocompletion=names("cities"), help="Only this city. Repeat it."),
]
CityArguments = Annotated[
    list[str] | None,
    typer.Argument(metavar="CITY", hidden=True, autocompletion=names("cities")),
]


ActualsOption = Annotated[
    list[str] | None,
    typer.Option("--actuals", metavar="PATH", help="A file or folder of official figures. Repeat it."),
]


LibraryOption = Annotated[
    str | None,
    typer.Option("--library", metavar="FILE", help="The library, instead of library: in kzplans.yaml."),
]
WaitOption = Annotated[
    str | None,
    typer.Option("--wait", metavar="SECONDS", help="Wait so long for another run that holds the library."),
]
TemplatesOption = Annotated[
    str | None,
    typer.Option("--templates", metavar="FOLDER", help="Folder of templates that is searched before ours."),
]
FileTimeoutOption = Annotated[
    str | None,
    typer.Option("--file-timeout", metavar="SECONDS", help="How long the parser of a file may take, if not 20."),
]
TodayOption = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="The day that counts as today, if not the clock's in Almaty."),
]


@dataclass(frozen=True, slots=True)
class Common:
    """What every command has."""

    config: Annotated[
        str | None,
        typer.Option("--config", metavar="FILE", help="Configuration, instead of the nearest kzplans.yaml upward."),
    ] = None
    color: Annotated[
        str | None,
        typer.Option("--color", metavar="WHEN", help="auto, always or never. NO_COLOR and FORCE_COLOR are honoured."),
    ] = None
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing on stderr but errors.")] = False
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more on stderr.")] = False
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Which statements are shown, of whatever city."""

    direction: Annotated[
        list[str] | None,
        typer.Option(
            "--direction", metavar="NAME", autocompletion=names("directions"), help="Only this direction. Repeat it."
        ),
    ] = None
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", autocompletion=names("kinds"), help="Only this kind: target, plan … Repeat it."
        ),
    ] = None
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only texts of this day or later.")] = (
        None
    )
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only texts of this day or earlier.")] = (
        None
    )
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="PERIOD", help="2026, 2026-03, 2026-W12, 2026-03-21; week or month: the last full one."
        ),
    ] = None
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="CODE", help="Only texts in kk, kk-Latn, ru or en. Repeat it."),
    ] = None
    today: TodayOption = None


@dataclass(frozen=True, slots=True)
class Output:
    """Where the result goes and as what."""

    format: Annotated[
        str | None, typer.Option("-O", "--format", metavar="FORMAT", help="Format, if not by the ending of the file.")
    ] = None
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="File to write; its ending tells the format.")
    ] = None

    @property
    def to_file(self) -> bool:
        """Whether the result goes to a file, and not to stdout."""
        return self.output not in {None, "-"}


@dataclass(frozen=True, slots=True)
class Mail:
    """Whom a mail is for and from."""

    mail_to: Annotated[
        list[str] | None, typer.Option("--mail-to", metavar="ADDRESS", help="Whom -O eml is for. Repeat it.")
    ] = None
    mail_from: Annotated[str | None, typer.Option("--mail-from", metavar="ADDRESS", help="Whom -O eml is from.")] = None


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a report is made."""

    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="CODE", help="Language of labels: kk, ru or en; if not that of most texts."),
    ] = None


@dataclass(frozen=True, slots=True)
class Templating:
    """What a report is rendered with, and from."""

    template: Annotated[
        str | None,
        typer.Option("--template", metavar="FILE", help="Template to use: NAME.md.j2 or NAME.html.j2."),
    ] = None
    templates: TemplatesOption = None
    context: Annotated[bool, typer.Option("--context", help="Print what a template is given, as JSON.")] = False
    from_context: Annotated[
        str | None,
        typer.Option("--from-context", metavar="FILE", help="Render what --context or -O json has written."),
    ] = None


@dataclass(frozen=True, slots=True)
class Length:
    """How much of each direction is shown."""

    top: Annotated[
        str | None,
        typer.Option("--top", metavar="N", help="Statements shown of each direction, if not 5."),
    ] = None
    show_all: Annotated[bool, typer.Option("--all", help="Show all statements.")] = False


class _TakenAsTyped:
    """Options and arguments keep the strings that were typed.

    Typer would import pydantic and build an adapter for each of them, which takes as long as the whole digest; ours are
    strings, lists of strings and flags, and what is more is parsed with messages of our own.
    """

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401  a context of the click that Typer holds inside
        """All parameters, --help too, with the conversion taken out."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            # should a later Typer lack this attribute, commands would only start more slowly
            parameter._runtime_param = _AS_TYPED  # noqa: SLF001
        return parameters


class _AsTyped:
    @staticmethod
    def coerce(value: Any, param: Any, ctx: object) -> Any:  # noqa: ANN401, ARG004  the signature that Typer calls
        many = getattr(param, "multiple", False) or param.nargs != 1
        return () if value is None and many else value


_AS_TYPED = _AsTyped()


class PlainCommand(_TakenAsTyped, TyperCommand):
    """A command that starts quickly."""


class PlainGroup(_TakenAsTyped, TyperGroup):
    """A group of commands that starts quickly."""


def command(function: Callable[..., int]) -> Any:  # noqa: ANN401  a command of the click that Typer holds inside
    """Make a command of a function: its help is the docstring, its result the exit code."""
    app = typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, context_settings=CONTEXT
    )
    app.command(name=function.__name__, cls=PlainCommand)(_spread(function))
    return typer.main.get_command(app)


def group(name: str, about: str, functions: Mapping[str, Callable[..., int]]) -> Any:  # noqa: ANN401  as above
    """Make a command that has commands of its own."""
    app = typer.Typer(
        name=name,
        help=about,
        cls=PlainGroup,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings=CONTEXT,
        no_args_is_help=True,
    )
    for part, function in functions.items():
        app.command(name=part, cls=PlainCommand)(_spread(function))
    return typer.main.get_command(app)


def _spread(function: Callable[..., int]) -> Callable[..., int]:
    """The function with every option group in its signature replaced by the options themselves."""
    groups: dict[str, Any] = {}
    flat: list[inspect.Parameter] = []
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        if is_dataclass(parameter.annotation):
            groups[parameter.name] = parameter.annotation
            flat.extend(_options(parameter.annotation))
        else:
            flat.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    @functools.wraps(function)
    def run(**values: Any) -> int:  # noqa: ANN401  as many types as there are options
        for name, group in groups.items():
            values[name] = group(**{option.name: values.pop(option.name) for option in fields(group)})
        return function(**values)

    run.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return run


def _options(group: Any) -> Iterator[inspect.Parameter]:  # noqa: ANN401  a dataclass, which has no type of its own
    hints = get_type_hints(group, include_extras=True)
    for option in fields(group):
        yield inspect.Parameter(
            option.name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=hints[option.name]
        )
