r"""Deadlines of targets as a calendar (RFC 5545): an all-day event for each target that has a year.

Written by hand, since the form is small. Lines end with CRLF and are folded at 75 octets, never inside a character;
text is one line without active characters, with ``\``, ``;`` and ``,`` escaped. A calendar without events has no
component, which the grammar of the standard asks for and every program does without.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kzplans import __version__
from kzplans.render.escape import one_line, safe_url
from kzplans.reports.query import days_of
from kzplans.reports.tables import amount_of, origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.reports.ledger import TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.targets import Targets
    from kzplans.reports.wording import Wording

_OCTETS = 75
_CONTINUED = 0b10


def targets_ics(targets: Targets, lexicon: Lexicon, wording: Wording) -> str:
    """The deadlines of the targets, in the order of the report."""
    name = _text(targets.heading(wording))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//kzplans//kzplans {__version__}//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
    ]
    for line in targets.lines:
        due = due_day(line.target)
        if due is not None:
            lines += _event(line, due, targets.today, lexicon, wording)
    lines.append("END:VCALENDAR")
    return "".join([f"{_folded(line)}\r\n" for line in lines])


def due_day(target: Observation) -> date | None:
    """The last day that a target can be met: that of its deadline if it names one of the same year, else of its period.

    None for a target without a year.
    """
    if target.year is None:
        return None
    statement = origin(target).statement
    limit = days_of(statement.deadline.date) if statement is not None and statement.deadline is not None else None
    if limit is not None and limit[1].year == target.year and "-" not in target.period:
        return limit[1]
    days = days_of(target.period)
    return days[1] if days else None


def _event(line: TargetLine, due: date, today: date, lexicon: Lexicon, wording: Wording) -> Iterator[str]:
    target, measure = line.target, line.measure
    given = origin(target)
    city, indicator = wording.label("cities", measure.city), wording.label("indicators", measure.indicator)
    direction = wording.label("directions", lexicon.indicators[measure.indicator].direction)
    status = wording.say(f"ledger_status_{line.status.value}")
    words = given.statement.text if given.statement else ""
    about = [
        words,
        wording.speaker(given.speaker),
        f"{wording.say('source')}: {given.path}:{given.line}",
        f"{wording.say('ledger_status')}: {status}",
    ]
    url = safe_url(given.statement.document.url) if given.statement else None
    yield "BEGIN:VEVENT"
    yield f"UID:{_name(line)}"
    yield f"DTSTAMP:{_day(today)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(due)}"
    yield f"SUMMARY:{_text(f'{city}: {indicator} — {amount_of(target, wording)}')}"
    yield "DESCRIPTION:" + "\\n".join([_text(part) for part in about if part])
    yield "CATEGORIES:" + ",".join([_text(part) for part in (city, direction, status)])
    if url is not None:
        yield f"URL:{url}"
    yield "TRANSP:TRANSPARENT"  # a deadline keeps nobody busy for a day
    yield "END:VEVENT"


def _name(line: TargetLine) -> str:
    """The name of an event: it goes by what was stated first, so that a deadline that is put off moves the event."""
    first = line.first
    given = origin(first)
    place = given.statement.id if given.statement else f"{given.path}:{given.line}"
    start = str(first.quantity.start) if first.quantity else ""
    key = "\0".join([*line.measure, first.period, place, start])
    return f"{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@kzplans"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    r"""A value of type TEXT.

    >>> _text("a, b; c\\d")
    'a\\, b\\; c\\\\d'
    """
    text = one_line(text).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line as pieces of at most 75 octets, each but the first after CRLF and a blank; no character is cut."""
    octets = line.encode()
    pieces, start, room = [], 0, _OCTETS
    while len(octets) - start > room:
        stop = start + room
        while octets[stop] >> 6 == _CONTINUED:
            stop -= 1
        pieces.append(octets[start:stop])
        start, room = stop, _OCTETS - 1  # the blank counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode()
