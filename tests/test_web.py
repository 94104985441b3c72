"""The client of ``kzplans fetch`` against servers of our own on this machine; nothing here asks another one."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.web import robots
from kzplans.sources.web.addresses import checked_address, is_public, place_of, resolved
from kzplans.sources.web.client import _BROTLI, Client, Rules, _inflated, _tls, _unbrotlied, _unzipped
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HERE = "127.0.0.1"
RULES = Rules("kzplans/0.1 (+https://example.org)", seconds=20, allowed_hosts=frozenset({HERE}))
TEXT = "<p>Шымкентте 2030 жылға қарай 12 мектеп салынады.</p>".encode()
#: Seconds for what shall take too long, and those within which even a busy machine has noticed.
SOON, LATE = 0.4, 8.0


def answer(content: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An answer as it is sent; ``Content_Length`` and others are headers with hyphens."""
    told = {"Content-Length": str(len(content)), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def sent_on(to: str, status: str = "302 Found") -> bytes:
    return answer(b"elsewhere", status, Location=to)


NOTHING = answer(b"no", "404 Not Found")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@dataclass
class Server:
    """Answers requests with prepared bytes, in their order; the last one again and again."""

    #: By path; a function writes what it likes.
    pages: dict[str, bytes | list[bytes] | Callable[[socket.socket], None]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    #: Paths, and whole requests.
    asked: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    #: The other side has closed the connection while we were answering.
    left: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.socket = socket.create_server((HERE, 0))
        self.port = self.socket.getsockname()[1]
        self.connections: list[socket.socket] = []
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{HERE}:{self.port}"

    def accept(self) -> None:
        with self.socket:
            while not self.ended.is_set():
                self.connections.append(self.socket.accept()[0])
                self.threads.append(threading.Thread(target=self.serve, args=(self.connections[-1],)))
                self.threads[-1].start()

    def serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            if self.tls:
                with self.tls.wrap_socket(connection, server_side=True) as wrapped:
                    self.speak(wrapped)
            else:
                self.speak(connection)

    def speak(self, connection: socket.socket) -> None:
        while True:
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                if not piece or piece[0] == 0x16:  # TLS, which we do not speak
                    connection.sendall(answer(status="400 Bad Request"))
                    return
                request += piece
            self.requests.append(request.decode("latin-1"))
            path = request.split()[1].decode()
            self.asked.append(path)
            page = self.pages.get(path, NOTHING)
            if callable(page):
                page(connection)
                return
            if isinstance(page, list):
                page = page.pop(0) if len(page) > 1 else page[0]
            connection.sendall(page)
            if b"Connection: close" in page or not page.startswith(b"HTTP/"):
                return

    def drip(self, first: bytes, then: bytes = b"x") -> Callable[[socket.socket], None]:
        """First what is said, and then a byte now and then until nobody listens."""

        def write(connection: socket.socket) -> None:
            connection.sendall(first)
            try:
                while not self.ended.wait(0.02):
                    connection.sendall(then)
            except OSError:
                self.left.set()

        return write

    def close(self) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):  # it waits for one, or has ended just now
            socket.create_connection((HERE, self.port)).close()
        self.threads[0].join(20)
        for connection, thread in zip(self.connections, self.threads[1:], strict=True):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(20)


class Time:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def pause() -> Time:
    return Time()


@pytest.fixture
def client(pause: Time) -> Iterator[Client]:
    with Client(RULES, now=pause.now, sleep=pause.sleep) as made:
        yield made


def refusal(client: Client, url: str) -> Refused:
    with pytest.raises(Refused) as caught:
        client.get(url)
    assert visible(caught.value.detail) == caught.value.detail
    assert len(caught.value.detail) < 500
    return caught.value


def other(pause: Time, **changes: object) -> Client:
    return Client(replace(RULES, **changes), now=pause.now, sleep=pause.sleep)  # type: ignore[arg-type]  # as named


# ---------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("http://egemen.kz", "http://egemen.kz/"),
        ("  HTTPS://WWW.Gov.KZ:443/a  ", "https://www.gov.kz/a"),
        ("http://gov.kz:80/a?b=c&d#e", "http://gov.kz/a?b=c&d"),
        ("https://gov.kz./", "https://gov.kz/"),
        ("https://gov.kz:/", "https://gov.kz/"),
        ("https://gov.kz:8443/", "https://gov.kz:8443/"),
        ("http://егемен.қаз/", "http://xn--c1adba8ah.xn--80ao21a/"),
        ("http://ЕГЕМЕН.ҚАЗ/", "http://xn--c1adba8ah.xn--80ao21a/"),
        ("http://shym_kent.kz/", "http://shym_kent.kz/"),
        ("http://gov.kz/қала?жыл=2030", "http://gov.kz/%D2%9B%D0%B0%D0%BB%D0%B0?%D0%B6%D1%8B%D0%BB=2030"),
        ("http://gov.kz/%d2%9b%41 b", "http://gov.kz/%D2%9BA%20b"),
        ("http://gov.kz/100%", "http://gov.kz/100%25"),
        ("http://gov.kz/%2541", "http://gov.kz/%2541"),
        ("http://gov.kz/%zz", "http://gov.kz/%25zz"),
        ("http://gov.kz/a/../b/./c/%2e%2E", "http://gov.kz/b/"),
        ("http://gov.kz/../../etc", "http://gov.kz/etc"),
        ("http://gov.kz/a\\b", "http://gov.kz/a%5Cb"),
        ("http://gov.kz?a", "http://gov.kz/?a"),
        ("http://gov.kz/?x[]=1", "http://gov.kz/?x%5B%5D=1"),
        ("http://gov.kz//a", "http://gov.kz//a"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2A00:1450::1]:8080/", "http://[2a00:1450::1]:8080/"),
        ("http://1.kz/", "http://1.kz/"),
    ],
)
def test_one_spelling_of_an_address(given: str, canonical: str) -> None:
    assert checked_address(given) == canonical
    assert checked_address(canonical) == canonical


