"""A line of progress on stderr, for people who wait: only on a terminal, and only when it takes long."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds after which a run counts as long.
PATIENCE = 2.0


@contextlib.contextmanager
def showing_progress(*, quiet: bool, streams: bool) -> Iterator[Callable[[int], None]]:
    """Give a function that is told the bytes of each text read.

    ``streams``: results are printed as they come, and one on the same terminal would be torn apart by the line.
    """
    if quiet or not sys.stderr.isatty() or (streams and sys.stdout.isatty()):
        yield lambda _size: None
        return
    progress = _Progress()
    try:
        yield progress.advance
    finally:
        progress.stop()


class _Progress:
    """Rich's progress line, made when patience has run out."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._texts = 0
        self._bytes = 0
        self._advance: Callable[[], None] | None = None
        self._stop: Callable[[], None] = lambda: None

    def advance(self, size: int) -> None:
        """Count a text in."""
        self._texts += 1
        self._bytes += size
        if self._advance is None and time.monotonic() - self._started > PATIENCE:
            self._show()
        if self._advance is not None:
            self._advance()

    def stop(self) -> None:
        """Take the line away."""
        self._stop()

    def _show(self) -> None:
        from rich.console import Console  # noqa: PLC0415  only for a long run on a terminal
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415  same

        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        line = Progress(*columns, console=Console(stderr=True), transient=True)
        task = line.add_task("")
        line.start()
        self._advance = lambda: line.update(task, description=f"{self._texts:,} texts, {self._bytes / 1e6:.1f} MB")
        self._stop = line.stop
