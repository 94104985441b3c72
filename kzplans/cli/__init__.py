"""The command line: it declares, calls and prints.

Each command is a module of this package, imported when it is called.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kzplans import __version__
from kzplans.cli.ends import BUG, INTERRUPTED, NOT_WRITTEN, TERMINATED, WRONG_USAGE, ClosedPipe
from kzplans.cli.messages import say
from kzplans.cli.options import CONTEXT, PlainGroup
from kzplans.errors import KzplansError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

__all__ = ["app", "main"]

MESSAGE_LINES = 3
STDOUT, STDERR = 1, 2

#: The commands in the order of the help, each a module here with a ``command`` of its name.
COMMANDS = (
    "digest", "compare", "targets", "brief", "add", "fetch", "search", "show", "extract", "explain", "verify", "check",
    "schedule", "schema", "template",
)  # fmt: skip


class Commands(PlainGroup):
    """A group that imports a command only when it is called: ``kzplans --version`` needs none."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  Typer's own arguments are passed on
        """Take Typer's own arguments; the commands' names alone serve to suggest one for a misspelt name."""
        super().__init__(**settings)
        self.commands.update(dict.fromkeys(COMMANDS))  # type: ignore[arg-type]

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ANN401, ARG002  the signature that Typer calls
        """Import the command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module  # noqa: PLC0415  not for --version

        return import_module(f"{__name__}.{cmd_name}").command


app = typer.Typer(
    name="kzplans",
    cls=Commands,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=CONTEXT,
)


def _show_version(asked: bool) -> None:  # noqa: FBT001  the signature of a Typer callback
    if asked:
        typer.echo(f"kzplans {__version__}")
        raise typer.Exit


@app.callback()
def kzplans(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Make briefings out of what city development plans say.

    \b
    kzplans digest                    the briefing of the texts in ./seeds
    kzplans digest news/ -o brief.html --period week
    kzplans compare astana almaty     two cities side by side
    kzplans targets news/             what was promised, by when, and what was reported
    kzplans fetch                     the pages and feeds that kzplans.yaml names, into the library
    kzplans brief news/ --library city.db   what is new since the last brief
    kzplans search жылу --library city.db   statements by their words, numbers, speakers
    kzplans extract news/ -O ndjson   the statements as data
    kzplans explain s_1f0c            why a statement has its labels
    kzplans schema digest             what its JSON looks like
    """  # noqa: D301  the mark that keeps lines apart in help


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code (README, "Exit codes"); the entry point of ``kzplans``."""
    arguments = (sys.argv[1:] if arguments is None else list(arguments)) or ["--help"]
    gc.disable()  # a run's modules and words live to its end; open_session turns collecting on again
    _open_standard_streams()
    signal.signal(signal.SIGTERM, _terminate)
    code = _run(arguments)
    return _flush(code)


def _run(arguments: Sequence[str]) -> int:
    """Run a command; every end of it becomes an exit code and at most three lines."""
    try:
        return app(arguments, prog_name="kzplans", standalone_mode=False) or 0
    except ClosedPipe:
        return 0
    except KzplansError as error:
        _show_traceback(arguments)
        say(f"error: {_first_lines(str(error))}")
        return error.exit_code
    except typer.TyperException as error:
        say(f"error: {error.format_message()}")
        say(f"kzplans {_command_of(arguments)}-h shows what there is")
        return WRONG_USAGE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last line of defence: no traceback reaches the user unasked
        _show_traceback(arguments)
        say(f"this is a bug: {type(error).__name__}: {error}\nrun it again with --debug to see where")
        return BUG


def _first_lines(message: str) -> str:
    """At most three lines of a message; ``check`` shows all."""
    lines = message.splitlines()
    if len(lines) <= MESSAGE_LINES:
        return message
    kept = lines[: MESSAGE_LINES - 1]
    return "\n".join((*kept, f"and {len(lines) - len(kept):,} more faults; kzplans check lists them"))


def _command_of(arguments: Sequence[str]) -> str:
    return next((f"{argument} " for argument in arguments if argument in COMMANDS), "")


def _show_traceback(arguments: Sequence[str]) -> None:
    """Print the traceback if asked; by the words themselves, since the fault may lie in reading them."""
    if "--debug" in arguments:
        import traceback  # noqa: PLC0415  only when asked

        traceback.print_exc()


def _open_standard_streams() -> None:
    """Make stdin, stdout and stderr usable whatever the caller closed, and independent of the locale.

    A closed one is opened to /dev/null, lest a file of ours land in its place: stdout for reading, so that a result
    written there fails and is not lost, stderr for writing, since messages may be.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if descriptor == STDERR else os.O_RDONLY)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  open for the whole run
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  so are these
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    """End as by ``sys.exit``: temporary files are removed on the way out."""
    sys.exit(TERMINATED)


def _flush(code: int) -> int:
    """Write out what is still held back. What fails here must not fail again when Python itself shuts down."""
    for descriptor, stream in ((STDOUT, sys.stdout), (STDERR, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
            if descriptor == STDOUT and not isinstance(error, BrokenPipeError):
                code = max(code, NOT_WRITTEN)
    return code
