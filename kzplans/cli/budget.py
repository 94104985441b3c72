"""Templates of one's own are rendered within a budget: an endless or huge one ends itself and not the run."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
from typing import TYPE_CHECKING, NoReturn

from kzplans.errors import KzplansError, OutputError, TemplateFaultError

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds, bytes of memory beyond what is in use, and bytes of the result.
SECONDS, MEMORY, RESULT = 30, 1_000_000_000, 20_000_000
_PIECE = 1 << 20
#: First byte of an answer: text, bytes, a fault of the template, or what went beyond the budget.
_TEXT, _BYTES, _FAULT, _BEYOND = b"T", b"B", b"F", b"X"


def in_budget(make: Callable[[], str | bytes]) -> str | bytes:
    """What ``make`` gives, made in a process of its own.

    Raises:
        TemplateFaultError: by ``make``.
        OutputError: it takes too long, too much memory, or gives too much.
    """
    answers, told = os.pipe()
    process = os.fork()
    if not process:
        os.close(answers)
        _work(told, make)
    os.close(told)
    try:
        answer = _answer(answers)
    finally:
        os.close(answers)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    kind, content = answer[:1], answer[1:]
    if kind == _BYTES:
        return content
    if kind == _TEXT:
        return content.decode()
    if kind == _FAULT:
        raise TemplateFaultError(content.decode())
    message = f"the template {content.decode() or 'ended its process'}"
    raise OutputError(message)


def _answer(answers: int) -> bytes:
    """All that the other process says, within the time that it has."""
    until, received = time.monotonic() + SECONDS, bytearray()
    while True:
        ready, _, _ = select.select([answers], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return _BEYOND + f"takes more time than {SECONDS} s".encode()
        piece = os.read(answers, _PIECE)
        if not piece:
            return bytes(received)
        received += piece


def _work(told: int, make: Callable[[], str | bytes]) -> NoReturn:
    """The other process. It never comes back, and closes nothing of ours."""
    try:
        answer = _made(make)
        with open(told, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _made(make: Callable[[], str | bytes]) -> bytes:
    _limit_memory()
    try:
        content = make()
        raw = content.encode() if isinstance(content, str) else content
    except KzplansError as error:
        return _FAULT + str(error).encode()
    except MemoryError:
        return _BEYOND + f"takes more memory than {MEMORY // 1_000_000:,} MB; its result is too large".encode()
    if len(raw) > RESULT:
        return _BEYOND + f"gives {len(raw):,} bytes, which is too large: at most {RESULT:,}".encode()
    return (_TEXT if isinstance(content, str) else _BYTES) + raw


def _limit_memory() -> None:
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm", "rb") as file:  # noqa: PTH123  after a fork
        most = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + MEMORY
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
