"""What formulate() needs to know of an experience library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from llm_modeling.client.contract import LanguageModel


class Insight(Protocol):
    """A lesson about modeling; prompt_block gives it as text for a prompt, where it is quoted."""

    @property
    def id(self) -> str: ...

    def prompt_block(self) -> str: ...


class Experience(Protocol):
    """Where insights come from."""

    def retrieve(
        self, text: str, *, limit: int = 8, model: LanguageModel | None = None, seed: int = 0
    ) -> Sequence[Insight]: ...
