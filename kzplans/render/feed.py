"""Names and times in a feed (RFC 4287): they stay the same as long as what they stand for does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from kzplans.reports.query import Query

_OURS = UUID("5c3bb3a5-9ff3-5d4b-8c57-3f2d6b0f6a11")
#: Noon in Almaty: feeds want a time, and this one is the same day nearly everywhere.
_NOON = "T12:00:00+05:00"


def entry_id(statement: str) -> str:
    """The lasting name of a statement by its id.

    >>> entry_id("s_1b8ad2b58068")
    'urn:uuid:f2feef1a-501a-573e-9d9e-0fc3c4da424d'
    """
    return f"urn:uuid:{uuid5(_OURS, statement)}"


def feed_id(report: str, query: Query) -> str:
    """The lasting name of a feed: that of its report and filters. Its period passes and is no part of it."""
    asked = (query.cities, query.directions, query.kinds, query.languages)
    return entry_id("\n".join([report, *(",".join(names) for names in asked)]))


def moment(text: str | None, today: date) -> str:
    """The day of a text as a time of RFC 3339, that of the report where the text gives no full day.

    >>> moment("2025-12-12", date(2026, 1, 5)), moment("2018", date(2026, 1, 5))
    ('2025-12-12T12:00:00+05:00', '2026-01-05T12:00:00+05:00')
    """
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        day = today
    return f"{day.isoformat()}{_NOON}"