@pytest.mark.parametrize(
    "given",
    [
        # the catalogue of faults, net-01 to net-13
        "http://127.0.0.1:9/", "http://localhost/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://10.0.0.1/", "http://0x7f000001/", "http://2130706433/", "http://0/",
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://user:pw@127.0.0.1/",
        # no web
        "", "gov.kz", "//gov.kz/", "http:/gov.kz", "http:gov.kz", "http://", "http:///a", "https://:80/", "data:,a",
        "javascript:alert(1)", "mailto:a@b.kz", "http//gov.kz",
        # somebody else than who seems to be named
        "http://gov.kz@evil.kz/", "http://@gov.kz/", "http://gov.kz\\@evil.kz/", "http://gov.kz\\.evil.kz/",
        "http://gov.kz%2eevil.kz/", "http://gov.kz evil.kz/", "http://gov.kz\u202e/", "http://gov.kz/\x1b[31m",
        "http://gov.kz/\r\nHost: a", "http://gov.kz/\x00", "http://gov.kz/\ud800",
        # numbers
        "http://127.1/", "http://0177.0.0.1/", "http://127.0.0.01/", "http://0x7f.0.0.1/", "http://1.2.3/",
        "http://1.2.3.4.5/", "http://256.1.1.1/", "http://0x/", "http://127.0.0.1./", "http://１２７.0.0.1/",
        "http://127。0。0。1/", "http://gov.0x10/",
        # our own
        "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://printer.local/", "http://intranet/",
        "http://metadata.google.internal/", "http://0.0.0.0/", "http://127.255.255.254/", "http://172.16.0.1/",
        "http://192.168.1.1/", "http://100.64.0.1/", "http://192.0.0.1/", "http://198.18.0.1/", "http://224.0.0.1/",
        "http://240.0.0.1/", "http://255.255.255.255/", "http://168.63.129.16/", "http://[::]/", "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fec0::1]/", "http://[ff02::1]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:db8::1]/", "http://[2001:0:1::1]/",
        "http://[::127.0.0.1]/", "http://[::ffff:8.8.8.8]/",
        # no hosts
        "http://[::1/", "http://::1/", "http://[1.2.3.4]/", "http://[]/", "http://.kz/", "http://a..kz/",
        "http://-a.kz/", "http://a-.kz/", "http://a!.kz/", f"http://{'a' * 64}.kz/", f"http://{'a.' * 130}kz/",
        f"http://{'қ' * 80}.kz/",
        # ports
        "http://gov.kz:0/", "http://gov.kz:65536/", "http://gov.kz:99999/", "http://gov.kz:22/", "http://gov.kz:25/",
        "http://gov.kz:-1/", "http://gov.kz:8o/", "http://gov.kz:8080:80/", "http://gov.kz:٨٠/",
        # too long
        f"http://gov.kz/{'a' * 4000}", f"http://gov.kz/{'қ' * 1000}",
    ],
)  # fmt: skip
def test_what_is_never_asked_for(given: str) -> None:
    with pytest.raises(Refused) as caught:
        checked_address(given)
    assert caught.value.reason is Reason.REFUSED
    assert str(caught.value).startswith("refused: ")
    assert "pw" not in caught.value.detail


def test_a_host_may_be_allowed_by_its_name() -> None:
    allowed = ["LocalHost", "::1", "10.0.0.1", "Егемен.Қаз", "no host"]
    for url in (
        "http://localhost:25/",
        "http://[::1]:9/",
        "https://10.0.0.1/",
        "http://xn--c1adba8ah.xn--80ao21a:1/",
    ):
        assert checked_address(url, allowed) == url
    for url in ("http://127.0.0.1/", "http://a.localhost/", "http://0x0a000001/", "file:///", "http://a@10.0.0.1/"):
        with pytest.raises(Refused):
            checked_address(url, allowed)


def test_addresses_are_taken_apart() -> None:
    assert place_of("https://[2a00::1]:8443/a?b=://c") == ("https", "[2a00::1]", 8443, "/a?b=://c")
    assert place_of("http://gov.kz/") == ("http", "gov.kz", 80, "/")
    assert place_of("https://gov.kz:8080/a").origin == "https://gov.kz:8080"
    assert place_of("https://gov.kz/a").origin == "https://gov.kz"


def test_what_is_no_ip_address_is_not_public() -> None:
    assert [is_public(ip) for ip in ("", "gov.kz", "8.8.8.8.8", "fe80::1%eth0", "1.1.1.1")] == [*[False] * 4, True]


def spelled(url: str) -> str | Refused:
    try:
        return checked_address(url)
    except Refused as refused:
        return refused


ODD = st.sampled_from(
    ["http://", "https://", "//", "@", ":", "[", "]", "%", "?", "#", "..", "/", "\\", "gov.kz", "қаз"]
)


@given(st.one_of(st.text(), st.lists(st.one_of(ODD, st.text(max_size=3))).map("".join)))
def test_an_address_is_refused_or_has_one_spelling(text: str) -> None:
    for url in (text, f"http://gov.kz/{text}", f"https://{text}"):
        address = spelled(url)
        if not isinstance(address, Refused):
            assert address.startswith(("http://", "https://"))
            assert address.isascii()
            assert address.isprintable()
            assert checked_address(address) == address
        else:
            assert address.reason is Reason.REFUSED
            assert visible(address.detail) == address.detail


# -------------------------------------------------------------------------------------------------------- good answers


def test_a_page_with_its_headers(server: Server, client: Client) -> None:
    server.pages["/a%20b?c"] = answer(TEXT, Content_Type="text/html; charset=utf-8", ETag='"1"', X_Odd="a\x1b[31m")
    response = client.get(f"{server.url}/a b?c#d")
    assert response
    assert (response.url, response.status, response.content) == (f"{server.url}/a%20b?c", 200, TEXT)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["etag"] == '"1"'
    assert response.headers["x-odd"] == r"a\x1b[31m"
    request = server.requests[-1]
    assert f"Host: {HERE}:{server.port}\r\n" in request
    assert "User-Agent: kzplans/0.1 (+https://example.org)\r\n" in request
    assert "Accept-Language: kk, ru" in request
    assert "gzip, deflate" in request
    assert not {"cookie", "referer", "if-none-match", "if-modified-since"} & {
        line.partition(":")[0].lower() for line in request.splitlines()
    }


