"""Which morphology a language is read with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.text.stems import Stem


class Morphology(NamedTuple):
    """The two questions that a matcher asks of a language."""

    #: Dictionary form -> written stems, each with what may follow it.
    stems_of: Callable[[str], tuple[Stem, ...]]
    #: Rest of a word behind a stem, slot, sound, harmony -> tags of the form, None if there is none.
    chain: Callable[[str, str, str, str], tuple[str, ...] | None]


def morphology_of(language: str) -> Morphology:
    """The morphology of a language, imported when it is first needed; others than ours are read like Kazakh."""
    if language == "ru":
        from kzplans.text import russian  # noqa: PLC0415  only where Russian is read

        return Morphology(russian.stems_of, russian.chain)
    if language == "en":
        from kzplans.text import english  # noqa: PLC0415  only where English is read

        return Morphology(english.stems_of, english.chain)
    from kzplans.text import kazakh  # noqa: PLC0415  as above

    return Morphology(kazakh.stems_of, kazakh.chain)
