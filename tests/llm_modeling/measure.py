"""Time the way from a formulation to a problem of a million coefficients: `python -m tests.llm_modeling.measure`."""

from __future__ import annotations

import json
import resource
import time
from typing import Any

import numpy as np

from llm_modeling import Formulation, compile_model

TRANSPORT: dict[str, Any] = {
    "sets": [
        {"name": "I", "expression": "1..700"},
        {"name": "J", "members": [f"shop {j}" for j in range(700)], "ordered": True},
    ],
    "parameters": [
        {"name": "supply", "index": "I", "default": 5},
        {"name": "need", "index": "J", "default": 3},
        {"name": "cost", "index": "i in I, j in J", "expression": "(7 * i + 13 * ord(j)) mod 101 + 1"},
    ],
    "variables": [{"name": "x", "index": "I, J"}],
    "constraints": [
        {"name": "leave", "forall": "i in I", "expression": "sum{j in J} x[i,j] <= supply[i]"},
        {"name": "arrive", "forall": "j in J", "expression": "sum{i in I} x[i,j] >= need[j]"},
    ],
    "objectives": [{"name": "total", "sense": "minimize", "expression": "sum{i in I, j in J} cost[i,j] * x[i,j]"}],
}
PERIODS: dict[str, Any] = {
    "sets": [
        {"name": "P", "expression": "1..400"},
        {"name": "T", "expression": "1..52", "ordered": True},
        {"name": "LIKE", "expression": "{p in P, q in P: (p - q) mod 10 = 0 and p != q}"},
    ],
    "parameters": [{"name": "need", "index": "p in P, t in T", "expression": "(p * t) mod 17"}],
    "variables": [
        {"name": "make", "index": "P, T", "upper": 100},
        {"name": "stock", "index": "P, T"},
        {"name": "on", "index": "P, T", "kind": "binary"},
    ],
    "constraints": [
        {
            "name": "flow",
            "forall": "p in P, t in T",
            "expression": "(if t > 1 then stock[p,t-1] else 0) + make[p,t] = need[p,t] + stock[p,t]",
        },
        {"name": "setup", "forall": "p in P, t in T", "expression": "make[p,t] <= 100 * on[p,t]"},
        {"name": "window", "forall": "p in P, t in T: t > 3", "expression": "sum{s in t-3..t} on[p,s] <= 3"},
        {
            "name": "share",
            "forall": "p in P, t in T",
            "expression": "sum{q in P: (p, q) in LIKE} make[q,t] <= 500",
        },
        {
            "name": "lot",
            "forall": "p in P, t in T: t > 1",
            "expression": "on[p,t] and on[p,prev(t)] => make[p,t] >= 5",
        },
    ],
    "objectives": [
        {"name": "total", "sense": "minimize", "expression": "sum{p in P, t in T} (stock[p,t] + 10 * on[p,t])"}
    ],
}


def main() -> None:
    for title, sections in (("transport 700 x 700", TRANSPORT), ("400 products x 52 periods", PERIODS)):
        text = json.dumps(sections)
        started = time.perf_counter()
        compiled = compile_model(Formulation.from_json(text))
        expanded = time.perf_counter()
        problem = compiled.problem
        ended = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{title}: {problem.rows:,} rows, {problem.columns:,} columns, {problem.nonzeros:,} nonzeros and "
            f"{int(np.count_nonzero(problem.c)):,} in the objective; expanded in {expanded - started:.2f} s, "
            f"problem with names in {ended - expanded:.2f} s; peak so far {memory} MB"
        )


if __name__ == "__main__":
    main()
