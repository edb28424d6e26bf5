"""Measure the service: `python -m bench.service overhead|load|kills [--out FILE.json]`.

Each part replaces its section of the file, with commit, machine, load and date.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench.commit import this_commit
from bench.machine import this_machine
from bench.service_kills import kill_again_and_again
from bench.service_load import load_test
from bench.service_overhead import overhead

RESULTS = Path(__file__).parent / "results" / "service.json"


def main() -> int:
    """Measure one part and return 0 if it passed."""
    parser = argparse.ArgumentParser(prog="python -m bench.service")
    parser.add_argument("part", choices=("overhead", "load", "kills"))
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--rounds", type=int, default=200, help="jobs of the overhead")
    parser.add_argument("--seconds", type=float, default=600.0, help="time of the load")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--waiting", type=int, default=50)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    parts: dict[str, Callable[[Path], dict[str, Any]]] = {
        "overhead": lambda directory: overhead(directory, given.rounds),
        "load": lambda directory: load_test(directory, given.clients, given.waiting, given.seconds),
        "kills": lambda directory: kill_again_and_again(directory, given.kills, given.seed),
    }
    before = psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="metasolve-service-") as directory:
        found = parts[given.part](Path(directory))
    commit, changed = this_commit("metasolve", "llm_modeling")
    found |= {
        "commit": commit + ("+" if changed else ""),
        "machine": asdict(this_machine()),
        "machine_load_before": round(before, 2),
        "machine_load_after": round(psutil.getloadavg()[0], 2),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
    }
    everything = json.loads(given.out.read_text()) if given.out.exists() else {}
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps({**everything, given.part: found}, indent=1) + "\n")
    sys.stdout.write(json.dumps({key: value for key, value in found.items() if key != "samples"}, indent=1) + "\n")
    return 0 if found.get("passed", True) else 1


if __name__ == "__main__":
    sys.exit(main())
