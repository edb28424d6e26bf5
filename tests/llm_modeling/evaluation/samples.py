"""Records of every benchmark format, of our own making, and triples with gold models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parents[3] / "instances" / "text"

NL4OPT: dict[str, Any] = {
    "17": {
        "document": (
            "A bakery bakes rye loaves and rolls. A loaf earns 4 euros, a roll 1. A loaf needs 3 minutes of oven time, "
            "a roll 2; 60 minutes are available. At least a third of what is baked are rolls, and at most 10 loaves "
            "are sold."
        ),
        "vars": ["rye loaves", "rolls"],
        "order_mapping": {"rye loaves": 0, "rolls": 1, "loaf": 0, "roll": 1, "loaves": 0},
        "obj_declaration": {
            "type": "objective",
            "direction": "highest",
            "name": "earnings",
            "terms": {"loaf": "4", "roll": "1"},
        },
        "const_declarations": [
            {
                "type": "linear",
                "direction": "available",
                "limit": "60 minutes",
                "terms": {"loaf": "three", "roll": "2"},
                "operator": "LESS_OR_EQUAL",
            },
            {
                "type": "ratio",
                "direction": "at least",
                "limit": "third",
                "var": "rolls",
                "operator": "GREATER_OR_EQUAL",
            },
            {
                "type": "upperbound",
                "direction": "at most",
                "limit": "10",
                "var": "loaves",
                "operator": "LESS_OR_EQUAL",
            },
        ],
        "spans": [{"text": "10", "label": "LIMIT"}, {"text": "60", "label": "LIMIT"}],
    }
}

OPTIBENCH: dict[str, Any] = {
    "question": "A printer makes cards and posters to maximize the profit. How many of each?",
    "index": 3,
    "type": "linear-notable",
    "results": {"The number of cards": "12.0", "The total profit": "84.50", "The number of posters": "3"},
}

OPTMATH = {"en_question": "Maximize x with x at most 4.", "en_answer": 4.0, "id": 9}
OPTMATH_LINE = {"en_question": "Buy at least 3 and at most 2 boats.", "en_answer": "No Best Solution"}
MAMO = {"id": 1, "Question": "A farm plants maize and beans.", "Answer": "1,250", "Category": "Easy"}
ALPHAOPT = {"task_id": 12, "description": "Ship parcels at least cost.", "ground_truth": 10, "correct_program": "x = 1"}
SIRL = {"en_question": "Load a lorry.", "en_answer": "21", "original_answer": "20", "difficulty": "Hard"}
OPTENGINE = {"question": "Pack the bags.", "answer": 5.0, "problem_class": "knapsack", "size": 3}

SINGLE: dict[str, dict[str, Any]] = {
    "nl4opt": NL4OPT,
    "optibench": OPTIBENCH,
    "optmath": OPTMATH,
    "mamo": MAMO,
    "alphaopt": ALPHAOPT,
    "sirl": SIRL,
    "optengine": OPTENGINE,
}


def write_lines(path: Path, *records: object) -> Path:
    """Write one record a line and return the path."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def miplib_nl(folder: Path, name: str = "blend", **changes: Any) -> Path:
    """Write a problem of MIPLIB-NL and return its directory."""
    place = folder / name
    (place / "data").mkdir(parents=True)
    (place / "data" / "costs.csv").write_text("item,cost\na,3\nb,5\n", encoding="utf-8")
    content = {
        "abstract_problem": "Choose items at least cost.",
        "parameters": {"least": 2},
        "files": {"costs": {"path": "data/costs.csv", "description": "cost of each item"}},
        "optimal_value": 6,
    }
    (place / "instance.json").write_text(json.dumps({**content, **changes}), encoding="utf-8")
    (place / "solve.py").write_text("raise SystemExit('executed')\n", encoding="utf-8")
    return place


SHOP: dict[str, Any] = {
    "schema": "metasolve.formulation/1",
    "sets": [{"name": "GOODS"}],
    "parameters": [
        {"name": "worth", "index": "GOODS"},
        {"name": "weight", "index": "GOODS"},
        {"name": "room"},
    ],
    "variables": [{"name": "take", "index": "GOODS", "kind": "integer", "upper": "3"}],
    "constraints": [{"name": "fits", "expression": "sum{g in GOODS} weight[g] * take[g] <= room"}],
    "objectives": [{"name": "value", "sense": "maximize", "expression": "sum{g in GOODS} worth[g] * take[g]"}],
}
SHOP_DATA: dict[str, Any] = {
    "GOODS": ["pan", "rug"],
    "worth": {"pan": 5, "rug": 8},
    "weight": {"pan": 3, "rug": 5},
    "room": 11,
}
SHOP_OPTIMUM = 18.0  # two pans (6 kg) and one rug (5 kg); three rugs do not fit, nor do two rugs and a pan

MIX: dict[str, Any] = {
    "schema": "metasolve.formulation/1",
    "variables": [{"name": "oats"}, {"name": "nuts"}],
    "constraints": [
        {"name": "energy", "expression": "4 * oats + 6 * nuts >= 24"},
        {"name": "fat", "expression": "nuts <= 0.5 * oats"},
    ],
    "objectives": [{"name": "cost", "sense": "minimize", "expression": "2 * oats + 5 * nuts"}],
}
MIX_OPTIMUM = 12.0  # only oats: 6 at 2 each


def triple(name: str, formulation: dict[str, Any], data: dict[str, Any], optimum: float, text: str) -> dict[str, Any]:
    """Return a record of schema metasolve.triple/1 with the fields that evaluation reads, and some that it does not."""
    return {
        "schema": "metasolve.triple/1",
        "id": name,
        "family": name.split("-")[0],
        "level": 1,
        "text": text,
        "formulation": formulation,
        "data": data,
        "optimum": optimum,
        "sense": formulation["objectives"][0]["sense"],
        "split": "test",
    }


def example(name: str, optimum: float) -> dict[str, Any]:
    """Return an example of instances/text, whose data are in its model or its data.json, as a triple."""
    folder = TEXTS / name
    data = folder / "data.json"
    values = json.loads(data.read_text(encoding="utf-8")) if data.exists() else {}
    formulation = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return triple(name, formulation, values, optimum, (folder / "problem.txt").read_text(encoding="utf-8"))


def triples() -> list[dict[str, Any]]:
    """Return five triples: two of our own, three of the examples whose optima are proved in manifest.toml."""
    return [
        triple("shop-1", SHOP, SHOP_DATA, SHOP_OPTIMUM, "Choose what to take along: pans and rugs, up to 11 kg."),
        triple("mix-1", MIX, {}, MIX_OPTIMUM, "Mix oats and nuts at least cost."),
        example("rolls", 34.0),
        example("production", 1390.0),
        example("week", 8.0),
    ]
