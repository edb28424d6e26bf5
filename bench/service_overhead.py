"""What the service adds to a solve: to accept a job, to look at it, and all in all."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from bench.service_process import ServerProcess
from llm_modeling import Data, Formulation, compile_model
from metasolve import write_problem

PLANTS, CITIES = 100, 50
_FORMULATION: dict[str, Any] = {
    "schema": "metasolve.formulation/1",
    "title": "Transport",
    "sets": [{"name": "PLANTS"}, {"name": "CITIES"}],
    "parameters": [
        {"name": "supply", "index": "PLANTS"},
        {"name": "demand", "index": "CITIES"},
        {"name": "cost", "index": "PLANTS, CITIES"},
    ],
    "variables": [{"name": "ship", "index": "p in PLANTS, c in CITIES"}],
    "constraints": [
        {"name": "supplied", "forall": "p in PLANTS", "expression": "sum{c in CITIES} ship[p,c] <= supply[p]"},
        {"name": "served", "forall": "c in CITIES", "expression": "sum{p in PLANTS} ship[p,c] >= demand[c]"},
    ],
    "objectives": [
        {"name": "total", "sense": "minimize", "expression": "sum{p in PLANTS, c in CITIES} cost[p,c] * ship[p,c]"}
    ],
}


def transport() -> dict[str, Any]:
    """Return a job of a transport problem with 10,000 nonzeros, as a formulation with data."""
    plants, cities = [f"plant {k}" for k in range(PLANTS)], [f"city {k}" for k in range(CITIES)]
    data = {
        "PLANTS": plants,
        "CITIES": cities,
        "supply": dict.fromkeys(plants, 2 * CITIES),
        "demand": {city: 1 + k % 3 for k, city in enumerate(cities)},
        "cost": [[p, c, 1 + (7 * i + 13 * j) % 37] for i, p in enumerate(plants) for j, c in enumerate(cities)],
    }
    return {"kind": "solve", "formulation": _FORMULATION, "data": data, "time_limit_s": 60}


def as_file(job: dict[str, Any], directory: Path) -> dict[str, Any]:
    """Return the same job with its model as the text of an MPS file."""
    compiled = compile_model(Formulation.from_json(json.dumps(job["formulation"])), Data(job["data"]))
    path = directory / "transport.mps"
    write_problem(compiled.problem, path)
    return {"kind": "solve", "model": path.read_text(), "time_limit_s": 60}


def overhead(directory: Path, rounds: int) -> dict[str, Any]:
    """Return the times of the parts over so many jobs, one after the other, the engines' own time taken out."""
    job = transport()
    with ServerProcess(directory, "--rate", "1000000", compile_kernels=True) as server:
        server.wait_until_ready()
        with httpx.Client(base_url=server.address, timeout=120.0) as client:
            found = {}
            for name, body in (("formulation", job), ("mps", as_file(job, directory))):
                content = json.dumps(body).encode()
                times = [_one(client, content) for _ in range(rounds + 3)][3:]
                parts = {part: summary([time[part] for time in times]) for part in times[0]}
                found[name] = {"body_bytes": len(content), **parts}
    return {"nonzeros": 2 * PLANTS * CITIES, "rounds": rounds, **found}


def summary(values: list[float]) -> dict[str, float]:
    """Return median, 99th percentile and maximum, in milliseconds."""
    ordered = sorted(1e3 * value for value in values)
    place = min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))
    return {"median_ms": round(median(ordered), 2), "p99_ms": round(ordered[place], 2), "max_ms": round(ordered[-1], 2)}


def _one(client: httpx.Client, content: bytes) -> dict[str, float]:
    """Return the times of one job: accept (POST to 202), look (GET with the result), service and all but the solve.

    The last two are the time from the request to its last event: service less the job's own time, from its start in a
    worker to its end, which the service tells in milliseconds; the other less what metasolve.solve says it took, so
    that reading or compiling the model, and writing the documents, counts.
    """
    began = time.perf_counter()
    accepted = client.post("/v1/jobs", content=content, headers={"Content-Type": "application/json"})
    accept_s = time.perf_counter() - began
    accepted.raise_for_status()
    links = accepted.json()["links"]
    with client.stream("GET", links["events"]) as stream:
        for line in stream.iter_lines():
            if line == "event: completed":
                break
    total_s = time.perf_counter() - began
    client.get("/healthz")  # the stream's connection may have been closed: a new one is not what is measured
    began = time.perf_counter()
    job = client.get(links["self"])
    look_s = time.perf_counter() - began
    facts = job.json()
    started, ended = (datetime.fromisoformat(facts[name]) for name in ("started", "ended"))
    solution = facts["result"]["solution"]
    solves = [step["result"]["time_s"] for step in solution["steps"]] if "steps" in solution else [solution["time_s"]]
    service_s = total_s - (ended - started).total_seconds()
    return {"accept": accept_s, "look": look_s, "service": service_s, "all_but_solve": total_s - sum(solves)}
