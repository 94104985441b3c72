"""A report as a mail (RFC 5322): its words for a terminal, and a page for mail programs, as alternatives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from kzplans.errors import UsageError
from kzplans.render.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from email.headerregistry import Address

_ALMATY = timezone(timedelta(hours=5))
_NOON = 12
#: Characters of a hash that make a name of their own.
_NAME = 32


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who a mail is for and from; nobody is made up."""

    to: tuple[Address, ...] = ()
    sender: Address | None = None

    @classmethod
    def of(cls, to: Iterable[str] = (), sender: str | None = None) -> Envelope:
        """Addresses as people write them: ``a@example.kz``, ``Әсел <a@example.kz>``.

        Raises:
            UsageError: what is no single address.
        """
        addresses = tuple([_parse_address(text, "--mail-to") for text in to])
        return cls(addresses, _parse_address(sender, "--mail-from") if sender is not None else None)


def _parse_address(text: str, option: str) -> Address:
    """One address, by the rules of mail; nothing in it can begin another header."""
    message = f"{option} {text!r}: is no mail address; write name@example.kz or Name <name@example.kz>"
    if not text.isprintable():
        raise UsageError(message)
    try:
        header = HeaderRegistry()("To", text)
    except (ValueError, IndexError) as error:  # the parser of Python's email package stumbles over some
        raise UsageError(message) from error
    addresses: tuple[Address, ...] = getattr(header, "addresses", ())
    if any(group.display_name for group in getattr(header, "groups", ())):
        raise UsageError(message)
    if len(addresses) != 1 or header.defects or not addresses[0].domain or not addresses[0].addr_spec.isascii():
        raise UsageError(message)
    return addresses[0]


def make_mail(subject: str, text: str, page: str, *, today: date, language: str, envelope: Envelope) -> bytes:  # noqa: PLR0913  a mail has many parts
    """A mail that is the same for the same content: its names are hashes, its time is noon in Almaty.

    Args:
        subject: of one line.
        text: for programs that show no page.
        page: HTML with a style sheet, which is put into the elements, since mail programs drop style sheets.
        today: the day of the mail.
        language: of the labels.
        envelope: whom it is for and from.

    Returns:
        Lines ending in CR LF, as the standard has them; programs that send mail take them from a pipe, too.
    """
    from css_inline import CSSInliner  # noqa: PLC0415  of an extra

    inlined = CSSInliner(load_remote_stylesheets=False).inline(page)
    name = hashlib.sha256("\0".join([subject, text, inlined, today.isoformat(), repr(envelope)]).encode()).hexdigest()
    message = EmailMessage(SMTP)
    message["Subject"] = one_line(subject)
    message["Date"] = datetime(today.year, today.month, today.day, _NOON, tzinfo=_ALMATY)
    message["Message-ID"] = f"<{name[:_NAME]}@kzplans>"
    if envelope.sender:
        message["From"] = envelope.sender
    if envelope.to:
        message["To"] = envelope.to
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, charset="utf-8", cte="base64")
    message.add_alternative(inlined, subtype="html", charset="utf-8", cte="base64")
    message["Content-Language"] = language
    message.set_boundary(f"=_{name[_NAME:]}")
    return message.as_bytes()
