"""A job as clients see it; its result is passed on as the text that it was stored as."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from llm_modeling.server.bodies import JobProgress
from llm_modeling.server.store import JobRow, Store

DOWNLOADS = ("model.lp", "model.mps", "model.tex", "solution.sol", "solution.json", "report.html")
_EMPTY = JobProgress().model_dump()


def job_text(row: JobRow, store: Store) -> bytes:
    """Return the job as JSON text."""
    result = error = None
    if row.state.is_final:
        result, error = store.document(row.id, "result"), store.document(row.id, "error")
    facts = json.dumps(job_facts(row, store.documents(row.id) if row.state.is_final else []), ensure_ascii=False)
    return b"".join(
        (
            facts.encode("utf-8", "surrogatepass")[:-1],
            b', "result": ',
            result or b"null",
            b', "error": ',
            error or b"null",
            b"}",
        )
    )


def job_facts(row: JobRow, documents: list[str]) -> dict[str, Any]:
    """Return what there is of a job without its result."""
    return {
        "id": row.id,
        "kind": row.kind,
        "state": str(row.state),
        "created": _time(row.created),
        "started": _time(row.started),
        "ended": _time(row.ended),
        "attempt": row.attempt,
        "progress": {**_EMPTY, **json.loads(row.progress)},
        "links": _links(row, documents),
    }


def _links(row: JobRow, documents: list[str]) -> dict[str, str]:
    here = f"/v1/jobs/{row.id}"
    links = {"self": here, "events": f"{here}/events"}
    if not row.state.is_final:
        return {**links, "cancel": f"{here}/cancel"}
    if "result" in documents:
        kept = [name for name in ("solution.sol", "report.html") if name in documents]
        names = ["model.lp", "model.mps", "model.tex", "solution.json", *kept]
        links |= {name: f"{here}/{name}" for name in names}
    return links


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
