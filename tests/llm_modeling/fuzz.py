"""Fuzz the way from JSON to a problem: `python -m tests.llm_modeling.fuzz COUNT [SEED] [--out FILE.json]`.

Each input must compile or be refused by a MetasolveError; a refusal must be quick and small, nothing may be executed.
Progress goes to stderr. The verdict on speed is by CPU time: wall time tells more about what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from llm_modeling import Data, Formulation, Limits, compile_model, render_latex, render_markdown
from metasolve.errors import MetasolveError
from tests.llm_modeling.fuzz_inputs import an_input
from tests.llm_modeling.provenance import provenance

SLOW_S = 0.1
HANG_S = 20.0
MAX_GROWTH_BYTES = 200_000_000
LIMITS = Limits(rows=2_000, columns=2_000, terms=20_000, members=2_000, combinations=20_000)
PROGRESS_S = 10.0
_EXECUTING = (
    "compile", "exec", "import", "open", "os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen",
    "socket.connect", "ctypes.dlopen", "pickle.find_class", "marshal.loads",
)  # fmt: skip


@dataclass
class Watch:
    """What Python's audit events show while an input is worked on: reading files, importing, running code."""

    active: bool = False
    seen: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.active and event in _EXECUTING:
            self.seen.append(f"{event} {arguments!r}"[:300])


@dataclass(frozen=True)
class Slow:
    """A refusal and what it took."""

    cpu_s: float
    wall_s: float
    number: int
    message: str


@dataclass
class Report:
    """What came of the inputs so far; refusals are counted by the class of the error."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: list[Slow] = field(default_factory=list)
    slowest_refusal_wall_s: float = 0.0
    slow_by_wall: int = 0
    slow_by_cpu: int = 0
    peak_growth_bytes: int = 0
    executed: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    @property
    def slowest_refusal_s(self) -> float:
        """The CPU time of the slowest refusal."""
        return self.slowest[0].cpu_s if self.slowest else 0.0

    def refused(self, slow: Slow) -> None:
        """Count a refusal; the ten slowest are kept."""
        self.slow_by_cpu += slow.cpu_s >= SLOW_S
        self.slow_by_wall += slow.wall_s >= SLOW_S
        self.slowest_refusal_wall_s = max(self.slowest_refusal_wall_s, slow.wall_s)
        if len(self.slowest) < 10 or slow.cpu_s > self.slowest[-1].cpu_s:
            self.slowest = sorted([*self.slowest, slow], key=lambda entry: -entry.cpu_s)[:10]

    def content(self) -> dict[str, Any]:
        """Return the report as JSON content."""
        slowest = [
            {"cpu_s": s.cpu_s, "wall_s": s.wall_s, "input": s.number, "message": s.message} for s in self.slowest
        ]
        return {
            "inputs": sum(self.outcomes.values()),
            "outcomes": dict(self.outcomes.most_common()),
            "crashes": self.crashes,
            "executed": self.executed,
            "refusals_slower_than_100_ms": {"cpu": self.slow_by_cpu, "wall": self.slow_by_wall},
            "slowest_refusal_cpu_s": self.slowest_refusal_s,
            "slowest_refusal_wall_s": self.slowest_refusal_wall_s,
            "peak_memory_growth_bytes": self.peak_growth_bytes,
            "slowest": slowest,
        }


def run(count: int, seed: int, step: Callable[[int, Report], None] | None = None) -> Report:
    """Return the report of so many inputs, calling step after each.

    Any other exception than a MetasolveError is a crash, and so is more than HANG_S of CPU time.
    """
    report, watch = Report(), Watch()
    _one(random.Random(0), 0, Report())  # what is imported late is imported now
    sys.addaudithook(watch)
    before = _peak_bytes()
    previous = signal.signal(signal.SIGPROF, _hang)
    try:
        for number in range(count):
            signal.setitimer(signal.ITIMER_PROF, HANG_S)
            watch.active = True
            _one(random.Random(f"{seed} {number}"), number, report)
            watch.active = False
            report.executed += [f"input {number}: {event}" for event in watch.seen]
            watch.seen.clear()
            report.peak_growth_bytes = max(report.peak_growth_bytes, _peak_bytes() - before)
            if step is not None:
                step(number + 1, report)
    finally:
        watch.active = False
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, previous)
    return report


def _one(rng: random.Random, number: int, report: Report) -> None:
    text = an_input(rng)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        formulation = Formulation.from_json(text)
        _ = compile_model(formulation, Data(), LIMITS).problem
        if number % 10 == 0:
            render_markdown(formulation)
            render_latex(formulation)
        report.outcomes["compiled"] += 1
    except MetasolveError as error:
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        report.outcomes[type(error).__name__] += 1
        message = str(error).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        report.refused(Slow(cpu, wall, number, message[:300]))
    except Exception as error:  # whatever it is, it is what this run looks for; TimeoutError is a hang
        report.outcomes["crashed"] += 1
        report.crashes.append(f"input {number}: {type(error).__name__}: {error}"[:300])
        sys.stderr.write(f"{report.crashes[-1]}\n{text!r}\n")


def _hang(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"an input took more than {HANG_S} s of CPU time")


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("--out", type=Path, help="write the report here, also while it runs")
    parser.add_argument("--pause-while", type=Path, help="wait between inputs while this file exists")
    wanted = parser.parse_args()
    started, last = time.perf_counter(), time.perf_counter()
    origin = provenance()

    def content(report: Report) -> dict[str, Any]:
        own = origin | {"asked": wanted.count, "seed": wanted.seed}
        return own | {"cpu_s": time.process_time(), "wall_s": time.perf_counter() - started} | report.content()

    def step(done: int, report: Report) -> None:
        nonlocal last
        if done % 100 and done < wanted.count:
            return
        while wanted.pause_while is not None and wanted.pause_while.exists():
            time.sleep(5.0)
        if time.perf_counter() - last < PROGRESS_S and done < wanted.count:
            return
        last = time.perf_counter()
        slowest = f"slowest refusal {1000 * report.slowest_refusal_s:.0f} ms CPU"
        wall = f"{1000 * report.slowest_refusal_wall_s:.0f} ms wall"
        sys.stderr.write(f"{done:,} of {wanted.count:,}, {last - started:.0f} s, {slowest}, {wall}\n")
        if wanted.out is not None:
            wanted.out.write_text(json.dumps(content(report), indent=2) + "\n")

    report = run(wanted.count, wanted.seed, step)
    print(json.dumps(content(report), indent=2))
    failed = report.crashes or report.executed or report.slow_by_cpu or report.peak_growth_bytes > MAX_GROWTH_BYTES
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
