"""Where a text is cut into tokens: words, numbers and signs."""

from __future__ import annotations

import re

#: One token with the blanks before it: a run of letters (м2 and the like included), a number with its thousands
#: groups and decimals, or one other sign. Every code point belongs to one token, so lengths alone tell where each
#: stands.
TOKEN = re.compile(
    r"\s*+(?:[A-Z]\d{1,2}(?!\w)|[^\W\d_]+(?:(?<=[мm])[23](?!\w))?(?:[’'ʼ][^\W\d_]+)*"
    r"|\d{1,3}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)(?!\d)"
    r"|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+(?!\d))?|\d+(?:[.,]\d+(?!\d))?"
    r"|[^\s\w]|_)"
)
