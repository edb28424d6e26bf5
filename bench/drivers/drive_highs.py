"""HiGHS as a user runs it: read, set the limits, run."""

from __future__ import annotations

from typing import Any

import highspy
from stream import Stream, arguments, left_s

_ENDS = {"kOptimal": "optimal", "kTimeLimit": "time_limit", "kInfeasible": "infeasible", "kUnbounded": "unbounded"}


def main() -> None:
    given = arguments("Run HiGHS.")
    stream = Stream(given.out, given.start)
    highs = highspy.Highs()
    stream.versions(HiGHS=highs.version())
    highs.setOptionValue("output_flag", False)
    if highs.readModel(given.model) == highspy.HighsStatus.kError:
        raise SystemExit(f"HiGHS cannot read {given.model}")
    stream.names(list(highs.getLp().col_names_))

    def improving(event: Any) -> None:
        stream.found(event.data_out.mip_solution)

    def interrupt(event: Any) -> None:
        stream.bound(event.data_out.mip_dual_bound)

    highs.cbMipImprovingSolution += improving
    highs.cbMipInterrupt += interrupt
    highs.setOptionValue("threads", given.threads)
    highs.setOptionValue("random_seed", given.seed)
    highs.setOptionValue("mip_rel_gap", given.mip_gap)
    highs.setOptionValue("time_limit", left_s(given))
    highs.run()
    if highs.getInfo().primal_solution_status == 2:
        stream.found(highs.getSolution().col_value)
    stream.bound(highs.getInfo().mip_dual_bound)
    stream.end(_ENDS.get(highs.getModelStatus().name, "error"))


if __name__ == "__main__":
    main()
