"""Infeasible cases of known cause: feasible models into which one or two conditions are planted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from llm_modeling import Compiled, Data, Formulation, compile_model
from tests.llm_modeling.diagnosis.plan import Place, Plan, Sections, entries_of, items, pick, rule
from tests.llm_modeling.diagnosis.text_plans import butter, diet, lamps, press


@dataclass(frozen=True)
class Case:
    """A feasible model, the same with planted conditions, and where these stand."""

    kind: str
    base: Compiled
    infeasible: Compiled
    planted: frozenset[Place]


def case(kind: str, seed: int) -> Case:
    """Return a case of a kind; the same for the same seed."""
    plan = KINDS[kind](np.random.default_rng([seed, list(KINDS).index(kind)]))
    changed = {name: list(entries) for name, entries in plan.sections.items()}
    for name, entries in plan.changes.items():
        replaced = {entry["name"] for entry in entries}
        changed[name] = [entry for entry in changed.get(name, []) if entry["name"] not in replaced] + entries
    values = plan.values or {}
    base = _compiled(plan.sections, values, plan.directory)
    planted = _compiled(changed, {**values, **(plan.changed_values or {})}, plan.directory)
    return Case(kind, base, planted, frozenset(plan.planted))


def _compiled(sections: Sections, values: Mapping[str, Any], directory: Path | None) -> Compiled:
    return compile_model(Formulation.from_json(json.dumps(sections)), Data(values, directory))


def _bounds(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(4, 12))
    upper, k = rng.integers(5, 20, n), pick(rng, n)
    sections: Sections = {
        "sets": [items(n)],
        "parameters": [entries_of("most", upper)],
        "variables": [{"name": "x", "index": "i in I", "upper": "most[i]"}],
        "constraints": [rule("total", f"sum{{i in I}} x[i] >= {int(upper.sum()) // 2}")],
    }
    return Plan(sections, {"constraints": [rule("wish", f"x[{k}] >= {int(upper[k - 1]) + 3}")]}, (("wish", ()),))


def _transport(rng: np.random.Generator) -> Plan:
    plants, shops = int(rng.integers(2, 5)), int(rng.integers(3, 7))
    need = rng.integers(10, 40, shops)
    capacity = rng.multinomial(int(need.sum()) + int(rng.integers(0, 10)), np.full(plants, 1 / plants))
    k = pick(rng, shops)
    more = need.copy()
    more[k - 1] += int(capacity.sum()) - int(need.sum()) + int(rng.integers(1, 20))
    sections: Sections = {
        "sets": [items(plants, "P"), items(shops, "S")],
        "parameters": [entries_of("capacity", capacity, "P"), entries_of("need", need, "S")],
        "variables": [{"name": "ship", "index": "P, S", "unit": "t"}],
        "constraints": [
            rule("supply", "sum{s in S} ship[p,s] <= capacity[p]", "p in P"),
            rule("meet", "sum{p in P} ship[p,s] >= need[s]", "s in S"),
        ],
    }
    return Plan(sections, {"parameters": [entries_of("need", more, "S")]}, (("meet", (k,)),))


def _precedence(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(5, 12))
    arcs = [[i, j] for i in range(1, n + 1) for j in range(i + 1, n + 1) if j == i + 1 or rng.random() < 0.2]
    low, high = sorted(int(v) for v in rng.choice(np.arange(1, n + 1), 2, replace=False))
    sets = [items(n), {"name": "A", "tuples": arcs}]
    sections: Sections = {
        "sets": sets,
        "parameters": [entries_of("days", rng.integers(1, 9, n))],
        "variables": [{"name": "start", "index": "I", "unit": "day"}],
        "constraints": [rule("before", "start[i] + days[i] <= start[j]", "(i, j) in A")],
    }
    changes = {"sets": [{"name": "A", "tuples": [*arcs, [high, low]]}]}
    return Plan(sections, changes, (("before", (high, low)),))


def _parity(rng: np.random.Generator) -> Plan:
    n, step = int(rng.integers(2, 7)), int(rng.integers(2, 6))
    weight = rng.integers(1, 6, n) * step
    total = int((weight * rng.integers(0, 10, n)).sum())
    sections: Sections = {
        "sets": [items(n)],
        "parameters": [entries_of("weight", weight)],
        "variables": [{"name": "boxes", "index": "I", "kind": "integer", "upper": 20}],
        "constraints": [
            rule("exactly", f"sum{{i in I}} weight[i] * boxes[i] = {total}"),
            rule("few", "sum{i in I} boxes[i] <= 1000"),
        ],
    }
    off = total + int(rng.integers(1, step))
    changes = {"constraints": [rule("exactly", f"sum{{i in I}} weight[i] * boxes[i] = {off}")]}
    return Plan(sections, changes, (("exactly", ()),))


def _assignment(rng: np.random.Generator) -> Plan:
    people, slots = int(rng.integers(4, 9)), int(rng.integers(2, 5))
    room = rng.multinomial(people - slots, np.full(slots, 1 / slots)) + 1
    k, fewer = pick(rng, slots), room.copy()
    fewer[k - 1] -= 1
    sections: Sections = {
        "sets": [items(people, "W"), items(slots, "S")],
        "parameters": [entries_of("room", room, "S")],
        "variables": [{"name": "assign", "index": "W, S", "kind": "binary"}],
        "constraints": [
            rule("everyone", "sum{s in S} assign[w,s] = 1", "w in W"),
            rule("places", "sum{w in W} assign[w,s] <= room[s]", "s in S"),
        ],
    }
    return Plan(sections, {"parameters": [entries_of("room", fewer, "S")]}, (("places", (k,)),))


def _logic(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(4, 10))
    pairs = [(i, i + 1) for i in range(1, n)]
    pairs += sorted({(int(i), int(j)) for i, j in rng.integers(1, n + 1, (3, 2)) if i < j - 1})
    first, last = 1, int(rng.integers(2, n + 1))
    sections: Sections = {
        "sets": [items(n), {"name": "R", "tuples": pairs}],
        "variables": [{"name": "do", "index": "I", "kind": "binary"}],
        "constraints": [
            rule("entails", "do[i] => do[j]", "(i, j) in R"),
            rule("some", "exists{i in I} do[i]"),
        ],
    }
    changes = {"constraints": [rule("must", f"do[{first}]"), rule("never", f"not do[{last}]")]}
    return Plan(sections, changes, (("must", ()), ("never", ())))


def _windows(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(3, 6))
    hours = rng.integers(2, 7, n)
    a, b = (int(v) for v in rng.choice(np.arange(1, n + 1), 2, replace=False))
    both = int(hours[a - 1] + hours[b - 1])
    sections: Sections = {
        "sets": [items(n, "J")],
        "parameters": [entries_of("hours", hours, "J")],
        "variables": [{"name": "begin", "index": "J", "upper": int(hours.sum()) + 5, "unit": "hour"}],
        "constraints": [rule("machine", "no_overlap{j in J} (begin[j], hours[j])")],
    }
    rules = [rule(f"due_{j}", f"begin[{j}] + hours[{j}] <= {both - 1}") for j in (a, b)]
    return Plan(sections, {"constraints": rules}, ((f"due_{a}", ()), (f"due_{b}", ())))


def _budget(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(3, 10))
    price = rng.integers(2, 15, n)
    budget = int(price.sum()) * 4
    least = budget // int(price.min())
    sections: Sections = {
        "sets": [items(n)],
        "parameters": [entries_of("price", price), {"name": "least", "value": max(1, least // 2)}],
        "variables": [{"name": "buy", "index": "I", "kind": "integer", "unit": "piece"}],
        "constraints": [
            rule("money", f"sum{{i in I}} price[i] * buy[i] <= {budget}"),
            rule("amount", "sum{i in I} buy[i] >= least"),
        ],
    }
    changes = {"parameters": [{"name": "least", "value": least + int(rng.integers(1, 9))}]}
    return Plan(sections, changes, (("amount", ()),))


def _cover(rng: np.random.Generator) -> Plan:
    towns, sites = int(rng.integers(5, 10)), int(rng.integers(4, 8))
    reach = [[t, s] for t in range(1, towns + 1) for s in range(1, sites + 1) if rng.random() < 0.4]
    k = pick(rng, towns)
    reach = [pair for pair in reach if pair[0] != k] + [[k, 1], [k, 2]]
    reach += [[t, 3] for t in range(1, towns + 1) if t != k and [t, 3] not in reach]
    sections: Sections = {
        "sets": [items(towns, "T"), items(sites, "S"), {"name": "R", "tuples": reach}],
        "variables": [{"name": "build", "index": "S", "kind": "binary"}],
        "constraints": [
            rule("covered", "sum{(t, s) in R} build[s] >= 1", "t in T"),
            rule("sites", f"sum{{s in S}} build[s] <= {sites}"),
        ],
    }
    changes = {"constraints": [rule("no_first", "build[1] = 0"), rule("no_second", "build[2] <= 0")]}
    return Plan(sections, changes, (("no_first", ()), ("no_second", ())))


def _inventory(rng: np.random.Generator) -> Plan:
    months = int(rng.integers(4, 12))
    demand = rng.integers(5, 30, months)
    cap, k = 30, pick(rng, months)
    more = demand.copy()
    more[k - 1] += cap * k - int(demand[:k].sum()) + int(rng.integers(1, 20))
    balance = "(if t = first(T) then 0 else stock[prev(t)]) + make[t] = demand[t] + stock[t]"
    sections: Sections = {
        "sets": [items(months, "T")],
        "parameters": [entries_of("demand", demand, "T")],
        "variables": [{"name": "make", "index": "T", "upper": cap}, {"name": "stock", "index": "T"}],
        "constraints": [rule("balance", balance, "t in T")],
    }
    return Plan(sections, {"parameters": [entries_of("demand", more, "T")]}, (("balance", (k,)),))


def _distinct(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(3, 5))
    a, b = (int(v) for v in rng.choice(np.arange(1, n + 1), 2, replace=False))
    sections: Sections = {
        "sets": [items(n)],
        "variables": [{"name": "slot", "index": "I", "kind": "integer", "lower": 1, "upper": n + 1}],
        "constraints": [rule("different", "alldifferent{i in I} slot[i]"), rule("early", "slot[1] <= 3")],
    }
    return Plan(sections, {"constraints": [rule("same", f"slot[{a}] = slot[{b}]")]}, (("same", ()),))


def _blend(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(3, 8))
    octane = rng.integers(80, 100, n)
    sections: Sections = {
        "sets": [items(n)],
        "parameters": [entries_of("octane", octane), {"name": "grade", "value": int(octane.min())}],
        "variables": [{"name": "part", "index": "I", "unit": "t"}],
        "constraints": [
            rule("quality", "sum{i in I} octane[i] * part[i] >= grade * sum{i in I} part[i]"),
            rule("tank", f"sum{{i in I}} part[i] = {int(rng.integers(20, 90))}"),
            rule("spread", "part[i] <= 90", "i in I"),
        ],
    }
    changes = {"parameters": [{"name": "grade", "value": int(octane.max()) + 1}]}
    return Plan(sections, changes, (("quality", ()),))


def _crew(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(3, 6))
    days, people = rng.integers(1, 4, n), rng.integers(2, 4, n)
    total = int(days.sum())
    k, latest = pick(rng, n), int(days.max())
    sections: Sections = {
        "sets": [items(n, "J")],
        "parameters": [entries_of("days", days, "J"), entries_of("people", people, "J")],
        "variables": [{"name": "start", "index": "J", "kind": "integer", "upper": total}],
        "constraints": [rule("crew", "cumulative{j in J} (start[j], days[j], people[j]) <= 3")],
    }
    late = [rule("late", f"start[{k}] >= {latest}"), rule("soon", f"start[{k}] + days[{k}] <= {latest}")]
    return Plan(sections, {"constraints": late}, (("late", ()), ("soon", ())))


def _count(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(4, 9))
    few = int(rng.integers(1, n - 1))
    sections: Sections = {
        "sets": [items(n)],
        "variables": [{"name": "x", "index": "I", "kind": "integer", "upper": 9}],
        "constraints": [
            rule("at_most", f"count{{i in I}} (x[i] >= 5) <= {few}"),
            rule("some", "sum{i in I} x[i] >= 1"),
        ],
    }
    wish = rule("wish", f"sum{{i in I}} x[i] >= {9 * few + 4 * (n - few) + 1}")
    return Plan(sections, {"constraints": [wish]}, (("wish", ()),))


def _fixed_charge(rng: np.random.Generator) -> Plan:
    n = int(rng.integers(3, 7))
    capacity = rng.integers(20, 60, n)
    ordered = np.sort(capacity)[::-1]
    few = int(rng.integers(1, n))
    load = int(ordered[:few].sum())
    sections: Sections = {
        "sets": [items(n, "P")],
        "parameters": [entries_of("capacity", capacity, "P")],
        "variables": [{"name": "make", "index": "P"}, {"name": "open", "index": "P", "kind": "binary"}],
        "constraints": [
            rule("only_open", "make[p] <= capacity[p] * open[p]", "p in P"),
            rule("order", f"sum{{p in P}} make[p] >= {load}"),
        ],
    }
    limit = rule("staff", f"sum{{p in P}} open[p] <= {few}")
    changes = {"constraints": [limit, rule("order", f"sum{{p in P}} make[p] >= {load + 1}")]}
    return Plan(sections, changes, (("staff", ()), ("order", ())))


def _packing(rng: np.random.Generator) -> Plan:
    bins = int(rng.integers(2, 4))
    size = rng.integers(6, 10, bins)
    sections: Sections = {
        "sets": [items(bins + 1, "J"), items(bins, "B")],
        "parameters": [entries_of("size", [*size, 1], "J")],
        "variables": [{"name": "put", "index": "J, B", "kind": "binary"}],
        "constraints": [
            rule("somewhere", "sum{b in B} put[j,b] = 1", "j in J"),
            rule("room", "sum{j in J} size[j] * put[j,b] <= 11", "b in B"),
        ],
    }
    changes = {"parameters": [entries_of("size", [*size, 6], "J")]}
    return Plan(sections, changes, tuple(("room", (b,)) for b in range(1, bins + 1)))


def _teams(rng: np.random.Generator) -> Plan:
    n, people = int(rng.integers(3, 6)), 2 * int(rng.integers(3, 9))
    sections: Sections = {
        "sets": [items(n)],
        "variables": [
            {"name": "pairs", "index": "I", "kind": "integer", "upper": 20},
            {"name": "guests", "kind": "integer", "upper": people},
        ],
        "constraints": [
            rule("all", f"2 * sum{{i in I}} pairs[i] + guests = {people}"),
            rule("many", "pairs[i] >= 1", "i in I"),
        ],
    }
    odd = int(rng.integers(0, (people - 2 * n) // 2 + 1)) * 2 + 1 if people > 2 * n else 1
    sections["constraints"] = sections["constraints"][:1] if people < 2 * n else sections["constraints"]
    return Plan(sections, {"constraints": [rule("guest_list", f"guests = {odd}")]}, (("guest_list", ()),))


KINDS: dict[str, Callable[[np.random.Generator], Plan]] = {
    "bounds": _bounds,
    "transport": _transport,
    "precedence": _precedence,
    "parity": _parity,
    "assignment": _assignment,
    "logic": _logic,
    "windows": _windows,
    "budget": _budget,
    "cover": _cover,
    "inventory": _inventory,
    "distinct": _distinct,
    "blend": _blend,
    "crew": _crew,
    "count": _count,
    "fixed charge": _fixed_charge,
    "packing": _packing,
    "teams": _teams,
    "text: diet": diet,
    "text: transport": butter,
    "text: production": lamps,
    "text: workshop": press,
}
