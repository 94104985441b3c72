"""Front matter: what a plain text says of itself, as ``key: value`` lines between ``---`` at its very start.

No YAML parser reads it: nine levels of aliases kept one busy for 25 seconds.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from kzplans.sources.decode import clean_text, decode
from kzplans.sources.reasons import Reason
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from kzplans.sources.formats import Part

#: What is taken; other plain keys may stand there and are passed over.
KEYS = frozenset({"title", "date", "url", "publisher", "city", "language"})
LANGUAGES = ("kk", "kk-Latn", "ru", "en")
MOST_BYTES = 8192

_MARK = "---"
_LINE = re.compile(r"([A-Za-z_][\w-]{0,40}):(?:[ \t]+(.*))?", re.ASCII)
#: What a value cannot begin with, since YAML means something else by it: lists, mappings, aliases, tags, blocks.
_NO_PLAIN = tuple("[]{}&*!|>%@`#?")
_QUOTES = ("'", '"')


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    r"""What front matter says, and the text behind it. Without any, or where it is more than plain lines, all is text.

    >>> split_front_matter("---\ntitle: 'Жоспар'\ndate: 2026-03-16\nlayout: post\n---\nМәтін.\n")
    ({'title': 'Жоспар', 'date': '2026-03-16'}, 'Мәтін.\n')
    >>> split_front_matter("---\ntags: [a, b]\n---\n")
    ({}, '---\ntags: [a, b]\n---\n')
    """
    lines = text[:MOST_BYTES].splitlines(keepends=True)
    if not lines or lines[0].rstrip() != _MARK:
        return {}, text
    said: dict[str, str] = {}
    place = size = len(lines[0])
    for line in lines[1:]:
        place += len(line)
        size += len(line.encode("utf-8", "replace"))
        if size > MOST_BYTES:
            break
        if line.rstrip() == _MARK:
            known = {key: value for key, value in said.items() if key in KEYS and value}
            return (known, text[place:]) if known else ({}, text)
        found = _field(line.rstrip())
        if found is None or found[0] in said:
            break
        said.update([found] if found[0] else [])
    return {}, text


def _field(line: str) -> tuple[str, str] | None:
    """Key and value of a line, two empty strings for an empty line or a comment; None for anything else."""
    if not line or line.startswith("#"):
        return "", ""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    key, value = found[1].lower(), (found[2] or "").strip()
    if value.startswith(_QUOTES):
        inner = value[1:-1]
        if len(value) < 2 or value[-1] != value[0] or value[0] in inner or "\\" in inner:  # noqa: PLR2004  two quotes
            return None
        return key, inner.strip()
    if value.startswith(_NO_PLAIN) or ": " in value.replace("://", ""):
        return None
    return key, value.partition(" #")[0].rstrip()


def read(content: bytes, name: str) -> list[Part]:
    """A plain text or Markdown, with what its front matter says.

    Raises:
        Refused: what is no text, or in no known encoding.
    """
    decoded = decode(content)
    said, text = split_front_matter(decoded.text)
    doubts = [decoded.warning] if decoded.warning else []
    lines = decoded.text[:MOST_BYTES].split("\n", 2)
    if not said and lines[0].rstrip() == _MARK and _LINE.match(lines[1] if lines[1:] else ""):
        doubts.append(f"{Reason.MALFORMED}: front matter that is not plain lines of key: value; read as text")
    date, url = checked_date(said.get("date")), checked_url(said.get("url"))
    language = said.get("language") if said.get("language") in LANGUAGES else None
    for key, value in (("date", date), ("url", url), ("language", language)):
        if said.get(key) and not value:
            doubts.append(f"{Reason.MALFORMED}: {key} of the front matter: {visible(said[key][:60])!r}")
    return [
        {
            "part": "",
            "text": text,
            "title": checked_line(said.get("title")),
            "date": date,
            "publisher": checked_line(said.get("publisher")),
            "url": url,
            "language": language,
            "city": said.get("city"),
            "format": "markdown" if name.lower().endswith((".md", ".markdown")) else "text",
            "encoding": decoded.encoding,
            "warning": "; ".join(doubts) or None,
        }
    ]


# ------------------------------------------------------------------------------------------- what a source may state

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S{0,30}", re.ASCII)
_URL = re.compile(r"https?://[^\s/?#@<>\"\\]{1,253}(?:[/?#][^\s<>\"\\]{0,2000})?", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LONGEST_DATE = 40
#: The core takes no longer line for a title.
LONGEST_LINE = 260


def checked_date(stated: str | None) -> str | None:
    """EDTF of a year, a month, a day or a span of such; of a time, its day in Almaty.

    >>> [checked_date(one) for one in ("2026-03", "2026-01/2026-03", "2026-03-15T20:30:00Z", "2026-02-30", "XVI")]
    ['2026-03', '2026-01/2026-03', '2026-03-16', None, None]
    """
    if not stated or len(stated) > _LONGEST_DATE:
        return None
    stated = stated.strip()
    if _TIME.fullmatch(stated):
        try:
            return almaty_day(dt.datetime.fromisoformat(stated))
        except ValueError:
            return None
    first, mark, last = stated.partition("/")
    if not _is_date(first) or (mark and not (_is_date(last) and first <= last)):
        return None
    return stated


def almaty_day(moment: dt.datetime) -> str | None:
    """The day in Almaty of a moment; one without zone is taken as it stands. None beyond the years of plans."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  only where a text has a time

    try:
        day = (moment.astimezone(ZoneInfo("Asia/Almaty")) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
    return day.isoformat() if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    try:
        return _FIRST_YEAR <= dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).year <= _LAST_YEAR
    except ValueError:
        return False


def checked_url(stated: str | None) -> str | None:
    """An address of the web, without user names; None for anything else.

    >>> checked_url("https://astana.gov.kz/a?b=1"), checked_url("javascript:alert(1)"), checked_url("http://a@b.kz/")
    ('https://astana.gov.kz/a?b=1', None, None)
    """
    stated = (stated or "").strip()
    return stated if _URL.fullmatch(stated) and stated.isprintable() else None


def checked_line(stated: str | None) -> str | None:
    """A title or a name as one clean line; None if it is empty or too long to be one."""
    line = " ".join(clean_text(stated or "").split())
    return line if line and len(line) <= LONGEST_LINE else None
