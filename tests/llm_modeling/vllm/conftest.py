"""A tiny model made on the spot and a vLLM server of it, once for all tests of this directory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.llm_modeling.vllm.corpus import write_corpus
from tests.llm_modeling.vllm.served import Served, processes, served

PYTHON = os.environ.get("METASOLVE_VLLM_PYTHON", "")
MODEL = os.environ.get("METASOLVE_VLLM_MODEL", "")
TRAIN = Path(__file__).parent / "train_model.py"


@pytest.fixture(scope="session")
def vllm_python() -> str:
    """Return the interpreter that has vLLM; without one the test is skipped, or fails where one is required."""
    if not PYTHON and "METASOLVE_REQUIRE_VLLM" not in os.environ:
        pytest.skip("METASOLVE_VLLM_PYTHON does not name an interpreter that has vLLM: see environment.sh")
    assert Path(PYTHON).is_file(), f"METASOLVE_VLLM_PYTHON is {PYTHON!r}, which is no interpreter"
    return PYTHON


@pytest.fixture(scope="session")
def tiny_model(vllm_python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of a model that has learned the examples of instances/text by heart.

    It takes two minutes of one core. METASOLVE_VLLM_MODEL names the directory of one that is there already.
    """
    if MODEL:
        return Path(MODEL)
    directory = tmp_path_factory.mktemp("tiny-model")
    corpus, log = directory / "corpus.jsonl", directory / "training.log"
    write_corpus(corpus)
    with log.open("wb") as stream:
        command = [vllm_python, str(TRAIN), str(corpus), str(directory)]
        trained = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, timeout=1800)
    assert trained.returncode == 0, log.read_text()
    return directory


@pytest.fixture(scope="session")
def server(vllm_python: str, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a server of the tiny model."""
    with served(vllm_python, tiny_model, tmp_path_factory.mktemp("vllm")) as running:
        yield running
    assert processes(running.mark) == []