def test_a_header_that_stands_twice(server: Server, client: Client) -> None:
    server.pages["/"] = HEAD + b"X-A: 1\r\nx-a: 2\r\nConnection: close\r\n\r\n"
    response = client.get(server.url)
    assert response
    assert response.headers["x-a"] == "1, 2"


def test_cookies_are_not_sent_back(server: Server, client: Client) -> None:
    server.pages["/"] = answer(TEXT, Set_Cookie="a=b")
    client.get(server.url)
    client.get(server.url)
    assert "a=b" not in server.requests[-1]


def test_proxies_of_the_environment_are_not_used(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.pages["/"] = answer(TEXT)
    assert client.get(server.url)


def test_an_overlong_header_is_left_out(server: Server, client: Client) -> None:
    server.pages["/"] = answer(TEXT, ETag="a" * 1001, X_A="b" * 1000)
    response = client.get(server.url)
    assert response
    assert "etag" not in response.headers
    assert response.headers["x-a"] == "b" * 1000


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("GZIP", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT[:20]) + gzip.compress(TEXT[20:]) + b"\0" * 20),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("identity", TEXT),
        ("utf-8", TEXT),
        ("identity, gzip", gzip.compress(TEXT)),
    ],
)
def test_packed_content(server: Server, client: Client, coding: str, packed: bytes) -> None:
    server.pages["/"] = answer(packed, Content_Encoding=coding)
    response = client.get(server.url)
    assert response
    assert response.content == TEXT


def test_nothing_packed_is_nothing(server: Server, client: Client) -> None:
    server.pages["/"] = answer(b"", Content_Encoding="gzip")
    response = client.get(server.url)
    assert response
    assert response.content == b""


@given(st.binary(max_size=300), st.integers(1, 40), st.integers(1, 200))
def test_unpacking_does_not_depend_on_the_pieces(content: bytes, size: int, times: int) -> None:
    content *= times

    def pieces(packed: bytes) -> Iterator[bytes]:
        return (packed[at : at + size] for at in range(0, len(packed), size))

    assert b"".join(_unzipped(pieces(gzip.compress(content)))) == content
    assert b"".join(_inflated(pieces(zlib.compress(content)))) == content
    assert b"".join(_inflated(pieces(raw_deflate(content)))) == content
    with pytest.raises(EOFError):
        b"".join(_unzipped(pieces(gzip.compress(content)[:-1])))


@pytest.mark.skipif(not _BROTLI, reason="needs the package brotli")
def test_brotli(server: Server, client: Client) -> None:
    server.pages["/"] = answer(_BROTLI.compress(TEXT), Content_Encoding="br")
    response = client.get(server.url)
    assert response
    assert response.content == TEXT
    packed = _BROTLI.compress(bytes(1_000_000))
    assert b"".join(_unbrotlied(iter([packed]))) == bytes(1_000_000)
    with pytest.raises(EOFError):
        list(_unbrotlied(iter([packed[:-1]])))
    server.pages["/"] = answer(_BROTLI.compress(bytes(30_000_000)), Content_Encoding="br")
    assert refusal(client, server.url).reason is Reason.BOMB


def test_content_in_chunks(server: Server, client: Client) -> None:
    chunks = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in (TEXT[:5], TEXT[5:])) + b"0\r\nA: b\r\n\r\n"
    server.pages["/"] = HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks
    response = client.get(server.url)
    assert response
    assert response.content == TEXT


def test_content_until_the_end_of_the_connection(server: Server, client: Client) -> None:
    server.pages["/"] = HEAD + b"Connection: close\r\n\r\n" + TEXT
    response = client.get(server.url)
    assert response
    assert response.content == TEXT


def test_a_connection_is_kept_and_survives_its_end(server: Server, client: Client) -> None:
    server.pages |= {"/robots.txt": answer(b"", Connection=""), "/": answer(TEXT, Connection="")}
    server.pages["/last"] = answer(TEXT)
    for path in ("", "", "/last", ""):
        assert client.get(server.url + path)
    assert len(server.threads) == 3, "one that listens, and two connections"


def test_not_modified(server: Server, client: Client) -> None:
    server.pages["/"] = [answer(TEXT), answer(status="304 Not Modified")]
    assert client.get(server.url)
    assert client.get(server.url, etag='W/"é"', modified="Mon, 16 Mar 2026 10:00:00 GMT") is None
    assert 'If-None-Match: W/"é"\r\nIf-Modified-Since: Mon, 16 Mar 2026 10:00:00 GMT\r\n' in server.requests[-1]
    assert client.get(server.url) is None


@pytest.mark.parametrize("bad", ['"a"\r\nHost: b', "a\nb", "a\x00", "a" * 1001, '"\u2028"', '"қ"', "\x85"])
def test_a_mark_that_is_no_header_is_not_sent(server: Server, client: Client, bad: str) -> None:
    for known in ({"etag": bad}, {"modified": bad}):
        with pytest.raises(Refused) as caught:
            client.get(server.url, **known)
        assert caught.value.reason is Reason.REFUSED
        assert visible(caught.value.detail) == caught.value.detail
    assert server.asked == []


@pytest.mark.parametrize("agent", ["", "a\r\nb: c", "қала"])
def test_an_agent_is_printable_ascii(agent: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        Client(Rules(agent))


# ----------------------------------------------------------------------------------------------------------- redirects


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(server: Server, client: Client, status: str) -> None:
    server.pages |= {"/a/": sent_on("../b?c", status), "/b?c": answer(TEXT)}
    response = client.get(f"{server.url}/a/")
    assert response
    assert (response.url, response.content) == (f"{server.url}/b?c", TEXT)


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/қала", "/%D2%9B%D0%B0%D0%BB%D0%B0"),
        ("/a b", "/a%20b"),
        ("?b", "/?b"),
        ("//{host}/c", "/c"),
        ("HTTP://{host}/d#e", "/d"),
        ("f/é", "/f/%C3%A9"),
    ],
)
def test_where_a_redirect_leads(server: Server, client: Client, location: str, path: str) -> None:
    to = location.format(host=f"{HERE}:{server.port}").encode().decode("latin-1")
    server.pages |= {"/": sent_on(to), path: answer(TEXT)}
    response = client.get(server.url)
    assert response
    assert response.url == server.url + path


