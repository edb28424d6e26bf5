"""The report of an evaluation or an audit: Markdown, or one HTML page that loads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llm_modeling.evaluation.audit import Audit
from llm_modeling.evaluation.evaluation import Evaluation
from llm_modeling.evaluation.judging import Criterion
from llm_modeling.evaluation.rows import (
    Rows,
    audit_tables,
    evaluation_tables,
    labels_line,
    quantities_line,
    rate,
    reply_rows,
)
from metasolve.report.page import card, heading, page, table

_MOST_REPLIES = 500
_METHOD = (
    "strict: |p - y| <= 1e-6 (|y| + 1); 1e-4: the same with 1e-4; legacy: both values rounded, then 5 %. Intervals are "
    "Wilson's, over tasks. A right value is necessary, not sufficient: structure is compared where there is a gold "
    "model."
)


def facts_of(evaluation: Evaluation) -> dict[str, str]:
    """Return the main facts of an evaluation, by their labels."""
    file = evaluation.file
    found = {
        "File": f"{file.path} ({file.format}, sha256 {file.sha256[:12]})",
        "Tasks": f"{len(file.tasks):,} of {evaluation.records:,} records"
        + (f", {len(file.refused):,} not loaded" if file.refused else ""),
        "Replies": f"{evaluation.replies_from or 'recorded'}, {evaluation.samples:,} a task",
    }
    if evaluation.model:
        found["Model"] = evaluation.model
    if evaluation.usage:
        found["Tokens"] = ", ".join(f"{n:,} {kind.removesuffix('_tokens')}" for kind, n in evaluation.usage.items())
    return found


def audit_facts(found: Audit) -> dict[str, str]:
    """Return the main facts of an audit, by their labels."""
    file = found.file
    facts = {
        "File": f"{file.path} ({file.format}, sha256 {file.sha256[:12]})",
        "Records": f"{file.records:,}, of which {len(file.tasks):,} were loaded",
        "Labels": labels_line(found),
    }
    quantities = quantities_line(found)
    return {**facts, "Quantities": quantities} if quantities else facts


def evaluation_markdown(evaluation: Evaluation) -> str:
    """Return the report of an evaluation as Markdown."""
    tables = [*evaluation_tables(evaluation), reply_rows(evaluation, _MOST_REPLIES)]
    return _markdown("Evaluation", facts_of(evaluation), tables, _METHOD)


def audit_markdown(found: Audit) -> str:
    """Return the report of an audit as Markdown."""
    return _markdown("Label audit", audit_facts(found), list(audit_tables(found)), "")


def evaluation_page(evaluation: Evaluation) -> str:
    """Return the report of an evaluation as an HTML page."""
    strict = rate(evaluation.overall.passed[Criterion.STRICT][1])
    status = f"pass@1 {strict} %, strictly, over {evaluation.overall.judged:,} tasks"
    facts = facts_of(evaluation)
    warnings = [f"{len(evaluation.file.refused):,} records were not loaded"] if evaluation.file.refused else []
    head = heading("Evaluation", facts.pop("File"), status, True, _METHOD, warnings, facts)
    tables = [*evaluation_tables(evaluation), reply_rows(evaluation, _MOST_REPLIES)]
    return page("Evaluation", head, _cards(tables))


def audit_page(found: Audit) -> str:
    """Return the report of an audit as an HTML page."""
    facts = audit_facts(found)
    doubtful = len({name for names in found.flags.values() for name in names})
    status = f"{doubtful:,} of {len(found.file.tasks):,} labels are flagged"
    head = heading("Label audit", facts.pop("File"), status, not doubtful, "", [], facts)
    return page("Label audit", head, _cards(list(audit_tables(found))))


def _cards(tables: Sequence[Rows]) -> Iterable[str]:
    for rows in tables:
        if rows.rows:
            yield card(rows.title, table(rows.headers, rows.rows, numeric=rows.numeric), wide=len(rows.headers) > 4)


def _markdown(title: str, facts: dict[str, str], tables: Sequence[Rows], below: str) -> str:
    parts = [f"# {title}", "\n".join(f"- {label}: {_escaped(text)}" for label, text in facts.items())]
    for rows in tables:
        if rows.rows:
            lines = [
                _line(rows.headers),
                _line(["---:" if k in rows.numeric else "---" for k in range(len(rows.headers))]),
            ]
            parts += [f"## {rows.title}", "\n".join([*lines, *map(_line, rows.rows)])]
    return "\n\n".join([*parts, *([below] if below else [])]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |"


def _escaped(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("<", "&lt;").replace("`", "\\`")
