"""prompts: one Markdown file a prompt, its version in its first line; all places of a text are filled at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_HEADER = re.compile(r"<!-- version: ([0-9]+) -->\n+")
_PLACE = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True)
class Prompt:
    """A prompt with places such as {{problem}}."""

    name: str
    version: int
    text: str

    def filled(self, **texts: str) -> str:
        """Return the text with all places filled; raises ValueError if places and texts do not match.

        What is filled in is not looked at again, so that no text can bring in another one.
        """
        places = set(_PLACE.findall(self.text))
        if places != set(texts):
            raise ValueError(f"the prompt {self.name} has the places {sorted(places)}, given are {sorted(texts)}")
        return _PLACE.sub(lambda match: texts[match[1]], self.text).strip() + "\n"


@lru_cache(maxsize=64)
def load_prompt(name: str) -> Prompt:
    """Return the prompt of a file of this package; raises ValueError if its first line has no version."""
    content = (files(__name__) / f"{name}.md").read_text(encoding="utf-8")
    header = _HEADER.match(content)
    if header is None:
        raise ValueError(f"{name}.md does not begin with <!-- version: N -->")
    return Prompt(name, int(header[1]), content[header.end() :])
