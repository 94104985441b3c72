"""Which addresses may be asked for: pages of the public internet, and what somebody has allowed by name.

Addresses come from feeds, pages and redirects, so from strangers, and we may run inside somebody's network. What is
asked for is never a file, never our own machine, never a neighbour in a private network, however it is spelled.
"""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from kzplans.sources.reasons import Reason, Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Collection

#: Characters of an address, also after each Cyrillic letter has become six.
MOST_CHARACTERS = 4_000
_MOST_HOST = 253
PORTS = {"http": 80, "https": 443}
#: Below this are mail, telnet and the like; above it are web servers of people without rights.
_FREE_PORTS, _PORTS_END = 1024, 65536
#: Addresses of one host that are tried.
_MOST_TRIED = 6
_SHOWN = 80
#: Family of a socket, and the IP address and port to connect to.
SocketAddress = tuple[int, tuple[str, int]]

_ADDRESS = re.compile(r"(https?)://([^/?#\\]*)((?:/[^?#]*)?)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
#: A last label that the C library would read as a number, and so the whole name as an address: 0x7f000001, 127.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HERE = ("localhost", "local", "internal", "home.arpa")

#: What is not the public internet (the special-purpose registries of IANA), and one address of a cloud's own services
#: that lies amidst it. Written down here, because the lists of ``ipaddress`` differ between versions of Python.
_SPECIAL_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        ),
    )
)  # fmt: skip
#: The one part of IPv6 that is given out, and what is special in it: it excludes mapped addresses, NAT64 and site-local
#: ones, and then Teredo, 6to4 and documentation.
_PUBLIC_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_QUOTED = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")


class Place(NamedTuple):
    """The parts of a checked address, as a connection needs them."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Whom it belongs to: ``https://egemen.kz``, with the port where it is not the usual one."""
        return f"{self.scheme}://{self.host}{_port_shown(self.scheme, self.port)}"


def checked_address(url: str, allowed_hosts: Collection[str] = ()) -> str:
    """The one spelling of an http or https address that may be asked for.

    The host is in ASCII (IDNA), path and query are percent-encoded, there is no fragment and no ``..``.

    Args:
        url: any text.
        allowed_hosts: names or numbers of hosts for which neither network nor port matter.

    Raises:
        Refused: anything else, with ``Reason.REFUSED``; the detail holds no password.

    >>> checked_address("HTTP://Егемен.Қаз:80/жоспар 2030?q=a#top")
    'http://xn--c1adba8ah.xn--80ao21a/%D0%B6%D0%BE%D1%81%D0%BF%D0%B0%D1%80%202030?q=a'
    """
    url = url.strip()
    if len(url) > MOST_CHARACTERS:
        raise Refused(Reason.REFUSED, f"the address has more than {MOST_CHARACTERS:,} characters")
    if visible(url) != url:
        raise Refused(Reason.REFUSED, "the address holds characters that cannot be seen")
    parts = _ADDRESS.fullmatch(url)
    if not parts:
        raise Refused(Reason.REFUSED, "not an address of the web, which begins with http:// or https://")
    scheme, authority, path, query = parts[1].lower(), parts[2], parts[3], parts[4]
    host, port = _authority(scheme, authority, frozenset(map(_spelled, allowed_hosts)))
    path = _without_dots(_QUOTED.sub(_requoted, path))
    query = "" if query is None else f"?{_QUOTED.sub(_requoted, query)}"
    address = f"{scheme}://{host}{_port_shown(scheme, port)}{path}{query}"
    if len(address) > MOST_CHARACTERS:
        raise Refused(Reason.REFUSED, f"the address has more than {MOST_CHARACTERS:,} characters, percent-encoded")
    return address


def place_of(address: str) -> Place:
    """The parts of an address that ``checked_address`` has made."""
    scheme, _, rest = address.partition("://")
    authority, slash, target = rest.partition("/")
    parts = _AUTHORITY.fullmatch(authority)
    host, port = (parts[1], parts[2]) if parts else (authority, None)
    return Place(scheme, host, int(port or PORTS[scheme]), slash + target)


def is_allowed(host: str, allowed_hosts: Collection[str]) -> bool:
    """Whether a host of a checked address is one of those; ``[::1]`` and ``::1`` are the same."""
    return host in frozenset(map(_spelled, allowed_hosts))


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet, as one machine's own.

    >>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("::ffff:8.8.8.8"), is_public("2a00:1450::1")
    (True, False, False, True)
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    return address in _PUBLIC_6 and not any(address in network for network in _SPECIAL_6)


