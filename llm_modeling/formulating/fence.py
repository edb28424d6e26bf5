"""Quoting for prompts: what others wrote cannot leave its quotation, nor be taken for a turn of the conversation."""

from __future__ import annotations

import re
import unicodedata

_MARK = "| "
# Tokens by which chat templates mark turns, such as <|im_start|>, </s>, <start_of_turn> and [INST]: tokenizers make
# control tokens of them wherever they stand. A blank inside leaves them readable and harmless.
_TAG = re.compile(r"<(?=[|｜]|/?[A-Za-z_][\w \-:.]{0,60}[|｜]?/?>)")
_BRACKET = re.compile(r"\[(?=/?[A-Z_]{2,40}\])")
_BARS = re.compile(r"(?<=[|｜])>")


def quoted_block(label: str, text: str) -> str:
    """Return a text as a quotation under a label of ours: every line starts with `| `.

    The end of the quotation is the first line that does not, and no text can write such a line: whatever any reader
    takes for a line break begins a new quoted line.
    """
    lines = harmless(text).splitlines() or [""]
    return "\n".join([f"{label} (quoted, every line of it starts with `| `):", "", *(_MARK + line for line in lines)])


def harmless(text: str) -> str:
    """Return a text without characters that are not seen and without control tokens of chat templates.

    Line breaks of all kinds become \\n. Blanks of all kinds become plain ones.
    """
    lines = text.replace("\t", " ").splitlines()
    plain = "\n".join("".join(map(_plain, line)) for line in lines)
    return _BRACKET.sub("[ ", _BARS.sub(" >", _TAG.sub("< ", plain)))


def _plain(character: str) -> str:
    if character.isprintable():
        return character
    return " " if unicodedata.category(character) == "Zs" else ""
