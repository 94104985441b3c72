"""Opening a library: one writer at a time, nothing of others touched, an older one brought up to date."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kzplans.errors import LibraryBusyError, LibraryError, NoInputError
from kzplans.library.schema import APPLICATION_ID, STEPS
from kzplans.text.scripts import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The name of a library that is no file and gone with its connection.
MEMORY = ":memory:"
#: Seconds between two looks at a lock that another run holds.
_PAUSE = 0.1
#: Seconds that a program which writes without our lock is waited for.
_PATIENCE = 5.0
#: KiB of pages held in memory, and pages of the log after which it is copied into the file.
_CACHE, _CHECKPOINT = 64_000, 4_000
#: Asked to, the last step fails: proves that an upgrade that fails half way changes nothing.
_FAILING = "KZPLANS_TEST_FAIL_MIGRATION"

_HEADER = b"SQLite format 3\x00"
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FOREIGN = "{path}: is not a kzplans library; name another file with --library, or move this one away"


@contextlib.contextmanager
def telling_of(path: str) -> Iterator[None]:
    """Turn failures of SQLite into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _told(path, error) from error


def _told(path: str, error: sqlite3.Error) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return LibraryBusyError(f"{path}: is busy: another program is writing to it; run again, or with --wait SECONDS")
    if code == sqlite3.SQLITE_FULL:
        return LibraryError(f"{path}: cannot be written: No space left on device; it is as it was")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return LibraryError(f"{path}: cannot be opened for writing: {error}")
    if code == sqlite3.SQLITE_NOTADB:
        return LibraryError(_FOREIGN.format(path=path))
    if code == sqlite3.SQLITE_CORRUPT:
        return _damaged(path, str(error))
    return LibraryError(f"{path}: {error}")


def _damaged(path: str, detail: str) -> LibraryError:
    backups = sorted(Path(path).parent.glob(f"{Path(path).name}.v*"))
    hint = f"its newest backup is {backups[-1]}" if backups else f"sqlite3 {path} .recover saves what can be read"
    return LibraryError(f"{path}: is damaged ({' '.join(detail.split())[:80]}); nothing was changed\n{hint}")


class Lock:
    """The right to write, held by an open file beside the library and released by the system, whatever happens."""

    def __init__(self, path: str, wait: float) -> None:
        """Take it.

        Raises:
            LibraryBusyError: another run has it and keeps it longer than ``wait`` seconds.
            LibraryError: the folder cannot be written.
        """
        name = f"{path}.lock"
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(name, flags, 0o600)
        except OSError as error:
            message = f"{path}: cannot be opened for writing: {error.strerror}"
            raise LibraryError(message) from error
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if time.monotonic() < until:
                    time.sleep(_PAUSE)
                    continue
                os.close(self._descriptor)
                message = f"{path}: another run is at work on it; run again later, or with --wait SECONDS"
                raise LibraryBusyError(message) from error
            return

    def release(self) -> None:
        """Give it back."""
        os.close(self._descriptor)


