"""The tokens of a conversation as a model counts them: its tokenizer and chat template, from local files only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer

from llm_modeling.client.contract import Message
from llm_modeling.client.tokens import TokenCount
from metasolve import InputError

_AROUND_A_MESSAGE = 8


def token_count_of(tokenizer: str | Path) -> TokenCount:
    """Return the count of the tokenizer in a directory, or of that name in the local cache; nothing is downloaded.

    No code of the directory is run. Raises InputError if there is no tokenizer.
    """
    try:
        loaded: Any = AutoTokenizer.from_pretrained(str(tokenizer), local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:
        reason = str(error).split("\n", 1)[0][:200]
        raise InputError(f"{tokenizer}: there is no tokenizer that can be loaded: {reason}") from error

    def count(messages: Sequence[Message]) -> int:
        if getattr(loaded, "chat_template", None):
            turns = [{"role": message.role, "content": message.content} for message in messages]
            try:
                text = loaded.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
                return len(loaded.encode(text, add_special_tokens=False))
            except ImportError:
                pass  # chat templates need jinja2; what they put around a message is less than the margin
        pieces = [len(loaded.encode(message.content)) + _AROUND_A_MESSAGE for message in messages]
        return sum(pieces) + _AROUND_A_MESSAGE

    return count
