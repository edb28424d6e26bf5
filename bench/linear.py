"""`python -m bench linear`: the measurements of linear sequences, with the commit, the machine and its load."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.commit import this_commit
from bench.machine import calibrate, load, this_machine
from metasolve.destination import write_atomically

RESULTS = Path(__file__).parent / "results" / "linear"
JOBS: dict[str, tuple[str, ...]] = {
    "kernels": ("bench", "kernels"),
    "heat": ("bench", "heat"),
    "portfolio": ("bench", "portfolio"),
    "replicate-shifts": ("replicate", "shifts", "--steps", "5000"),
    "replicate-heat": ("replicate", "heat", "--steps", "5000"),
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench linear", description=__doc__)
    parser.add_argument("jobs", nargs="*", metavar="JOB", help=f"some of {', '.join(JOBS)}; default all")
    parser.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results")
    parser.add_argument("--seeds", type=int, default=5, help="how often each learner is played")
    options = parser.parse_args(arguments)
    unknown = [job for job in options.jobs if job not in JOBS]
    if unknown:
        parser.error(f"unknown job {unknown[0]!r}; known: {', '.join(JOBS)}")
    options.out.mkdir(parents=True, exist_ok=True)
    return max(_run(job, options.out, options.seeds) for job in options.jobs or JOBS)


def _run(job: str, out: Path, seeds: int) -> int:
    """Run one job in a process of its own and write what it found beside what is known of the conditions."""
    commit, dirty = this_commit()
    facts = {
        "commit": commit,
        "dirty": dirty,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine_facts": asdict(this_machine()),
        "load_before": load(),
        "calibration_s": calibrate(),
    }
    command = [sys.executable, "-m", "metasolve", "linear", *JOBS[job], "--json", "-"]
    if JOBS[job][0] == "replicate":
        command += ["--seeds", str(seeds), "--plot", str(out / f"{job}.png")]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if ended.returncode:
        print(f"{job}: exit code {ended.returncode}", file=sys.stderr)
        return ended.returncode
    found = {**json.loads(ended.stdout), **facts, "command": " ".join(["metasolve", *command[3:]])}
    write_atomically(out / f"{job}.json", (json.dumps(found, indent=1) + "\n").encode())
    print(f"{job}: {out / job}.json")
    return 0
