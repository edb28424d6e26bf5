"""One task in a worker: read it, do it, say what happens, and end."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from llm_modeling.server import compiling, exporting, solving, wording
from llm_modeling.server.confinement import Achieved, Ceilings
from llm_modeling.server.link import Link
from llm_modeling.server.problems import Problem, invalid_model
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION, SAMPLE_LP, SAMPLE_TEXT
from llm_modeling.server.wire import Frame, Word, read_frame
from metasolve import InputError, MemoryLimitError, MetasolveError


class _Mute(Link):
    """A link that nobody listens to."""

    def _send(self, frame: Frame) -> None:
        return None


def warm_up() -> None:
    """Do once, before workers are forked, what every one of them would do for the first time: it takes much longer."""
    limits = {"time_limit_s": 10.0, "memory_bytes": 1 << 30}
    formulation = {"formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA, "text": SAMPLE_TEXT}
    with tempfile.TemporaryDirectory() as scratch, socket.socket() as nowhere:
        link = _Mute(nowhere, Path(scratch))
        for request in (formulation, {"model": SAMPLE_LP}):
            with suppress(MetasolveError):  # jobs will say what is wrong with the engines
                solving.solve_job({"request": request, "limits": limits}, link)
        compiling.compile_answer({"request": formulation}, link)
        for name in exporting.FORMATS:
            exporting.export({"request": formulation, "name": name}, link)


_TASKS = {
    "solve": solving.solve_job,
    "formulate": wording.formulate_job,
    "compile": compiling.compile_answer,
    "export": exporting.export,
}


def serve(stream: socket.socket, scratch: Path, achieved: Achieved) -> NoReturn:
    """Say what this worker is held to, do one task and end the process."""
    link = Link(stream, scratch)
    link.say(Word.READY, achieved.to_json())
    frame = read_frame(stream)
    if frame is None:
        os._exit(0)
    threading.Thread(target=link.listen, daemon=True).start()
    try:
        order = json.loads(frame.content)
        del frame
        Ceilings(**order["ceilings"]).impose()
        link.say(Word.RESULT, _TASKS[order["task"]](order, link))
    except Problem as problem:
        link.say(Word.FAILED, problem.to_json())
    except MemoryError:
        link.say(Word.FAILED, Problem("out-of-memory", "the memory limit was reached").to_json())
    except MetasolveError as error:
        link.say(Word.FAILED, _problem_of(error).to_json())
    finally:
        stream.shutdown(socket.SHUT_WR)
        os._exit(0)


def _problem_of(error: MetasolveError) -> Problem:
    if isinstance(error, InputError):
        return invalid_model(error)
    return Problem("out-of-memory" if isinstance(error, MemoryLimitError) else "internal", str(error))
