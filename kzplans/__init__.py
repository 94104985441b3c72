"""Kzplans: what city development plans say, read from texts and set side by side.

The public names are those in ``__all__``; each is imported when it is first asked for, so that ``import kzplans`` and
``kzplans --version`` stay quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kzplans.errors import KzplansError
    from kzplans.extract import Extractor, Origin
    from kzplans.lexicon import Lexicon, load_lexicon
    from kzplans.model import Document, Quantity, Span, Statement, Unread
    from kzplans.sources import read_sources

__version__ = "0.1.0"

_HOMES = {
    "KzplansError": "errors",
    "Extractor": "extract",
    "Origin": "extract",
    "Lexicon": "lexicon",
    "load_lexicon": "lexicon",
    "Document": "model",
    "Quantity": "model",
    "Span": "model",
    "Statement": "model",
    "Unread": "model",
    "read_sources": "sources",
}

__all__ = [
    "Document",
    "Extractor",
    "KzplansError",
    "Lexicon",
    "Origin",
    "Quantity",
    "Span",
    "Statement",
    "Unread",
    "load_lexicon",
    "read_sources",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  a module holds names of any type
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415  only for those who use kzplans as a library

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
