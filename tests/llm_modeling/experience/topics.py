"""Texts for the simulation: topics, each told in several settings with drawn numbers, and the lessons they need."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Topic:
    """A kind of problem: needs are ids of starter insights; in tellings, <5-9> is a number drawn from 5 to 9."""

    name: str
    needs: tuple[str, ...]
    tellings: tuple[str, ...]

    def text(self, rng: np.random.Generator) -> str:
        """Return one of the tellings, numbers drawn."""
        telling = self.tellings[int(rng.integers(len(self.tellings)))]
        return re.sub(r"<(\d+)-(\d+)>", lambda found: str(rng.integers(int(found[1]), int(found[2]) + 1)), telling)


TOPICS = tuple(
    Topic(entry["name"], tuple(entry["needs"]), tuple(entry["tellings"]))
    for entry in json.loads((Path(__file__).parent / "topics.json").read_text(encoding="utf-8"))
)
