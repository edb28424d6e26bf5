"""Conflicts planted into the problems of instances/text."""

from __future__ import annotations

import json

import numpy as np

from tests.llm_modeling.diagnosis.plan import TEXTS, Plan, example, pick, rule


def diet(rng: np.random.Generator) -> Plan:
    """Ask for more of a nutrient than all food has."""
    nutrient, most = [("energy", 3030), ("protein", 187), ("calcium", 2610)][int(rng.integers(3))]
    need = {"energy": 2000, "protein": 55, "calcium": 800}
    more = {"need": need | {nutrient: most + int(rng.integers(1, 500))}}
    return Plan(example("diet"), {}, (("nourish", (nutrient,)),), None, more, TEXTS / "diet")


def butter(rng: np.random.Generator) -> Plan:
    """Ask for more butter than the creameries make."""
    need = {"Riga": 40, "Sofia": 60, "Turin": 50}
    shop = ["Riga", "Sofia", "Turin"][int(rng.integers(3))]
    more = {"need": need | {shop: need[shop] + 150 + int(rng.integers(1, 80))}}
    return Plan(example("transport"), {}, (("meet", (shop,)),), None, more, TEXTS / "transport")


def lamps(rng: np.random.Generator) -> Plan:
    """Ask for more stools by a month than can be made until then."""
    values = json.loads((TEXTS / "production" / "data.json").read_text(encoding="utf-8"))
    demand = {product: dict(months) for product, months in values["demand"].items()}
    month = pick(rng, 6)
    demand["stool"][str(month)] += 75 * month + int(rng.integers(0, 50))
    changed = {"demand": demand}
    return Plan(example("production"), {}, (("balance", ("stool", month)),), values, changed, TEXTS / "production")


def press(rng: np.random.Generator) -> Plan:
    """Ask for two orders before both can be printed."""
    hours = {"brochure": 3, "catalogue": 5, "flyers": 2, "poster": 4, "tickets": 1}
    a, b = (str(v) for v in rng.choice(np.array(["brochure", "flyers", "poster", "catalogue"]), 2, replace=False))
    end = hours[a] + hours[b] - 1
    rules = [rule(f"due_{o}", f'begin["{o}"] + hours["{o}"] <= {end}') for o in (a, b)]
    return Plan(
        example("workshop"),
        {"constraints": rules},
        ((f"due_{a}", ()), (f"due_{b}", ())),
        None,
        None,
        TEXTS / "workshop",
    )
