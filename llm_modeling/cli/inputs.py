"""Where a model comes from: its file, the directory of its data, the text that it was made from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.errors import FormulationError
from llm_modeling.formulation import Formulation
from llm_modeling.limits import DEFAULT_LIMITS
from metasolve import ModelDataError, ModelNotFoundError

STDIN = "-"
MODEL_FILE = "model.json"
TEXT_FILE = "problem.txt"


@dataclass(frozen=True)
class ModelInput:
    """A formulation, its data, and the path that messages name."""

    path: str
    formulation: Formulation
    data: Data

    def compile(self) -> Compiled:
        """Return the compiled model; raises ModelDataError that names the file, or SizeError."""
        with naming(self.path):
            return compile_model(self.formulation, self.data)


def model_path(given: str) -> str:
    """Return the file that is meant: that of a directory is its model.json; `stdin` for "-"."""
    if given == STDIN:
        return "stdin"
    return os.path.join(given, MODEL_FILE) if os.path.isdir(given) else given


def read_model(given: str, data: str | None) -> ModelInput:
    """Return the model of a file, of a directory with a model.json, or of stdin ("-"), with its data.

    The data are those of the directory data, by default of the model's own. Raises ModelNotFoundError,
    ModelDataError.
    """
    formulation = read_formulation(given)
    if data is not None:
        found = Data.from_directory(data)
    else:
        found = Data() if given == STDIN else Data.from_directory(Path(model_path(given)).parent)
    return ModelInput(model_path(given), formulation, found)


def read_formulation(given: str) -> Formulation:
    """Return the formulation of a file, of a directory with a model.json, or of stdin ("-").

    Raises ModelNotFoundError, ModelDataError.
    """
    if given != STDIN:
        return Formulation.read(model_path(given))
    with naming(model_path(given)):
        return Formulation.from_json(sys.stdin.buffer.read(DEFAULT_LIMITS.model_bytes + 1))


def read_text(given: str | None, model: str) -> str | None:
    """Return the text of a file; without one, that of the problem.txt beside the model, None if there is none.

    Raises ModelNotFoundError, ModelDataError.
    """
    path = Path(given) if given is not None else Path(model_path(model)).parent / TEXT_FILE
    if given is None and (model == STDIN or not path.is_file()):
        return None
    try:
        with path.open("rb") as stream:
            content = stream.read(DEFAULT_LIMITS.model_bytes + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error
    if len(content) > DEFAULT_LIMITS.model_bytes:
        raise ModelDataError(f"it has more than the {DEFAULT_LIMITS.model_bytes:,} bytes allowed", str(path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ModelDataError("the text is not UTF-8", str(path), line) from error


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Let errors that name no file name this one."""
    try:
        yield
    except FormulationError as error:
        if error.path is not None:
            raise
        raise ModelDataError(error.reason, path) from error
