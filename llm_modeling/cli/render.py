"""`metasolve model render`: a formulation to read."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from llm_modeling.cli.inputs import model_path, naming, read_formulation
from llm_modeling.cli.options import Model
from llm_modeling.cli.outputs import STDOUT, check_destinations, write_text
from llm_modeling.render import render_latex, render_markdown

Format = Annotated[Literal["latex", "markdown"], typer.Option("--format", "-f", help="What to write.")]
Output = Annotated[str, typer.Option("--output", "-o", help="Where to write; - is stdout.", metavar="FILE")]

_WRITERS = {"latex": render_latex, "markdown": render_markdown}


def render(model: Model, format: Format = "markdown", output: Output = STDOUT) -> int:
    """Write a formulation as Markdown with math or as LaTeX, each constraint beside the sentence that it comes from.

    No data are needed. The LaTeX is a fragment for a document that loads amsmath and amssymb.
    """
    path = model_path(model)
    check_destinations([("-o", output)], [path])
    formulation = read_formulation(model)
    with naming(path):
        text = _WRITERS[format](formulation)
    write_text(text, output)
    return 0
