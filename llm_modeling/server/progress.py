"""Progress: where a solve is, as a fold over its events."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from metasolve.solution import finite, relative_gap


@dataclass
class Progress:
    """The newest values that the events of a job have told."""

    phase: str = ""
    time_s: float | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    incumbents: int = 0
    rows: int | None = None
    columns: int | None = None

    def see(self, name: str, event: dict[str, Any]) -> None:
        """Take in an event."""
        if name not in ("pull", "warning"):
            self.phase = name
        self.time_s = event.get("time_s", self.time_s)
        if name == "start":
            self.objective = self.bound = self.gap = None
            instance = event.get("instance") or {}
            self.rows, self.columns = instance.get("rows"), instance.get("columns")
        elif name == "incumbent":
            self.objective = event.get("objective")
            self.incumbents += 1
        elif name == "bound":
            self.bound = event.get("bound")
        elif name == "end":
            self.objective, self.bound = event.get("objective"), event.get("dual_bound")
        self.gap = finite(relative_gap(self.objective, self.bound))

    def to_json(self) -> str:
        """Return it as JSON text."""
        return json.dumps(asdict(self))
