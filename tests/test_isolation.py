from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kzplans.config import Limits
from kzplans.model import Document, Unread
from kzplans.sources import read_sources
from kzplans.sources.isolation import MOST_ANSWERED, Isolation
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzplans.extract import Extractor

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Астанада 2030 жылға қарай 12 мектеп салынады."
TIGHT = Limits(file_seconds=1, file_memory_mb=600)

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="processes are counted in /proc")


def upper(content: bytes, *more: str) -> dict[str, object]:
    return {"text": content.decode().upper(), "more": more}


def odd_letters(content: bytes) -> str:
    return content.decode() + "\ud800"


def refuse(_: bytes) -> str:
    raise Refused(Reason.NO_TEXT, "has pictures only\x1b[31m")


def talk(content: bytes) -> str:
    print("noise")  # noqa: T201  what some libraries do
    os.write(2, b"noise")
    return f"{content.decode()}{sys.stdin.read()}{os.read(0, 10).decode()}"


def too_much(_: bytes) -> str:
    return "a" * (MOST_ANSWERED + 1)


def not_json(_: bytes) -> object:
    return {1, 2}


def quiet_exit(_: bytes) -> str:
    os._exit(0)


def leave(_: bytes) -> str:
    sys.exit(0)


def lie(_: bytes) -> str:
    """Write an answer that makes no sense, as after a corruption of memory."""
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, (4).to_bytes(8) + b"nono")
    os._exit(0)


def close_all_and_hang(_: bytes) -> str:
    os.closerange(0, 64)
    while True:
        time.sleep(1)


def spin(_: bytes) -> str:
    while True:
        pass


def limits_of(_: bytes) -> list[tuple[int, int]]:
    kinds = (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_AS)
    return [resource.getrlimit(kind) for kind in kinds]


def descriptors_of(_: bytes) -> list[int]:
    return descriptors()


def own_process(_: bytes) -> int:
    return os.getpid()


def leave_a_child(_: bytes) -> int:
    child = os.fork()
    if not child:
        time.sleep(60)
        os._exit(0)
    return child


JOBS = {
    function.__name__: f"{__name__}:{function.__name__}"
    for function in (
        upper, odd_letters, refuse, talk, too_much, not_json, quiet_exit, leave, lie, close_all_and_hang, spin,
        limits_of, descriptors_of, own_process, leave_a_child,
    )
} | {"missing": "kzplans.no_such_module:parse"}  # fmt: skip


@pytest.fixture
def isolation() -> Iterator[Isolation]:
    with Isolation(TIGHT, JOBS) as isolation:
        yield isolation
    assert children() == []


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    from kzplans.extract import Extractor
    from kzplans.lexicon import load_lexicon

    return Extractor(load_lexicon())


def children(parent: int | None = None) -> list[int]:
    """Processes whose parent is this one, also those that have ended and are not reaped."""
    parent = parent or os.getpid()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(folder.name))
    return found


