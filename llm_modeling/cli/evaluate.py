"""`metasolve evaluate`: benchmark problems in words, the replies of a modeler, and what these are worth."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from llm_modeling.cli import options
from llm_modeling.cli.evaluate_progress import EvaluateProgress
from llm_modeling.cli.outputs import STDOUT, attempt, check_destinations, complain, show, write_json, write_text
from llm_modeling.cli.tables import fact, table
from llm_modeling.evaluation.asking import ask, check_log
from llm_modeling.evaluation.audit import Audit, audit
from llm_modeling.evaluation.evaluation import Evaluation, model_of, usage_of
from llm_modeling.evaluation.gold_replies import gold_replies
from llm_modeling.evaluation.golds import solved
from llm_modeling.evaluation.loading import FORMATS, read_tasks
from llm_modeling.evaluation.mutated_replies import mutated_replies
from llm_modeling.evaluation.one_shot import AskSettings, OneShot
from llm_modeling.evaluation.pipeline import Pipeline
from llm_modeling.evaluation.replies import RecordedReply, ReplyLog, read_replies, samples_of
from llm_modeling.evaluation.report import (
    audit_facts,
    audit_markdown,
    audit_page,
    evaluation_markdown,
    evaluation_page,
    facts_of,
)
from llm_modeling.evaluation.rows import Rows, audit_tables, evaluation_tables
from llm_modeling.evaluation.scoring import ScoreSettings, matched, score
from llm_modeling.evaluation.solving import solve
from llm_modeling.evaluation.task import ExpectedKind, Task, TaskFile
from llm_modeling.evaluation.workers import PoolSettings, WorkerPool
from metasolve import BackendUnavailableError, ModelDataError
from metasolve.exit_codes import ExitCode
from metasolve.signals import StopOnSignal

if TYPE_CHECKING:
    from llm_modeling.client.openai_model import OpenAiModel

EPILOG = (
    "Exit codes: 0 evaluated, whatever the score; 31 interrupted (recorded replies are kept, the same command goes "
    "on); 64 usage; 65 the file or the replies are wrong; 66 no such input; 70 internal error, or a result could not "
    "be written; 75 out of memory."
)
GOLD, MUTANTS = "gold", "mutants"
STRUCTURE_S, MUTANT_STRUCTURE_S = 2.0, 30.0
"""Of each comparison; whether a mistake matters for the data at hand can be hard to tell."""
_GRACE_S = 10.0


def _check_format(value: str) -> str:
    if value != "auto" and value not in FORMATS:
        raise typer.BadParameter(f"{value!r} is none of auto, {', '.join(FORMATS)}")
    return value


def _check_report(value: str | None) -> str | None:
    if value is not None and not value.lower().endswith((".html", ".md")):
        raise typer.BadParameter(f"{value}: the name must end in .html or .md")
    return value


def _check_least_zero(value: float | None) -> float | None:
    if value is not None and not value >= 0.0:
        raise typer.BadParameter(f"{value} is less than 0")
    return value


File = Annotated[str, typer.Argument(help="A benchmark file, or a directory of MIPLIB-NL.", metavar="FILE")]
FormatName = Annotated[
    str,
    typer.Option("--format", help=f"auto, {', '.join(FORMATS)}.", metavar="NAME", callback=_check_format),
]
Url = Annotated[
    str | None,
    typer.Option("--llm-url", help="Ask the model of this OpenAI-compatible server, such as vLLM.", metavar="URL"),
]
ApiKey = Annotated[
    str | None, typer.Option("--api-key-env", help="The environment variable that holds the key.", metavar="VAR")
]
UsePipeline = Annotated[
    bool, typer.Option("--pipeline", help="Ask by formulate: draft, checks and repairs, not one reply a sample.")
]
ModelName = Annotated[
    str | None, typer.Option("--model", help="Which model of the server.", show_default="its only one")
]
Replies = Annotated[
    str | None,
    typer.Option(
        "--replies",
        help="Recorded replies; gold: the gold models of the file; mutants: the gold models with one mistake each.",
        metavar="FILE.jsonl|gold|mutants",
    ),
]
Samples = Annotated[
    int | None,
    typer.Option("--samples", min=1, help="Replies a task.", metavar="K", show_default="1, or as many as recorded"),
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Only the first N tasks.", metavar="N")]
AuditOnly = Annotated[bool, typer.Option("--audit", help="No replies: what is doubtful about the labels.")]
Against = Annotated[
    list[str] | None,
    typer.Option("--against", help="With --audit: look for shared texts in this file too.", metavar="FILE"),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", help="Write all scores as JSON; - is stdout.", metavar="FILE.json")
]
Record = Annotated[
    str | None,
    typer.Option(help="Record the replies, and go on where it ends.", metavar="FILE.jsonl"),
]
Report = Annotated[
    str | None, typer.Option(help="Write a report.", metavar="FILE.html|FILE.md", callback=_check_report)
]
Temperature = Annotated[
    float | None,
    typer.Option(min=0.0, max=2.0, help="Of the model.", metavar="T", show_default="0, or 0.7 for several samples"),
]
MaxTokens = Annotated[int, typer.Option(min=1, help="Tokens of a reply.", metavar="N")]
Concurrency = Annotated[int, typer.Option(min=1, help="Requests at a time.", metavar="N")]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", "-t", help="Of each solve.", metavar="SECONDS", callback=options.check_time),
]
StructureTime = Annotated[
    float | None,
    typer.Option(
        help="Of each comparison with a gold model; 0: none.",
        metavar="SECONDS",
        callback=_check_least_zero,
        show_default=f"{STRUCTURE_S:g}, or {MUTANT_STRUCTURE_S:g} for mutants",
    ),
]


def evaluate(
    file: File,
    format_name: FormatName = "auto",
    llm_url: Url = None,
    model: ModelName = None,
    api_key_env: ApiKey = None,
    pipeline: UsePipeline = False,
    replies: Replies = None,
    samples: Samples = None,
    limit: Limit = None,
    audit_only: AuditOnly = False,
    against: Against = None,
    output: Output = None,
    record: Record = None,
    report: Report = None,
    temperature: Temperature = None,
    max_tokens: MaxTokens = 8192,
    concurrency: Concurrency = 8,
    time_limit: TimeLimit = 10.0,
    structure_time: StructureTime = None,
    threads: options.Threads = None,
    memory_limit: options.MemoryLimit = None,
    seed: options.Seed = 0,
    quiet: options.Quiet = False,
) -> int:
    """Score replies to problems in words: a language model's, recorded ones, or those that a file has as gold.

    Each reply is a formulation, as JSON or in its last fenced block; it is compiled, solved and compared, not executed.
    """
    _check_sources(llm_url, replies, audit_only, record, against)
    check_destinations([("-o", output), ("--report", report)], [file, *(against or []), replies])
    settings = _score_settings(time_limit, structure_time, replies)
    pool = _pool(threads, memory_limit, settings.time_limit_s + settings.structure_s)
    source = read_tasks(file, format_name)
    chosen = source if limit is None else replace(source, tasks=source.tasks[:limit])
    show_progress = EvaluateProgress(quiet)
    if audit_only:
        audited = _audited(chosen, [read_tasks(other) for other in against or []], pool, time_limit, show_progress)
        return _deliver(_Delivery.of_audit(audited), output, report)
    if llm_url is not None:
        asked = AskSettings(samples or 1, temperature, max_tokens=max_tokens, seed=seed)
        server = _language_model(llm_url, model, api_key_env, concurrency)
        way = Pipeline(server, asked, time_limit) if pipeline else OneShot(server, asked)
        answered = _ask(chosen.tasks, way, concurrency, record, show_progress)
        if answered is None:
            return ExitCode.INTERRUPTED_WITHOUT_SOLUTION
    else:
        answered = _given(source, chosen, str(replies), samples, seed)
    run = _Run(source, chosen, answered, llm_url or str(replies), samples)
    return _deliver(_Delivery.of_evaluation(_evaluated(run, settings, pool, show_progress)), output, report)


def _score_settings(time_limit_s: float, structure_s: float | None, replies: str | None) -> ScoreSettings:
    if structure_s is None:
        structure_s = MUTANT_STRUCTURE_S if replies == MUTANTS else STRUCTURE_S
    return ScoreSettings(time_limit_s, structure_s)


def _check_sources(
    llm_url: str | None, replies: str | None, audit_only: bool, record: str | None, against: Sequence[str] | None
) -> None:
    given = [name for name, value in (("--llm-url", llm_url), ("--replies", replies), ("--audit", audit_only)) if value]
    if len(given) != 1:
        said = " and ".join(given) + " are both given" if given else "nothing to do"
        raise typer.BadParameter(f"{said}: choose one of --llm-url, --replies and --audit")
    if record is not None and llm_url is None:
        raise typer.BadParameter("only replies of --llm-url are recorded", param_hint="--record")
    if against and not audit_only:
        raise typer.BadParameter("this belongs to --audit", param_hint="--against")


def _pool(threads: int | None, memory: int | None, timeout_s: float) -> PoolSettings:
    workers = threads or len(os.sched_getaffinity(0))
    each = PoolSettings.memory_bytes if memory is None else max(memory // workers, 256 << 20)
    return PoolSettings(workers, 2.0 * timeout_s + _GRACE_S, each)


def _language_model(url: str, name: str | None, key_variable: str | None, concurrency: int) -> OpenAiModel:
    """Return the server's model after the proof that it holds replies to their schema."""
    key = None if key_variable is None else os.environ.get(key_variable)
    if key_variable is not None and not key:
        raise typer.BadParameter(f"the environment has no {key_variable}", param_hint="--api-key-env")
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{url!r} does not begin with http:// or https://", param_hint="--llm-url")
    try:
        from llm_modeling.client.openai_model import OpenAiModel
    except ImportError as error:
        reason = f"the package {error.name} is not installed: pip install 'metasolve[llm]'"
        raise BackendUnavailableError(reason) from error
    model = OpenAiModel(url, name, key, concurrency=concurrency)
    model.check_schema_is_enforced()
    return model


