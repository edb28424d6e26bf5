"""In the worker: a job of kind formulate, with or without solving: words in, a model out that was voted on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from llm_modeling.anatomy import anatomy_of
from llm_modeling.client import LanguageModelError, ReplyError
from llm_modeling.formulating import FormulateEvent, FormulateResult, FormulateSettings, FormulateSink, formulate
from llm_modeling.formulating.events import Verified
from llm_modeling.render import markdown_text, render_markdown
from llm_modeling.server.asking import AskedExperience, AskedModel
from llm_modeling.server.compiling import findings_json, rows_of
from llm_modeling.server.link import Link
from llm_modeling.server.math_view import math_of
from llm_modeling.server.problems import Problem
from llm_modeling.server.solving import (
    EMPTY_RESULT,
    EventStream,
    Solver,
    decided,
    keep_documents,
    tell_outcome,
    words_of,
)
from metasolve.report.statistics import ArmTimeline

_VALUES_SHOWN = 60


def _told_by(stream: EventStream) -> FormulateSink:
    """Return a sink of what happens on the way that hands it to the stream."""

    def tell(event: FormulateEvent) -> None:
        data = event.to_json()
        if isinstance(event, Verified):
            data["findings"] = findings_json(event.findings)
        stream.tell(data)

    return tell


def formulate_job(order: dict[str, Any], link: Link) -> dict[str, Any]:
    """Return the result of a job that begins with a text; raises InputError, Problem."""
    request, solver = order["request"], Solver.of(order)
    settings = FormulateSettings(
        samples=request.get("samples", 1),
        time_limit_s=solver.time_limit_s,
        seed=solver.seed,
        solve=request["kind"] == "formulate_and_solve",
        threads=solver.threads,
        mip_gap=solver.mip_gap,
        memory_limit_bytes=solver.memory_bytes,
    )
    try:
        found = formulate(
            request["text"],
            AskedModel(link, order["language_model"]),
            tables=request.get("tables") or {},
            experience=AskedExperience(link) if order["has_library"] else None,
            settings=settings,
            on_event=_told_by(EventStream(link)),
            stop=link.stop,
        )
    except LanguageModelError as error:
        slug = "language-model-failed" if isinstance(error, ReplyError) or not error.retryable else "busy"
        raise Problem(slug, str(error), status=502) from error
    if found.result is not None:
        found = replace(found, result=decided(found.result, found.diagnosis))
    return {**_result(found, link), **words_of(request)}


def _result(found: FormulateResult, link: Link) -> dict[str, Any]:
    if found.result is not None and found.compiled is not None and found.result.steps:
        keep_documents(link, found.compiled.problem, found.result.steps[-1], found.result.x, ArmTimeline())
    link.document("answer.md", "\n".join(_markdown(found)).encode())
    how = "interrupted" if found.interrupted else "formulated" if found.result is None else None
    tell_outcome(link, found.result, termination=how, insights=list(found.insights))
    compiled = found.compiled
    return {
        **EMPTY_RESULT,
        **found.to_json(),
        "findings": findings_json(found.findings),
        "anatomy": None if compiled is None else anatomy_of(compiled).to_json(),
        "math": None if compiled is None else math_of(compiled.model, rows_of(compiled)),
    }


def _markdown(found: FormulateResult) -> Iterator[str]:
    """Yield the answer as Markdown: the question, or the plan, then the model that it rests on."""
    if found.question:
        yield f"**A question first:** {markdown_text(found.question)}\n"
    result = found.result
    if result is not None and result.x is not None and not found.question:
        yield "## Plan\n"
        for entry in result.objectives:
            said = "not optimized" if entry.value is None else f"{entry.value:.10g} {entry.unit}".strip()
            yield f"- **{markdown_text(entry.name)}** ({entry.goal}): {markdown_text(said)}"
        shown = [(name, key, value) for name, values in result.values.items() for key, value in values.items() if value]
        for name, key, value in shown[:_VALUES_SHOWN]:
            place = f" [{', '.join(map(str, key))}]" if key else ""
            yield f"- {markdown_text(name + place)} = {value:.10g}"
        if len(shown) > _VALUES_SHOWN:
            yield f"- and {len(shown) - _VALUES_SHOWN} more values that are not 0"
        yield f"\nStatus: {result.termination}. Agreement of {len(found.candidates)} samples: {found.confidence:.0%}.\n"
    if found.diagnosis is not None:
        yield found.diagnosis.to_markdown()
    if found.formulation is not None:
        yield render_markdown(found.formulation)
