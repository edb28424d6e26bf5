"""POST /v1/compile: what a formulation is made of, what is doubtful about it, and its math; nothing is solved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from llm_modeling.anatomy import anatomy_of
from llm_modeling.compiled import Compiled
from llm_modeling.server.link import Link
from llm_modeling.server.math_view import math_of
from llm_modeling.server.source import LIMITS, ModelSource
from llm_modeling.verification import Finding, verify


def compile_answer(order: dict[str, Any], link: Link) -> dict[str, Any]:
    """Return anatomy, findings and math of a request's formulation; raises FormulationError."""
    source = ModelSource.of(order["request"], link.scratch)
    compiled = source.compile()
    return {
        "anatomy": anatomy_of(compiled).to_json(),
        "findings": findings_of(source),
        "math": math_of(compiled.model, rows_of(compiled)),
    }


def findings_of(source: ModelSource) -> list[dict[str, Any]]:
    """Return what verification finds, as data of JSON."""
    return findings_json(verify(source.formulation, source.data, source.text or None, LIMITS))


def findings_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as data of JSON; spans are pairs."""
    found = []
    for finding in findings:
        span = None if finding.span is None else [finding.span.start, finding.span.end]
        found.append({**asdict(finding), "severity": str(finding.severity), "span": span})
    return found


def rows_of(compiled: Compiled) -> dict[str, int]:
    """Return how many rows each constraint has itself made."""
    rows = {typed.spec.name: 0 for typed in compiled.model.constraints}
    for block in compiled.row_blocks:
        if block.owner in rows and not block.part:
            rows[block.owner] += block.count
    return rows
