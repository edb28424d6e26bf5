"""The messages of a sample, in an order whose beginning all requests share, so that a server can cache it.

First what never changes (role, language), then the insights, then the tables, the problem and the task of the draft;
after it the draft itself, the task of the formulation, and, for a repair, the last formulation with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from llm_modeling.client import Message
from llm_modeling.data import Data
from llm_modeling.formulating.contract import Insight
from llm_modeling.formulating.fence import harmless, quoted_block
from llm_modeling.formulating.tables import tables_summary
from llm_modeling.prompts import load_prompt

PROMPTS = ("system", "draft", "formulation", "repair", "question")
_HEADING = "Lessons from other problems, which may or may not fit this one:"
_DRAFT_SHOWN = 20_000
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)  # what a server without a reasoning parser leaves in


def prompt_versions() -> Mapping[str, int]:
    """Return the versions of all prompts by their names, for records."""
    return {name: load_prompt(name).version for name in PROMPTS}


@lru_cache(maxsize=1)
def _system() -> Message:
    language = (files("llm_modeling") / "LANGUAGE.md").read_text(encoding="utf-8")
    return Message("system", load_prompt("system").filled(language=language))


def opening(text: str, tables: Mapping[str, str], data: Data, insights: Sequence[Insight]) -> tuple[Message, ...]:
    """Return the messages that ask for the draft; all others continue them."""
    lessons = [quoted_block(f"Lesson {k + 1}", insight.prompt_block()) for k, insight in enumerate(insights)]
    block = "\n\n".join([_HEADING, *lessons, ""]) + "\n" if lessons else ""
    task = load_prompt("draft").filled(
        insights=block, tables=tables_summary(tables, data), problem=quoted_block("The problem", text)
    )
    return _system(), Message("user", task)


def formulating(prefix: Sequence[Message], draft: str | None) -> tuple[Message, ...]:
    """Return the messages that ask for the formulation, after the draft or, if it is empty or left out, at once."""
    task = load_prompt("formulation").filled()
    said = "" if draft is None else _THOUGHTS.sub("", draft).strip()
    if said:
        return (*prefix, Message("assistant", harmless(said)[:_DRAFT_SHOWN]), Message("user", task))
    return (*prefix[:-1], Message("user", f"{prefix[-1].content}\nThink, but do not write this down.\n\n{task}"))


def repairing(asked: Sequence[Message], reply: str, faults: Sequence[str]) -> tuple[Message, ...]:
    """Return the messages that ask for the formulation again, asked being those that brought the reply about."""
    found = quoted_block("Findings", "\n".join(faults))
    return (*asked, Message("assistant", harmless(reply)), Message("user", load_prompt("repair").filled(faults=found)))


def questioning(text: str, difference: str) -> tuple[Message, ...]:
    """Return the messages that ask for the wording of a question back to the user."""
    task = load_prompt("question").filled(
        problem=quoted_block("The problem", text), difference=quoted_block("The difference", difference)
    )
    return _system(), Message("user", task)
