"""SCIP as a user runs it: read, set the limits, optimize, with one thread or concurrently."""

from __future__ import annotations

from typing import Any

import pyscipopt
from pyscipopt import SCIP_EVENTTYPE
from stream import Stream, arguments, left_s

_ENDS = {"optimal": "optimal", "gaplimit": "optimal", "timelimit": "time_limit", "infeasible": "infeasible",
         "unbounded": "unbounded", "inforunbd": "infeasible_or_unbounded"}  # fmt: skip
_BOUND_EVENTS = SCIP_EVENTTYPE.NODEFEASIBLE | SCIP_EVENTTYPE.NODEINFEASIBLE | SCIP_EVENTTYPE.NODEBRANCHED
_WATCHED = (SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.FIRSTLPSOLVED, _BOUND_EVENTS)


class _Watcher(pyscipopt.Eventhdlr):  # type: ignore[misc]
    def __init__(self, stream: Stream, variables: list[Any]) -> None:
        self._stream, self._variables = stream, variables

    def eventinit(self) -> None:
        for kind in _WATCHED:
            self.model.catchEvent(kind, self)

    def eventexit(self) -> None:
        for kind in _WATCHED:
            self.model.dropEvent(kind, self)

    def eventexec(self, event: Any) -> None:
        if event.getType() == SCIP_EVENTTYPE.BESTSOLFOUND:
            best = self.model.getBestSol()
            self._stream.found([self.model.getSolVal(best, variable) for variable in self._variables])
        else:
            self._stream.bound(self.model.getDualbound())


def main() -> None:
    given = arguments("Run SCIP; --variant concurrent uses solveConcurrent.")
    stream = Stream(given.out, given.start)
    model = pyscipopt.Model()
    stream.versions(SCIP=str(model.version()), PySCIPOpt=pyscipopt.__version__)
    model.hideOutput()
    model.readProblem(given.model)
    variables = model.getVars()
    stream.names([variable.name for variable in variables])
    model.setParam("limits/gap", given.mip_gap)
    model.setParam("randomization/randomseedshift", given.seed)
    concurrent = given.variant == "concurrent"
    if concurrent:
        model.setParam("parallel/minnthreads", given.threads)
        model.setParam("parallel/maxnthreads", given.threads)
    watcher = _Watcher(stream, variables)
    model.includeEventhdlr(watcher, "bench_watch", "streams incumbents and bounds")
    model.setParam("limits/time", left_s(given))
    if concurrent:
        model.solveConcurrent()
    else:
        model.optimize()
    if model.getNSols() > 0:
        best = model.getBestSol()
        stream.found([model.getSolVal(best, variable) for variable in variables])
    stream.bound(model.getDualbound())
    stream.end(_ENDS.get(model.getStatus(), "error"))


if __name__ == "__main__":
    main()
