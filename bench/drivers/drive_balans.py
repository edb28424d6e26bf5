"""Balans as a user runs it, with its shipped configuration and the time limit set in it; one job or ParBalans.

Its solutions are taken where its own instance object returns them, after the first solve and after each iteration.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from argparse import Namespace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import balans.configs
from alns.stop import MaxRuntime
from balans.base_instance import _Instance
from balans.solver import Balans, ParBalans
from stream import Stream, arguments, left_s

_DEFAULT = Path(balans.configs.__path__[0]) / "default.json"


def main() -> None:
    given = arguments("Run Balans; --variant parallel is ParBalans over all threads.")
    stream = Stream(given.out, given.start)
    stream.versions(Balans=version("balans"), PySCIPOpt=version("pyscipopt"))
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        if given.variant == "parallel":
            _run_parallel(given)
        else:
            _watch(stream)
            Balans(config=_configuration(given)).solve(given.model)
    stream.end("time_limit")


def _run_parallel(given: Namespace) -> None:
    """Run ParBalans on its own top configurations, each with the time limit; each job has a stream of its own."""

    def generate(jobs: int, mip_solver: str, mip_jobs: int) -> Any:

        chosen = ParBalans._generate_top_configs(jobs, mip_solver, mip_jobs)
        for one in chosen:
            one.stop = MaxRuntime(left_s(given))
            one.timelimit_first_solution = min(one.timelimit_first_solution, left_s(given) / 6.0)
        return chosen

    _watch(None, given)
    with tempfile.TemporaryDirectory() as folder:
        ParBalans(n_jobs=given.threads, mip_solver="scip", output_dir=folder, balans_generator=generate).run(
            given.model
        )


def _configuration(given: Namespace) -> str:
    settings = json.loads(_DEFAULT.read_text())
    limit = left_s(given)
    settings["stop"] = {"type": "MaxRuntime", "max_runtime": limit}
    settings["timelimit_first_solution"] = min(settings["timelimit_first_solution"], limit / 6.0)
    settings["seed"] = 1283 + given.seed
    path = given.out.with_name(given.out.name + ".config.json")
    path.write_text(json.dumps(settings))
    return str(path)


def _watch(stream: Stream | None, given: Namespace | None = None) -> None:
    """Let every solution that an instance returns go to the stream, or to one of each process."""
    streams = {os.getpid(): stream} if stream is not None else {}
    named: dict[int, list[int]] = {}

    def tell(instance: Any, index_to_val: dict[int, float]) -> None:
        process = os.getpid()
        if process not in streams and given is not None:
            streams[process] = Stream(given.out.with_name(f"{given.out.name}.{process}"), given.start)
        out = streams[process]
        if out is None or not index_to_val:
            return
        if process not in named:
            variables = instance.mip.variables
            named[process] = [variable.getIndex() for variable in variables]
            out.names([variable.name for variable in variables])
        out.found([index_to_val[k] for k in named[process]])

    first, later = _Instance.initial_solve, _Instance.solve

    def initial_solve(self: Any, *args: Any, **settings: Any) -> Any:
        answer = first(self, *args, **settings)
        tell(self, answer[0])
        return answer

    def solve(self: Any, *args: Any, **settings: Any) -> Any:
        answer = later(self, *args, **settings)
        tell(self, answer[0])
        return answer

    _Instance.initial_solve, _Instance.solve = initial_solve, solve


if __name__ == "__main__":
    main()