def resolved(place: Place, allowed_hosts: Collection[str], seconds: float) -> list[SocketAddress]:
    """Where a host is, to be connected to as it is: who asks for the name once more may be told something else.

    Raises:
        Refused: one of its addresses is not public, and the host is not allowed by name.
        TimeoutError: nothing was found in so many seconds.
        OSError: it has no address.
    """
    host = place.host.strip("[]")
    if ":" in host:
        found = [(int(socket.AF_INET6), (host, place.port))]
    elif _NUMBER.fullmatch(host.rpartition(".")[2]):
        found = [(int(socket.AF_INET), (host, place.port))]
    else:
        found = list(dict.fromkeys(_looked_up(host, place.port, seconds)))
    if not is_allowed(place.host, allowed_hosts):
        for _, (ip, _) in found:
            if not is_public(ip):
                detail = f"the host {host} is at {visible(ip)}, not on the public internet (--allow-host {host})"
                raise Refused(Reason.REFUSED, detail)
    return found[:_MOST_TRIED]


def _looked_up(host: str, port: int, seconds: float) -> list[SocketAddress]:
    """What the system knows of a host.

    The C library may ask for a minute, and neither a limit nor Ctrl-C ends that. It does so in a thread that is left
    behind then, and ends by itself.
    """
    told: list[list[SocketAddress] | OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            told.append([(int(family), (str(to[0]), int(to[1]))) for family, _, _, _, to in answers])
        except OSError as error:
            told.append(error)
        except ValueError as error:  # a name that its codecs do not take
            told.append(OSError(str(error)))

    thread = Thread(target=ask, daemon=True, name="kzplans-where-is-a-host")
    try:
        thread.start()
    except RuntimeError as error:  # there is no room for a thread
        raise OSError(str(error)) from error
    thread.join(seconds)
    if not told:
        raise TimeoutError
    if isinstance(told[0], OSError):
        raise told[0]
    return told[0]


def _authority(scheme: str, given: str, allowed: Collection[str]) -> tuple[str, int]:
    """Host and port."""
    if "@" in given:
        raise Refused(Reason.REFUSED, "the address holds a user name or a password")
    parts = _AUTHORITY.fullmatch(given)
    if not parts:
        raise Refused(Reason.REFUSED, f"no host and port: {given[:_SHOWN]}")
    host = _canonical(parts[1])
    port = int(parts[2] or PORTS[scheme])
    if not 0 < port < _PORTS_END:
        raise Refused(Reason.REFUSED, f"no port has the number {port}")
    if host in allowed:
        return host, port
    _refuse_our_own(host)
    if port not in PORTS.values() and port < _FREE_PORTS:
        raise Refused(Reason.REFUSED, f"port {port} is not one of web pages (80, 443, from 1024; --allow-host {host})")
    return host, port


@lru_cache(maxsize=1024)
def _canonical(given: str) -> str:
    """The one spelling of a host.

    Raises:
        Refused: it is neither a name nor an IP address in its usual form.
    """
    shown = given[:_SHOWN]
    if not given:
        raise Refused(Reason.REFUSED, "the address has no host")
    if given.startswith("["):
        try:
            return f"[{IPv6Address('' if '%' in given else given[1:-1])}]"  # % is a network card of this machine
        except ValueError:
            raise Refused(Reason.REFUSED, f"no address of IPv6: {shown}") from None
    if len(given) > _MOST_HOST:
        raise Refused(Reason.REFUSED, f"the host has more than {_MOST_HOST} characters")
    try:
        host = given.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise Refused(Reason.REFUSED, f"no name of a host: {shown}") from None
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise Refused(Reason.REFUSED, f"a number for a host is four numbers up to 255: {shown}") from None
    if len(host) > _MOST_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise Refused(Reason.REFUSED, f"no name of a host: {shown}")
    return host


@lru_cache(maxsize=1024)
def _spelled(allowed: str) -> str:
    """An allowed host as ``_canonical`` spells it; what is no host allows nothing."""
    try:
        return _canonical(f"[{allowed}]" if allowed.count(":") > 1 and "[" not in allowed else allowed)
    except Refused:
        return ""


def _refuse_our_own(host: str) -> None:
    """Refuse what is never on the public internet; names are looked at again when it is known where they are."""
    advice = f"not on the public internet (--allow-host {host.strip('[]')})"
    if host.startswith("[") or _NUMBER.fullmatch(host.rpartition(".")[2]):
        if not is_public(host.strip("[]")):
            raise Refused(Reason.REFUSED, f"the host {host} is {advice}")
    elif "." not in host or f".{host}".endswith(tuple(f".{name}" for name in _HERE)):
        raise Refused(Reason.REFUSED, f"the host {host[:_SHOWN]} is {advice}")


def _requoted(found: re.Match[str]) -> str:
    """One character or escape, percent-encoded where that is needed and only there."""
    text = found[0]
    if len(text) == 1:
        return quote(text, safe="")
    char = chr(int(text[1:], 16))
    return char if char in _UNRESERVED else text.upper()


def _without_dots(path: str) -> str:
    """The path without the steps ``.`` and ``..``."""
    steps = path.split("/")[1:]
    kept: list[str] = []
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps and steps[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _port_shown(scheme: str, port: int) -> str:
    return "" if port == PORTS[scheme] else f":{port}"