def test_a_redirect_in_latin_1(server: Server, client: Client) -> None:
    server.pages |= {"/": sent_on("/é"), "/%C3%A9": answer(TEXT)}
    assert client.get(server.url)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/", "file:///etc/passwd", "http://127.0.0.2/", "http://localhost/", "ftp://a.kz/",
        "http://user:pw@127.0.0.1/", "http://[::1/", "javascript:alert(1)", "//10.0.0.1/",
        "\\\\10.0.0.1\\", "http://0x7f000001/", "/\x1b[31m", "https://gov.kz:22/",
    ],
)  # fmt: skip
def test_redirects_that_are_not_followed(server: Server, client: Client, location: str) -> None:
    server.pages["/"] = sent_on(location)
    server.pages["/%5C%5C10.0.0.1%5C"] = sent_on("http://10.0.0.1/")
    refused = refusal(client, server.url)
    assert refused.reason is Reason.REFUSED
    assert refused.detail.startswith("is sent on to ")
    assert "pw" not in refused.detail


def test_redirects_without_end(server: Server, client: Client) -> None:
    server.pages |= {f"/{n}": sent_on(f"/{n + 1}") for n in range(9)}
    server.pages |= {"/a": sent_on("/b"), "/b": sent_on("/a"), "/c": sent_on(""), "/4": answer(TEXT)}
    server.pages |= {"/e": sent_on("/e?"), "/e?": sent_on("/e")}
    assert str(refusal(client, f"{server.url}/0")) == "http_error: is sent on more than 3 times"
    assert client.get(f"{server.url}/1")
    assert "is sent in a circle, back to" in refusal(client, f"{server.url}/a").detail
    assert "is sent in a circle" in refusal(client, f"{server.url}/e").detail
    assert refusal(client, f"{server.url}/c").detail == "status 302 Found without an address to go to"


def test_marks_are_for_one_host_only(client: Client, server: Server, pause: Time) -> None:
    server.pages |= {"/": sent_on(f"http://localhost:{server.port}/a"), "/a": answer(TEXT)}
    with other(pause, allowed_hosts=frozenset({HERE, "localhost"})) as both:
        assert both.get(server.url, etag='"1"')
    assert "If-None-Match" in server.requests[1]
    assert "If-None-Match" not in server.requests[-1]
    assert refusal(client, server.url).reason is Reason.REFUSED, "only one is allowed"


# -------------------------------------------------------------------------------------------------- errors and retries


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("403 Forbidden", "status 403 Forbidden"),
        ("404 \x1b[31mgone", "status 404 Not Found"),
        ("410 Gone", "status 410 Gone"),
        ("299 x", None),
        ("300 Multiple", "status 300 Multiple Choices"),
        ("206 Part", "status 206 Partial Content"),
        ("501 No", "status 501 Not Implemented"),
        ("600 Odd", "status 600"),
        ("103 Hints", "status 103 Early Hints"),
    ],
)
def test_statuses(server: Server, client: Client, status: str, told: str | None) -> None:
    server.pages["/"] = answer(TEXT, status)
    if told:
        refused = refusal(client, server.url)
        assert (refused.reason, refused.detail) == (Reason.HTTP_ERROR, told)
    else:
        assert client.get(server.url)
    assert server.asked == ["/robots.txt", "/"]


@pytest.mark.parametrize("status", ["429 x", "500 x", "502 x", "503 x", "504 x"])
def test_what_may_pass_is_asked_for_again(server: Server, client: Client, pause: Time, status: str) -> None:
    server.pages["/"] = [answer(status=status), answer(status=status), answer(TEXT)]
    assert client.get(server.url)
    assert pause.slept == [1.0, 1.0, 4.0], "after robots.txt, and before two more tries"


def test_what_does_not_pass_is_told(server: Server, client: Client, pause: Time) -> None:
    server.pages["/"] = answer(status="503 x")
    refused = refusal(client, server.url)
    assert str(refused) == "http_error: status 503 Service Unavailable; asked 3 times"
    assert server.asked == ["/robots.txt", "/", "/", "/"]
    with other(pause, retries=0) as impatient:
        assert refusal(impatient, server.url).detail == "status 503 Service Unavailable"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 1.0),
        ({"Retry-After": "Mon, 16 Mar 2026 10:00:09 GMT", "Date": "Mon, 16 Mar 2026 10:00:00 GMT"}, 9.0),
        ({"Retry-After": "Mon, 16 Mar 2026 10:00:00 GMT", "Date": "Mon, 16 Mar 2026 11:00:00 GMT"}, 1.0),
        ({"Retry-After": "Mon, 16 Mar 2020 10:00:00 GMT"}, 1.0),
        ({"Retry-After": "Mon, 99 Mar 99999 99:00:00 GMT"}, 1.0),
        ({"Retry-After": "-5"}, 1.0),
        ({"Retry-After": "٥"}, 1.0),
        ({"Retry-After": "soon"}, 1.0),
    ],
)
def test_when_to_come_back(server: Server, client: Client, pause: Time, headers: dict[str, str], wait: float) -> None:
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    server.pages["/"] = [answer(b"", "429 x", **sent), answer(TEXT)]
    assert client.get(server.url)
    assert pause.slept == [1.0, wait]


def test_a_date_to_come_back_is_compared_with_our_clock(server: Server, client: Client, pause: Time) -> None:
    later = formatdate(time.time() + 10, usegmt=True)
    server.pages["/"] = [answer(status="503 x", Retry_After=later), answer(TEXT)]
    assert client.get(server.url)
    assert 0 < pause.slept[1] <= 10


