"""What can go wrong, as the user is told it: what, where, what to do."""

from __future__ import annotations


class KzplansError(Exception):
    """Base of all errors that are answered with one to three lines instead of a traceback.

    ``exit_code`` is the process status that the command line ends with (README, "Exit codes").
    """

    exit_code = 2


class UsageError(KzplansError):
    """An argument or option that cannot be used; nothing was touched."""


class ConfigError(KzplansError):
    """A configuration, lexicon or template file that is wrong; the message names file, line and key."""


class TemplateFaultError(ConfigError):
    """A template that does not compile or asks for something that is not there."""


class NoInputError(KzplansError):
    """None of the sources held a text that could be read."""

    exit_code = 4


class OutputError(KzplansError):
    """The result could not be written; an older file stays as it was."""

    exit_code = 6


class LibraryError(KzplansError):
    """The library is not ours, newer, damaged or full; it stays as it was."""

    exit_code = 5


class LibraryBusyError(LibraryError):
    """Another run or program holds the library."""

    exit_code = 75
