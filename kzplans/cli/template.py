"""``kzplans template``: the templates of reports, as a start for one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kzplans.cli.messages import say
from kzplans.cli.options import Common, Output, group
from kzplans.cli.output import open_output
from kzplans.cli.session import load_nearest_config
from kzplans.errors import UsageError

Name = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]
From = Annotated[
    str, typer.Option("--from", metavar="NAME", help="The template to begin with: digest.md, compare.html …")
]


def list_(*, common: Common = Common()) -> int:  # noqa: B008  frozen
    """List the templates, those of your folder first.

    \b
    kzplans template list
    """  # noqa: D301  the mark that keeps lines apart in help
    from kzplans.render import list_templates  # noqa: PLC0415  wrong usage is answered without it

    with open_output(Output()) as sink:
        for one in list_templates(load_nearest_config(common).templates):
            sink.write(f"{one.name}\t{'yours' if one.is_own else 'ours'}\t{one.about}\n")
    return 0


def show(name: Name, *, common: Common = Common()) -> int:  # noqa: B008  as above
    """Print a template.

    \b
    kzplans template show digest.md
    kzplans template show partials/statement.html
    """  # noqa: D301  as above
    from kzplans.render import template_source  # noqa: PLC0415  as above

    with open_output(Output()) as sink:
        sink.write(template_source(name, load_nearest_config(common).templates))
    return 0


def new(name: Name, source: From = "digest.md", *, common: Common = Common()) -> int:  # noqa: B008  as above
    """Write a template of your own that renders at once.

    \b
    kzplans template new monday                    monday.md.j2, begun from digest.md
    kzplans template new monday --from digest.html
    kzplans digest --template monday.md.j2         and the report by it

    It is written into this folder, and nothing is written over. It goes on using our parts (partials/…) until a part
    of the same name lies beside it.
    """  # noqa: D301  as above
    from kzplans.render import new_template  # noqa: PLC0415  as above

    form = source.removesuffix(".j2").rpartition(".")[2]
    stem = name.removesuffix(".j2").removesuffix(f".{form}")
    path = Path(f"{stem}.{form}.j2")
    text = new_template(source, path.name, load_nearest_config(common).templates)
    if not path.parent.is_dir():
        message = f"{path.parent}: there is no such folder; make it first"
        raise UsageError(message)
    if path.exists():
        message = f"{path}: is there already; choose another name"
        raise UsageError(message)
    with open_output(Output(output=str(path))) as sink:
        sink.write(text)
    report = "compare astana almaty" if source.startswith("compare") else "digest"
    if not common.quiet:
        say(f"wrote {path}; see what it makes: kzplans {report} --template {path}")
    return 0


ABOUT = """List, show and begin templates of reports.

\b
kzplans template list
kzplans template show digest.md
kzplans template new monday --from digest.md
"""

command = group("template", ABOUT, {"list": list_, "show": show, "new": new})
