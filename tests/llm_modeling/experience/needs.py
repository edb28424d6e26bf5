"""Texts that were written for other tests, and which starter insights decide whether they are formulated right.

The labels were given by reading the texts, before anything was retrieved for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

PROBLEMS = Path(__file__).parents[1] / "verification" / "problems"
EXAMPLES = Path(__file__).parents[3] / "instances" / "text"

NEEDS = {
    "acres": "share-of-total profit-is-revenue-minus-cost",
    "antennas": "cover-or-partition",
    "fleet": "whole-things need-may-be-exceeded",
    "kilns": "whole-things need-may-be-exceeded",
    "orchard": "divisible-amounts shared-capacity",
    "pairs": "packing-at-most-once",
    "wards": "fixed-charge-link",
    "workforce": "opening-stock",
    "boxes": "bins-only-if-open",
    "campaign": "share-of-total whole-things",
    "clinics": "capacity-times-open",
    "courier": "flow-balance-sign",
    "machines": "exactly-one-choice",
    "power": "startup-is-a-change minimum-if-used",
    "projects": "only-if not-both",
    "relief": "flow-balance-sign",
    "rolls": "whole-things need-may-be-exceeded",
    "shipyard": "opening-stock overtime-rate-beyond",
    "toys": "fixed-charge-link demand-as-a-cap convert-units",
    "trip": "share-of-total whole-things",
    "watches": "not-both exactly-one-choice",
    "alloy": "blend-average",
    "bicycles": "times-as-many convert-units",
    "bonds": "count-the-used-ones minimum-if-used",
    "dairy": "opening-stock shared-capacity",
    "depots": "capacity-times-open fixed-charge-link",
    "feed": "share-of-total convert-units",
    "furniture": "whole-things demand-as-a-cap",
    "gas": "hub-passes-on flow-balance-sign",
    "hike": "not-both convert-units",
    "lots": "fixed-charge-link opening-stock",
    "nurses": "week-goes-around",
    "stations": "cover-or-partition",
    "tasks": "both-sides-of-assignment",
    "tour": "no-subtours",
    "@diet": "at-least-at-most",
    "@juice": "blend-average profit-is-revenue-minus-cost",
    "@pipes": "hub-passes-on",
    "@production": "setup-takes-time fixed-charge-link opening-stock",
    "@projects": "only-if bonus-for-both",
    "@purchase": "discount-tiers-in-order minimum-if-used",
    "@renovation": "precedence-has-duration busy-while-running",
    "@rolls": "bins-only-if-open whole-things",
    "@transport": "fixed-charge-link capacity-times-open",
    "@week": "week-goes-around priorities-in-order absolute-deviation",
    "@workshop": "one-at-a-time",
}


def labeled_texts() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield name, text and the ids of the insights that it needs; names with @ are of instances/text."""
    for name, needed in NEEDS.items():
        yield name, _text(name), tuple(needed.split())


def _text(name: str) -> str:
    if name.startswith("@"):
        return (EXAMPLES / name[1:] / "problem.txt").read_text(encoding="utf-8")
    path = next(PROBLEMS.glob(f"*/{name}.json"))
    return str(json.loads(path.read_text(encoding="utf-8"))["text"])
