"""The data card: what a data set is, how it was made and checked, what it is good for and what not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from llm_modeling.families import FAMILIES
from llm_modeling.synthesis.levels import TARGETS
from llm_modeling.synthesis.record import SCHEMA, Record
from llm_modeling.synthesis.settings import SynthesisSettings
from metasolve import __version__

_ABOUT = (
    "## How it was made",
    "",
    "Each problem belongs to a class that has a symbolic formulation; numbers are drawn so that a solution exists, "
    "and a grammar tells them in one of several settings. A record is accepted if the optimum was found and proved "
    "and is better than doing nothing, and if a model made from the text alone is the same problem, on the data of "
    "the text and on others. With the grammar as modeler this proves that the text has all the data; it does not "
    "show that a person or a language model would read it so.",
    "",
    "## Splits",
    "",
    "`test` has classes that are in no other split; `validation` has settings that are not in `train`.",
    "",
    "## What it is not",
    "",
    "Texts are written by templates: they are clean, complete and in English. A score on them says little about "
    "texts that people write.",
    "",
)


def data_card(records: Iterable[Record], settings: SynthesisSettings, rejected: Counter[str]) -> str:
    """Return the card of a data set in Markdown."""
    listed = list(records)
    splits, levels = Counter(r.split for r in listed), Counter(r.level for r in listed)
    how, changed = Counter(r.accepted_by for r in listed), Counter(r.augmented or "none" for r in listed)
    words = sorted(len(r.text.split()) for r in listed)
    families = Counter(r.family for r in listed)
    lines = [
        "# Data card",
        "",
        f"{len(listed):,} optimization problems in words, each with its formulation, its data and its optimum; made by "
        f"`metasolve synthesize` {__version__}, seed {settings.seed}, schema `{SCHEMA}`.",
        "",
        *_table("split", splits),
        *_table("level (target complexity)", {f"{k} ({TARGETS[k]:.0f})": n for k, n in sorted(levels.items())}),
        *_table("augmentation", changed),
        *_table("accepted by", how),
        *_table("rejected because", rejected),
        f"Texts have {words[0]:,} to {words[-1]:,} words, in the middle {words[len(words) // 2]:,}. "
        f"{len({r.hash for r in listed}):,} canonical graphs are distinct; no two texts are equal after normalization."
        if words
        else "There are no texts.",
        "",
        *_ABOUT,
        "## Classes",
        "",
        "| class | problems | source |",
        "| --- | ---: | --- |",
        *(
            f"| {FAMILIES[name].title} | {count} | {FAMILIES[name].source} |"
            for name, count in sorted(families.items())
        ),
        "",
    ]
    return "\n".join(lines)


def _table(head: str, counts: Counter[str] | dict[str, int]) -> list[str]:
    if not counts:
        return []
    rows = [f"| {name} | {count:,} |" for name, count in counts.items()]
    return [f"| {head} | problems |", "| --- | ---: |", *rows, ""]
