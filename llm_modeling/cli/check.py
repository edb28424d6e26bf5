"""`metasolve model check`: what a model is, and all that is wrong or doubtful about it, before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from llm_modeling.anatomy import Anatomy, anatomy_of
from llm_modeling.cli import options
from llm_modeling.cli.inputs import ModelInput, model_path, read_model, read_text
from llm_modeling.cli.outputs import STDOUT, check_destinations, show, write_json
from llm_modeling.cli.tables import anatomy_tables, fact, line
from llm_modeling.verification import Finding, Findings, Severity, verify
from metasolve import ModelDataError
from metasolve.exit_codes import ExitCode
from metasolve.report.wording import count

SCHEMA = "metasolve.model-check/1"
EPILOG = (
    "Exit codes: 0 no error (there may be warnings and notes); 65 an error, in the model, its data or against the "
    "text; 64 usage; 66 no such input."
)
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: ""}

Text = Annotated[
    str | None,
    typer.Option(
        "--text",
        help="The problem in words, to check its numbers.",
        metavar="FILE",
        show_default="problem.txt beside it",
    ),
]


def check(
    model: options.Model, data: options.DataDirectory = None, text: Text = None, json: options.JsonFile = None
) -> int:
    """Describe a model and check it: names, units, what is unused, and each number of the problem's text.

    Nothing is solved. Numbers of the text have to be in the model or waived by it, numbers of the model in the text
    or in the data.
    """
    check_destinations([("--json", json)], [model_path(model), text])
    source, words = read_model(model, data), read_text(text, model)
    findings = verify(source.formulation, source.data, words)
    facts, refusal = _facts(source)
    if refusal is not None:
        # without data most numbers seem to be missing: what else is wrong is said once this is put right
        findings = Findings(tuple(finding for finding in findings.errors if finding.message not in refusal))
    passed = not findings.errors and refusal is None
    if json is not None:
        write_json(_data(source, facts, findings, refusal), json)
    if json != STDOUT:
        show(_answer(facts, findings, refusal, has_text=words is not None))
    return ExitCode.OK if passed else ExitCode.BAD_DATA


def _facts(source: ModelInput) -> tuple[Anatomy | None, str | None]:
    """Return what the model is made of, or why it cannot be compiled, with file, line and column.

    Raises ModelNotFoundError if a table is missing.
    """
    try:
        return anatomy_of(source.compile()), None
    except ModelDataError as error:
        return None, str(error)


def _data(source: ModelInput, facts: Anatomy | None, findings: Findings, refusal: str | None) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "file": source.path,
        "passed": not findings.errors and refusal is None,
        "model": None if facts is None else facts.to_json(),
        "findings": [asdict(finding) for finding in findings],
        "refused": refusal,
    }


def _answer(
    facts: Anatomy | None, findings: Findings, refusal: str | None, *, has_text: bool
) -> Iterator[RenderableType]:
    if facts is not None:
        yield from anatomy_tables(facts)
        if facts.assumptions:
            yield line("")
        for assumption in facts.assumptions:
            yield fact("Assumed", assumption)
        yield line("")
    if refusal is not None:
        first, *excerpt = refusal.split("\n")
        yield fact("Error", first, _STYLES[Severity.ERROR])
        yield from (fact("", entry) for entry in excerpt)
    for finding in findings:
        yield fact(str(finding.severity).capitalize(), _said(finding), _STYLES[finding.severity])
    yield fact("Findings", _counted(findings, refusal, has_text=has_text))


def _said(finding: Finding) -> str:
    place = f"{finding.element}: " if finding.element else ""
    quote = f" (“{finding.quote}”)" if finding.quote else ""
    advice = f"; {finding.suggestion}" if finding.suggestion else ""
    return f"{place}{finding.message}{quote}{advice}"


def _counted(findings: Findings, refusal: str | None, *, has_text: bool) -> str:
    errors = len(findings.errors) + (refusal is not None)
    parts = [count(errors, "error"), count(len(findings.warnings), "warning"), count(len(findings.notes), "note")]
    return ", ".join(parts) + ("" if has_text else "; there is no text to check against (--text FILE)")
