"""Which morphology a language is read with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.text.stems import Stem


class Morphology(NamedTuple):
    """The questions that a matcher asks of a language."""

    #: Dictionary form -> written stems, each with what may follow it.
    stems_of: Callable[[str], tuple[Stem, ...]]
    #: Rest of a word behind a stem, slot, sound, harmony -> tags of the form, None if there is none.
    chain: Callable[[str, str, str, str], tuple[str, ...] | None]
    #: Slot -> all tags that forms behind it can have.
    tags_of: Callable[[str], frozenset[str]]


def morphology_of(language: str) -> Morphology:
    """The morphology of a language, imported when it is first needed; others than ours are read like Kazakh."""
    if language == "ru":
        from kzplans.text import russian  # noqa: PLC0415  only where Russian is read

        return Morphology(russian.stems_of, russian.chain, russian.tags_of)
    if language == "en":
        from kzplans.text import english  # noqa: PLC0415  only where English is read

        return Morphology(english.stems_of, english.chain, english.tags_of)
    from kzplans.text import kazakh  # noqa: PLC0415  as above

    return Morphology(kazakh.stems_of, kazakh.chain, kazakh.tags_of)
