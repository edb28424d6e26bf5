"""`python -m bench run SUITE`: run what is missing, one at a time, and append each run to the results."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.commit import this_commit
from bench.launch import Ended, Launched, wait
from bench.machine import calibrate, load, this_machine
from bench.metrics import primal_gap
from bench.record import Machine, Run, append
from bench.record import load as load_runs
from bench.selection import SAME_SPEED
from bench.solvers import DRIVERS, PEERS_PYTHON, Solver, solver_by_name
from bench.suite import Instance, Suite, read_suite
from bench.trajectory import Told, merged, read_told
from metasolve.errors import InputError, MetasolveError, ModelNotFoundError
from metasolve.io import read_problem
from metasolve.io.collection import find_instance
from metasolve.problem import Problem

ROOT = Path(__file__).parent.parent
MIP_GAP = 1e-4
_USAGE, _DATA, _MISSING, _FAILED, _INTERRUPTED = 64, 65, 66, 70, 130


@dataclass(frozen=True)
class Job:
    """Solvers that run at the same time on one instance; more than one only in lanes of one core each."""

    instance: Instance
    solvers: tuple[Solver, ...]
    seed: int


@dataclass(frozen=True)
class Session:
    """What all runs of one call share."""

    suite: Suite
    folder: Path | None
    out: Path
    machine: Machine
    commit: str
    dirty: bool
    peers_python: str
    keep: Path | None = None


@dataclass(frozen=True)
class Conditions:
    """When a job began, and how fast and how busy the machine was just before."""

    started: str
    calibration_s: float
    load: float


def main(arguments: list[str]) -> int:
    """Run a suite as the arguments say; returns the exit code."""
    given, failed = _parser().parse_args(arguments), 0
    try:
        suite = read_suite(given.suite)
        suite = replace(
            suite,
            solvers=tuple(given.solvers.split(",")) if given.solvers else suite.solvers,
            time_limit_s=given.time_limit or suite.time_limit_s,
            threads=given.threads or suite.threads,
            seeds=given.seeds or suite.seeds,
            instances=_chosen(suite, given.only),
        )
        solvers = [solver_by_name(name) for name in suite.solvers]
        session = _session(suite, given)
        jobs = _jobs(session, solvers, given.lanes, range(given.first_seed, given.first_seed + suite.seeds))
        _say(f"{len(jobs)} runs to do, at most {_minutes(sum(suite.time_limit_s + 4.0 for _ in jobs))}; {session.out}")
        for number, job in enumerate(jobs, 1):
            failed += _run(session, job, f"{number}/{len(jobs)}")
        if given.check and failed:
            _say(f"error: {failed} runs failed")
            return _FAILED
    except ValueError as error:
        _say(f"error: {error}")
        return _USAGE
    except MetasolveError as error:
        _say(f"error: {error}")
        return _MISSING if isinstance(error, ModelNotFoundError) else _DATA
    except KeyboardInterrupt:
        _say("interrupted; the same command resumes")
        return _INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench run", description=__doc__)
    parser.add_argument("suite", help="a suite of bench/suites.toml")
    parser.add_argument("--solvers", metavar="A,B", help="instead of the suite's")
    parser.add_argument("--only", metavar="A,B", help="only these instances")
    parser.add_argument("--time-limit", type=float, metavar="S", help="wall-clock limit of a run")
    parser.add_argument("--threads", type=int, metavar="N", help="cores of a run")
    parser.add_argument("--seeds", type=int, metavar="K", help="how many seeds")
    parser.add_argument("--first-seed", type=int, default=0, metavar="N", help="the first of them")
    parser.add_argument("--out", type=Path, metavar="FILE.jsonl", help="results; default bench/results/SUITE.jsonl")
    parser.add_argument("--instances", type=Path, metavar="DIR", help="folder of the models; or METASOLVE_INSTANCES")
    parser.add_argument("--check", action="store_true", help="end with an error if a run failed or had no solution")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep events and solutions of all runs there")
    parser.add_argument(
        "--lanes", action="store_true",
        help="run solvers that use one core two at a time, each on a core of its own; the results say what ran beside",
    )  # fmt: skip
    return parser


def _session(suite: Suite, given: argparse.Namespace) -> Session:
    out = given.out or Path(__file__).parent / "results" / f"{suite.name}.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = given.instances or (None if suite.folder is None else ROOT / suite.folder)
    python = os.environ.get("METASOLVE_BENCH_PYTHON", str(PEERS_PYTHON))
    if shutil.which(python) is None:
        python = sys.executable
        _say(f"no environment of the peers ({PEERS_PYTHON}); they run with {python}")
    commit, dirty = this_commit()
    return Session(suite, folder, out, this_machine(), commit, dirty, python, given.keep)


def _chosen(suite: Suite, only: str | None) -> tuple[Instance, ...]:
    if only is None:
        return suite.instances
    names = only.split(",")
    unknown = set(names) - {instance.name for instance in suite.instances}
    if unknown:
        raise InputError(f"suite {suite.name} has no instance {', '.join(sorted(unknown))}")
    return tuple(instance for instance in suite.instances if instance.name in names)


def _jobs(session: Session, solvers: Sequence[Solver], lanes: bool, seeds: range) -> list[Job]:
    """Return what is still to be run, instance by instance, so that solvers that are compared run close in time."""
    done = _done(session)
    jobs = []
    for seed in seeds:
        for instance in session.suite.instances:
            missing = [s for s in solvers if (s.name, instance.name, seed) not in done]
            covered = {part for solver in missing for part in solver.parts}  # a pair leaves its parts' runs too
            missing = [solver for solver in missing if solver.name not in covered]
            single = [solver for solver in missing if lanes and solver.one_core]
            jobs += [Job(instance, (solver,), seed) for solver in missing if solver not in single]
            jobs += [Job(instance, tuple(single[k : k + 2]), seed) for k in range(0, len(single), 2)]
    return jobs


def _done(session: Session) -> set[tuple[str, str, int]]:
    """Return the runs that stand: same limits, a machine of the same speed, and for metasolve the same commit."""
    suite = session.suite
    if not session.out.exists():
        return set()
    runs = [r for r in load_runs([session.out]) if (r.time_limit_s, r.threads) == (suite.time_limit_s, suite.threads)]
    others = {run.machine.id for run in runs} - {session.machine.id}
    comparable = {session.machine.id}
    if others:
        now = median(calibrate() for _ in range(5))
        for other in others:
            then = median(run.calibration_s for run in runs if run.machine.id == other)
            if max(now, then) <= (1.0 + SAME_SPEED) * min(now, then):
                comparable.add(other)
            else:
                _say("results of a machine of another speed in this file; its runs are taken again")
    return {
        (run.solver, run.instance, run.seed)
        for run in runs
        if run.machine.id in comparable
        and (not solver_by_name(run.solver).is_ours or (run.commit, run.dirty) == (session.commit, session.dirty))
    }


def _run(session: Session, job: Job, label: str) -> int:
    """Run one job, append its results, and return how many of them are failures.

    The parts of a pair count for themselves too.
    """
    path = find_instance(job.instance.name, session.folder)
    problem = read_problem(path)
    solvers = [solver_by_name(name) for solver in job.solvers for name in (solver.parts or (solver.name,))]
    conditions = Conditions(datetime.now(UTC).isoformat(timespec="seconds"), calibrate(), load())
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        launched, told = _launch(session, job, solvers, path, problem, _scratch(session, job, temporary))
    runs = []
    for k, solver in enumerate(solvers):
        beside, ended = "" if len(solvers) == 1 else solvers[1 - k].name, launched[k].ended
        assert ended is not None
        runs.append(_record(session, job, problem, conditions, solver, told[k], ended, beside))
    for solver in job.solvers:
        if solver.parts:
            whole = merged(runs[0].sense, told)
            both = [one.ended for one in launched if one.ended is not None]
            runs.append(_record(session, job, problem, conditions, solver, whole, _together(both, whole), ""))
    for run in runs:
        append(session.out, run)
        _say(f"{label}  {_told(run)}")
    return sum(bool(run.error) or run.objective is None for run in runs)


def _launch(
    session: Session, job: Job, solvers: Sequence[Solver], path: Path, problem: Problem, scratch: Path
) -> tuple[list[Launched], list[Told]]:
    """Run solvers side by side, one core each, or one on all cores; return how each ended and what it told."""
    threads = session.suite.threads
    cores = sorted(os.sched_getaffinity(0))[:threads]
    streams = [scratch / f"{k}.told" for k in range(len(solvers))]
    launched = []
    for k, solver in enumerate(solvers):
        own = frozenset(cores) if len(solvers) == 1 else frozenset((cores[k % len(cores)],))
        command = _command(session, solver, path, len(own), job.seed, streams[k])
        environment = {"OMP_NUM_THREADS": str(len(own))}
        launched.append(Launched(command, own, session.suite.time_limit_s, scratch / f"{k}.log", environment))
    wait(launched)
    return launched, [read_told(stream, problem) if stream.exists() else Told() for stream in streams]


def _scratch(session: Session, job: Job, temporary: str) -> Path:
    """Return where the streams and events of a job go: a temporary folder, or one that is kept."""
    if session.keep is None:
        return Path(temporary)
    stamp = datetime.now(UTC).strftime("%H%M%S")
    names = "+".join(solver.name.replace("/", "_") for solver in job.solvers)
    folder = session.keep / f"{job.instance.name}-{names}-{job.seed}-{stamp}"
    folder.mkdir(parents=True)
    return folder


def _command(session: Session, solver: Solver, path: Path, threads: int, seed: int, stream: Path) -> list[str]:
    python = sys.executable if solver.is_ours else session.peers_python
    return [
        python, str(DRIVERS / f"{solver.driver}.py"), str(path),
        "--time-limit", str(session.suite.time_limit_s), "--threads", str(1 if solver.one_core else threads),
        "--seed", str(seed), "--mip-gap", str(MIP_GAP), "--out", str(stream), "--variant", solver.variant,
    ]  # fmt: skip


def _together(both: Sequence[Ended], whole: Told) -> Ended:
    """Return how a pair ended: with the first proof, else with the last of both."""
    walls = [one.wall_s for one in both]
    return Ended(
        max(one.code for one in both),
        min(walls) if whole.termination == "optimal" else max(walls),
        sum(one.cpu_s for one in both),
        sum(one.peak_bytes for one in both),
        any(one.killed for one in both),
        "; ".join(one.message for one in both if one.message),
    )


def _record(
    session: Session, job: Job, problem: Problem, conditions: Conditions, solver: Solver, told: Told, ended: Ended,
    beside: str,
) -> Run:  # fmt: skip
    suite, bounds = session.suite, [bound for _, bound in told.bounds]
    return Run(
        suite=suite.name, instance=job.instance.name, sha256=problem.sha256,
        sense="max" if problem.sense < 0 else "min", best_known=job.instance.best_known, solver=solver.name,
        time_limit_s=suite.time_limit_s, threads=suite.threads, seed=job.seed, mip_gap=MIP_GAP,
        started=conditions.started, commit=session.commit, dirty=session.dirty, versions=told.versions,
        machine=session.machine, calibration_s=conditions.calibration_s, load_before=conditions.load,
        beside=beside, held_out=job.instance.held_out,
        termination="killed" if ended.killed else told.termination or "error", wall_s=ended.wall_s,
        cpu_s=ended.cpu_s, peak_bytes=ended.peak_bytes, incumbents=told.incumbents, bounds=told.bounds,
        objective=told.incumbents[-1][1] if told.incumbents else None,
        dual_bound=None if not bounds else min(bounds) if problem.sense < 0 else max(bounds),
        rejected=told.rejected, worst_violation=told.worst_violation, arms=told.arms, error=ended.message,
    )  # fmt: skip


def _told(run: Run) -> str:
    """Return a run as one line for the terminal."""
    gap = ""
    if run.objective is not None and run.best_known is not None:
        gap = f"  {100.0 * primal_gap(run.objective, run.best_known, run.sense):.2f} %"
    value = "none" if run.objective is None else f"{run.objective:.10g}"
    return (
        f"{run.instance:26} {run.solver:22} seed {run.seed}  {run.wall_s:6.1f} s  {run.termination:12} "
        f"{value}{gap}{'  ' + run.error if run.error else ''}"
    )


def _minutes(seconds: float) -> str:
    return f"{seconds / 60.0:.0f} min"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
