"""What a morphology gives the matcher: written stems, and what may follow each."""

from __future__ import annotations

from typing import NamedTuple


class Stem(NamedTuple):
    """A written stem with the slot that follows it: ``мектеб`` is one of ``мектеп``, before a vowel only."""

    written: str
    slot: str
    sound: str
    harmony: str
