"""How many tokens a prompt has: counted by the model's own tokenizer, or estimated from above without one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

from llm_modeling.client.contract import Message

TokenCount: TypeAlias = Callable[[Sequence[Message]], int]
"""Returns the number of tokens of a conversation, as the model's chat template writes it."""

_PIECES = re.compile(r"[A-Za-z]+|[0-9]|[^\sA-Za-z0-9]|\n")
_LETTERS_A_TOKEN = 3
_AROUND_A_MESSAGE = 8


@lru_cache(maxsize=32)  # a prompt begins with the same long texts each time
def estimated_tokens(text: str) -> int:
    """Return more tokens than a text has with the byte-pair tokenizers of current models, but for odd texts.

    Counted are one token for every three letters begun of a word, one for each digit, sign and line break, and one
    for each byte of what is not ASCII. English prose has a token for four letters or so, numbers one for each digit
    at the most (Qwen), so that the estimate of a typical prompt is a third too high.
    """
    count = 0
    for match in _PIECES.finditer(text):
        piece = match.group()
        if piece.isascii():
            count += -(-len(piece) // _LETTERS_A_TOKEN)
        else:
            count += len(piece.encode("utf-8", "surrogatepass"))
    return count


def estimated_tokens_of(messages: Sequence[Message]) -> int:
    """Return the estimate for a conversation, with what a chat template puts around each message."""
    return sum(estimated_tokens(message.content) + _AROUND_A_MESSAGE for message in messages) + _AROUND_A_MESSAGE
