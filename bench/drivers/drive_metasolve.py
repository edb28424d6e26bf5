"""metasolve through its Python API, whole or with parts switched off (--variant)."""

from __future__ import annotations

from stream import Stream, arguments, left_s
from variants import options_of

import metasolve
from metasolve.api import SolveOptions
from metasolve.events import Bound, Event, Incumbent, jsonl_sink


def main() -> None:
    given = arguments("Run metasolve.")
    stream = Stream(given.out, given.start)
    stream.versions(metasolve=metasolve.__version__)
    problem = metasolve.read(given.model)
    stream.names(problem.col_names)
    engine, options = options_of(given.variant, problem)
    log = jsonl_sink(given.out.with_name(given.out.name + ".events").open("w", encoding="utf-8"))

    def tell(event: Event) -> None:
        log(event)
        if isinstance(event, Incumbent):
            stream.found(event.x)
        elif isinstance(event, Bound):
            stream.bound(event.bound)

    result = metasolve.solve(
        problem,
        time_limit_s=left_s(given),
        mip_gap=given.mip_gap,
        threads=given.threads,
        seed=given.seed,
        engine=engine,
        on_event=tell,
        options=options or SolveOptions(),
    )
    if result.dual_bound is not None:
        stream.bound(result.dual_bound)
    stream.arms([dict(vars(arm)) for arm in result.arms])
    stream.end(str(result.termination))


if __name__ == "__main__":
    main()