def _ask(
    tasks: Sequence[Task], answer: OneShot | Pipeline, concurrency: int, record: str | None, progress: EvaluateProgress
) -> tuple[RecordedReply, ...] | None:
    """Return the replies of the server's model, None if a signal came before all of them were there."""
    samples = answer.settings.samples
    total = len(tasks) * samples
    with ExitStack() as stack:
        log = None if record is None else stack.enter_context(ReplyLog(record))
        if log is not None:
            check_log(log, tasks, answer.model.name, answer.record)
        signals = stack.enter_context(StopOnSignal())
        there = 0 if log is None else len(log.replies)
        tick = stack.enter_context(progress("replies", total, min(there, total)))
        found = ask(tasks, samples, answer, log, concurrency=concurrency, on_done=tick, stop=signals.stop)
    if len(found) == total:
        return found
    kept = "" if record is None else f"; {record} has them, the same command goes on"
    complain(f"interrupted after {len(found):,} of {total:,} replies{kept}")
    return None


def _given(
    source: TaskFile, chosen: TaskFile, replies: str, samples: int | None, seed: int
) -> tuple[RecordedReply, ...]:
    """Return the replies of a file, or those that are made from gold models."""
    if replies in (GOLD, MUTANTS) and not any(task.golds for task in chosen.tasks):
        raise ModelDataError("none of its tasks has a gold model", source.path)
    if replies == GOLD:
        return gold_replies(chosen.tasks)
    if replies == MUTANTS:
        return tuple(mutated_replies(chosen.tasks, samples, seed))
    found = tuple(matched(chosen.tasks, read_replies(replies), source.tasks).values())
    return tuple(reply for reply in found if samples is None or reply.sample < samples)


