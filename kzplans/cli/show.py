"""``kzplans show``: a statement in its text, or a whole text, from the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kzplans.cli.ends import ANSWER_IS_NO
from kzplans.cli.messages import say
from kzplans.cli.options import Common, LibraryOption, Output
from kzplans.cli.options import command as made_command
from kzplans.cli.output import open_output, terminal_width, use_color
from kzplans.cli.session import open_session

if TYPE_CHECKING:
    from kzplans.cli.session import Session
    from kzplans.library import Library
    from kzplans.model import Statement

#: Sentences shown before and after a statement, and ids named when a prefix is not enough.
_AROUND, _NAMED = 3, 5


def show(
    target: Annotated[str, typer.Argument(metavar="ID|DOC", hidden=True)],
    library: LibraryOption = None,
    *,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Show a statement in its text, or a whole text.

    \b
    kzplans show s_1f0c --library city.db     with the sentences around it, and where else it stands
    kzplans show d_3f23                       a text, its statements marked by their ids
    kzplans show news/2026-03-16.txt          the same by the file

    ID is as much of an id as tells it from all others. The text is the one that the library keeps, whether its file is
    still there or not. Ends with 1 if there is none.
    """  # noqa: D301  the mark that keeps lines apart in help
    from kzplans.cli.taking import library_path  # noqa: PLC0415  completion needs no library
    from kzplans.library import Library  # noqa: PLC0415  as above

    session = open_session(common)
    path = library_path(session, library)
    with Library.to_read(path) as opened:
        document = opened.find_text(target)
        if document is None:
            return _show_statement(opened, target, session)
        from kzplans.console import text_view  # noqa: PLC0415  as above

        statements = opened.statements_of(document)
        view = text_view(document, statements, width=terminal_width(), color=use_color(common))
    _print(view)
    return 0


command = made_command(show)


def _show_statement(library: Library, prefix: str, session: Session) -> int:
    found = library.find(prefix) if prefix.isascii() else []
    if not found:
        say(f"nothing in {library.path} is called {prefix!r}; kzplans search finds ids")
        return ANSWER_IS_NO
    if len(found) > 1:
        names = ", ".join([one.id for one in found[:_NAMED]])
        say(f"several statements begin with {prefix!r}: {names}")
        return ANSWER_IS_NO
    from kzplans.console import found_view  # noqa: PLC0415  as above
    from kzplans.reports.reprints import Found  # noqa: PLC0415  as above

    copies = library.copies(found[0])
    view = found_view(
        [Found(found[0], len(copies))],
        lexicon=session.lexicon,
        language=session.label_language(None),
        around=_AROUND,
        width=terminal_width(),
        color=use_color(session.common),
    )
    _print(view + "".join([_copy(one) for one in copies]))
    return 0


def _copy(statement: Statement) -> str:
    from kzplans.text.visible import visible  # noqa: PLC0415  as above

    document = statement.document
    parts = (statement.id, document.date, document.publisher, statement.address)
    return f"+ {visible(' · '.join([part for part in parts if part]))}\n"


def _print(view: str) -> None:
    with open_output(Output()) as sink:
        sink.write(view)
