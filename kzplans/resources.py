"""Where the words and the templates lie: in the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path

from kzplans.errors import ConfigError

PACKAGE = Path(__file__).resolve().parent


def lang_folder() -> Path:
    """Folder of the lexicons, one sub-folder a language beside ``shared``."""
    return PACKAGE / "lang"


def templates_folder() -> Path:
    """Folder of the Jinja templates: packaged in a wheel, at the top level in a checkout.

    Raises:
        ConfigError: if neither is there; a folder above is taken only where ``pyproject.toml`` lies beside it, so that
            an unrelated ``templates`` in site-packages is never read.
    """
    packaged = PACKAGE / "templates"
    if packaged.is_dir():
        return packaged
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir():
        return checkout / "templates"
    message = f"{packaged}: no templates in this installation; install kzplans again"
    raise ConfigError(message)
