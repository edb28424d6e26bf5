"""Copies of formulations that say the same in other words: elements renamed, in another order, constraints reworded."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from llm_modeling import Compiled, Data, Formulation, compile_model
from tests.llm_modeling.equivalence.sheet import Rng

TEXTS = Path(__file__).parents[3] / "instances" / "text"
NAMES = sorted(path.name for path in TEXTS.iterdir() if path.is_dir())

_SECTIONS = ("sets", "parameters", "variables", "constraints", "objectives")
_EXPRESSIONS = ("expression", "index", "forall", "lower", "upper", "value")
_PIECE = re.compile(r'"[^"]*"|[A-Za-z_]\w*|<=>|=>|<=|>=|\.\.|\s+|.')
_TURNED = {"<=": ">=", ">=": "<=", "=": "="}
_KEPT_ORDER = ("tariffs.csv",)  # its rows are the steps of a tariff, in order
_WHOLE = ("cumulative", "no_overlap")


def example(name: str) -> Compiled:
    """Return an example as it is."""
    folder = TEXTS / name
    text = (folder / "model.json").read_text(encoding="utf-8")
    return compile_model(Formulation.from_json(text), Data.from_directory(folder))


def without(name: str, constraint: str) -> Compiled:
    """Return an example that lacks a constraint."""
    folder = TEXTS / name
    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    model["constraints"] = [entry for entry in model["constraints"] if entry["name"] != constraint]
    return compile_model(Formulation.from_json(json.dumps(model)), Data.from_directory(folder))


def reworded(name: str, folder: Path, rng: Rng, *, rename_variables: bool) -> Compiled:
    """Return an example in other words; the files of the copy go to folder, for `metasolve model` to read."""
    model = json.loads((TEXTS / name / "model.json").read_text(encoding="utf-8"))
    sections = [s for s in _SECTIONS if rename_variables or s != "variables"]
    names = {entry["name"]: f"new_{entry['name']}" for section in sections for entry in model[section]}
    for section in _SECTIONS:
        entries = [_renamed(entry, names) for entry in model[section]]
        model[section] = [entries[k] for k in rng.permutation(len(entries)).tolist()]
    for entry in model["sets"]:
        if "members" in entry and not entry.get("ordered"):
            entry["members"] = _shuffled(entry["members"], rng)
    for entry in model["constraints"]:
        entry["expression"] = turned(entry["expression"], bool(rng.random() < 0.5))
    _write_data(name, folder, names, rng)
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")
    return compile_model(Formulation.from_json(json.dumps(model)), Data.from_directory(folder))


def turned(expression: str, scaled: bool) -> str:
    """Return a constraint with its sides exchanged, or times three; an implication as an alternative."""
    pieces = _PIECE.findall(expression)
    if any(piece in _WHOLE for piece in pieces):
        return expression
    outer = [k for k, depth in enumerate(_depths(pieces)) if depth == 0]
    arrows, words = ([k for k in outer if pieces[k] in found] for found in (("=>",), ("and", "or", "not")))
    signs = [k for k in outer if pieces[k] in _TURNED]
    if arrows:
        return f"({_joined(pieces[arrows[0] + 1 :])}) or not ({_joined(pieces[: arrows[0]])})"
    if words and pieces[words[0]] == "or":
        return f"{_joined(pieces[words[0] + 1 :])} or {_joined(pieces[: words[0]])}"
    if words or len(signs) != 1:
        return expression
    left, right = _joined(pieces[: signs[0]]), _joined(pieces[signs[0] + 1 :])
    sign = pieces[signs[0]]
    return f"3 * ({left}) {sign} 3 * ({right})" if scaled else f"{right} {_TURNED[sign]} {left}"


def _depths(pieces: list[str]) -> list[int]:
    """Return how many brackets stand open at each piece."""
    depth, result = 0, []
    for piece in pieces:
        depth -= piece in ")]}"
        result.append(depth)
        depth += piece in "([{"
    return result


def _joined(pieces: list[str]) -> str:
    return "".join(pieces).strip()


def _renamed(entry: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    result = {**entry, "name": names.get(entry["name"], entry["name"])}
    for field in _EXPRESSIONS:
        if isinstance(entry.get(field), str):
            result[field] = "".join(names.get(piece, piece) for piece in _PIECE.findall(entry[field]))
    return result


def _write_data(name: str, folder: Path, names: dict[str, str], rng: Rng) -> None:
    for path in (TEXTS / name).glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        rest = rows[1:] if path.name in _KEPT_ORDER else _shuffled(rows[1:], rng)
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([rows[0], *rest])
    values = TEXTS / name / "data.json"
    if values.exists():
        data = json.loads(values.read_text(encoding="utf-8"))
        renamed = {names.get(key, key): value for key, value in data.items()}
        (folder / "data.json").write_text(json.dumps(renamed), encoding="utf-8")


def _shuffled(entries: list[Any], rng: Rng) -> list[Any]:
    return [entries[k] for k in rng.permutation(len(entries)).tolist()]
