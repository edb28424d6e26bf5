"""The model of a request: a formulation with its data, its tables put into the worker's scratch directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.formulation import Formulation
from llm_modeling.limits import Limits

_FOLDER = "data"
LIMITS = Limits(rows=500_000, columns=500_000, terms=5_000_000, expansion=20_000_000)


@dataclass(frozen=True)
class ModelSource:
    """A formulation, its data, and the text that it is about, empty if there is none."""

    formulation: Formulation
    data: Data
    text: str = ""

    @classmethod
    def of(cls, request: Mapping[str, Any], scratch: Path) -> ModelSource:
        """Return the model of a request with formulation, data, tables and text; raises FormulationError."""
        formulation = Formulation.from_json(json.dumps(request["formulation"]))
        folder = scratch / _FOLDER
        folder.mkdir(exist_ok=True)
        for name, text in (request.get("tables") or {}).items():
            (folder / Path(name).name).write_text(text, encoding="utf-8", newline="")
        return cls(formulation, Data(request.get("data") or {}, folder), request.get("text") or "")

    def compile(self) -> Compiled:
        """Return the compiled model; raises FormulationError."""
        return compile_model(self.formulation, self.data, LIMITS)
