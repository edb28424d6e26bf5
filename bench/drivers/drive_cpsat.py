"""CP-SAT through MathOpt and its MPS reader, whole or as one worker that does only LNS."""

from __future__ import annotations

import bz2
import datetime
import gzip
from pathlib import Path
from typing import Any

import ortools
from ortools.math_opt.io.python import mps_converter
from ortools.math_opt.python import mathopt
from ortools.sat import sat_parameters_pb2
from stream import Stream, arguments, left_s

_OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open}
_ENDS = {"OPTIMAL": "optimal", "INFEASIBLE": "infeasible", "UNBOUNDED": "unbounded", "FEASIBLE": "time_limit",
         "INFEASIBLE_OR_UNBOUNDED": "infeasible_or_unbounded", "NO_SOLUTION_FOUND": "time_limit"}  # fmt: skip


def main() -> None:
    given = arguments("Run CP-SAT; --variant lns is one worker with use_lns_only.")
    stream = Stream(given.out, given.start)
    stream.versions(**{"CP-SAT": ortools.__version__})
    path = Path(given.model)
    with _OPENERS.get(path.suffix, open)(path, "rt") as file:
        model = mathopt.Model.from_model_proto(mps_converter.mps_to_model_proto(file.read()))
    variables = list(model.variables())
    stream.names([variable.name for variable in variables])
    sat = sat_parameters_pb2.SatParameters(num_workers=given.threads, random_seed=given.seed)
    sat.relative_gap_limit, sat.absolute_gap_limit = given.mip_gap, 0.0
    if given.variant == "lns":
        sat.num_workers, sat.use_lns_only, sat.interleave_search = 1, True, True

    def on_solution(data: Any) -> Any:
        stream.found([data.solution[variable] for variable in variables])
        if data.mip_stats.dual_bound is not None:
            stream.bound(data.mip_stats.dual_bound)
        return mathopt.CallbackResult()

    solved = mathopt.solve(
        model,
        mathopt.SolverType.CP_SAT,
        params=mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=left_s(given)), cp_sat=sat),
        callback_reg=mathopt.CallbackRegistration(events={mathopt.Event.MIP_SOLUTION}),
        cb=on_solution,
    )
    if solved.solutions and solved.solutions[0].primal_solution is not None:
        values = solved.solutions[0].primal_solution.variable_values
        stream.found([values[variable] for variable in variables])
    stream.bound(solved.termination.objective_bounds.dual_bound)
    stream.end(_ENDS.get(solved.termination.reason.name, "error"))


if __name__ == "__main__":
    main()
