"""Writes ``lang/compiled.json`` anew from the YAML files: ``make lexicon``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kzplans.lexicon import ASKED, COMPILED, compile_lexicon
from kzplans.resources import lang_folder
from kzplans.text.index import build_index

if TYPE_CHECKING:
    from pathlib import Path


def compiled_text(folder: Path) -> str:
    """What ``compiled.json`` must hold for the YAML files of a folder.

    Families that no rule asks for by name stand in the indexes alone: they are most of the file.
    """
    content = compile_lexicon(folder)
    content["indexes"] = {
        language: build_index(families, language)._asdict() for language, families in content["families"].items()
    }
    for families in content["families"].values():
        for family in [family for family in families if family not in ASKED]:
            del families[family]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), indent=0) + "\n"


def main() -> None:
    """Write the compiled content beside the YAML files."""
    folder = lang_folder()
    (folder / COMPILED).write_text(compiled_text(folder), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
