"""Say of texts whether the grammar that vLLM makes of a schema lets a model write them; runs in vLLM's environment.

    python accept.py < {"schema": {...}, "texts": ["...", ...]}     prints [null, "what comes before the stop", ...]

null stands for a text that can be written. Needs no server and no model.
"""

from __future__ import annotations

import json
import sys

import xgrammar

_SHOWN = 60


def stop_of(grammar: xgrammar.CompiledGrammar, text: str) -> str | None:
    """Return the end of the part of the text that can be written, None if all of it can."""
    matcher = xgrammar.GrammarMatcher(grammar)
    for place, character in enumerate(text):
        if not matcher.accept_string(character):
            return text[max(0, place - _SHOWN) : place + 1]
    return None if matcher.is_completed() else text[-_SHOWN:]


def main() -> None:
    """Answer the question on the standard input."""
    asked = json.load(sys.stdin)
    # one token for each byte: the grammar is over bytes
    tokens = xgrammar.TokenizerInfo([bytes([byte]) for byte in range(256)] + [b"<end>"], stop_token_ids=[256])
    compiler = xgrammar.GrammarCompiler(tokens, max_threads=1)
    # as vLLM does it where disable_any_whitespace is set
    schema = json.dumps(asked["schema"])
    grammar = compiler.compile_json_schema(schema, any_whitespace=False, separators=(",", ":"))
    json.dump([stop_of(grammar, text) for text in asked["texts"]], sys.stdout)


if __name__ == "__main__":
    main()
