"""Parsing in processes that can be killed: a crash, a hang or a bomb costs one file and not the run.

Three processes. We ask; a *server*, forked from us once and early, forks a *worker* for each file and watches it; the
worker parses and ends. What a parser does (swallow alarms, spin in C, overflow the stack) is bounded by the server from
outside. The server ends with us: it sees the end of the pipe that we write to, kills its worker and ends itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Self

from kzplans.sources.bounds import use
from kzplans.sources.reasons import Reason, Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kzplans.config import Limits

#: Parsers by name, as ``module:function``: they take bytes (and more strings) and give what JSON can hold. They may
#: raise ``Refused``. Only the server and its workers import them, so what they need costs us neither time nor memory.
JOBS = {
    "broken": f"{__name__}:break_down",
    "docx": "kzplans.sources.formats.docx:read",
    "odt": "kzplans.sources.formats.odt:read",
    "rtf": "kzplans.sources.formats.rtf:read",
    "html": "kzplans.sources.formats.html:read",
    "pdf": "kzplans.sources.formats.pdf:read",
    "mail": "kzplans.sources.formats.mail:read",
    "msg": "kzplans.sources.formats.msg:read",
    "mbox": "kzplans.sources.formats.mail:read",
    "zip": "kzplans.sources.formats.archive:read",
    "jsonl": "kzplans.sources.formats.rows:read",
    "csv": "kzplans.sources.formats.rows:read",
    "feed": "kzplans.sources.formats.feed:read",
    "links": "kzplans.sources.formats.feed:links",
}

#: Bytes that a worker may answer with: five million characters, and room for what else is told of them.
MOST_ANSWERED = 40_000_000
#: Files that a worker may have open.
_MOST_OPEN = 64
#: Seconds and bytes beyond which a limit means none, so that no system call gets a number too large for it.
_MOST_SECONDS, _MOST_MEMORY = 1_000_000, 1 << 62
#: Seconds that the server may take for its own part of a job: importing a parser, forking, killing.
_GRACE = 10
#: How often a process is looked at that has closed its pipe and should be ending.
_LOOK_AGAIN = 0.002
#: Exit codes of a worker: memory ran out, or there was something else that it could not even tell.
_NO_MEMORY, _NO_ANSWER = 99, 98
#: Characters of a detail that are passed on, and bytes that are moved at once.
_SHOWN, _PIECE = 300, 1 << 20
#: What tells people or services to end us. The server does not listen: it ends when we do.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Isolation:
    """The way to parsers in processes of their own, for one job at a time; a context manager that ends them.

    Nothing is started before ``start`` or the first job. Start it before opening a database or showing progress:
    neither connections nor threads should be there when a process forks. What the server has inherited all the same it
    closes, and never touches otherwise.
    """

    def __init__(self, limits: Limits, jobs: Mapping[str, str] = JOBS) -> None:
        """``limits``: ``file_seconds`` and ``file_memory_mb`` bound each job."""
        self._limits = limits
        self._seconds = min(limits.file_seconds, _MOST_SECONDS)
        self._memory = min(limits.file_memory_mb * 1_000_000, _MOST_MEMORY)
        self._jobs = jobs
        self._server = 0
        self._requests = self._answers = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Fork the server unless it is running.

        Raises:
            OSError: there is no room for another process or pipe.
        """
        if self._server:
            if not _has_ended(self._server):
                return
            self.close()
        # a signal must raise neither here, half way, nor in the server's copy of our frames
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        try:
            with contextlib.ExitStack() as failed:
                requests, self._requests = _pipe(failed)
                self._answers, answers = _pipe(failed)
                self._server = os.fork()
                if not self._server:
                    _Server(requests, answers, self._seconds, self._memory, self._limits).run()
                failed.pop_all()
            os.close(requests)
            os.close(answers)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def close(self) -> None:
        """End the server and what it is running; a later job starts it again."""
        server, self._server = self._server, 0
        if not server:
            return
        os.close(self._requests)
        with contextlib.suppress(OSError, EOFError, TimeoutError):  # it closes its end when it has killed its worker
            while _receive(self._answers, time.monotonic() + 1):
                pass
        os.close(self._answers)
        _kill(server)

    def run(self, job: str, content: bytes, *arguments: str) -> object:
        """What the parser of that name makes of the content.

        Raises:
            Refused: by the parser itself; for an exception, a crash, or a limit that was met.
        """
        where = self._jobs[job]
        try:
            answer = self._ask(json.dumps([where, *arguments]).encode(), content)
        except OSError as error:
            raise Refused(Reason.CRASH, f"no process to parse it in: {error.strerror or error}") from error
        return _result(answer)

    def _ask(self, head: bytes, content: bytes) -> bytes:
        self.start()
        worker = 0
        try:
            _send(self._requests, head)
            _send(self._requests, content)
            deadline = time.monotonic() + self._seconds + _GRACE
            worker = int(_receive(self._answers, deadline))
            return _receive(self._answers, deadline)
        except BaseException as error:
            # also for an interrupt: the answer to this job must not be taken for that to the next one
            self.close()
            if isinstance(error, EOFError | BrokenPipeError | TimeoutError):
                # a server that was killed could not kill its worker, and nobody but init can have reaped it
                _kill_group(worker)
                raise Refused(Reason.CRASH, "the process that watches the parser was killed or hung") from error
            raise