def descriptors() -> list[int]:
    with os.scandir("/proc/self/fd") as listing:
        names = [entry.name for entry in listing]
    return sorted(int(name) for name in names if Path(f"/proc/self/fd/{name}").exists())


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def soon(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes true within two seconds."""
    end = time.monotonic() + 2
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def refusal(isolation: Isolation, job: str, content: bytes = b"") -> tuple[Reason, str]:
    with pytest.raises(Refused) as refused:
        isolation.run(job, content)
    return refused.value.reason, refused.value.detail


def test_a_parser_gives_what_json_can_hold(isolation: Isolation) -> None:
    assert isolation.run("upper", "қала".encode(), "x", "ж") == {"text": "ҚАЛА", "more": ["x", "ж"]}
    assert isolation.run("odd_letters", b"a") == "a\ud800"
    large = b"a" * 10_000_000
    assert isolation.run("upper", large) == {"text": "A" * 10_000_000, "more": []}


@pytest.mark.parametrize(
    ("job", "reason", "detail"),
    [
        ("refuse", Reason.NO_TEXT, r"has pictures only\x1b[31m"),
        ("missing", Reason.MALFORMED, "ModuleNotFoundError: No module named 'kzplans.no_such_module'"),
        ("not_json", Reason.MALFORMED, "TypeError: Object of type set is not JSON serializable"),
        ("too_much", Reason.TOO_LARGE, "what the parser found has more than 40,000,000 bytes"),
        ("quiet_exit", Reason.CRASH, "the parser ended without an answer (exit code 0)"),
        ("leave", Reason.CRASH, "the parser ended without an answer (exit code 98)"),
        ("lie", Reason.CRASH, "the parser's answer makes no sense"),
    ],
)
def test_every_other_end_is_a_refusal(isolation: Isolation, job: str, reason: Reason, detail: str) -> None:
    assert refusal(isolation, job) == (reason, detail)
    assert isolation.run("upper", b"a") == {"text": "A", "more": []}


def test_a_parser_that_closes_its_pipe_takes_no_longer(isolation: Isolation) -> None:
    start = time.monotonic()
    reason, detail = refusal(isolation, "close_all_and_hang")
    assert (reason, detail[:20]) == (Reason.TIMEOUT, "took longer than 1 s")
    assert time.monotonic() - start < 1.5


def test_a_parser_is_limited_and_sees_nothing_of_ours(isolation: Isolation, capfd: pytest.CaptureFixture[str]) -> None:
    limits: list[list[int]] = isolation.run("limits_of", b"")  # type: ignore[assignment]
    assert limits[:3] == [[0, 0], [64, 64], [2, 3]]
    assert limits[3][0] == limits[3][1] > 600_000_000  # what it has inherited is not counted
    assert isolation.run("talk", b"a") == "a"
    assert capfd.readouterr() == ("", "")
    with Path(__file__).open("rb"):  # opened before the server starts again
        isolation.close()
        assert len(isolation.run("descriptors_of", b"")) == 4  # type: ignore[arg-type]


def test_limits_of_the_caller_are_kept(isolation: Isolation) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, before[1]))
    try:
        assert isolation.run("limits_of", b"")[1] == [40, 40]  # type: ignore[index]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_many_jobs_leave_nothing_behind(isolation: Isolation) -> None:
    before = descriptors()
    isolation.start()
    started, servers = descriptors(), children()
    assert (len(started), len(servers)) == (len(before) + 2, 1)
    for index in range(50):
        if index % 10 == 0:
            refusal(isolation, "lie")
        isolation.run("upper", b"a")
    assert (descriptors(), children()) == (started, servers)
    assert soon(lambda: children(servers[0]) == [])
    left = isolation.run("leave_a_child", b"")
    assert isinstance(left, int)
    assert soon(lambda: not is_running(left))
    isolation.close()
    isolation.close()
    assert (descriptors(), children()) == (before, [])


def test_a_server_that_died_is_started_again(isolation: Isolation) -> None:
    isolation.start()
    [server] = children()
    os.kill(server, signal.SIGKILL)
    assert soon(lambda: not is_running(server))
    assert isolation.run("upper", b"a") == {"text": "A", "more": []}
    assert children() != [server]


def test_a_server_that_dies_at_work_costs_one_file(isolation: Isolation) -> None:
    isolation.start()
    [server] = children()
    told, tell = os.pipe()
    killer = os.fork()
    if not killer:
        soon(lambda: bool(children(server)))
        os.write(tell, str(children(server)[0]).encode())
        time.sleep(0.05)  # we are told of the worker as soon as it is there
        os.kill(server, signal.SIGKILL)
        os._exit(0)
    start = time.monotonic()
    reason, detail = refusal(isolation, "spin")
    assert (reason, detail) == (Reason.CRASH, "the process that watches the parser was killed or hung")
    assert time.monotonic() - start < 0.9
    worker = int(os.read(told, 20))
    assert soon(lambda: not is_running(worker))
    assert isolation.run("upper", b"a") == {"text": "A", "more": []}
    os.waitpid(killer, 0)
    os.close(told)
    os.close(tell)


def test_an_interrupt_ends_the_job_and_the_next_one_is_answered(isolation: Isolation) -> None:
    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            isolation.run("spin", b"")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert children() == []
    assert isolation.run("upper", b"a") == {"text": "A", "more": []}


def test_absurd_limits_are_no_limits() -> None:
    with Isolation(Limits(file_seconds=10**30, file_memory_mb=10**30), JOBS) as isolation:
        assert isolation.run("upper", b"a") == {"text": "A", "more": []}


@pytest.mark.parametrize(
    ("kind", "reason", "detail"),
    [
        ("segv", "crash", "the parser crashed (SIGSEGV)"),
        ("hang", "timeout", "took longer than 1 s (--file-timeout, or limits: file_seconds in kzplans.yaml)"),
        ("memory", "memory", "needed more memory than 600 MB (limits: file_memory_mb in kzplans.yaml)"),
        ("raise", "malformed", "ValueError: is broken for a test (raise)"),
        ("exit", "crash", "the parser ended without an answer (exit code 3)"),
    ],
)
def test_a_broken_parser_costs_one_file(  # noqa: PLR0913, PLR0917  what it costs, and fixtures
    kind: str, reason: str, detail: str, tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_text(f"{TEXT} {name}", encoding="utf-8")
    monkeypatch.setenv("KZPLANS_TEST_PARSER", f"{kind}:b.txt")
    before = descriptors()
    limits = TIGHT if kind == "hang" else replace(TIGHT, file_seconds=20)  # a busy machine is no hanging parser
    first, broken, last = read_sources([str(tmp_path)], extractor, limits)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert broken == Unread(f"{tmp_path}/b.txt", reason, detail)
    assert (descriptors(), children()) == (before, [])


def test_plain_texts_start_nothing(tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("KZPLANS_TEST_PARSER", "segv:other.txt")
    monkeypatch.setattr(os, "fork", None)
    [document] = read_sources([str(tmp_path)], extractor, TIGHT)
    assert isinstance(document, Document)


def test_an_isolation_of_the_caller_stays_open(
    tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kzplans.sources import isolation_for

    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("KZPLANS_TEST_PARSER", "exit:a.txt")
    with isolation_for(TIGHT) as isolation:
        isolation.start()
        servers = children()
        for _ in range(2):
            [unread] = read_sources([str(tmp_path)], extractor, TIGHT, isolation=isolation)
            assert isinstance(unread, Unread)
        assert children() == servers
    assert children() == []


#: A program that says its server and worker, and whose job hangs.
HANGING = """
import os, sys, threading, time
from kzplans.config import Limits
from kzplans.sources.isolation import Isolation

def tell():
    read = lambda process: open(f"/proc/{process}/task/{process}/children").read().split()
    while not (read(server) if (server := (read(os.getpid()) or [0])[0]) else 0):
        time.sleep(0.01)
    print(server, *read(server), flush=True)

isolation = Isolation(Limits(file_seconds=30))
isolation.start()
threading.Thread(target=tell, daemon=True).start()
isolation.run("broken", b"", "hang")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_processes_end_with_the_first(number: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", HANGING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with program:
        assert program.stdout is not None
        server, worker = map(int, program.stdout.readline().split())
        program.send_signal(number)
        program.wait(5)
        assert soon(lambda: not is_running(server) and not is_running(worker))


#: A program without standard streams that may open few files; its exit code tells how it went.
POOR = """
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
os.closerange(0, 3)
from kzplans.config import Limits
from kzplans.sources.isolation import Isolation
from kzplans.sources.reasons import Refused

reasons = []
with Isolation(Limits(file_seconds=5)) as isolation:
    for _ in range(100):
        try:
            isolation.run("broken", b"", "raise")
        except Refused as refused:
            reasons.append(refused.reason)
os._exit(0 if reasons == ["malformed"] * 100 else 1)
"""


def test_few_descriptors_and_no_standard_streams_suffice() -> None:
    assert subprocess.run([sys.executable, "-c", POOR], cwd=ROOT, check=False, timeout=20).returncode == 0


def test_no_descriptor_left_is_a_refusal(isolation: Isolation) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(descriptors()) + 3, before[1]))
    opened = []
    try:
        with contextlib.suppress(OSError):
            while True:
                opened.append(os.dup(0))
        reason, detail = refusal(isolation, "upper")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for descriptor in opened:
            os.close(descriptor)
    assert (reason, detail) == (Reason.CRASH, "no process to parse it in: Too many open files")


def test_readers_go_by_the_limits_of_the_run() -> None:
    def read(limits: Limits) -> dict[str, str]:
        with Isolation(limits) as isolation:
            answer: Any = isolation.run("jsonl", b'{"text": "2027 a b c."}\n', "a.jsonl")
        (part,) = answer
        return dict(part)

    refused = read(Limits(text_chars=5))
    assert (refused["reason"], "limits: text_chars in kzplans.yaml" in refused["detail"]) == ("too_large", True)
    assert "text" in read(Limits())
