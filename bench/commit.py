"""Which commit the packages are at."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def this_commit(*packages: str) -> tuple[str, bool]:
    """Return the last commit that touched the packages, metasolve by default, and whether they have changes since."""
    paths = packages or ("metasolve",)

    def git(*words: str) -> str:
        ended = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
        return ended.stdout.strip()

    return git("log", "-1", "--format=%h", "--", *paths) or "unknown", bool(git("status", "--porcelain", "--", *paths))
