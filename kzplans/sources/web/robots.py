"""What a host wants to be asked for: its robots.txt (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protego import Protego

from kzplans.sources.reasons import Reason, Refused

#: Bytes of the file that count, after unpacking; RFC 9309 asks for at least these.
MOST_BYTES = 500 * 1024
#: Seconds for the file, and redirects that are followed. There are no second tries, so a bad host costs little.
SECONDS, REDIRECTS = 10, 5
#: A longer Crawl-delay would keep a run for hours.
MOST_DELAY = 30.0

_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:\s*|\s+)(?P<token>[^\s#/]*)", re.IGNORECASE)
#: Stands for all robots that we are not; no agent is called so.
_OTHERS = "-"


@dataclass(frozen=True, slots=True)
class Robots:
    """What one host allows; without rules, everything."""

    agent: str = ""
    rules: Protego | None = None
    #: Why the rules could not be had; then nothing is allowed.
    trouble: str = ""
    reason: Reason = Reason.DISALLOWED
    #: Seconds between two requests that the host wants, within bounds.
    delay: float = field(default=0.0)

    def check(self, address: str) -> None:
        """See that an address may be asked for.

        Raises:
            Refused: it may not, with ``Reason.DISALLOWED``; or nobody knows, since the host cannot be reached.
        """
        if self.trouble:
            raise Refused(self.reason, f"the robots.txt of the host could not be had: {self.trouble}")
        if self.rules and not self.rules.can_fetch(address, self.agent):
            raise Refused(Reason.DISALLOWED, f"the robots.txt of the host forbids this address to {self.agent}")


def parsed(content: bytes, agent: str) -> Robots:
    r"""The rules in a robots.txt.

    Args:
        content: of the file; what is behind the first 500 KiB does not count.
        agent: the product name of ours, ``kzplans``.

    >>> parsed(b"User-agent: *\nCrawl-delay: 2\nDisallow: /admin", "kzplans").delay
    2.0
    """
    if len(content) >= MOST_BYTES:  # the last line may be half a rule, and that would forbid more than the whole one
        content = content[:MOST_BYTES].rpartition(b"\n")[0]
    lines = content.decode("utf-8-sig", "replace").splitlines()
    rules = Protego.parse("\n".join(_ours(line, agent) for line in lines))
    return Robots(agent, rules, delay=min(rules.crawl_delay(agent) or 0.0, MOST_DELAY))


def product(agent: str) -> str:
    """The name that a robots.txt knows a robot by.

    >>> product("kzplans/0.1 (+https://example.org)")
    'kzplans'
    """
    return re.split(r"[\s/]", agent, maxsplit=1)[0]


def _ours(line: str, agent: str) -> str:
    """The line, with one name for all other robots.

    The parser gives each robot that is named its own copy of the rules behind: thousands of both fill the memory.
    """
    found = _AGENT_LINE.match(line)
    if not found:
        return line
    token = found["token"]
    if token != "*":  # noqa: S105  no secret
        token = agent if token.strip("*").lower() == agent.lower() else _OTHERS
    return f"User-agent: {token}"
