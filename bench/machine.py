"""What machine this is, how fast it is just now, and how busy."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

import psutil

from bench.record import Machine

_CALIBRATION = """
import sys, time, highspy
highs = highspy.Highs()
for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_max_nodes", 60)):
    highs.setOptionValue(name, value)
highs.readModel(sys.argv[1])
began = time.perf_counter()
highs.run()
print(time.perf_counter() - began)
"""
_MODEL = Path(__file__).parent.parent / "instances" / "gisp40.mps"


def this_machine() -> Machine:
    """Return the machine; its id changes with every boot or host."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    token = platform.node() + (boot.read_text() if boot.exists() else str(psutil.boot_time()))
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_bytes=psutil.virtual_memory().total,
        python=platform.python_version(),
        id=hashlib.sha256(token.encode()).hexdigest()[:12],
    )


def calibrate() -> float:
    """Return the seconds that a fixed piece of solver work takes now: HiGHS, one thread, 60 nodes of a small model."""
    ended = subprocess.run(
        [sys.executable, "-c", _CALIBRATION, str(_MODEL)], capture_output=True, text=True, check=True
    )
    return float(ended.stdout.split()[-1])


def load() -> float:
    """Return the share of all cores that was busy over the last 0.2 s; 0 is a quiet machine."""
    return float(psutil.cpu_percent(interval=0.2)) / 100.0


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
