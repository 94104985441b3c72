"""Where results go: stdout, or a file that is whole at every moment, the old one or the new one."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kzplans.cli.ends import ClosedPipe
from kzplans.errors import OutputError, UsageError
from kzplans.sources import FORMATS, STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzplans.cli.options import Common, Output

ENDINGS = {
    ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".json": "json", ".ndjson": "ndjson",
    ".jsonl": "ndjson", ".csv": "csv", ".tsv": "tsv", ".txt": "txt", ".docx": "docx", ".pdf": "pdf", ".eml": "eml",
    ".atom": "atom", ".xml": "atom", ".xlsx": "xlsx", ".ics": "ics",
}  # fmt: skip


#: More would be a slip of the finger.
_MOST_DIGITS = 6
#: How our temporary files begin.
_TEMPORARY = ".kzplans-"
#: Mode of published files, whatever the umask is.
_PUBLISHED = 0o644


class Sink:
    """A stream whose failures are told in our words."""

    def __init__(self, stream: TextIO, name: str) -> None:
        """``name`` stands for the place in messages."""
        self._stream = stream
        self._name = name

    def write(self, content: str | bytes) -> None:
        """Write text or bytes as they are.

        Raises:
            OutputError: the disk is full, the stream is closed …
            ClosedPipe: nobody reads any more.
        """
        with telling_of(self._name):
            if isinstance(content, str):
                self._stream.write(content)
            else:
                self._stream.flush()
                self._stream.buffer.write(content)


@contextlib.contextmanager
def telling_of(name: str) -> Iterator[None]:
    """Turn failures of writing to ``name`` into ours."""
    try:
        yield
    except BrokenPipeError as error:
        raise ClosedPipe from error
    except OSError as error:
        message = f"{name}: cannot be written: {error.strerror or error}"
        raise OutputError(message) from error


def choose_format(output: Output, allowed: Sequence[str], default: str) -> str:
    """Format by ``-O``, else by the ending of the file, else the default.

    Raises:
        UsageError: for a format that the command does not make; it names those that it does.
    """
    if output.format is not None:
        if output.format in allowed:
            return output.format
        message = f"no format {output.format!r} here; there is {', '.join(allowed)}"
        raise UsageError(message)
    if not output.to_file:
        return default
    ending = Path(str(output.output)).suffix.lower()
    if ENDINGS.get(ending) in allowed:
        return ENDINGS[ending]
    endings = ", ".join(end for end, name in ENDINGS.items() if name in allowed)
    message = f"{output.output}: the ending tells no format; use {endings}, or -O {'|'.join(allowed)}"
    raise UsageError(message)


def use_color(common: Common) -> bool:
    """Whether stdout gets colour: by --color, NO_COLOR, FORCE_COLOR, or because it is a terminal.

    Raises:
        UsageError: another word than auto, always or never.
    """
    when = choice(common.color or "auto", ("auto", "always", "never"), "--color")
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns of the terminal; 80 elsewhere, but for COLUMNS."""
    return shutil.get_terminal_size().columns


def choice(given: str, allowed: Sequence[str], option: str) -> str:
    """One of the allowed words, in any case.

    Raises:
        UsageError: another word.
    """
    for word in allowed:
        if given.casefold() == word.casefold():
            return word
    message = f"{option} {given!r}: must be {', '.join(allowed[:-1])} or {allowed[-1]}"
    raise UsageError(message)


def whole_number(given: str, option: str, least: int = 1, hint: str = "") -> int:
    """A whole number of at most six digits.

    Raises:
        UsageError: for anything else, and below ``least``.
    """
    if given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS and int(given) >= least:
        return int(given)
    message = f"{option} {given!r}: must be a whole number from {least}{hint}"
    raise UsageError(message)


def check_destination(output: Output, sources: Sequence[str], base: Path | None) -> None:
    """Refuse, before anything is read, a file that is one of the inputs or would be read as one the next time.

    Raises:
        UsageError: with the source in question.
    """
    if not output.to_file:
        return
    target = Path(os.path.realpath(str(output.output)))
    if target.is_dir() or str(output.output).endswith("/"):
        message = f"{output.output}: is a folder; name a file in it"
        raise UsageError(message)
    for source in sources:
        if source == STDIN:
            continue
        path = Path(os.path.realpath(base / source if base else source))
        if path == target or (path.is_file() and target.exists() and path.samefile(target)):
            message = f"{output.output}: is one of the inputs; write to another file"
            raise UsageError(message)
        if target.suffix.lower() in FORMATS and path in target.parents:
            message = (
                f"{output.output}: lies inside the source {source!r} and would be read as a text; write it elsewhere"
            )
            raise UsageError(message)


@contextlib.contextmanager
def open_output(output: Output) -> Iterator[Sink]:
    """Stream for a result. A file is moved to its place when the block ends well, else nothing has changed."""
    if not output.to_file:
        sink = Sink(sys.stdout, "stdout")
        yield sink
        with telling_of("stdout"):
            sys.stdout.flush()
        return
    name = str(output.output)
    target = Path(os.path.realpath(name))
    with _opened_in_place(target, name) if _is_special(target) else _replacing(target, name) as sink:
        yield sink


def _is_special(target: Path) -> bool:
    """Is it there and no regular file, like /dev/null? Such a place must never be replaced."""
    try:
        return not stat.S_ISREG(target.stat().st_mode)
    except OSError:
        return False


@contextlib.contextmanager
def _opened_in_place(target: Path, name: str) -> Iterator[Sink]:
    with telling_of(name):
        stream = target.open("w", encoding="utf-8", newline="")
    with stream:
        yield Sink(stream, name)
        with telling_of(name):
            stream.flush()


@contextlib.contextmanager
def _replacing(target: Path, name: str, mode: int | None = None) -> Iterator[Sink]:
    """Write beside the target, make it lasting, move it over the target, make the move lasting."""
    temporary = target.parent / f"{_TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}.tmp"
    with telling_of(name):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield Sink(stream, name)
            with telling_of(name):
                stream.flush()
                if mode is not None:
                    os.fchmod(descriptor, mode)
                elif target.exists():
                    os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
                os.fsync(descriptor)
        with telling_of(name):
            temporary.replace(target)
            _sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def replace_file(path: Path, content: str | bytes) -> None:
    """Put a file in its place, readable for all; one of the same bytes is left alone.

    Raises:
        OutputError: it cannot be written, and the old one stays.
    """
    raw = content.encode() if isinstance(content, str) else content
    with contextlib.suppress(OSError):
        if path.read_bytes() == raw:
            return
    with _replacing(Path(os.path.realpath(path.parent)) / path.name, str(path), _PUBLISHED) as sink:
        sink.write(raw)


def sweep(folder: Path) -> None:
    """Remove what a run that was killed while writing has left; the caller sees to it that no other run is writing."""
    with telling_of(str(folder)):
        for left in folder.glob(f"{_TEMPORARY}*.tmp"):
            left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
