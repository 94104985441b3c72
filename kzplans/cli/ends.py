"""How a run can end: its exit codes, of which the most severe wins (README, "Exit codes")."""

from __future__ import annotations

#: The answer is no: nothing found, or faults found.
ANSWER_IS_NO = 1
#: Wrong usage, configuration or template; nothing was touched.
WRONG_USAGE = 2
#: Done, but some inputs could not be read.
SOME_UNREAD = 3
#: The output could not be written.
NOT_WRITTEN = 6
BUG = 70
INTERRUPTED = 130
TERMINATED = 143


class ClosedPipe(Exception):  # noqa: N818  no error: the reader of our output has what it wanted
    """Whoever read our stdout has stopped reading."""
