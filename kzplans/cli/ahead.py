"""Reading ahead: statements are found in a process of its own while this one writes the library.

Finding takes several times as long as writing, so that two processors halve neither, but hide the writing. Texts go out
and prepared rows come back through two pipes, in one order. The other process ends with this one: it sees the end of
its pipe. Where there is one processor only, or the other process dies, all is done here.
"""

from __future__ import annotations

import gc
import marshal
import os
import select
import signal
from collections import deque
from typing import TYPE_CHECKING, NoReturn, Self

from kzplans.library import Prepared, prepare
from kzplans.library.rows import layout_from, layout_of
from kzplans.reports.reprints import Gists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from kzplans.extract import Extractor
    from kzplans.model import Document

#: Bytes of texts that may be out before the first of them has to come back, and bytes moved at once.
_OUT, _PIECE = 2_000_000, 1 << 16
#: Bytes of a length.
_HEAD = 8


class Ahead:
    """Prepares texts for the library, in their order; a context manager, to be entered before a library is opened."""

    def __init__(self, extractor: Extractor) -> None:
        """Take what finds statements."""
        self._extractor = extractor
        self._gists = Gists(extractor.lexicon)
        self._process = 0
        self._requests = self._answers = -1
        self._waiting: deque[tuple[Document, int]] = deque()
        self._out = 0
        self._unsent = bytearray()
        self._received = bytearray()

    def __enter__(self) -> Self:
        """Start the other process, if there is a processor for it."""
        if _processors() > 1:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, whatever it is doing."""
        self._end()

    def prepared(self, documents: Iterator[tuple[str, int, Document]]) -> Iterator[tuple[str, int, Prepared]]:
        """Texts with a name and a size, prepared."""
        names: deque[tuple[str, int]] = deque()
        for name, size, document in documents:
            names.append((name, size))
            self._send(document)
            while self._waiting and (made := self._take(at_once=self._out < _OUT)) is not None:
                yield (*names.popleft(), made)
        while self._waiting:
            made = self._take(at_once=False)
            if made is not None:
                yield (*names.popleft(), made)

    def _prepare(self, document: Document) -> Prepared:
        return prepare(document, self._extractor.statements(document), self._gists)

    def _send(self, document: Document) -> None:
        size = len(document.text)
        self._waiting.append((document, size))
        self._out += size
        if self._process:
            fields = (
                document.id, document.path, document.url, document.title, document.date, document.language,
                document.publisher, document.sha256, document.text,
                [(span.start, span.stop, span.rule) for span in document.head],
                [(span.start, span.stop, span.rule) for span in document.chrome],
                layout_of(document),
            )  # fmt: skip
            content = marshal.dumps(fields)
            self._unsent += len(content).to_bytes(_HEAD, "big") + content
            self._move(at_once=True)

    def _take(self, *, at_once: bool) -> Prepared | None:
        """The next text; None if it has not come back yet and may not be waited for."""
        is_polled = False
        while True:
            content = self._whole()
            if content is not None:
                self._out -= self._waiting.popleft()[1]
                return Prepared.unpacked(content)
            if not self._process:
                document, size = self._waiting.popleft()
                self._out -= size
                return self._prepare(document)
            if at_once and is_polled:
                return None
            self._move(at_once=at_once)
            is_polled = True

    def _whole(self) -> bytes | None:
        """An answer that has come in whole."""
        if len(self._received) < _HEAD:
            return None
        stop = _HEAD + int.from_bytes(self._received[:_HEAD], "big")
        if len(self._received) < stop:
            return None
        content = bytes(self._received[_HEAD:stop])
        del self._received[:stop]
        return content

    def _move(self, *, at_once: bool) -> None:
        """Send and receive what goes without waiting, or wait until something goes."""
        writing = [self._requests] if self._unsent else []
        try:
            ready, free, _ = select.select([self._answers], writing, [], 0 if at_once else None)
            if free:
                del self._unsent[: os.write(self._requests, self._unsent[:_PIECE])]
            if ready:
                content = os.read(self._answers, 1 << 20)
                self._received += content
                if not content:
                    self._end()
        except OSError:  # it is gone; what it has not answered is done here
            self._end()
            self._received.clear()

    def _start(self) -> None:
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        try:
            self._process = os.fork()
        except OSError:  # no room for it
            for descriptor in (requests, answers, self._requests, self._answers):
                os.close(descriptor)
            return
        if not self._process:
            _work(requests, answers, self._prepare)
        os.close(requests)
        os.close(answers)
        os.set_blocking(self._requests, False)

    def _end(self) -> None:
        process, self._process = self._process, 0
        if not process:
            return
        os.close(self._requests)
        os.close(self._answers)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _processors() -> int:
    """How many this process may use; not every system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(requests: int, answers: int, work: Callable[[Document], Prepared]) -> NoReturn:
    """The other process: answer until there is nobody to answer to. It never comes back."""
    from kzplans.model import Document, Span  # noqa: PLC0415  known by now

    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts us means the one who asks
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        least, most = sorted((requests, answers))
        os.closerange(3, least)
        os.closerange(least + 1, most)
        os.closerange(most + 1, os.sysconf("SC_OPEN_MAX"))
        gc.freeze()
        with open(requests, "rb") as asked, open(answers, "wb") as told:
            while head := asked.read(_HEAD):
                *fields, above, around, layout = marshal.loads(asked.read(int.from_bytes(head, "big")))  # noqa: S302  from us
                spans = [tuple([Span(*span) for span in part]) for part in (above, around)]
                content = work(Document(*fields, *spans, **layout_from(layout))).packed()
                told.write(len(content).to_bytes(_HEAD, "big") + content)
                told.flush()
        code = 0
    finally:
        os._exit(code)
