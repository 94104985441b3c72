"""``kzplans schema``: what JSON output looks like."""

from __future__ import annotations

from typing import Annotated

import typer

from kzplans.cli.options import Common, Output
from kzplans.cli.options import command as made_command
from kzplans.cli.output import choice, choose_format, open_output
from kzplans.render.schemas import SCHEMAS, schema_json

Name = Annotated[str, typer.Argument(metavar="COMMAND", hidden=True, autocompletion=lambda: list(SCHEMAS))]


def schema(
    name: Name,
    *,
    output: Output = Output(),  # noqa: B008  frozen, like the next
    common: Common = Common(),  # noqa: B008, ARG001  what every command has
) -> int:
    """Print the JSON Schema of a command's JSON.

    \b
    kzplans schema digest               of digest -O json
    kzplans schema compare              of compare -O json
    kzplans schema targets              of targets -O json
    kzplans schema brief                of brief -O json
    kzplans schema extract              of extract -O json; a line of ndjson is its $defs/statement

    JSON Schema 2020-12. Later versions add keys, and drop or change none.
    """  # noqa: D301  the mark that keeps lines apart in help
    choose_format(output, ("json",), "json")
    text = schema_json(choice(name, SCHEMAS, "schema"))
    with open_output(output) as sink:
        sink.write(text)
    return 0


command = made_command(schema)
