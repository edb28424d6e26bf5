"""What `metasolve formulate` prints after the model: what was found, its solution, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from llm_modeling.cli.tables import binding_table, fact, line, paragraphs, solution_tables
from llm_modeling.formulating import FormulateResult, SampleOutcome
from llm_modeling.model_result import ModelResult
from llm_modeling.verification import Finding, Severity
from metasolve import Termination
from metasolve.report.wording import count, ending, number, percent, seconds

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: ""}


def answer(found: FormulateResult, rows: int) -> Iterator[RenderableType]:
    """Yield findings, solution and confidence; rows is how many rows of a table are shown, 0 for all."""
    for finding in found.findings:
        yield fact(str(finding.severity).capitalize(), _said(finding), _STYLES[finding.severity])
    if found.result is not None:
        yield from _solution(found.result, rows)
    elif found.unsolved:
        yield fact("Not solved", found.unsolved, "bold red")
    if found.diagnosis is not None:
        yield line("")
        yield from paragraphs(found.diagnosis.to_text())
    yield line("")
    yield from _trust(found)


def _said(finding: Finding) -> str:
    place = f"{finding.element}: " if finding.element else ""
    quote = f" (“{finding.quote}”)" if finding.quote else ""
    advice = f"; {finding.suggestion}" if finding.suggestion else ""
    return f"{place}{finding.message}{quote}{advice}"


def _solution(result: ModelResult, rows: int) -> Iterator[RenderableType]:
    style = "bold green" if result.x is not None else "bold yellow"
    status = ending(result.steps[-1]) if result.steps else str(result.termination).replace("_", " ")
    if result.termination is not result.steps[-1].termination:
        status = str(result.termination).replace("_", " ")
    yield fact("Status", status, style)
    if result.message:
        yield fact("", result.message)
    for entry in result.objectives if result.x is not None else ():
        unit = f" {entry.unit}" if entry.unit else ""
        yield fact("Objective", f"{entry.name} = {number(entry.value, 12)}{unit} ({entry.goal})")
    last = result.steps[-1]
    if result.x is not None and result.termination is not Termination.OPTIMAL and last.dual_bound is not None:
        yield fact("Dual bound", f"{number(last.dual_bound, 12)}, gap {percent(last.gap)}")
    if result.x is not None:
        yield from solution_tables(result, rows)
        yield from binding_table(result)


def _trust(found: FormulateResult) -> Iterator[RenderableType]:
    """Yield how sure the answer is, and what it took."""
    asked = len(found.candidates)
    agreeing = sum(candidate.cluster == 0 for candidate in found.candidates)
    verb = "says" if agreeing == 1 else "say"
    sure = f"{percent(found.confidence)}: {agreeing} of {count(asked, 'sample')} {verb} the same"
    alone = "; a single sample has nobody to disagree with (--samples 5)" if asked == 1 else ""
    yield fact("Confidence", sure + alone)
    for candidate in found.candidates:
        if candidate.outcome in (SampleOutcome.REFUSED, SampleOutcome.FAILED):
            yield fact("", f"sample {candidate.sample + 1} {candidate.outcome}: {candidate.reason}")
    usage = found.usage
    cached = f" ({usage.cached_tokens:,} of them cached)" if usage.cached_tokens else ""
    read = f"{usage.prompt_tokens:,} tokens read{cached}, {usage.completion_tokens:,} written"
    yield fact("Model", f"{found.model or 'unknown'}: {read}")
    if found.insights:
        yield fact("Insights", ", ".join(found.insights))
    yield fact("Time", seconds(found.time_s))
    if found.interrupted:
        yield fact("", "interrupted: this is the best that there was", "bold yellow")
    if found.question:
        yield fact("Question", found.question, "bold yellow")
