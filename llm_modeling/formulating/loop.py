"""formulate(): words in, a model out that was checked, solved and voted on, or a question."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from llm_modeling.client import LanguageModel, Usage
from llm_modeling.errors import SizeError
from llm_modeling.formulating.case import Case, Solves
from llm_modeling.formulating.checking import Checked, with_plan
from llm_modeling.formulating.contract import Experience, Insight
from llm_modeling.formulating.conversation import opening, prompt_versions
from llm_modeling.formulating.events import Abstained, Answered, FormulateSink, Retrieved, Voted, Warned
from llm_modeling.formulating.metered import Metered
from llm_modeling.formulating.question import (
    question_between,
    question_of_doubt,
    question_of_few,
    question_of_refusals,
    worded,
)
from llm_modeling.formulating.result import Candidate, FormulateResult
from llm_modeling.formulating.sample import Sample, SampleOutcome
from llm_modeling.formulating.settings import FormulateSettings
from llm_modeling.formulating.tables import table_directory, too_large
from llm_modeling.formulating.values import outside_values
from llm_modeling.formulating.voting import Ballot, Vote, vote
from llm_modeling.verification import Findings
from metasolve import MetasolveError

_POLL_S = 0.05
_GRACE_S = 1.0
_CARE_S = 1.0
_HASTE_S = 0.2
_MOST_CHARACTERS = 200_000
_NO_TABLES: Mapping[str, str] = MappingProxyType({})
DEFAULT_SETTINGS = FormulateSettings()


def formulate(
    text: str,
    model: LanguageModel,
    *,
    tables: Mapping[str, str] = _NO_TABLES,
    experience: Experience | None = None,
    settings: FormulateSettings = DEFAULT_SETTINGS,
    on_event: FormulateSink | None = None,
    stop: threading.Event | None = None,
) -> FormulateResult:
    """Return the model of a problem in words, its solution, and how sure it is; or a question.

    tables has CSV texts by file name. on_event is called from several threads, one at a time. When stop is set, or
    total_time_s is over, the best that there is comes back within about a second, interrupted being set. Text, tables
    and insights are quoted in the prompts; of a reply, only a formulation is taken, and nothing in it is executed.

    Raises ValueError if there is no text; DataError or SizeError if a table cannot be read or the input is too large;
    LanguageModelError if every sample failed by one: the server is down, does not have the model, lets the model write
    what the schema forbids.
    """
    if not text.strip():
        raise ValueError("the text is empty")
    large = too_large(tables)
    if large is not None or len(text) > _MOST_CHARACTERS:
        raise SizeError(large or f"the text has {len(text):,} characters, more than {_MOST_CHARACTERS:,}")
    halt = threading.Event()
    with table_directory(tables) as data:
        case = Case(text, tables, data, model, settings, halt, on_event)
        with _Watch(case, stop):
            metered = Metered(model, halt)
            insights = _insights(replace(case, model=metered), experience)
            case = replace(case, prefix=opening(text, tables, data, insights))
            solves = Solves(case)
            samples = _run(case, solves)
            if stop is not None and stop.is_set():
                halt.set()  # a model that knows of the stop by itself may have ended before the watch saw it
            return _concluded(case, solves, samples, insights, metered.usage)


class _Watch:
    """A context in which the case is halted when stop is set or its time is over."""

    def __init__(self, case: Case, stop: threading.Event | None) -> None:
        self._case = case
        self._stop = stop
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="formulate-watch", daemon=True)

    def __enter__(self) -> None:
        if self._stop is not None or self._case.settings.total_time_s is not None:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _wait(self) -> None:
        limit = self._case.settings.total_time_s
        while not self._over.wait(_POLL_S):
            is_late = limit is not None and self._case.time_s >= limit
            if is_late or (self._stop is not None and self._stop.is_set()):
                self._case.halt.set()
                return


def _insights(case: Case, experience: Experience | None) -> Sequence[Insight]:
    """Return the insights of the library; without one, or if it fails, which is told, none."""
    if experience is None or not case.settings.insights:
        return ()
    try:
        found = experience.retrieve(case.text, limit=case.settings.insights, model=case.model, seed=case.settings.seed)
    except MetasolveError as error:
        case.tell(Warned(case.time_s, None, f"no insights were retrieved: {error}"))
        return ()
    case.tell(Retrieved(case.time_s, None, tuple(insight.id for insight in found)))
    return found


def _run(case: Case, solves: Solves) -> tuple[Sample, ...]:
    """Return all samples after they came to their end; when halted, after a moment, as far as they came.

    Threads are daemons, since one may be in a computation that nothing interrupts.
    """
    samples = tuple(Sample(case, solves, number) for number in range(case.settings.samples))
    waiting: queue.SimpleQueue[Sample] = queue.SimpleQueue()
    for sample in samples:
        waiting.put(sample)
    faults: list[BaseException] = []

    def work() -> None:
        while True:
            try:
                sample = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                sample.run()
            except BaseException as fault:  # raised again below, in the caller's thread
                faults.append(fault)
                case.halt.set()

    count = min(case.settings.concurrency, len(samples))
    threads = [threading.Thread(target=work, name=f"formulate-{k}", daemon=True) for k in range(count)]
    for thread in threads:
        thread.start()
    _join(threads, case)
    if faults:
        raise faults[0]
    return samples


def _join(threads: Sequence[threading.Thread], case: Case) -> None:
    halted_at: float | None = None
    while any(thread.is_alive() for thread in threads):
        if case.halt.is_set() and halted_at is None:
            halted_at = time.monotonic()
        if halted_at is not None and time.monotonic() - halted_at > _GRACE_S:
            return
        next(thread for thread in threads if thread.is_alive()).join(_POLL_S)


def _concluded(
    case: Case, solves: Solves, samples: Sequence[Sample], insights: Sequence[Insight], retrieval: Usage
) -> FormulateResult:
    """Return the result of the vote; raises LanguageModelError if that is why there is nothing to vote on."""
    best = {sample.number: sample.best for sample in samples}
    usable = {number: found for number, found in best.items() if found is not None and found.compiled is not None}
    if not usable:
        _raise_common(samples)
    found = vote(Ballot(usable, case.settings.samples, case.data, case.settings, case.halt))
    if found.clusters:
        case.tell(Voted(case.time_s, None, found.clusters, found.confidence))
    winner = None
    if found.clusters:
        first = found.clusters[0][0]
        winner = with_plan(case, solves, usable[first], first)
    question = _question(case, found, usable, samples)
    usage = sum((sample.usage for sample in samples), retrieval)
    if question and case.settings.ask_model and len(found.clusters) > 1 and not case.halt.is_set():
        question, spent = worded(case, question)
        usage += spent
    if question:
        case.tell(Abstained(case.time_s, None, found.confidence, question))
    elif winner is not None:
        case.tell(Answered(case.time_s, found.clusters[0][0], found.confidence, winner.objective))
    return _result(case, winner, found, samples, insights, question, usage)


def _raise_common(samples: Sequence[Sample]) -> None:
    """Raise the first error if all samples failed by errors of the language model, not only by what it wrote."""
    errors = [sample.error for sample in samples if sample.error is not None and sample.best is None]
    if len(errors) == len(samples):
        raise errors[0]


def _question(case: Case, found: Vote, usable: Mapping[int, Checked], samples: Sequence[Sample]) -> str:
    """Return the question if there is no answer, empty otherwise, and for a run that was interrupted."""
    if not found.clusters:
        reasons = [sample.refusal for sample in samples if sample.refusal]
        return "" if case.halt.is_set() and not reasons else question_of_refusals(reasons)
    winner = usable[found.clusters[0][0]]
    unsure = found.confidence < case.settings.agreement or found.tie
    if unsure and len(found.clusters) > 1:
        return question_between(winner, usable[found.clusters[1][0]], _HASTE_S if case.halt.is_set() else _CARE_S)
    if winner.findings.errors:
        return question_of_doubt(winner)
    if unsure and not case.halt.is_set():
        reasons = [sample.refusal for sample in samples if sample.refusal]
        return question_of_few(len(found.clusters[0]), case.settings.samples, reasons)
    return ""


def _result(
    case: Case,
    winner: Checked | None,
    found: Vote,
    samples: Sequence[Sample],
    insights: Sequence[Insight],
    question: str,
    usage: Usage,
) -> FormulateResult:
    compiled = None if winner is None else winner.compiled
    return FormulateResult(
        None if winner is None else winner.formulation,
        compiled,
        {} if compiled is None else outside_values(compiled),
        None if winner is None else winner.result,
        Findings() if winner is None else winner.findings,
        None if winner is None else winner.diagnosis,
        found.confidence,
        tuple(_candidate(sample, found) for sample in samples),
        question,
        case.halt.is_set(),
        tuple(insight.id for insight in insights),
        usage,
        next((sample.model for sample in samples if sample.model), ""),
        prompt_versions(),
        case.time_s,
        "" if winner is None or winner.result is not None else winner.problem,
    )


def _candidate(sample: Sample, found: Vote) -> Candidate:
    cluster = next((k for k, members in enumerate(found.clusters) if sample.number in members), None)
    outcome = sample.outcome
    if outcome is SampleOutcome.OPEN or (cluster is not None and outcome is SampleOutcome.FAILED):
        outcome = SampleOutcome.INTERRUPTED if outcome is SampleOutcome.OPEN else SampleOutcome.FORMULATED
    reason = sample.refusal if sample.best is None or sample.best.compiled is None else sample.best.problem
    return Candidate(sample.number, outcome, sample.best, sample.repairs, sample.usage, reason, cluster)
