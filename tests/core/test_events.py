from __future__ import annotations

import io
import json

import numpy as np

from metasolve.events import Bound, End, Event, Incumbent, PullEvent, Start, Warned, fan_out, jsonl_sink, to_json
from metasolve.problem import INF, Problem
from metasolve.solution import InstanceInfo, SolveResult, Termination

INFO = InstanceInfo.of(Problem.from_arrays([1.0], [[1.0]], 0.0, 1.0, name="toy"))
STREAM: tuple[Event, ...] = (
    Start(0.0, INFO, ("highs", "scip"), 2, 0, None, 1e-4, "0.1.0"),
    Incumbent(0.5, 7.0, "rins", np.ones(1)),
    Bound(0.6, -INF, "highs", 3),
    PullEvent(0.7, "rins", "scip", "best", 0.8, 0.25, 0.1, 40, 2.0),
    Warned(0.8, "the worker of scip died", "scip"),
    End(0.9, SolveResult(Termination.OPTIMAL, objective=7.0)),
)


def test_each_kind_is_named_as_the_stream_promises() -> None:
    assert [to_json(event)["event"] for event in STREAM] == ["start", "incumbent", "bound", "pull", "warning", "end"]


def test_every_event_is_one_line_of_strict_json() -> None:
    stream = io.StringIO()
    sink = jsonl_sink(stream)
    for event in STREAM:
        sink(event)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["time_s"] for line in lines] == [0.0, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert lines[0]["instance"]["name"] == "toy"
    assert lines[0]["engines"] == ["highs", "scip"]
    assert lines[2]["bound"] is None
    assert lines[5]["result"]["termination"] == "optimal"


def test_solution_vectors_stay_out_of_the_stream() -> None:
    assert set(to_json(STREAM[1])) == {"event", "time_s", "objective", "source"}


def test_each_line_is_flushed_at_once() -> None:
    class Recorder(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    stream = Recorder()
    sink = jsonl_sink(stream)
    for event in STREAM[:3]:
        sink(event)
    assert stream.flushed == 3


def test_fan_out_reaches_all_sinks_in_order_and_skips_missing_ones() -> None:
    seen: list[tuple[str, str]] = []
    send = fan_out(lambda e: seen.append(("first", e.kind)), None, lambda e: seen.append(("second", e.kind)))
    send(STREAM[1])
    assert seen == [("first", "incumbent"), ("second", "incumbent")]
