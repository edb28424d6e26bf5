"""The language model as the service has it: asked here, for workers that have no network and never see its key."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Protocol

from llm_modeling.client import LanguageModel, LanguageModelError, Message, Sampling, SchemaNotEnforcedError
from llm_modeling.client.canary import check_canary
from llm_modeling.server.logs import log
from llm_modeling.server.metrics import Metrics
from llm_modeling.server.problems import Problem, retry_after
from metasolve import MetasolveError

_CALLS_AT_ONCE = 16
_AGAIN_S = 30.0
_LONG_AGAIN_S = 300.0


class Answering(Protocol):
    """Who asks: a worker."""

    async def answer(self, content: dict[str, Any]) -> None: ...


class Insight(Protocol):
    """A lesson of the library, as text for a prompt."""

    @property
    def id(self) -> str: ...

    def prompt_block(self) -> str: ...


class Library(Protocol):
    """An experience library, which remembers which insights were used; safe to use from several threads."""

    def retrieve(
        self, text: str, *, limit: int = 8, model: LanguageModel | None = None, seed: int = 0
    ) -> Sequence[Insight]: ...

    def record_use(self, insights: Iterable[str], task: str, text: str, solved: bool | None = None) -> None: ...


class LanguageAccess:
    """The language model and the experience library, and whether the model has shown that it keeps to a schema.

    Until it has, nothing is formulated: a server that ignores the schema would let it write anything.
    """

    longest_s = 1800.0
    """How long the language model may take for all of a job's questions."""

    def __init__(self, model: LanguageModel | None, experience: Library | None, metrics: Metrics) -> None:
        self._model, self.experience, self._metrics = model, experience, metrics
        self._calls = ThreadPoolExecutor(_CALLS_AT_ONCE, thread_name_prefix="language-model")
        self._stop = threading.Event()
        self.state = "none" if model is None else "checking"
        self.detail = "start the service with --llm-url" if model is None else "the schema canary is under way"
        self.name = ""

    def require(self) -> None:
        """Return if jobs can be formulated; raises Problem."""
        if self.state == "none":
            raise Problem(
                "no-language-model",
                "to formulate a text needs a language model: start the service with --llm-url URL, an address of an "
                "OpenAI-compatible server such as vLLM; formulations and models are solved without one",
            )
        if self.state != "ready":
            raise Problem("no-language-model", self.detail, headers=retry_after(_AGAIN_S))

    def to_json(self) -> dict[str, Any]:
        """Return what /readyz says."""
        return {
            "configured": self._model is not None,
            "state": self.state,
            "detail": self.detail,
            "model": self.name or None,
            "schema_enforced": {"ready": True, "refused": False}.get(self.state),
        }

    async def watch(self) -> None:
        """Send the canary, now and again for as long as it does not come back."""
        while self._model is not None and self.state != "ready":
            self.state, self.detail = await self._in_thread(self._check, self._model)
            log("language_model", level="info" if self.state == "ready" else "warning", state=self.state)
            if self.state != "ready":
                await asyncio.sleep(_LONG_AGAIN_S if self.state == "refused" else _AGAIN_S)

    async def used(self, insights: Sequence[str], job_id: str, text: str) -> None:
        """Have the library remember that a job used insights; that it cannot is no fault of the job."""
        if self.experience is None or not insights:
            return
        try:
            await self._in_thread(self.experience.record_use, insights, job_id, text)
        except MetasolveError as error:
            log("use_not_recorded", level="warning", job=job_id, error=type(error).__name__)

    def close(self) -> None:
        """Break off all that is being asked."""
        self._stop.set()
        self._calls.shutdown(wait=False, cancel_futures=True)

    def conversation(self) -> Conversation:
        """Return a new conversation."""
        return Conversation(self)

    def reply(self, question: Mapping[str, Any], stop: threading.Event) -> dict[str, Any]:
        """Return the answer to a worker's question: a reply of the model, or insights of the library."""
        try:
            if question["ask"] == "insights":
                return self._insights(question)
            return self._reply(question, stop)
        except MetasolveError as error:
            self._metrics.asked(type(error).__name__)
            retryable = getattr(error, "retryable", False)
            return {"error": type(error).__name__, "message": str(error), "retryable": retryable}

    def _reply(self, question: Mapping[str, Any], stop: threading.Event) -> dict[str, Any]:
        if self._model is None:
            raise LanguageModelError("there is no language model")
        reply = self._model.reply(
            [Message(**message) for message in question["messages"]],
            schema=question["schema"],
            sampling=Sampling(**question["sampling"]),
            stop=stop,
        )
        self._metrics.asked("replied", reply.usage.prompt_tokens, reply.usage.completion_tokens)
        return {"reply": {**vars(reply), "usage": reply.usage.to_json()}}

    def _insights(self, question: Mapping[str, Any]) -> dict[str, Any]:
        if self.experience is None:
            return {"insights": []}
        found = self.experience.retrieve(
            question["text"], limit=question["limit"], model=self._model, seed=question["seed"]
        )
        return {"insights": [[insight.id, insight.prompt_block()] for insight in found]}

    def _check(self, model: LanguageModel) -> tuple[str, str]:
        try:
            self.name = model.name
            check_canary(model, self._stop)
        except SchemaNotEnforcedError as error:
            return "refused", str(error)
        except LanguageModelError as error:
            return "unreachable", str(error)
        return "ready", "the server holds replies to their schema"

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._calls, function, *arguments)


class Conversation:
    """What one job asks; closing it breaks off what is being asked."""

    def __init__(self, access: LanguageAccess) -> None:
        self._access = access
        self._stop = threading.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, question: dict[str, Any], worker: Answering) -> None:
        """Answer a worker's question when the answer is there."""
        task = asyncio.get_running_loop().create_task(self._answer(question, worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Break off."""
        self._stop.set()

    async def _answer(self, question: dict[str, Any], worker: Answering) -> None:
        with suppress(RuntimeError):  # the executor is shut down: the service is stopping
            answer = await self._access._in_thread(self._access.reply, question, self._stop)
            await worker.answer({"number": question["number"], **answer})