@pytest.mark.parametrize("asked", ["3600", "9" * 500])
def test_a_long_time_is_not_waited(server: Server, client: Client, pause: Time, asked: str) -> None:
    server.pages |= {"/": answer(status="429 x", Retry_After=asked), "/b": answer(TEXT)}
    refused = refusal(client, server.url)
    assert refused.reason is Reason.HTTP_ERROR
    assert refused.detail.startswith("status 429 Too Many Requests, asks to come back in ")
    assert refused.detail.endswith(" s, and at most 20 s are waited")
    assert client.ready_in(f"{server.url}/b") == 3600
    assert "so it was not asked" in refusal(client, f"{server.url}/b").detail
    assert server.asked == ["/robots.txt", "/"]
    pause.sleep(3595)
    assert client.get(f"{server.url}/b")


def test_requests_to_a_host_have_pauses(server: Server, client: Client, pause: Time) -> None:
    server.pages |= {"/": sent_on("/b"), "/b": answer(TEXT)}
    assert client.ready_in(server.url) == 0
    assert client.get(server.url)
    assert pause.slept == [1.0, 1.0], "three requests"
    assert client.ready_in(f"{server.url}/c") == 1
    assert client.ready_in("http://gov.kz/") == client.ready_in("file:///") == 0
    pause.sleep(0.75)
    assert client.get(f"{server.url}/b")
    assert pause.slept[-1] == 0.25