def _audited(
    file: TaskFile, others: Sequence[TaskFile], settings: PoolSettings, time_limit: float, progress: EvaluateProgress
) -> Audit:
    with (
        WorkerPool(solve, settings) as pool,
        progress("gold models", sum(len(task.golds) for task in file.tasks)) as tick,
    ):
        return audit(file, others, pool, time_limit, tick)


@dataclass(frozen=True)
class _Run:
    """What is evaluated: the file, the tasks of it that are, and the replies with where they come from."""

    source: TaskFile
    chosen: TaskFile
    replies: Sequence[RecordedReply]
    replies_from: str
    samples: int | None

    @property
    def is_made(self) -> bool:
        """Whether the replies are made from gold models; then only tasks that have one are evaluated."""
        return self.replies_from in (GOLD, MUTANTS)

    @property
    def file(self) -> TaskFile:
        replied = {reply.task for reply in self.replies}
        tasks = tuple(task for task in self.chosen.tasks if not self.is_made or task.id in replied)
        return replace(self.chosen, tasks=tasks)

    @property
    def samples_each(self) -> int:
        return samples_of(self.replies) if self.is_made or self.samples is None else self.samples


def _evaluated(run: _Run, settings: ScoreSettings, limits: PoolSettings, progress: EvaluateProgress) -> Evaluation:
    with WorkerPool(solve, limits) as pool:
        file = run.file
        with progress("gold models", sum(len(task.golds) for task in file.tasks)) as tick:
            labeled = solved(file, pool, settings.time_limit_s, tick).file
        with progress("replies solved", len(run.replies)) as tick:
            scores = score(labeled.tasks, run.replies, run.samples_each, settings, pool, tick)
    mutants: dict[tuple[str, int], Mapping[str, str]] = {
        reply.key: reply.settings["mutant"]
        for reply in run.replies
        if isinstance(reply.settings.get("mutant"), Mapping)
    }
    if mutants:  # tasks have different numbers of them, and where the gold model has no optimum none can be found
        tasks = tuple(task for task in labeled.tasks if task.expected.kind is ExpectedKind.VALUE)
        labeled, kept = replace(labeled, tasks=tasks), {task.id for task in tasks}
        scores = [e for e in scores if (e.task, e.sample) in mutants and e.task in kept]
    model, usage = model_of(run.replies), usage_of(run.replies)
    return Evaluation(
        labeled, run.source.records, run.samples_each, scores, settings, model, run.replies_from, usage, mutants
    )


