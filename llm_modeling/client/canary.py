"""The canary: whether a server holds a reply to its schema, shown by a reply that nothing else would bring about."""

from __future__ import annotations

import secrets
import threading
from typing import Any

from llm_modeling.client.contract import LanguageModel, Message, Sampling
from llm_modeling.client.errors import ReplyError, RequestRefusedError, SchemaNotEnforcedError
from llm_modeling.errors import FormulationError
from llm_modeling.json_text import parse_json

_TOKENS = 200
_LIMIT = 10_000
_ADVICE = "replies cannot be relied on; serve the model with structured outputs (response_format json_schema)"


def check_canary(model: LanguageModel, stop: threading.Event | None = None) -> None:
    """Return if the server enforces a schema.

    The only reply that the schema allows holds a random word, and the model is asked for something else, not JSON: to
    write the word without being held to it, it would have to guess 64 bits. Raises SchemaNotEnforcedError if the reply
    is anything else, or the server refuses schemas; other LanguageModelErrors as they are.
    """
    word = f"w{secrets.token_hex(8)}"
    question = "Write the sentence 'The weather is fine today.' in plain English, without quotation marks and braces."
    try:
        reply = model.reply(
            [Message("user", question)],
            schema=_schema(word),
            sampling=Sampling(temperature=0.0, max_tokens=_TOKENS),
            stop=stop,
        )
    except ReplyError as error:
        raise SchemaNotEnforcedError(f"{model.name}: the trial of the schema failed: {error}; {_ADVICE}") from error
    except RequestRefusedError as error:
        if "HTTP 400" not in str(error) and "HTTP 422" not in str(error):
            raise
        raise SchemaNotEnforcedError(f"{model.name}: the server takes no schema: {error}; {_ADVICE}") from error
    if not _holds(reply.text, word):
        raise SchemaNotEnforcedError(f"{model.name}: the server does not hold replies to their schema; {_ADVICE}")


def _schema(word: str) -> dict[str, Any]:
    return {
        "title": "Canary",
        "type": "object",
        "properties": {"word": {"type": "string", "enum": [word]}},
        "required": ["word"],
        "additionalProperties": False,
    }


def _holds(text: str, word: str) -> bool:
    try:
        return bool(parse_json(text, None, _LIMIT) == {"word": word})
    except FormulationError:
        return False
