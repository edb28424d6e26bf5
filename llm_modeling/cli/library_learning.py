"""`metasolve library learn` and `evolve`: new insights from tasks, and better conditions for those that are there."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Annotated

import typer

from llm_modeling.cli.library_options import (
    ApiKey,
    Json,
    ModelName,
    NewLibraryFile,
    OldLibraryFile,
    Url,
    language_model,
)
from llm_modeling.cli.options import Seed
from llm_modeling.cli.outputs import STDOUT, check_destinations, complain, show, write_json
from llm_modeling.cli.tables import fact, line
from llm_modeling.experience import ExperienceLibrary, Status
from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.evolution import Refinement, Versions, by_statistics, refined
from llm_modeling.experience.formulator import Formulator
from llm_modeling.experience.insight import Insight
from llm_modeling.experience.lesson import worded_lesson
from llm_modeling.experience.merging import merge_duplicates
from llm_modeling.experience.rewording import ByModel
from llm_modeling.experience.task import read_tasks
from llm_modeling.experience.training import Step, Training, TrainingSettings
from metasolve.exit_codes import ExitCode
from metasolve.report.wording import count

Tasks = Annotated[str, typer.Argument(help="Tasks: JSON lines of `metasolve synthesize`.", metavar="TASKS.jsonl")]
OtherTasks = Annotated[
    str | None,
    typer.Option("--tasks", help="Tasks that insights were learned from, to merge duplicates.", metavar="FILE"),
]
Limit = Annotated[int, typer.Option(min=1, max=50, help="Insights in a prompt.", metavar="N")]
Tries = Annotated[
    int, typer.Option(min=0, max=50, help="Tries to find a right model where only the value is known.", metavar="N")
]
Candidates = Annotated[
    bool, typer.Option("--candidates", help="First try the candidates, such as imported ones, on the tasks.")
]


def learn(
    tasks: Tasks,
    library: NewLibraryFile,
    llm_url: Url = None,
    model: ModelName = None,
    api_key_env: ApiKey = None,
    limit: Limit = 8,
    tries: Tries = 5,
    candidates: Candidates = False,
    seed: Seed = 0,
    json: Json = None,
) -> int:
    """Learn from tasks: each is formulated with insights, its failure compared with a right model, the lesson tried.

    A lesson is admitted only if its task is solved with it, another one too that was not, and no solved one is lost.
    """
    check_destinations([("--json", json)], [tasks, library])
    given = read_tasks(tasks)
    language = language_model(llm_url, model, api_key_env)
    settings = TrainingSettings(limit=limit, tries=tries, seed=seed)
    steps: list[Step] = []
    with ExperienceLibrary.open(library) as found:
        training = Training(found, Formulator(language), partial(worded_lesson, model=language, seed=seed), settings)
        if candidates:
            for candidate, admission in training.candidates(given):
                complain(f"{candidate.id}: {admission.refused or 'active'}")
        for step in training.run(given):
            steps.append(step)
            complain(f"{len(steps)} of {len(given)}: {_told(step)}")
    outcomes = Counter(step.outcome for step in steps)
    if json is not None:
        content = {"schema": "metasolve.library-learning/1", "steps": [_step(step) for step in steps]}
        write_json({**content, "outcomes": dict(outcomes)}, json)
    if json != STDOUT:
        show([fact(outcome.capitalize(), str(number)) for outcome, number in sorted(outcomes.items())])
    return ExitCode.OK


def evolve(
    library: OldLibraryFile,
    tasks: OtherTasks = None,
    llm_url: Url = None,
    model: ModelName = None,
    api_key_env: ApiKey = None,
    limit: Limit = 8,
    seed: Seed = 0,
    json: Json = None,
) -> int:
    """Refine when insights apply, by the trials that were recorded, and merge those that say the same.

    A wording is scored on other tasks than it was made from. Without --llm-url, words are chosen by statistics;
    merging needs a model and --tasks, as what is merged has to solve all it came from.
    """
    check_destinations([("--json", json)], [tasks, library])
    given = {} if tasks is None else {task.id: task for task in read_tasks(tasks)}
    language = None if llm_url is None else language_model(llm_url, model, api_key_env)
    versions: Versions = by_statistics if language is None else ByModel(language, seed)
    with ExperienceLibrary.open(library, create=False, starter=False) as found:
        refinements = [
            made for insight in found.insights(Status.ACTIVE) if (made := _refined(found, insight, versions))
        ]
        merged: list[Insight] = []
        if given and language is not None:
            merged = merge_duplicates(found, given, Formulator(language).trial, seed=seed)
    if json is not None:
        write_json(_evolution(refinements, merged), json)
    if json != STDOUT:
        told = [
            line(f"{r.insight.id}: right on {100 * r.before:.0f} -> {100 * r.after:.0f} % held out")
            for r in refinements
        ]
        told += [line(f"{insight.id}: merged from {', '.join(insight.parents)}") for insight in merged]
        show([*told, fact("Refined", count(len(refinements), "insight")), fact("Merged", str(len(merged)))])
    return ExitCode.OK


def _refined(library: ExperienceLibrary, insight: Insight, versions: Versions) -> Refinement | None:
    """Return the refinement of an insight, made; what a model worded badly is told and left out."""
    try:
        found = refined(library, insight, versions)
    except InsightError as error:
        complain(str(error))
        return None
    if found is not None:
        library.revise(
            found.insight, f"right on {found.after:.2f} of {found.held_out} held-out tasks, was {found.before:.2f}"
        )
    return found


def _told(step: Step) -> str:
    rest = f" {step.insight}" * bool(step.insight) + f" ({step.why})" * bool(step.why)
    return f"{step.task}: {step.outcome}{rest}" + f"; {step.quarantined} quarantined" * bool(step.quarantined)


def _step(step: Step) -> dict[str, object]:
    return {**vars(step), "insights": list(step.insights)}


def _evolution(refinements: list[Refinement], merged: list[Insight]) -> dict[str, object]:
    return {
        "schema": "metasolve.library-evolution/1",
        "refined": [
            {"id": r.insight.id, "before": r.before, "after": r.after, "held_out": r.held_out} for r in refinements
        ],
        "merged": [{"id": insight.id, "parents": list(insight.parents)} for insight in merged],
    }