@dataclass(frozen=True)
class _Delivery:
    """What goes to the terminal, to JSON and to a report."""

    facts: Mapping[str, str]
    tables: Sequence[Rows]
    data: Callable[[], dict[str, Any]]
    markdown: Callable[[], str]
    page: Callable[[], str]

    @classmethod
    def of_audit(cls, found: Audit) -> _Delivery:
        tables = list(audit_tables(found))
        return cls(audit_facts(found), tables, found.to_json, lambda: audit_markdown(found), lambda: audit_page(found))

    @classmethod
    def of_evaluation(cls, found: Evaluation) -> _Delivery:
        tables = list(evaluation_tables(found))
        return cls(
            facts_of(found),
            tables,
            found.to_json,
            lambda: evaluation_markdown(found),
            lambda: evaluation_page(found),
        )

    def shown(self) -> Iterator[RenderableType]:
        for label, text in self.facts.items():
            yield fact(label, text)
        for rows in self.tables:
            headers = [(header, place in rows.numeric) for place, header in enumerate(rows.headers)]
            yield table(rows.title, headers, rows.rows)


def _deliver(delivery: _Delivery, output: str | None, report: str | None) -> int:
    written = attempt(output, lambda path: write_json(delivery.data(), path))
    if report is not None:
        make = delivery.page if report.lower().endswith(".html") else delivery.markdown
        written = attempt(report, lambda path: write_text(make(), path)) and written
    if output != STDOUT:
        show(delivery.shown())
    return ExitCode.OK if written else ExitCode.INTERNAL


app = typer.Typer(rich_markup_mode=None, add_completion=False)
app.command(epilog=EPILOG)(evaluate)
