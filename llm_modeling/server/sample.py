"""One small problem: the example of OpenAPI, and the gallery where no problem family is installed."""

from __future__ import annotations

from typing import Any

SAMPLE_TEXT = (
    "A bakery bakes bread and cake. A loaf of bread earns 2 EUR and takes 1 kg of flour, a cake earns 5 EUR and takes "
    "2 kg of flour. There are 40 kg of flour. The oven has room for at most 15 cakes. How many of each should be "
    "baked so that the bakery earns most?"
)
SAMPLE_FORMULATION: dict[str, Any] = {
    "schema": "metasolve.formulation/1",
    "title": "Bread and cake",
    "sets": [{"name": "GOODS", "members": ["bread", "cake"], "quote": "bread and cake"}],
    "parameters": [
        {"name": "earns", "index": "GOODS", "unit": "EUR", "quote": "A loaf of bread earns 2 EUR"},
        {"name": "flour", "index": "GOODS", "unit": "kg", "quote": "takes 1 kg of flour"},
        {"name": "stock", "value": 40, "unit": "kg", "quote": "There are 40 kg of flour."},
        {"name": "room", "value": 15, "quote": "at most 15 cakes"},
    ],
    "variables": [{"name": "bake", "index": "GOODS", "kind": "integer", "quote": "How many of each should be baked"}],
    "constraints": [
        {
            "name": "enough_flour",
            "expression": "sum{g in GOODS} flour[g] * bake[g] <= stock",
            "quote": "There are 40 kg of flour.",
        },
        {
            "name": "oven",
            "expression": "bake['cake'] <= room",
            "quote": "The oven has room for at most 15 cakes.",
        },
    ],
    "objectives": [
        {
            "name": "earnings",
            "sense": "maximize",
            "expression": "sum{g in GOODS} earns[g] * bake[g]",
            "quote": "so that the bakery earns most",
        }
    ],
}
SAMPLE_DATA: dict[str, Any] = {"earns": {"bread": 2, "cake": 5}, "flour": {"bread": 1, "cake": 2}}
SAMPLE_LP = "Maximize\n obj: 2 bread + 5 cake\nSubject To\n flour: bread + 2 cake <= 40\nBounds\n cake <= 15\nEnd\n"