def test_pauses_and_robots_take_none_of_the_time(server: Server) -> None:
    def dawdle(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(NOTHING)

    server.pages |= {"/robots.txt": dawdle, "/": answer(TEXT)}
    with Client(RULES, sleep=lambda _: time.sleep(0.3)) as client:
        began = time.monotonic()
        assert client.get(server.url)
        assert client._wire.clock.left() > RULES.seconds - (time.monotonic() - began) + 0.5


# ------------------------------------------------------------------------------------------------------------- robots


def test_robots_are_asked_for_once_and_obeyed(server: Server, client: Client) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: KZplans\nDisallow: /admin/*.pdf$\nAllow: /"
    server.pages |= {"/robots.txt": answer(rules), "/": answer(TEXT), "/admin/a.pdf": answer(TEXT)}
    assert client.get(server.url)
    refused = refusal(client, f"{server.url}/admin/a.pdf")
    assert (refused.reason, refused.detail) == (
        Reason.DISALLOWED,
        "the robots.txt of the host forbids this address to kzplans",
    )
    assert server.asked == ["/robots.txt", "/"]


def test_robots_of_where_a_redirect_leads(server: Server, client: Client) -> None:
    server.pages |= {"/robots.txt": answer(b"User-agent: *\nDisallow: /b"), "/": sent_on("/b"), "/b": answer(TEXT)}
    assert refusal(client, server.url).reason is Reason.DISALLOWED
    assert server.asked == ["/robots.txt", "/"]


@pytest.mark.parametrize(
    "sent",
    [
        answer(b"", "404 x"), answer(b"", "403 x"), answer(b"", "401 x"), answer(b""), answer(status="304 x"),
        answer(b"<html>no rules</html>"), answer(b"\xff\xfe\0\0"), answer(b"Disallow: /"), answer(status="204 x"),
        answer(b"User-agent: other\nDisallow: /"), answer(b"User-agent: kzp\nDisallow: /"),
        sent_on("http://169.254.169.254/"), sent_on("file:///etc/passwd"), sent_on("/robots.txt"), sent_on(""),
        answer(b"", "305 x"),
    ],
)  # fmt: skip
def test_robots_that_allow_everything(server: Server, client: Client, sent: bytes) -> None:
    server.pages |= {"/robots.txt": sent, "/": answer(TEXT)}
    assert client.get(server.url)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (answer(status="500 x"), "status 500 Internal Server Error"),
        (answer(status="429 x", Retry_After="3600"), "429 Too Many Requests, asks to come back in 3,600 s"),
        (answer(TEXT, Content_Length="1000"), f"unreachable: broke off after {len(TEXT)} of 1,000 bytes"),
        (b"garbage\r\n\r\n", "unreachable: what answers is not HTTP: BadStatusLine: garbage"),
        (b"", "unreachable: the host closed the connection without an answer"),
        (answer(b"User-agent: *\nDisallow: /"), "forbids this address to kzplans"),
        (answer(b"\xef\xbb\xbfUser agent: kzplans/1.0 # us\nDisallow: /"), "forbids this address to kzplans"),
        (answer(gzip.compress(b"User-agent: *\nDisallow: /"), Content_Encoding="gzip"), "forbids this address"),
    ],
)
def test_robots_that_allow_nothing(server: Server, client: Client, sent: bytes, told: str) -> None:
    server.pages |= {"/robots.txt": sent, "/": answer(TEXT)}
    for _ in range(2):
        refused = refusal(client, server.url)
        assert refused.reason is (Reason.UNREACHABLE if told.startswith("unreachable: ") else Reason.DISALLOWED)
        assert told.removeprefix("unreachable: ") in refused.detail
    assert server.asked == ["/robots.txt"]


def test_robots_behind_redirects(server: Server, client: Client) -> None:
    server.pages |= {"/robots.txt": sent_on("/1"), "/": answer(TEXT)}
    server.pages |= {f"/{n}": sent_on(f"/{n + 1}") for n in range(1, 5)}
    server.pages["/5"] = answer(b"User-agent: *\nDisallow: /")
    assert refusal(client, server.url).reason is Reason.DISALLOWED


def test_robots_that_drip(server: Server, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "SECONDS", SOON)
    server.pages |= {"/robots.txt": server.drip(HEAD + b"\r\n"), "/": answer(TEXT)}
    refused = refusal(client, server.url)
    assert refused.reason is Reason.DISALLOWED
    assert refused.detail == "the robots.txt of the host could not be had: timeout: took longer than 0.4 s"


def test_only_the_beginning_of_huge_robots_counts(server: Server, client: Client) -> None:
    line = b"#" * 1023 + b"\n"
    start = line * 499 + b"User-agent: *\nDisallow: /b\nDisallow: /c\n"
    start += b"#" * (500 * 1024 - len(start) - 14) + b"\nDisallow: /de"
    assert len(start) == 500 * 1024, "the last rule is cut in two"
    server.pages["/robots.txt"] = answer(start + b"ep\nDisallow: /\n" + line * 30_000)
    server.pages |= {"/": answer(TEXT), "/dear": answer(TEXT)}
    assert client.get(server.url)
    assert client.get(f"{server.url}/dear")
    assert refusal(client, f"{server.url}/c").reason is Reason.DISALLOWED


@pytest.mark.parametrize(("asked", "delay"), [("3", 3.0), ("0.2", 1.0), ("1e300", 30.0), ("nan", 1.0), ("-7", 1.0)])
def test_robots_may_ask_for_longer_pauses(
    server: Server, client: Client, pause: Time, asked: str, delay: float
) -> None:
    server.pages["/robots.txt"] = answer(f"User-agent: *\nCrawl-delay: {asked}".encode())
    server.pages["/"] = answer(TEXT)
    client.get(server.url)
    client.get(server.url)
    assert pause.slept == [1.0, delay]


def test_hostile_robots_cost_neither_time_nor_memory() -> None:
    agents = b"".join(b"User-agent:%d\n" % n for n in range(15_000))
    rules = agents + b"Disallow:/*a*b$\n" * 15_000 + b"User-agent:*\nCrawl-delay:" + b"9" * 5000
    began = time.monotonic()
    tracemalloc.start()
    try:
        found = robots.parsed(rules, "kzplans")
        found.check("http://gov.kz/" + "a" * 3900)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert time.monotonic() - began < 20


# ------------------------------------------------------------------------------------------------ hostile and broken


def test_content_that_never_ends(server: Server, pause: Time) -> None:
    server.pages["/"] = server.drip(HEAD + b"\r\n", bytes(1 << 20))
    with other(pause, most_bytes=3_000_000) as client:
        refused = refusal(client, server.url)
    assert str(refused) == "too_large: more than 3,000,000 bytes (limits: page_bytes in kzplans.yaml)"
    assert server.left.wait(LATE), "the connection is closed"


def test_content_that_is_announced_as_too_long(server: Server, client: Client) -> None:
    server.pages["/"] = server.drip(HEAD + b"Content-Length: 20000001\r\n\r\n")
    assert str(refusal(client, server.url)) == (
        "too_large: 20,000,001 bytes are more than 20,000,000 (limits: page_bytes in kzplans.yaml)"
    )
    server.pages["/"] = HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\nConnection: close\r\n\r\n"
    assert refusal(client, server.url).reason in {Reason.TOO_LARGE, Reason.UNREACHABLE}


def test_content_as_long_as_may_be(server: Server, pause: Time) -> None:
    server.pages |= {"/": answer(TEXT), "/gzip": answer(gzip.compress(TEXT), Content_Encoding="gzip")}
    with other(pause, most_bytes=len(TEXT)) as client:
        assert client.get(server.url)
    with other(pause, most_bytes=len(TEXT) - 1) as client:
        assert refusal(client, server.url).reason is Reason.TOO_LARGE
        assert refusal(client, f"{server.url}/gzip").reason is Reason.TOO_LARGE


def test_a_bomb(server: Server, client: Client) -> None:
    packed = gzip.compress(bytes(200_000_000), 1)
    server.pages["/"] = answer(packed, Content_Encoding="gzip")
    server.pages["/deflate"] = answer(zlib.compress(bytes(30_000_000)), Content_Encoding="deflate")
    tracemalloc.start()
    try:
        refused = refusal(client, server.url)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
    assert refused.reason is Reason.BOMB
    assert refused.detail.endswith("bytes would become more than 20,000,000 (limits: page_bytes in kzplans.yaml)")
    assert refusal(client, f"{server.url}/deflate").reason is Reason.BOMB


def test_much_that_is_packed_into_little_by_little(server: Server, pause: Time) -> None:
    """Content that is too large as it is sent, whatever becomes of it."""
    server.pages["/"] = answer(gzip.compress(b"") * 2000, Content_Encoding="gzip", Content_Length="")
    with other(pause, most_bytes=10_000) as client:
        assert refusal(client, server.url).reason is Reason.TOO_LARGE
    with other(pause) as client:
        response = client.get(server.url)
        assert response
        assert response.content == b""


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\n", HEAD + b"X: ", HEAD + b"\r\n", HEAD + b"A: b\r\n\r\nx"])
def test_what_drips_has_an_end(server: Server, pause: Time, first: bytes) -> None:
    server.pages["/"] = server.drip(first)
    began = time.monotonic()
    with other(pause, seconds=SOON) as client:
        refused = refusal(client, server.url)
    assert time.monotonic() - began < LATE
    assert str(refused) == ("timeout: took longer than 0.4 s (--page-timeout, or limits: page_seconds in kzplans.yaml)")
    assert server.left.wait(LATE), "the connection is closed"
    assert server.asked == ["/robots.txt", "/"], "not asked again"


def test_what_drips_headers_or_chunks_has_an_end(server: Server, pause: Time) -> None:
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    server.pages |= {
        "/": server.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        "/chunks": server.drip(chunked, b"1\r\nx\r\n"),
        "/trailers": server.drip(chunked + b"0\r\n", b"A: b\r\n"),
        "/size": server.drip(chunked, b"0"),
        "/zip": server.drip(HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    }
    with other(pause, seconds=SOON) as client:
        for path in ("", "/chunks", "/trailers", "/size", "/zip"):
            assert refusal(client, server.url + path).reason is Reason.TIMEOUT


def test_silence_has_an_end(server: Server, pause: Time) -> None:
    def say_nothing(_: socket.socket) -> None:
        server.ended.wait()

    server.pages["/"] = say_nothing
    with other(pause, seconds=SOON) as client:
        assert refusal(client, server.url).reason is Reason.TIMEOUT


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (answer(TEXT, Content_Length="1000"), f"broke off after {len(TEXT)} of 1,000 bytes; asked 3 times"),
        (HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nab", "broke off after"),
        (HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n", "broke off after 2 bytes"),
        (answer(gzip.compress(TEXT)[:-9], Content_Encoding="gzip"), "within what is packed (gzip)"),
        (b"", "the host closed the connection without an answer; asked 3 times"),
        (HEAD, "broke off"),
    ],
)
def test_what_breaks_off_is_not_taken(server: Server, client: Client, sent: bytes, told: str) -> None:
    server.pages["/"] = (lambda connection: connection.sendall(sent)) if sent != HEAD else cut_off
    refused = refusal(client, server.url)
    assert refused.reason is Reason.UNREACHABLE
    assert told in refused.detail
    assert server.asked == ["/robots.txt", "/", "/", "/"]


def cut_off(connection: socket.socket) -> None:
    """A reset in the midst of content."""
    connection.sendall(HEAD + b"Content-Length: 10\r\n\r\n")
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"garbage\r\n\r\n", "what answers is not HTTP: BadStatusLine: garbage"),
        (b"<html>" + b"a" * 200_000, "what answers is not HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "what answers is not HTTP"),
        (b"HTTP/1.1 99 OK\r\n\r\n", "what answers is not HTTP"),
        (b"HTTP/3 200 OK\r\n\r\n", "what answers is not HTTP"),
        (b"\x1b[31m\xff\0\r\n\r\n", "what answers is not HTTP"),
        (HEAD + b"A: b\r\n" * 200 + b"\r\n", "what answers is not HTTP: HTTPException: got more than 100 headers"),
        (HEAD + b"A: " + b"b" * 70_000 + b"\r\n\r\n", "what answers is not HTTP: LineTooLong"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "the content comes in parts whose lengths make no sense"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\na", "the content comes in parts whose lengths make no sense"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 70_000, "broke off after 0 bytes"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\na", "broke off after 0 bytes"),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "in a way that was not asked for: gzip, chunked"),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "what answers is not HTTP"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n" + TEXT, "the content is not packed as the host says (gzip)"),
        (HEAD + b"Content-Encoding: deflate\r\n\r\n" + TEXT, "the content is not packed as the host says (deflate)"),
        (HEAD + b"Content-Encoding: zstd\r\n\r\n" + TEXT, "packed in a way that was not asked for: zstd"),
        (HEAD + b"Content-Encoding: gzip, gzip\r\n\r\n" + TEXT, "packed in a way that was not asked for: gzip, gzip"),
    ],
)
def test_what_makes_no_sense(server: Server, client: Client, sent: bytes, told: str) -> None:
    def write(connection: socket.socket) -> None:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)

    server.pages["/"] = write
    refused = refusal(client, server.url)
    assert refused.reason is Reason.UNREACHABLE
    assert told in refused.detail


@given(st.binary(max_size=60), st.sampled_from([b"", b"HTTP/1.1 ", HEAD, HEAD + b"Content-Encoding: gzip\r\n\r\n"]))
def test_whatever_is_sent_is_an_answer_or_refused(content: bytes, first: bytes) -> None:
    server = Server({"/": lambda connection: connection.sendall(first + content)})
    try:
        with other(Time(), retries=0, seconds=5) as client, contextlib.suppress(Refused):
            client._robots[server.url] = robots.Robots()
            client.get(server.url)
    finally:
        server.close()


def test_limits_that_mean_none(server: Server, pause: Time) -> None:
    server.pages["/"] = answer(TEXT)
    with other(pause, seconds=10**30, most_bytes=10**30) as client:
        assert client.get(server.url)


def test_connections_are_not_kept_to_too_many(pause: Time) -> None:
    servers = [Server({"/": answer(TEXT, Connection="")}) for _ in range(10)]
    try:
        with other(pause) as client:
            for one in [*servers, *servers]:
                assert client.get(one.url)
            assert len(client._pools) == 8
    finally:
        for one in servers:
            one.close()


def test_nobody_listens(pause: Time) -> None:
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
    with other(pause) as client:
        client._robots[f"http://{HERE}:{port}"] = robots.Robots()
        refused = refusal(client, f"http://{HERE}:{port}/")
    assert str(refused) == "unreachable: no connection: Connection refused; asked 3 times"
    assert pause.slept == [1.0, 4.0]


# --------------------------------------------------------------------------------------------------------------- names


Answers = list[tuple[int, int, int, str, tuple[str, int]]]


def told(*ips: str) -> Answers:
    return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ips]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[Answers | OSError]:
    """What the system tells when it is asked for a name; no connection leads anywhere."""
    answers: list[Answers | OSError] = []

    def tell(*_: object, **__: object) -> Answers:
        found = answers.pop(0)
        if isinstance(found, OSError):
            raise found
        return found

    monkeypatch.setattr(socket, "getaddrinfo", tell)
    return answers


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    tried: list[tuple[str, int]] = []

    def connect(_: socket.socket, address: tuple[str, int]) -> None:
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def test_a_name_that_moves_into_our_network(
    pause: Time, names: list[Answers | OSError], connected: list[tuple[str, int]]
) -> None:
    names += [told("93.184.216.34"), told("127.0.0.1")]
    with other(pause) as client:
        client._robots["http://gov.kz"] = robots.Robots()
        refused = refusal(client, "http://gov.kz/")
    assert refused.reason is Reason.REFUSED
    assert refused.detail == "the host gov.kz is at 127.0.0.1, not on the public internet (--allow-host gov.kz)"
    assert connected == [("93.184.216.34", 80)], "to where it was checked to be, and nowhere else"


@pytest.mark.parametrize("ips", [("93.184.216.34", "10.0.0.1"), ("::1",), ("fe80::1%eth0",), ("64:ff9b::a00:1",)])
def test_all_addresses_of_a_name_are_public(
    pause: Time, names: list[Answers | OSError], connected: list[tuple[str, int]], ips: tuple[str, ...]
) -> None:
    names += [told(*ips), told(*ips)]
    with other(pause) as client:
        assert refusal(client, "http://gov.kz/").reason is Reason.REFUSED, "also when robots.txt is asked for"
    assert connected == []


def test_all_addresses_of_a_name_are_tried(
    pause: Time, names: list[Answers | OSError], connected: list[tuple[str, int]]
) -> None:
    ips = [f"93.184.216.{n}" for n in range(30)]
    names.append(told("2a00::1", *ips, *ips))
    with other(pause, retries=0) as client:
        client._robots["http://gov.kz"] = robots.Robots()
        assert refusal(client, "http://gov.kz/").reason is Reason.UNREACHABLE
    assert connected == [("2a00::1", 80), *((ip, 80) for ip in ips[:5])]


def test_an_allowed_name_may_be_anywhere(names: list[Answers | OSError]) -> None:
    names.append(told("10.0.0.1"))
    assert resolved(place_of("http://gov.kz/"), ["GOV.kz"], 5) == [(socket.AF_INET, ("10.0.0.1", 80))]


@pytest.mark.parametrize(
    ("error", "lookups"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), 1),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), 3),
    ],
)
def test_a_name_that_nobody_knows(pause: Time, names: list[Answers | OSError], error: OSError, lookups: int) -> None:
    names += [error] * 3
    with other(pause) as client:
        client._robots["https://gov.kz"] = robots.Robots()
        refused = refusal(client, "https://gov.kz/")
    assert refused.reason is Reason.UNREACHABLE
    assert refused.detail.startswith(f"the host has no address: {error.strerror}")
    assert len(names) == 3 - lookups


def test_a_lookup_that_hangs(pause: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def hang(*_: object, **__: object) -> Answers:
        ended.wait(LATE)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with other(pause, seconds=SOON) as client:
        client._robots["http://gov.kz"] = robots.Robots()
        assert refusal(client, "http://gov.kz/").reason is Reason.TIMEOUT
    ended.set()
    for thread in threading.enumerate():
        if thread.name.startswith("kzplans-"):
            thread.join(LATE)


def test_our_own_machine_is_not_asked(server: Server) -> None:
    with Client(Rules("kzplans")) as client:
        refused = refusal(client, server.url)
    assert str(refused) == ("refused: the host 127.0.0.1 is not on the public internet (--allow-host 127.0.0.1)")
    assert server.asked == []


# ----------------------------------------------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs openssl, to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-keyout", f"{path}.key", "-out", path, "-subj", "/CN=kzplans", "-addext", f"subjectAltName=IP:{HERE}",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def tls(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    made = Server({"/": answer(TEXT)}, context)
    yield made
    made.close()


def test_a_certificate_that_nobody_trusts(tls: Server, client: Client) -> None:
    client._robots[tls.url] = robots.Robots()
    refused = refusal(client, tls.url)
    assert refused.reason is Reason.UNREACHABLE
    assert refused.detail == "the certificate of the host is not valid: self-signed certificate"
    assert tls.asked == []


@pytest.fixture
def trusting(certificate: Path, pause: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with other(pause, seconds=5, allowed_hosts=frozenset({HERE, "localhost"})) as made:
        yield made


def test_a_certificate_that_the_system_trusts(tls: Server, trusting: Client) -> None:
    response = trusting.get(tls.url)
    assert response
    assert (response.url, response.content) == (f"{tls.url}/", TEXT)


def test_certificates_of_a_system_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("certifi")
    nothing = ssl.DefaultVerifyPaths(None, None, "", "", "", "")  # type: ignore[arg-type]  # None is what it gives
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    before = _tls().cert_store_stats()["x509_ca"]
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    assert _tls().cert_store_stats()["x509_ca"] > before
    assert _tls().verify_mode is ssl.CERT_REQUIRED


def test_a_certificate_of_another_host(tls: Server, trusting: Client) -> None:
    url = tls.url.replace(HERE, "localhost")
    trusting._robots[url] = robots.Robots()
    assert "the certificate of the host is not valid: Hostname mismatch" in refusal(trusting, url).detail


def test_tls_that_drips_has_an_end(
    tls: Server, certificate: Path, pause: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls.pages |= {"/": tls.drip(HEAD + b"X: "), "/body": tls.drip(HEAD + b"\r\n")}
    with other(pause, seconds=1) as client:
        client._robots[tls.url] = robots.Robots()
        for path in ("/", "/body"):
            began = time.monotonic()
            assert refusal(client, tls.url + path).reason is Reason.TIMEOUT
            assert time.monotonic() - began < LATE
    assert tls.left.wait(LATE), "the connection is closed"


def test_from_https_to_http(tls: Server, trusting: Client) -> None:
    tls.pages["/"] = sent_on("http://gov.kz/")
    refused = refusal(trusting, tls.url)
    assert refused.reason is Reason.REFUSED
    assert "from https to http" in refused.detail


def test_http_where_tls_should_be(server: Server, client: Client) -> None:
    url = server.url.replace("http:", "https:")
    client._robots[url] = robots.Robots()
    refused = refusal(client, url)
    assert refused.reason is Reason.UNREACHABLE
    assert refused.detail.startswith("no TLS with the host: ")


def test_a_handshake_that_hangs(pause: Time) -> None:
    with socket.create_server((HERE, 0)) as silent, other(pause, seconds=SOON) as client:
        url = f"https://{HERE}:{silent.getsockname()[1]}"
        client._robots[url] = robots.Robots()
        assert refusal(client, url).reason is Reason.TIMEOUT


# ---------------------------------------------------------------------------------------------------------- interrupts


@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="signals go to the main thread")
def test_an_interrupt_leaves_nothing(server: Server) -> None:
    server.pages["/"] = server.drip(HEAD + b"\r\n")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with other(Time()) as client:
            client._robots[server.url] = robots.Robots()
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(KeyboardInterrupt):
                client.get(server.url)
            assert server.left.wait(LATE), "the connection is closed"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_other_commands_do_not_import_it() -> None:
    code = "import sys, kzplans.cli, kzplans.sources; print([name for name in sys.modules if 'urllib3' in name])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
