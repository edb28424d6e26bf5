"""What the tiny model is trained on: the examples of instances/text as conversations that end in their formulation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from llm_modeling import Formulation
from llm_modeling.client import Message, Sampling, ScriptedModel
from llm_modeling.formulating.loop import formulate
from llm_modeling.formulating.settings import FormulateSettings

TEXTS = Path(__file__).parents[3] / "instances" / "text"
NAMES = tuple(sorted(path.name for path in TEXTS.iterdir() if path.is_dir()))
INSTRUCTION = "Write the optimization model of the problem as JSON of schema metasolve.formulation/1."

Conversation: TypeAlias = list[dict[str, str]]
Conversations: TypeAlias = list[Conversation]


def problem(name: str) -> str:
    """Return the text of an example."""
    return (TEXTS / name / "problem.txt").read_text(encoding="utf-8")


def gold(name: str) -> str:
    """Return the formulation of an example without white space, its keys in the order of the schema.

    A server that holds a model to a schema, and allows no white space of its choice, lets it write nothing else.
    """
    content: dict[str, Any] = json.loads(Formulation.read(TEXTS / name / "model.json").to_json())
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def tables(name: str) -> dict[str, str]:
    """Return the tables of an example by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((TEXTS / name).glob("*.csv"))}


def question(name: str) -> tuple[Message, ...]:
    """Return a short request for the formulation of an example."""
    return (Message("system", INSTRUCTION), Message("user", problem(name)))


def conversations(name: str) -> Iterator[Conversation]:
    """Yield what is said about an example, each time up to a reply: to the short request, and in the loop's two phases.

    The drafts say only what the problem is about.
    """
    yield _turns(question(name), gold(name))
    formulation = Formulation.read(TEXTS / name / "model.json")
    names = ", ".join(spec.name for spec in formulation.variables)
    draft = f"{formulation.title}. Decided are: {names}."
    asked: Conversations = []

    def script(messages: Sequence[Message], schema: Mapping[str, Any] | None, _: Sampling) -> str:
        reply = draft if schema is None else gold(name)
        asked.append(_turns(messages, reply))
        return reply

    formulate(
        problem(name), ScriptedModel(script), tables=tables(name), settings=FormulateSettings(solve=False, repairs=0)
    )
    yield from asked


def write_corpus(path: Path) -> None:
    """Write the conversations about all examples, one a line."""
    with path.open("w", encoding="utf-8") as stream:
        for name in NAMES:
            for conversation in conversations(name):
                stream.write(json.dumps({"messages": conversation}, ensure_ascii=False) + "\n")


def _turns(messages: Sequence[Message], reply: str) -> Conversation:
    asked = [{"role": message.role, "content": message.content} for message in messages]
    return [*asked, {"role": "assistant", "content": reply}]
