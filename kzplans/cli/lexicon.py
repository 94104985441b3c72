"""Writes the compiled lexicon anew from the YAML files: ``make lexicon``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kzplans.lexicon import ASKED, COMPILED, COMPILED_INDEX, compile_lexicon
from kzplans.resources import lang_folder
from kzplans.text.index import build_index

if TYPE_CHECKING:
    from pathlib import Path


def compiled_texts(folder: Path) -> dict[str, str]:
    """What the compiled files must hold for the YAML files of a folder, by name.

    Families that no rule asks for by name stand in the indexes alone: they are most of the content.
    """
    content = compile_lexicon(folder)
    made = {
        COMPILED_INDEX.format(language): _dumps(build_index(families, language)._asdict())
        for language, families in content["families"].items()
    }
    for families in content["families"].values():
        for family in [family for family in families if family not in ASKED]:
            del families[family]
    return {COMPILED: _dumps(content), **made}


def _dumps(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), indent=0) + "\n"


def main() -> None:
    """Write the compiled content beside the YAML files; the head last, for its time tells that all are current."""
    folder = lang_folder()
    for name, text in reversed(compiled_texts(folder).items()):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
