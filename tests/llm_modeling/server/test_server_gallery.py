"""The gallery where something is wrong with it, and what a diagnosis does to a result."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_modeling.families import FAMILIES, Family, Triple, generate
from llm_modeling.server import gallery
from llm_modeling.server.solving import decided, diagnose
from llm_modeling.server.source import ModelSource
from llm_modeling.solve import solve_model
from metasolve.solution import UNCONFIRMED


def test_family_that_fails_is_left_out_and_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, *others = list(FAMILIES.values())[:3]
    logged: list[dict[str, Any]] = []

    def failing(family: Family, sizes: Any, seed: int) -> Triple:
        if family is broken:
            raise ZeroDivisionError
        return generate(family, sizes, seed)

    monkeypatch.setattr(gallery, "FAMILIES", {family.name: family for family in (broken, *others)})
    monkeypatch.setattr(gallery, "generate", failing)
    monkeypatch.setattr(gallery, "log", lambda event, **facts: logged.append({"event": event, **facts}))
    names = [example["name"] for example in gallery.gallery.__wrapped__()]
    assert names == ["warehouses", "workshop", "bakery", *(family.name for family in others)]
    assert [(entry["event"], entry["family"], entry["error"]) for entry in logged] == [
        ("example_left_out", broken.name, "ZeroDivisionError")
    ]


def test_diagnosis_that_confirms_a_verdict_takes_its_warning_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gallery, "FAMILIES", {})
    workshop = next(entry for entry in gallery.gallery.__wrapped__() if entry["name"] == "workshop")
    solved = solve_model(ModelSource.of(workshop, tmp_path).compile(), time_limit_s=60, threads=1)
    result = replace(solved, steps=(replace(solved.steps[0], warnings=(UNCONFIRMED, "another")),))
    diagnosis = diagnose(result, threading.Event())
    assert diagnosis is not None
    assert diagnosis.conflict is not None
    unconfirmed = replace(diagnosis, conflict=replace(diagnosis.conflict, confirmed_by=""))
    assert decided(result, diagnosis).steps[0].warnings == ("another",)
    assert decided(result, unconfirmed).steps[0].warnings == (UNCONFIRMED, "another")
    assert decided(result, None) is result