def open_to_write(path: str) -> sqlite3.Connection:
    """A connection to a library that is there, current and sound, or to a new one; the lock is held by the caller.

    Raises:
        LibraryError: it is not ours, made by a newer version, damaged, or cannot be written.
        LibraryBusyError: another program writes to it.
    """
    is_new = path != MEMORY and not os.path.lexists(path)
    if is_new:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        except OSError as error:
            message = f"{path}: cannot be made: {error.strerror}"
            raise LibraryError(message) from error
    if path != MEMORY:
        _require_header(path)
    with telling_of(path):
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        try:
            version = _version(connection, path)
            if version:
                _check(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            for pragma in (
                "synchronous = FULL",
                "foreign_keys = ON",
                f"cache_size = -{_CACHE}",
                f"wal_autocheckpoint = {_CHECKPOINT}",
                "temp_store = MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")
            _upgrade(connection, path, version)
        except BaseException:
            connection.close()
            if is_new:  # an empty file would be nobody's
                with contextlib.suppress(OSError):
                    for ending in ("", "-wal", "-shm"):
                        Path(path + ending).unlink(missing_ok=True)
            raise
    return connection


def open_to_read(path: str) -> sqlite3.Connection:
    """A connection that cannot change anything; a run that writes meanwhile does not disturb it.

    Raises:
        NoInputError: there is no such library.
        LibraryError: it is not ours, made by another version, or cannot be read.
    """
    if not os.path.exists(path):  # noqa: PTH110  names may hold any byte
        message = f"{path}: there is no such library; kzplans add SOURCE --library {path} makes one"
        raise NoInputError(message)
    _require_header(path)
    with telling_of(path):
        connection = _connect_to_read(path)
        try:
            _require_current(_version(connection, path), path)
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            connection.create_function("fold", 1, fold, deterministic=True)
            connection.execute("BEGIN")  # all that is read is of one moment, whatever is written meanwhile
        except BaseException:
            connection.close()
            raise
    return connection


def _connect_to_read(path: str) -> sqlite3.Connection:
    """Beside a library in a folder that cannot be written, SQLite cannot keep its notes: then nobody writes to it."""
    name = Path(path).absolute().as_uri()
    connection = sqlite3.connect(f"{name}?mode=ro", uri=True, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if Path(f"{path}-wal").exists():
            raise
        connection = sqlite3.connect(f"{name}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return connection


def _require_header(path: str) -> None:
    """Look at the first bytes before SQLite does: it would take an empty or strange file for its own."""
    if os.path.isdir(path):  # noqa: PTH112  names may hold any byte
        message = f"{path}: is a folder; name a file in it, such as {os.path.join(path, 'library.db')}"  # noqa: PTH118
        raise LibraryError(message)
    try:
        with open(path, "rb") as file:  # noqa: PTH123  as above
            header = file.read(len(_HEADER))
    except OSError as error:
        message = f"{path}: cannot be opened: {error.strerror}"
        raise LibraryError(message) from error
    if header not in {b"", _HEADER}:
        raise LibraryError(_FOREIGN.format(path=path))


def _version(connection: sqlite3.Connection, path: str) -> int:
    """The schema version of a library; 0 for an empty file."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    known = connection.execute("PRAGMA application_id").fetchone()[0]
    if known != APPLICATION_ID:
        if version == 0 and known == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return 0
        raise LibraryError(_FOREIGN.format(path=path))
    if version > len(STEPS):
        message = (
            f"{path}: was made by a newer version of kzplans (schema {version}, this one knows {len(STEPS)}); "
            "update kzplans"
        )
        raise LibraryError(message)
    return version


def _require_current(version: int, path: str) -> None:
    if version < len(STEPS):
        what = "was made by an older version; kzplans add brings it up to date" if version else "is empty"
        message = f"{path}: {what}"
        raise LibraryError(message)


def _check(connection: sqlite3.Connection, path: str) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _damaged(path, found.removeprefix("*** in database main ***"))


def _upgrade(connection: sqlite3.Connection, path: str, version: int) -> None:
    """Take the steps that are missing, all in one transaction; an older library is copied first."""
    steps: Sequence[str] = STEPS[version:]
    if os.environ.get(_FAILING):
        steps = (*steps, "SELECT this_step_fails();")
    if not steps:
        return
    backup = _back_up(connection, path, version) if version else None
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            for statement in _single(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version + len(steps)}")
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if backup:
            backup.unlink(missing_ok=True)
        if version and isinstance(error, sqlite3.Error):
            message = f"{path}: could not be brought up to date and is as it was: {error}"
            raise LibraryError(message) from error
        raise


def _back_up(connection: sqlite3.Connection, path: str, version: int) -> Path:
    """A copy beside the library, whole when it has its name."""
    backup = Path(f"{path}.v{version}")
    copying = Path(f"{path}.v{version}.tmp")
    copying.unlink(missing_ok=True)
    copy = sqlite3.connect(copying)
    try:
        copying.chmod(0o600)
        connection.backup(copy)
    finally:
        copy.close()
    copying.replace(backup)
    return backup


def _single(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would commit what is not finished."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