def _result(answer: bytes) -> object:
    """The result in an answer; a worker's memory may be in any state, so nothing in it is taken on trust."""
    try:
        told = json.loads(answer)
        if "result" in told:
            return told["result"]
        reason, detail = Reason(told["reason"]), visible(str(told["detail"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(Reason.CRASH, "the parser's answer makes no sense") from error
    raise Refused(reason, detail if len(detail) <= _SHOWN else f"{detail[:_SHOWN]}…")


class _Server:
    """What the forked server does."""

    def __init__(self, requests: int, answers: int, seconds: int, memory: int, limits: Limits) -> None:
        self._requests, self._answers = requests, answers
        self._limits = limits
        self._seconds, self._memory = seconds, memory

    def run(self) -> NoReturn:
        """Work until nobody can ask any more."""
        try:
            self._settle()
            with contextlib.suppress(EOFError, BrokenPipeError):
                while True:
                    self._do_one()
        finally:  # whatever happened: frames, buffers and exit handlers here are copies of our caller's
            os._exit(0)

    def _settle(self) -> None:
        """Let go of everything inherited."""
        use(self._limits)  # for the readers, which know nothing but bytes
        gc.freeze()  # no object of our caller's is ever finalized here, above all no database connection
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)  # a signal to our caller's group must leave somebody who kills the worker
        # locks, pipes and databases would stay open as long as the server lives
        low, high = sorted((self._requests, self._answers))
        os.closerange(3, low)
        os.closerange(low + 1, high)
        os.closerange(high + 1, _most_descriptors())
        for number in range(3):  # nothing that a parser prints may land in a result
            with contextlib.suppress(OSError):
                os.close(number)
        for _ in range(3):
            os.open(os.devnull, os.O_RDWR)
        # the old ones are kept: a stream without an owner would be flushed to wherever its number leads now
        self._inherited = sys.stdin, sys.stdout, sys.stderr
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  as long as the process
        sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  so is this
        _set_signals(signal.SIG_DFL, signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
        _set_signals(signal.SIG_IGN, (*_ENDINGS, signal.SIGPIPE))
        signal.pthread_sigmask(signal.SIG_SETMASK, ())

    def _do_one(self) -> None:
        where, *arguments = json.loads(_receive(self._requests))
        content = _receive(self._requests)
        with contextlib.suppress(Exception):  # a parser that cannot be imported is told of by the worker
            _prepare(where)  # here, so that workers have it already
        ours, theirs = os.pipe()
        deadline = time.monotonic() + self._seconds
        worker = os.fork()
        if not worker:
            spare = (self._requests, self._answers, ours)
            _Worker(self._seconds, self._memory, theirs, spare).run(where, content, arguments)
        os.close(theirs)
        with contextlib.suppress(OSError):  # the worker does the same; whoever is first
            os.setpgid(worker, worker)
        try:
            _send(self._answers, str(worker).encode())
            answer = self._watch(worker, ours, deadline)
        finally:
            _kill_group(worker)
            status = _kill(worker)
            os.close(ours)
        _send(self._answers, answer or json.dumps(self._told(status)).encode())

    def _watch(self, worker: int, pipe: int, deadline: float) -> bytes | None:
        """The worker's answer, None if it died without one.

        Raises:
            EOFError: nobody waits for it any more.
        """
        try:
            return _receive(pipe, deadline, MOST_ANSWERED, self._requests)
        except _TooLongError:
            detail = f"what the parser found has more than {MOST_ANSWERED:,} bytes"
            return json.dumps({"reason": Reason.TOO_LARGE, "detail": detail}).encode()
        except TimeoutError:
            return json.dumps(self._too_slow()).encode()
        except EOFError:
            while not _has_ended(worker):
                if time.monotonic() > deadline:
                    return json.dumps(self._too_slow()).encode()
                if _is_ready(self._requests, 0):
                    raise
                time.sleep(_LOOK_AGAIN)
            return None

    def _told(self, status: int) -> dict[str, str]:
        """The refusal that the end of a worker without an answer stands for."""
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            return self._too_slow()
        if code in {_NO_MEMORY, -signal.SIGKILL}:  # not we killed it, so it was the system, out of memory
            megabytes = f"{self._memory // 1_000_000:,} MB"
            detail = f"needed more memory than {megabytes} (limits: file_memory_mb in kzplans.yaml)"
            return {"reason": Reason.MEMORY, "detail": detail}
        how = f"crashed ({_signal_name(-code)})" if code < 0 else f"ended without an answer (exit code {code})"
        return {"reason": Reason.CRASH, "detail": f"the parser {how}"}

    def _too_slow(self) -> dict[str, str]:
        detail = f"took longer than {self._seconds:,} s (--file-timeout, or limits: file_seconds in kzplans.yaml)"
        return {"reason": Reason.TIMEOUT, "detail": detail}


class _Worker:
    """What the process of one job does."""

    def __init__(self, seconds: int, memory: int, answer: int, spare: Sequence[int]) -> None:
        self._seconds, self._memory = seconds, memory
        self._answer, self._spare = answer, spare

    def run(self, where: str, content: bytes, arguments: Sequence[str]) -> NoReturn:
        """Parse, answer and end."""
        code = _NO_ANSWER
        try:
            self._settle()
            _send(self._answer, _answer_of(where, content, arguments))
            code = 0
        except MemoryError:
            code = _NO_MEMORY
        finally:
            os._exit(code)

    def _settle(self) -> None:
        """Keep nothing but the pipe of the answer, and accept limits."""
        os.setpgid(0, 0)
        for descriptor in self._spare:
            os.close(descriptor)
        _set_signals(signal.SIG_DFL, (*_ENDINGS, signal.SIGPIPE))
        # the system kills a worker that has outlived its server, should that have been killed
        signal.alarm(self._seconds + _GRACE)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_NOFILE, _MOST_OPEN)
        _limit(resource.RLIMIT_CPU, self._seconds + 1, 1)
        _limit(resource.RLIMIT_AS, self._memory + _mapped())


def _mapped() -> int:
    """Bytes of address space that a process begins with: what it has inherited is not the parser's."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  no pathlib after a fork
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _answer_of(where: str, content: bytes, arguments: Sequence[str]) -> bytes:
    try:
        told = {"result": _function(where)(content, *arguments)}
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except Refused as refused:
        ended = {"reason": refused.reason, "detail": refused.detail}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  a parser may raise anything
        first_line = next(iter(str(error).splitlines()), "")
        ended = {"reason": Reason.MALFORMED, "detail": f"{type(error).__name__}: {first_line}".removesuffix(": ")}
    return json.dumps(ended).encode()


def _function(where: str) -> Callable[..., object]:
    module, _, name = where.partition(":")
    function: Callable[..., object] = getattr(import_module(module), name)
    return function


def _prepare(where: str) -> None:
    """Import a parser, and what it needs besides if it has a function ``prepare``."""
    prepare = getattr(import_module(_function(where).__module__), "prepare", None)
    if prepare is not None:
        prepare()


def _limit(kind: int, most: int, spare: int = 0) -> None:
    """Set a limit, and ``spare`` above it for good; one that we already stand under stays."""
    given = [limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY]
    hard = min(most + spare, *given) if given else most + spare
    with contextlib.suppress(OSError, ValueError):  # not every system knows every limit
        resource.setrlimit(kind, (min(most, hard), hard))


def _set_signals(handler: signal.Handlers, signals: Sequence[int] | set[signal.Signals]) -> None:
    for number in signals:
        with contextlib.suppress(OSError, ValueError):  # the C library keeps some to itself
            signal.signal(number, handler)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


class _TooLongError(Exception):
    """A message is longer than allowed."""


def _send(pipe: int, message: bytes) -> None:
    """Write a message: its length and its bytes."""
    for part in (len(message).to_bytes(8), message):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(pipe, rest[:_PIECE]) :]


def _receive(pipe: int, deadline: float | None = None, most: int = sys.maxsize, lifeline: int | None = None) -> bytes:
    """Read a message.

    Raises:
        EOFError: the other side is gone, or that of ``lifeline``, from which nothing else can come now.
        TimeoutError: the deadline has passed.
        _TooLongError: it has more than ``most`` bytes.
    """
    length = int.from_bytes(_read(pipe, 8, deadline, lifeline))
    if length > most:
        raise _TooLongError
    return bytes(_read(pipe, length, deadline, lifeline))


def _read(pipe: int, length: int, deadline: float | None, lifeline: int | None) -> bytearray:
    content = bytearray()
    while len(content) < length:
        if not _is_ready(pipe, None if deadline is None else deadline - time.monotonic(), lifeline):
            raise TimeoutError
        piece = os.read(pipe, min(length - len(content), _PIECE))
        if not piece:
            raise EOFError
        content += piece
    return content


def _is_ready(pipe: int, seconds: float | None, lifeline: int | None = None) -> bool:
    """Wait until a pipe can be read, also at its end.

    Raises:
        EOFError: the other side of ``lifeline`` is gone.
    """
    poll = select.poll()  # select() cannot take descriptors from 1,024
    poll.register(pipe, select.POLLIN)
    if lifeline is not None:
        poll.register(lifeline, select.POLLIN)
    ready = poll.poll(None if seconds is None else max(0, seconds * 1000))
    if any(descriptor == lifeline for descriptor, _ in ready):
        raise EOFError
    return bool(ready)


def _has_ended(process: int) -> bool:
    """Whether a child of ours has ended; it is not reaped, so its number cannot become another's."""
    try:
        return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # where children are not waited for
        return True


def _kill(process: int) -> int:
    """End and reap a child; the status of one that had ended by itself stays what it was."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    try:
        return os.waitpid(process, 0)[1]
    except ChildProcessError:
        return 0


def _kill_group(process: int) -> None:
    """End a worker with what it may have started."""
    if process:
        with contextlib.suppress(OSError):
            os.killpg(process, signal.SIGKILL)


def _pipe(failed: contextlib.ExitStack) -> tuple[int, int]:
    """A pipe above descriptors 0 to 2, which the server gives to /dev/null; ``failed`` closes it."""
    ends = []
    low = os.pipe()
    try:
        for end in low:
            ends.append(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3))
            failed.callback(os.close, ends[-1])
    finally:
        for end in low:
            os.close(end)
    return ends[0], ends[1]


def _most_descriptors() -> int:
    """A number above all open descriptors; the limit may have been lowered below some, or be none."""
    try:
        return max(map(int, os.listdir("/dev/fd"))) + 1  # noqa: PTH208  names, no paths
    except OSError:
        return 1 << 16


def break_down(content: bytes, kind: str) -> str:
    """Be as bad as a parser can be: what tests ask for by ``KZPLANS_TEST_PARSER``."""
    match kind:
        case "segv":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            while True:
                with contextlib.suppress(BaseException):  # as some libraries do
                    time.sleep(1)
        case "memory":
            _ = [bytearray(100_000_000) for _ in range(1000)]
        case "exit":
            os._exit(3)
        case _:
            message = f"is broken for a test ({kind})\nand this line is not shown"
            raise ValueError(message)
    return content.decode()
