"""`metasolve library audit`: whether a library can be trusted, and the way back for a quarantined insight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from llm_modeling.cli.library_options import ApiKey, Json, LibraryFile, ModelName, Url, language_model, opened
from llm_modeling.cli.options import Seed
from llm_modeling.cli.outputs import STDOUT, check_destinations, show, write_json
from llm_modeling.cli.tables import fact
from llm_modeling.experience import ExperienceLibrary
from llm_modeling.experience.auditing import Audit, audited, reexamined
from llm_modeling.experience.formulator import Formulator
from llm_modeling.experience.task import read_tasks
from metasolve.exit_codes import ExitCode
from metasolve.report.wording import count

Prove = Annotated[bool, typer.Option("--prove/--no-prove", help="Solve every pair of example models again.")]
Release = Annotated[
    str | None,
    typer.Option("--release", help="Try this quarantined insight on --tasks; active again if it helps.", metavar="ID"),
]
Tasks = Annotated[str | None, typer.Option("--tasks", help="Tasks for --release.", metavar="FILE")]


def audit(
    library: LibraryFile = None,
    prove: Prove = True,
    release: Release = None,
    tasks: Tasks = None,
    llm_url: Url = None,
    model: ModelName = None,
    api_key_env: ApiKey = None,
    seed: Seed = 0,
    json: Json = None,
) -> int:
    """Check a library: the file, its counts, and insights that are unverified, alike, or do harm.

    A quarantined insight comes back only from here: --release tries it on tasks, with and without it.
    """
    check_destinations([("--json", json)], [tasks, library])
    with opened(library) as found:
        if release is not None:
            _release(found, release, tasks, Formulator(language_model(llm_url, model, api_key_env)), seed)
        report = audited(found, prove=prove)
    if json is not None:
        write_json(report.to_json(), json)
    if json != STDOUT:
        show(_answer(report))
    return ExitCode.OK if report.sound else ExitCode.CHECK_FAILED


def _release(library: ExperienceLibrary, name: str, tasks: str | None, formulator: Formulator, seed: int) -> None:
    if tasks is None:
        raise typer.BadParameter("tasks are needed to try it on", param_hint="--tasks")
    library.insight(name)
    given = read_tasks(tasks)
    try:
        tally = reexamined(library, name, given, formulator.trial, seed=seed)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--tasks") from error
    verdict = "released" if tally.wins > tally.losses else "stays in quarantine"
    show([fact("Release", f"{name} {verdict}: {tally.wins} won, {tally.losses} lost, {tally.ties} alike")])


def _answer(report: Audit) -> Iterator[RenderableType]:
    yield fact(
        "File", "sound" if not report.faults else "; ".join(report.faults), "" if not report.faults else "bold red"
    )
    statuses = ", ".join(f"{number} {name}" for name, number in report.statuses.items())
    origins = ", ".join(f"{number} {name}" for name, number in report.origins.items())
    yield fact("Insights", f"{statuses} ({origins}; {report.foreign} foreign)")
    yield fact("Proved", f"{count(report.proved, 'pair')} of models")
    for label, suspects in (
        ("Unverified", report.unverified),
        ("Harmful", report.harmful),
        ("Duplicate", report.duplicates),
    ):
        for suspect in suspects:
            yield fact(label, f"{suspect.insight}: {suspect.why}", "yellow")
    yield fact("Verdict", "sound" if report.sound else "not sound", "bold green" if report.sound else "bold red")
