"""Asking for pages and feeds, slowly and politely, with an end to everything.

A server may be slow, broken or hostile: it may drip a byte a second, send more than there is memory, lead in circles or
into the network that we run in. So whoever is connected to was checked just before (``addresses``), each wait for bytes
ends with the time of the whole address, and what arrives is counted before it is kept. No thread watches over that: the
time left is set anew before each read, of TLS too, and ``isolation`` may fork at any time.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidChunkLength
from urllib3.exceptions import TimeoutError as PoolTimeoutError

from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.web import robots
from kzplans.sources.web.addresses import checked_address, is_allowed, place_of, resolved
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from urllib3.response import BaseHTTPResponse

    from kzplans.sources.web.addresses import Place

#: Seconds beyond which a limit means none, so that no system call gets a number too large for it.
_MOST_SECONDS = 1_000_000
#: Bytes that are read and unpacked at once.
_PIECE = 1 << 16
#: What unpacks to more than so many times its size is meant to.
_MOST_RATIO = 100
#: Characters of a header of an answer that are kept, and of one that is sent back. Longer ones are left out.
_LONGEST_HEADER = 1000
#: Characters of a detail, and of a text of others within it.
_SHOWN, _QUOTED = 300, 120
#: Hosts to which a connection is kept.
_MOST_POOLS = 8
#: Seconds between tries, unless the host names some: 1, 4, 16.
_BACK_OFF = 4.0
#: Longer than so many seconds no host is left alone.
_LONGEST_WAIT = 3600.0

_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, "
    "application/pdf, application/vnd.openxmlformats-officedocument.wordprocessingml.document, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Statuses that may pass by themselves.
_PASSING = frozenset({429, 500, 502, 503, 504})
_OK = range(200, 300)
#: For a robots.txt: all but errors of the server.
_UNDERSTOOD = range(200, 500)
_NOT_MODIFIED, _PARTIAL, _TOO_MANY = 304, 206, 429

_PAGE_TIME = " (--page-timeout, or limits: page_seconds in kzplans.yaml)"
_PAGE_SIZE = "limits: page_bytes in kzplans.yaml"


@dataclass(frozen=True, slots=True)
class Rules:
    """How much a client asks for, and how patiently."""

    #: How we call ourselves, ``kzplans/0.1 (+https://…)``: printable ASCII.
    agent: str
    #: For one address in all: its redirects, tries and content. Pauses that we make do not count.
    seconds: float = 30
    #: Of content, after unpacking.
    most_bytes: int = 20_000_000
    redirects: int = 3
    #: Seconds between two requests to a host; its robots.txt may ask for more.
    delay: float = 1.0
    #: Further tries after what may pass.
    retries: int = 2
    #: A host that wants us to come back later than in so many seconds is not waited for.
    most_wait: float = 20
    #: Hosts that need not be on the public internet.
    allowed_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Response:
    """What came of an address."""

    #: Where the redirects ended.
    url: str
    status: int
    #: By names in small letters. Their values are one line of visible characters, at most 1,000 of them.
    headers: Mapping[str, str]
    #: Unpacked.
    content: bytes


class Client:
    """Asks hosts for pages, one at a time; a context manager that closes connections. Not for many threads."""

    def __init__(
        self, rules: Rules, *, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """``now`` and ``sleep`` make pauses between requests; how long these take is measured by the true clock.

        Raises:
            ValueError: the agent is not printable ASCII.
        """
        if not (rules.agent.strip() and rules.agent.isascii() and rules.agent.isprintable()):
            message = f"not printable ASCII: {rules.agent!r}"
            raise ValueError(message)
        self._rules, self._now, self._sleep = rules, now, sleep
        self._wire = _Wire(rules.allowed_hosts, _Clock(0))
        self._tls: ssl.SSLContext | None = None
        self._pools: dict[str, urllib3.HTTPConnectionPool] = {}
        self._robots: dict[str, robots.Robots] = {}
        #: By host: when it may be asked again, and its own delay.
        self._ready: dict[str, float] = {}
        self._delays: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; the next request opens them again."""
        while self._pools:
            self._pools.popitem()[1].close()

    def ready_in(self, url: str) -> float:
        """Seconds until the host of an address may be asked; 0 for an address that may never be asked for.

        ``get`` waits by itself, unless a host has asked for more than ``most_wait``: then it refuses.
        """
        try:
            host = place_of(checked_address(url, self._rules.allowed_hosts)).host
        except Refused:
            return 0.0
        return max(self._ready.get(host, 0.0) - self._now(), 0.0)

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Response | None:
        """Ask for an address; None if it has not changed (status 304).

        Args:
            url: any http or https address.
            etag: the header ``etag`` of the last answer.
            modified: the header ``last-modified`` of the last answer.

        Raises:
            Refused: for whatever else a server or a network does: ``REFUSED``, ``DISALLOWED``, ``UNREACHABLE``,
                ``HTTP_ERROR``, ``TIMEOUT``, ``TOO_LARGE`` or ``BOMB``.
        """
        rules = self._rules
        address = checked_address(url, rules.allowed_hosts)
        known = {"If-None-Match": _sent_back(etag), "If-Modified-Since": _sent_back(modified)}
        errand = _Errand(
            address,
            _Clock(rules.seconds, _PAGE_TIME),
            rules.redirects,
            rules.most_bytes,
            known={name: value for name, value in known.items() if value},
        )
        for tried in range(1, max(rules.retries, 0) + 2):
            try:
                response = self._followed(errand)
                _check_status(response)
            except _PassingError as passing:
                self._put_off(passing, tried)
            else:
                return None if response.status == _NOT_MODIFIED else response
        raise AssertionError  # the last try has returned or raised

    def _put_off(self, passing: _PassingError, tried: int) -> None:
        """See that the host is asked again later, if there is a later.

        Raises:
            Refused: there is none.
        """
        rules = self._rules
        wait = min(_BACK_OFF ** (tried - 1), rules.most_wait) if passing.wait is None else passing.wait
        if wait > rules.most_wait:
            self._put_off_until(passing.host, min(wait, _LONGEST_WAIT))
            asks = f"asks to come back in {wait:,.0f} s, and at most {rules.most_wait:,.0f} s are waited"
            raise Refused(passing.reason, _line(f"{passing.detail}, {asks}")) from passing
        if tried > rules.retries:
            detail = f"{passing.detail}; asked {tried} times" if tried > 1 else passing.detail
            raise Refused(passing.reason, _line(detail)) from passing
        self._put_off_until(passing.host, wait)

    def _put_off_until(self, host: str, wait: float) -> None:
        self._ready[host] = max(self._ready.get(host, 0.0), self._now() + wait)

    def _followed(self, errand: _Errand) -> Response:
        """The answer at the end of the redirects, of whatever status.

        Raises:
            _NowhereError: the redirects end in nothing that may be asked for.
            Refused: something else is in the way.
        """
        address, seen = errand.address, {errand.address}
        for _ in range(errand.redirects + 1):
            if not errand.is_robots:
                with errand.clock.stopped():
                    robot = self._robots_of(place_of(address))
                robot.check(address)
            response, location = self._asked(address, errand)
            if response.status not in _REDIRECTS:
                return response
            address = self._redirected(response, location)
            if address in seen:
                raise _NowhereError(Reason.HTTP_ERROR, _line(f"is sent in a circle, back to {address[:_QUOTED]}"))
            seen.add(address)
        raise _NowhereError(Reason.HTTP_ERROR, f"is sent on more than {errand.redirects} times")

    def _redirected(self, response: Response, location: str) -> str:
        """The address that an answer sends us to."""
        if not location:
            raise _NowhereError(Reason.HTTP_ERROR, f"{_status(response.status)} without an address to go to")
        allowed = self._rules.allowed_hosts
        try:
            target = checked_address(urljoin(response.url, location), allowed)
        except ValueError:
            refused = Refused(Reason.REFUSED, "not an address")
        except Refused as error:
            refused = error
        else:
            place = place_of(target)
            if not (response.url.startswith("https:") and place.scheme == "http") or is_allowed(place.host, allowed):
                return target
            refused = Refused(Reason.REFUSED, "from https to http, where others can read and change it")
        # what stands before @ may be somebody's password
        shown = "…" if "@" in location else location[:_QUOTED]
        raise _NowhereError(refused.reason, _line(f"is sent on to {shown}: {refused.detail}"))

    def _robots_of(self, place: Place) -> robots.Robots:
        """What the host wants; asked once."""
        if place.origin not in self._robots:
            self._robots[place.origin] = found = self._asked_robots(place)
            self._delays[place.host] = max(self._rules.delay, found.delay, self._delays.get(place.host, 0.0))
        return self._robots[place.origin]

    def _asked_robots(self, place: Place) -> robots.Robots:
        clock = _Clock(robots.SECONDS)
        errand = _Errand(f"{place.origin}/robots.txt", clock, robots.REDIRECTS, robots.MOST_BYTES, is_robots=True)
        try:
            response = self._followed(errand)
        except Refused as refused:
            # "unavailable" in the words of RFC 9309. A host that may not be asked is told by asking for the page.
            if isinstance(refused, _NowhereError) or refused.reason is Reason.REFUSED:
                return robots.Robots()
            if refused.reason is Reason.UNREACHABLE:
                return robots.Robots(trouble=_line(refused.detail), reason=refused.reason)
            return robots.Robots(trouble=_line(f"{refused.reason}: {refused.detail}"))
        status = response.status
        if status == _TOO_MANY or status not in _UNDERSTOOD:
            wait = _wait(response.headers)
            later = "" if wait is None else f", asks to come back in {wait:,.0f} s"
            return robots.Robots(trouble=f"{_status(status)}{later}")
        if status not in _OK:
            return robots.Robots()
        return robots.parsed(response.content, robots.product(self._rules.agent))

    def _asked(self, address: str, errand: _Errand) -> tuple[Response, str]:
        """The answer to one request, and where it sends us; content is read of a good one only."""
        place, clock = place_of(address), errand.clock
        self._await_turn(place.host, clock)
        self._wire.clock = clock
        headers = _request_headers(self._rules.agent)
        if place.host == place_of(errand.address).host:  # another host's mark of the same letters means another page
            headers.update(errand.known)
        try:
            answer = self._pool(place).urlopen(
                "GET", place.target, headers=headers, retries=False, redirect=False, assert_same_host=False,
                timeout=clock.left(), preload_content=False, decode_content=False,
            )  # fmt: skip
            try:
                content = _Content(answer, errand).read() if answer.status in _OK else b""
                return Response(address, answer.status, _kept(answer), content), _location(answer)
            finally:
                answer.close()
                answer.release_conn()
        except _PassingError as passing:
            passing.host = place.host
            raise
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            refused = _told(error, clock)
            if isinstance(refused, _PassingError):
                refused.host = place.host
            raise refused from error
        finally:
            self._ready[place.host] = self._now() + self._delays.get(place.host, self._rules.delay)

    def _await_turn(self, host: str, clock: _Clock) -> None:
        """Wait until the host may be asked again.

        Raises:
            Refused: it has asked for more time than we have.
        """
        wait = self._ready.get(host, 0.0) - self._now()
        if wait > max(self._rules.most_wait, self._delays.get(host, self._rules.delay)) + 1:
            raise Refused(Reason.HTTP_ERROR, f"the host has asked to come back in {wait:,.0f} s, so it was not asked")
        if wait > 0:
            with clock.stopped():
                self._sleep(wait)

    def _pool(self, place: Place) -> urllib3.HTTPConnectionPool:
        """The connections to a host; those to the host that was new the longest time ago are closed for it."""
        if place.origin not in self._pools:
            if len(self._pools) >= _MOST_POOLS:
                self._pools.pop(next(iter(self._pools))).close()
            if place.scheme == "https":
                self._tls = self._tls or _tls()  # reading all certificates takes a while
                self._pools[place.origin] = _TlsPool(
                    place.host, place.port, maxsize=1, ssl_context=self._tls, wire=self._wire
                )
            else:
                self._pools[place.origin] = _Pool(place.host, place.port, maxsize=1, wire=self._wire)
        return self._pools[place.origin]


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is wanted, and what it may cost."""

    address: str
    clock: _Clock
    redirects: int
    most_bytes: int
    #: Headers that tell what we have already.
    known: Mapping[str, str] = field(default_factory=dict)
    #: It is the file of rules itself: no rules count for it, and no more than the beginning is wanted.
    is_robots: bool = False


class _PassingError(Refused):
    """A refusal that may have passed at the next try, in ``wait`` seconds if the host says so."""

    def __init__(self, reason: Reason, detail: str, host: str = "", wait: float | None = None) -> None:
        super().__init__(reason, detail)
        self.host, self.wait = host, wait


class _NowhereError(Refused):
    """Redirects that lead to nothing."""


# ----------------------------------------------------------------------------------------------------------- the wire


class _Clock:
    """The time for one address. It stands still while we wait by our own will."""

    def __init__(self, seconds: float, advice: str = "") -> None:
        self._seconds, self._advice = min(seconds, _MOST_SECONDS), advice
        self._ends = time.monotonic() + self._seconds

    def left(self) -> float:
        """Seconds left, more than none.

        Raises:
            Refused: there are none, with ``Reason.TIMEOUT``.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.over()
        return left

    @contextmanager
    def stopped(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self._ends += time.monotonic() - began

    def over(self) -> Refused:
        return Refused(Reason.TIMEOUT, f"took longer than {self._seconds:,.4g} s{self._advice}")


@dataclass(slots=True)
class _Wire:
    """What connections must know; one for all, since there is one request at a time."""

    allowed_hosts: frozenset[str]
    clock: _Clock


class _Checked(HTTPConnection):
    """A connection to an address that was checked, with an end to each wait."""

    def __init__(self, *args: Any, wire: _Wire, **options: Any) -> None:  # noqa: ANN401  handed on to urllib3
        super().__init__(*args, **options)
        self._wire = wire
        self.response_class = partial(_Answer, wire=wire)  # type: ignore[assignment]  # called, and nothing else

    def _new_conn(self) -> socket.socket:
        """A connection to the first address of the host that answers; each gets its share of the time."""
        clock = self._wire.clock
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = place_of(f"{'https' if isinstance(self, HTTPSConnection) else 'http'}://{host}:{self.port}/")
        addresses = resolved(place, self._wire.allowed_hosts, clock.left())
        failed: OSError = OSError("the host has no address")
        for tried, (family, address) in enumerate(addresses):
            try:
                return _connection(family, address, clock, 1 / (len(addresses) - tried))
            except OSError as error:
                failed = error
        raise failed


def _connection(family: int, address: tuple[str, int], clock: _Clock, share: float) -> socket.socket:
    """A connection that was made within a share of the time left.

    Raises:
        OSError: nobody answers there.
    """
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(clock.left() * share)
        connection.connect(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(clock.left())
    except BaseException:
        connection.close()
        raise
    return connection


class _CheckedTls(_Checked, HTTPSConnection):
    """The same with TLS."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Checked


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CheckedTls


class _Answer(http.client.HTTPResponse):
    """An answer that is read through the two classes below."""

    def __init__(self, sock: socket.socket, *args: Any, wire: _Wire, **options: Any) -> None:  # noqa: ANN401  handed on
        super().__init__(sock, *args, **options)
        self.fp = _Sized(_Timed(self.fp.detach(), sock, wire))


class _Timed(io.RawIOBase):
    """Bytes of a socket, each time within what is left of the time."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, wire: _Wire) -> None:
        self._raw, self._sock, self._wire = raw, sock, wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401  any buffer
        self._sock.settimeout(self._wire.clock.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Sized(io.BufferedReader):
    """Never reads without a limit, which http.client does for a chunk whose length is negative."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            raise _NoSizeError
        return super().read(size)


class _NoSizeError(http.client.HTTPException):
    """A length below nothing."""


def _tls() -> ssl.SSLContext:
    """Certificates are verified by those of the system, which people can add their own to (also by SSL_CERT_FILE).

    Those of certifi only stand in where a Python knows of none, as on some machines with macOS.
    """
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    with suppress(ImportError, OSError):
        if not paths.cafile and not (paths.capath and any(Path(paths.capath).iterdir())):
            context.load_verify_locations(import_module("certifi").where())
    return context


def _told(error: Exception, clock: _Clock) -> Refused:  # noqa: PLR0911  one for each kind of error
    """What an error of the network means."""
    causes = list(_causes(error))
    for cause in causes:
        match cause:
            case Refused():
                return cause
            case ssl.SSLCertVerificationError():
                why = _quoted(cause.verify_message)
                return Refused(Reason.UNREACHABLE, f"the certificate of the host is not valid: {why}")
            case TimeoutError() | PoolTimeoutError():
                return clock.over()
            case ssl.SSLError():
                return Refused(Reason.UNREACHABLE, f"no TLS with the host: {_quoted(cause.reason or str(cause))}")
            case http.client.RemoteDisconnected():
                return _PassingError(Reason.UNREACHABLE, "the host closed the connection without an answer")
            case socket.gaierror():
                detail = f"the host has no address: {_quoted(cause.strerror or str(cause))}"
                kind = _PassingError if cause.errno == socket.EAI_AGAIN else Refused
                return kind(Reason.UNREACHABLE, detail)
            case OSError():
                return _PassingError(Reason.UNREACHABLE, f"no connection: {_quoted(cause.strerror or str(cause))}")
    last = causes[-1]
    return Refused(Reason.UNREACHABLE, f"what answers is not HTTP: {type(last).__name__}: {_quoted(str(last))}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what urllib3 has wrapped into it."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        cause = waiting.pop(0)
        if not any(cause is other for other in seen):
            seen.append(cause)
            yield cause
            waiting += [inner for inner in (*cause.args, cause.__cause__) if isinstance(inner, BaseException)]


# -------------------------------------------------------------------------------------------------------- the content


class _Content:
    """The content of an answer: read and unpacked in pieces that are counted before they are kept."""

    def __init__(self, answer: BaseHTTPResponse, errand: _Errand) -> None:
        self._answer, self._errand = answer, errand
        #: Bytes that were sent, and into which they were unpacked.
        self._sent = self._made = 0
        length = answer.headers.get("content-length", "")
        is_told = length.isascii() and length.isdecimal() and "transfer-encoding" not in answer.headers
        self._length = int(length[:18]) if is_told else None

    def read(self) -> bytes:
        """All of it, or the beginning of a robots.txt.

        Raises:
            Refused: it is too long or ends too early.
        """
        most = self._errand.most_bytes
        if self._length and self._length > most and not self._errand.is_robots:
            raise Refused(Reason.TOO_LARGE, f"{self._length:,} bytes are more than {most:,} ({_PAGE_SIZE})")
        pieces = []
        for piece in self._unpacked():
            self._errand.clock.left()
            self._made += len(piece)
            pieces.append(piece)
            if self._made > most:
                if not self._errand.is_robots:
                    raise self._too_large()
                break
        return b"".join(pieces)[:most]

    def _unpacked(self) -> Iterator[bytes]:
        coding = self._answer.headers.get("transfer-encoding", "").strip().lower()
        if coding not in {"", "identity", "chunked"}:
            detail = f"the content comes in a way that was not asked for: {_quoted(coding)}"
            raise Refused(Reason.UNREACHABLE, detail)
        codings = [coding.strip().lower() for coding in self._answer.headers.get("content-encoding", "").split(",")]
        # names of character sets stand here by mistake, and mean that nothing is packed
        codings = [coding for coding in codings if coding not in {"", "identity", "none", "utf-8", "binary"}]
        if not codings:
            yield from self._pieces()
            return
        shown = _quoted(", ".join(codings))
        unpack = _UNPACKERS.get(codings[0]) if len(codings) == 1 else None
        if not unpack:
            raise Refused(Reason.UNREACHABLE, f"the content is packed in a way that was not asked for: {shown}")
        try:
            yield from unpack(self._pieces())
        except EOFError:
            raise self._broken_off(packed=shown) from None
        except _UNPACK_ERRORS as error:
            detail = f"the content is not packed as the host says ({shown}): {_quoted(str(error))}"
            raise Refused(Reason.UNREACHABLE, detail) from error

    def _pieces(self) -> Iterator[bytes]:
        """The bytes as they are sent."""
        try:
            for piece in self._answer.stream(_PIECE, decode_content=False):
                self._sent += len(piece)
                if self._sent > self._errand.most_bytes and not self._errand.is_robots:
                    self._made = max(self._made, self._sent)
                    raise self._too_large()
                yield piece
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            causes = list(_causes(error))
            if any(isinstance(cause, InvalidChunkLength | _NoSizeError) for cause in causes):
                detail = "the content comes in parts whose lengths make no sense"
                raise Refused(Reason.UNREACHABLE, detail) from error
            told = _told(error, self._errand.clock)
            if told.reason is Reason.TIMEOUT:
                raise told from error
            raise self._broken_off() from error

    def _broken_off(self, packed: str = "") -> Refused:
        of = "" if self._length is None else f" of {self._length:,}"
        where = f", within what is packed ({packed})" if packed else ""
        return _PassingError(Reason.UNREACHABLE, f"broke off after {self._sent:,}{of} bytes{where}")

    def _too_large(self) -> Refused:
        most = self._errand.most_bytes
        if self._made > _MOST_RATIO * self._sent:
            detail = f"{self._sent:,} bytes would become more than {most:,} ({_PAGE_SIZE})"
            return Refused(Reason.BOMB, detail)
        return Refused(Reason.TOO_LARGE, f"more than {most:,} bytes ({_PAGE_SIZE})")


_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


def _unzipped(pieces: Iterator[bytes], bits: int = _GZIP) -> Iterator[bytes]:
    """Gzip, of which several may follow on one another.

    Raises:
        EOFError: the end is missing.
    """
    decoder, has_begun = zlib.decompressobj(bits), False
    for piece in pieces:
        rest, has_begun = piece, True
        while rest:
            if decoder.eof:
                if bits != _GZIP or rest[0] != 0x1F:  # noqa: PLR2004  the first byte of gzip: others fill up a block
                    break
                decoder = zlib.decompressobj(bits)
            yield decoder.decompress(rest, _PIECE)
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if has_begun:
        yield decoder.flush()
        if not decoder.eof:
            raise EOFError


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What is called deflate: zlib by the standard, without its frame by some servers."""
    head = b""
    while len(head) < 2 and (piece := next(pieces, b"")):  # noqa: PLR2004  bytes of the frame's beginning
        head += piece
    is_framed = head[:1] and head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2]) % 31 == 0
    return _unzipped(chain([head] if head else [], pieces), _ZLIB if is_framed else _RAW)


def _unbrotlied(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Brotli.

    Raises:
        EOFError: the end is missing.
    """
    decoder, has_begun = _BROTLI.Decompressor(), False
    for piece in pieces:
        has_begun = True
        rest: bytes | None = piece
        while rest is not None and not decoder.is_finished():
            made = decoder.process(rest, output_buffer_limit=_PIECE)
            yield made
            # it says that it can take more as soon as it has seen all, although it still has much to give
            rest = b"" if made or not decoder.can_accept_more_data() else None
    if has_begun and not decoder.is_finished():
        raise EOFError


def _brotli() -> ModuleType | None:
    """The module, if it is there and can be told to stop: not every one can."""
    with suppress(ImportError):
        module = import_module("brotli")
        if hasattr(module.Decompressor, "can_accept_more_data"):
            return module
    return None


_BROTLI: Any = _brotli()
_UNPACKERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _unzipped, "x-gzip": _unzipped, "deflate": _inflated, **({"br": _unbrotlied} if _BROTLI else {})
}  # fmt: skip
_UNPACK_ERRORS: tuple[type[Exception], ...] = (zlib.error, *((_BROTLI.error,) if _BROTLI else ()))


# -------------------------------------------------------------------------------------------------------- the headers


def _request_headers(agent: str) -> dict[str, str]:
    return {
        "User-Agent": agent,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate, br" if _BROTLI else "gzip, deflate",
        "Accept-Language": "kk, ru;q=0.9, en;q=0.7",
    }


def _sent_back(value: str | None) -> str:
    """A header of an earlier answer; it comes from a server, and shall not become two headers.

    Raises:
        Refused: it could.
    """
    if not value:
        return ""
    is_header = len(value) <= _LONGEST_HEADER and visible(value) == value and max(value) <= "\xff"
    if not is_header:
        raise Refused(Reason.REFUSED, f"what an earlier answer was marked with is no header: {_quoted(value)}")
    return value


def _kept(answer: BaseHTTPResponse) -> dict[str, str]:
    """The headers of an answer, as they may be shown and kept."""
    headers = ((visible(name.lower()), visible(value.strip())) for name, value in answer.headers.itermerged())
    return {name: value for name, value in headers if len(name) <= _LONGEST_HEADER >= len(value)}


def _location(answer: BaseHTTPResponse) -> str:
    """The address in the header Location: the first if there are many, and UTF-8 if it was that.

    What comes from the network is read as the Latin-1 that headers are.
    """
    location = next(iter(answer.headers.getlist("location")), "")
    with suppress(UnicodeError):
        return location.encode("latin-1").decode("utf-8")
    return location


def _check_status(response: Response) -> None:
    """See that there is content, or that nothing has changed.

    Raises:
        Refused: the host tells of an error.
    """
    status = response.status
    if status == _NOT_MODIFIED or (status in _OK and status != _PARTIAL):
        return
    if status in _PASSING:
        host, wait = place_of(response.url).host, _wait(response.headers)
        raise _PassingError(Reason.HTTP_ERROR, _status(status), host, wait)
    raise Refused(Reason.HTTP_ERROR, _status(status))


def _status(status: int) -> str:
    """A status with its name in the standard: the server's own words may be anything."""
    try:
        return f"status {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that the header Retry-After asks to wait; None if it says nothing that can be understood."""
    asked = headers.get("retry-after", "")
    if re.fullmatch("[0-9]{1,1000}", asked):
        return float(asked[:12])
    then, now = _moment(asked), _moment(headers.get("date", ""))
    if then is None:
        return None
    return max(then - (time.time() if now is None else now), 0.0)


def _moment(date: str) -> float | None:
    """Seconds since 1970 of a date in a header."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _quoted(text: str) -> str:
    """Words of others within a detail."""
    text = visible(" ".join(text.split()))
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _line(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
