"""What a file is: by its content first, by its name second."""

from __future__ import annotations

import os
import re

from kzplans.sources.reasons import Reason, Refused

#: Bytes in which a page says that it is one.
_BEGINNING = 4_096
_PAGE = re.compile(rb"\s{0,99}(?:<!--[^>]{0,999}-->\s{0,99})?<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(rb"\s{0,99}<[a-z!?]", re.IGNORECASE)
_OURS = re.compile(rb'<meta name="generator" content="kzplans ')
_WORD_PART = b"word/document.xml"
#: Readers by the endings that are believed where the content does not speak against them.
_ENDINGS = {".docx": "docx", ".pdf": "pdf", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown"}
_MARKS = b"\xef\xbb\xbf"


def type_of(content: bytes, name: str) -> str:
    """The format of a file: ``text``, ``markdown``, ``html``, ``docx`` or ``pdf``.

    Raises:
        Refused: it is a report of ours.
    """
    beginning = content[:_BEGINNING].removeprefix(_MARKS)
    ending = _ENDINGS.get(os.path.splitext(name)[1].lower(), "text")  # noqa: PTH122  names may hold any byte
    if beginning.startswith(b"%PDF-"):
        return "pdf"
    if beginning.startswith(b"PK") and _WORD_PART in content:
        return "docx"
    if _PAGE.match(beginning) or (ending == "html" and _TAG.match(beginning)):
        if _OURS.search(beginning):
            raise Refused(Reason.OWN_OUTPUT, "is a report of kzplans and no source")
        return ending if ending in {"docx", "pdf"} else "html"
    return "text" if ending == "html" else ending
