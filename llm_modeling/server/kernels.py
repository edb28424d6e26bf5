"""`python -m llm_modeling.server.kernels DIRECTORY`: compile numba's kernels once, for all workers to have copies.

A worker may not write where the program lies, and what another worker has compiled it must not trust: each would
spend seconds on compiling.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from metasolve import read
from metasolve.alns.start import start_heuristics

_TIME_S = 2.0
_ITEMS = 40


def main() -> None:
    """Run the start heuristics on a small problem, in which all kernels have work; then let the directory appear."""
    os.nice(10)
    weights = [2 + 7 * k % 11 for k in range(_ITEMS)]
    rows = [
        " + ".join(f"{w} x{k}" for k, w in enumerate(weights)) + f" <= {sum(weights) // 3}",
        " + ".join(f"x{k}" for k in range(0, _ITEMS, 2)) + " = 5",
        " + ".join(f"x{k}" for k in range(1, _ITEMS, 2)) + " - y >= 3",
    ]
    names = " ".join(f"x{k}" for k in range(_ITEMS))
    objective = " + ".join(f"{1 + 5 * k % 7} x{k}" for k in range(_ITEMS))
    text = "\n".join(
        [f"Maximize\n obj: {objective}", "Subject To", *rows, f"Bounds\n y <= 9\nBinaries\n {names}\nEnd\n"]
    )
    start_heuristics(read(text.encode()), _TIME_S, np.random.default_rng(0), lambda point: None, None)
    target = Path(sys.argv[1])
    if not target.exists():
        os.rename(os.environ["NUMBA_CACHE_DIR"], target)


if __name__ == "__main__":
    main()
