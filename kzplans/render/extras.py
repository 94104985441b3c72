"""Forms that need a package of their own: what is missing is told before anything is read."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from kzplans.errors import UsageError


class Extra(NamedTuple):
    """What a form needs: the extra of ours that brings it, the package, and the module that it holds."""

    name: str
    package: str
    module: str


EXTRAS = {
    "docx": Extra("docx", "python-docx", "docx"),
    "eml": Extra("mail", "css-inline", "css_inline"),
    "pdf": Extra("pdf", "weasyprint", "weasyprint"),
    "xlsx": Extra("xlsx", "XlsxWriter", "xlsxwriter"),
}


def require_packages(form: str) -> None:
    """Make sure that a form can be made here.

    Raises:
        UsageError: a package, or a library of the system that it needs, is not installed.
    """
    extra = EXTRAS.get(form)
    if extra is None:
        return
    try:
        import_module(extra.module)
    except ImportError as error:
        message = (
            f"{form} needs the package {extra.package}, which is not installed\npip install 'kzplans[{extra.name}]'"
        )
        raise UsageError(message) from error
    except OSError as error:  # WeasyPrint loads Pango when it is imported
        message = (
            f"{form} needs the library Pango, which {extra.package} did not find\n"
            "on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        )
        raise UsageError(message) from error
