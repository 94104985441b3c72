"""Document text made safe for each form of output. It is untrusted: it must come out as text, whatever it holds."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from kzplans.reports.quotation import quotation
from kzplans.text.visible import code_of, replace_unseen

if TYPE_CHECKING:
    from kzplans.model import Statement
    from kzplans.reports.quotation import Piece

#: Format characters that only help to set words: soft hyphen, joiners, zero-width space, word joiner.
_SETTING = frozenset("\u00ad\u200b\u200c\u200d\u2060")
_LINE_ENDS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def one_line(text: str) -> str:
    r"""One line without active characters; they are shown as ``\x1b``, ``\u202e``."""
    return replace_unseen(text, _harmless)


def _harmless(char: str) -> str:
    if char in _LINE_ENDS:
        return " "
    return char if char in _SETTING else code_of(char)


# --- Markdown ---------------------------------------------------------------------------------------------------------

_MARKDOWN = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "|": "&#124;",
    **{char: "\\" + char for char in "`*_[]{}~$#"},
})  # fmt: skip
_AUTOLINK = re.compile(r"://|\bwww\.|\bmailto:", re.IGNORECASE)
_LINE_START = re.compile(r"[+\-=:]|\d{1,9}[.)](?=\s|$)")
_INSIDE_WORD = re.compile(r"(?<=[0-9A-Za-z])\\_(?=[0-9A-Za-z])")
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def md_text(text: str) -> str:
    r"""Text that opens no heading, list, link, image, table, code, formula or HTML, wherever in a line it stands.

    >>> md_text("# [x](javascript:1) a|b")
    '\\# \\[x\\](javascript:1) a&#124;b'
    >>> md_text("2030. жыл")
    '2030\\. жыл'
    """
    return _at_line_start(_md_inline(one_line(text)).strip(" "))


def md_statement(statement: Statement) -> Markup:
    """The words of a statement in Markdown, numbers in bold."""
    made = ""
    pieces = _joined_numbers(quotation(statement))
    for index, (text, is_number) in enumerate(pieces):
        inner = _md_inline(one_line(text))
        following = _md_inline(one_line(pieces[index + 1][0]))[:1] if index + 1 < len(pieces) else ""
        made += f"**{inner}**" if is_number and _can_be_bold(made[-1:], inner, following) else inner
    return Markup(_at_line_start(made.strip(" ")))  # noqa: S704  each piece is escaped above


def _md_inline(text: str) -> str:
    text = _INSIDE_WORD.sub(
        "_", text.translate(_MARKDOWN)
    )  # file names stay readable; CommonMark sees no emphasis there
    return _AUTOLINK.sub(lambda found: found[0][:-1] + f"&#{ord(found[0][-1])};", text)


def _at_line_start(text: str) -> str:
    found = _LINE_START.match(text)
    if not found:
        return text
    cut = found.end() - 1
    return f"{text[:cut]}\\{text[cut:]}"


def _joined_numbers(pieces: tuple[Piece, ...]) -> list[tuple[str, bool]]:
    """Pieces with neighbours joined that differ in the time limit only, which Markdown does not mark."""
    joined: list[tuple[str, bool]] = []
    for piece in pieces:
        if joined and joined[-1][1] == piece.number:
            joined[-1] = (joined[-1][0] + piece.text, piece.number)
        else:
            joined.append((piece.text, piece.number))
    return joined


def _can_be_bold(before: str, inner: str, after: str) -> bool:
    """Whether CommonMark would read ``**`` here as meant (its rules of left- and right-flanking delimiter runs).

    Renderers differ in what they take for punctuation, so a doubtful case is left plain.
    """
    return (
        bool(inner)
        and not inner[0].isspace()
        and not inner[-1].isspace()
        and (inner[0].isalnum() or _parts(before))
        and (inner[-1].isalnum() or _parts(after))
    )


def _parts(char: str) -> bool:
    """Whether a character is an end of line, a blank or punctuation to every renderer."""
    return not char or char.isspace() or char in _ASCII_PUNCTUATION or unicodedata.category(char)[0] == "P"


def md_link(text: str, url: str | None) -> Markup:
    """A link where the address is safe, else its text."""
    safe = safe_url(url)
    label = md_text(text)
    return Markup(f"[{label}](<{safe}>)" if safe else label)  # noqa: S704  both are escaped


# --- HTML -------------------------------------------------------------------------------------------------------------


def html_text(text: str) -> str:
    """Text for an HTML element or a quoted attribute."""
    return html.escape(one_line(text))


def html_statement(statement: Statement) -> Markup:
    """The words of a statement in HTML, numbers and time limit in ``<mark>``."""
    made = ""
    open_limit = False
    for piece in quotation(statement):
        if piece.deadline is not open_limit:
            made += '<mark class="deadline">' if piece.deadline else "</mark>"
            open_limit = piece.deadline
        text = html_text(piece.text)
        made += f'<mark class="number">{text}</mark>' if piece.number else text
    return Markup(made + ("</mark>" if open_limit else ""))  # noqa: S704  each piece is escaped above


def safe_url(url: str | None) -> str | None:
    """The address if it is http or https with a host and without user, blanks, controls and brackets; else None."""
    if not url or not url.isprintable() or any(char in url for char in " <>\"'\\`"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return url


#: Words at each end of a long quotation that tell a browser where it stands.
_FRAGMENT_WORDS = 5


def place_in(url: str | None, text: str) -> str | None:
    """The address of a page with the place of a text in it (a text fragment); None for an address that is not safe.

    >>> place_in("https://a.kz/1", "2030 жылға қарай")
    'https://a.kz/1#:~:text=2030%20%D0%B6%D1%8B%D0%BB%D2%93%D0%B0%20%D2%9B%D0%B0%D1%80%D0%B0%D0%B9'
    """
    safe = safe_url(url)
    words = one_line(text).split()
    if safe is None or not words:
        return safe
    parts = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    fragment = ",".join([quote(" ".join(part), safe="").replace("-", "%2D") for part in parts])
    return f"{safe.partition('#')[0]}#:~:text={fragment}"


def css_string(text: str) -> Markup:
    r"""A string in a style sheet: every sign that could end it, or its element, is spelled out.

    >>> css_string('a"</style>')
    Markup('"a\\22 \\3c \\2f style\\3e "')
    """
    made = "".join([char if char.isalnum() or char in " .,:·–" else f"\\{ord(char):x} " for char in one_line(text)])
    return Markup(f'"{made}"')  # noqa: S704  nothing but letters, digits and escapes is left


# --- Tables -----------------------------------------------------------------------------------------------------------

_FORMULA = frozenset("=+-@|%＝＋－＠｜％")
_BEFORE_FORMULA = " \u00a0\u202f\u3000\"'\ufeff\u200b\u200c\u200d\u2060"


def table_text(text: str) -> str:
    """A field that no spreadsheet reads as a formula, in one line.

    >>> table_text("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    text = one_line(text)
    first = text.lstrip(_BEFORE_FORMULA)[:1]
    return f"'{text}" if first in _FORMULA and first else text
