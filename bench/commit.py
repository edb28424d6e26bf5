"""Which commit the package is at."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def this_commit() -> tuple[str, bool]:
    """Return the last commit that touched the package, and whether it has changes since."""

    def git(*words: str) -> str:
        ended = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
        return ended.stdout.strip()

    return git("log", "-1", "--format=%h", "--", "metasolve") or "unknown", bool(
        git("status", "--porcelain", "--", "metasolve")
    )
