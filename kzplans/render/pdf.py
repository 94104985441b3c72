"""A page as a PDF: its print style, on paper. Nothing is fetched, and the same page gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

#: WeasyPrint looks again at all that is left for each line of a word that is too long: minutes for 100,000 letters.
_LONG_WORD = re.compile(r"\S{60}")
_MAY_BREAK = "\u200b"


def page_pdf(page: str, style: str, today: date, generator: str) -> bytes:
    """A page of ours on paper, tagged for screen readers.

    Args:
        page: HTML that holds all it needs.
        style: what is to look different on paper; it stands over the page's own style only where it says "important".
        today: the day that the file says it was made on.
        generator: the program that the file says it was made by.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415  of an extra, and heavy

    sheet = CSS(string=style, url_fetcher=_refuse)
    html = HTML(string=page, url_fetcher=_refuse)
    for element in html.etree_element.iter():
        element.text, element.tail = _loosened(element.text), _loosened(element.tail)
    document = html.render(stylesheets=[sheet], pdf_tags=True)
    document.metadata.created = document.metadata.modified = today.isoformat()
    document.metadata.generator = generator
    name = hashlib.sha256(page.encode()).digest()[:16]
    made: bytes = document.write_pdf(pdf_identifier=name, pdf_tags=True)
    return made


def _loosened(text: str | None) -> str | None:
    """Text whose endless words may break after so many letters."""
    return _LONG_WORD.sub(rf"\g<0>{_MAY_BREAK}", text) if text else text


def _refuse(url: str, *_: Any, **__: Any) -> Any:  # noqa: ANN401  the signature that WeasyPrint calls
    message = f"{url}: nothing is fetched"
    raise ValueError(message)
