"""What is loaded before the service listens, and the states of its language model as API.md has them."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from llm_modeling import server
from llm_modeling.client import LanguageModelUnreachableError, Message, Sampling, ScriptedModel
from llm_modeling.server.metrics import Metrics
from llm_modeling.server.words import LanguageAccess

_HEAVY = (
    "highspy", "pyscipopt", "ortools", "numba", "llvmlite", "sklearn", "mabwiser", "matplotlib", "pandas", "torch",
    "transformers", "datasets", "tokenizers", "openai", "bm25s", "linopy", "sympy",
)  # fmt: skip


def test_nothing_heavy_is_loaded_before_the_service_listens() -> None:
    program = "import sys, llm_modeling.cli.serve, llm_modeling.server.serve; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "llm_modeling.server.app" in loaded
    assert [name for name in _HEAVY if name in loaded] == []


async def _states(access: LanguageAccess) -> list[str]:
    """Return the states of a language model until it is settled."""
    found = [access.state]
    watching = asyncio.create_task(access.watch())
    while access.state == "checking":
        await asyncio.sleep(0.01)
    watching.cancel()
    return [*found, access.state]


def _obedient(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
    assert schema is not None
    return json.dumps({"word": schema["properties"]["word"]["enum"][0]})


def _away(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
    raise LanguageModelUnreachableError("nobody is there")


def test_states_of_the_language_model_are_those_of_the_documentation() -> None:
    models = {
        "none": None,
        "ready": ScriptedModel(_obedient),
        "refused": ScriptedModel(["The weather is fine today."]),
        "unreachable": ScriptedModel(_away),
    }
    seen = {name: asyncio.run(_states(LanguageAccess(model, None, Metrics()))) for name, model in models.items()}
    assert {name: states[-1] for name, states in seen.items()} == {name: name for name in models}
    document = (Path(server.__file__).parent / "API.md").read_text(encoding="utf-8")
    told = re.search(r'"state": "(none[a-z|]*)", "detail"', document)
    assert told is not None
    assert set(told[1].split("|")) == {state for states in seen.values() for state in states}
