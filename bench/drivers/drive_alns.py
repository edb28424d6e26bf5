"""The neighborhood search alone, on one core: BanditALNS with all operators that suit the model, repaired by SCIP.

Nothing runs beside it, so that what a bandit or an arm is worth shows without the noise of exact engines. --variant
policy-NAME replaces the bandit, arm-DESTROY leaves one operator, without-DESTROY takes one away.
"""

from __future__ import annotations

from stream import Stream, arguments, left_s

import metasolve
from metasolve.alns import BanditALNS, TimeLimit, default_operators
from metasolve.api import PRIOR_MEAN
from metasolve.bandit import policy_from_name
from metasolve.events import Event, Incumbent
from metasolve.reformulation import reformulate


def main() -> None:
    given = arguments("Run the neighborhood search alone.")
    stream = Stream(given.out, given.start)
    stream.versions(metasolve=metasolve.__version__)
    problem = metasolve.read(given.model)
    stream.names(problem.col_names)
    kind, _, name = given.variant.partition("-")
    operators = default_operators(reformulate(problem).core)
    if kind in ("arm", "without"):
        operators = tuple(one for one in operators if (one.name == name) == (kind == "arm"))
    policy = policy_from_name(name) if kind == "policy" else policy_from_name("thompson", prior_mean=PRIOR_MEAN)
    search = BanditALNS(operators, ["scip"], policy, seed=given.seed, mip_gap=given.mip_gap)

    def tell(event: Event) -> None:
        if isinstance(event, Incumbent):
            stream.found(event.x)

    result = search.run(problem, TimeLimit(left_s(given)), on_event=tell)
    stream.arms([dict(vars(arm)) for arm in result.arms])
    stream.end(str(result.termination))


if __name__ == "__main__":
    main()
