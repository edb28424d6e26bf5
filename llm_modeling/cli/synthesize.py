"""`metasolve synthesize`: optimization problems in words with their formulations, accepted one by one."""

from __future__ import annotations

import importlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from llm_modeling.cli import options
from llm_modeling.cli.outputs import STDOUT, check_destinations, complain, show, write_text
from llm_modeling.cli.tables import fact
from llm_modeling.families import FAMILIES
from llm_modeling.synthesis.backtranslation import TellByModel, language_modeler
from llm_modeling.synthesis.card import data_card
from llm_modeling.synthesis.item import BY_GRAMMAR, Made, Makers
from llm_modeling.synthesis.levels import TARGETS
from llm_modeling.synthesis.record import Record
from llm_modeling.synthesis.repairs import repairs_of
from llm_modeling.synthesis.run import Tally, synthesize
from llm_modeling.synthesis.settings import SynthesisSettings
from metasolve import BackendUnavailableError
from metasolve.exit_codes import ExitCode

EPILOG = (
    "Examples: metasolve synthesize --count 200 --level 3 --seed 1 -o out.jsonl; metasolve synthesize --count 10000 "
    "--level 1-5 -o train.jsonl --parquet train --card train.md. Exit codes: 0 all made; 10 some places could not be "
    "filled; 30 interrupted, the same command goes on; 64 usage; 65 the file is of another run."
)
_LEVELS = re.compile(r"([1-5])(?:-([1-5]))?")

app = typer.Typer(rich_markup_mode=None, add_completion=False)


def _levels(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in text.split(","):
        match = _LEVELS.fullmatch(part.strip())
        if match is None or (match[2] and match[2] < match[1]):
            raise typer.BadParameter(f"{text!r} is not one of 1 to 5, a range such as 1-5, or a list such as 1,3")
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return tuple(dict.fromkeys(found))


Levels = Annotated[
    str,
    typer.Option(
        "--level",
        help="Difficulty by complexity: " + ", ".join(f"{level} about {score:.0f}" for level, score in TARGETS.items()),
        metavar="1..5|1-5|1,3",
    ),
]


Output = Annotated[str, typer.Option("--output", "-o", help="Where the records go.", metavar="FILE.jsonl")]
Count = Annotated[int, typer.Option(min=1, help="How many problems.", metavar="N")]
FamilyNames = Annotated[
    list[str] | None, typer.Option(help="Only this problem class; may be repeated.", metavar="NAME")
]
Augment = Annotated[float, typer.Option(min=0.0, max=1.0, help="Share of problems made of others.", metavar="SHARE")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes.", metavar="N", show_default="all")]
Parquet = Annotated[str | None, typer.Option(help="Also write Parquet files, one a split.", metavar="DIR")]
Card = Annotated[str | None, typer.Option(help="Also write a data card.", metavar="FILE.md")]
Repairs = Annotated[
    str | None, typer.Option(help="Also write wrong models with what mends them.", metavar="FILE.jsonl")
]
RepairsEach = Annotated[int, typer.Option(min=1, help="At most so many a problem.", metavar="N")]
Listed = Annotated[bool, typer.Option("--list", help="List the problem classes and end.")]
Url = Annotated[
    str | None,
    typer.Option(help="A language model tells the problems, criticizes itself, and models them.", metavar="URL"),
]
ModelName = Annotated[
    str | None, typer.Option("--model", help="The served model.", metavar="NAME", show_default="the only one")
]
KeyVariable = Annotated[str | None, typer.Option(help="The environment variable with the key.", metavar="VAR")]


@app.command(epilog=EPILOG)
def main(
    output: Output = "",
    count: Count = 100,
    level: Levels = "3",
    seed: options.Seed = 0,
    family: FamilyNames = None,
    augment: Augment = 0.2,
    workers: Workers = None,
    parquet: Parquet = None,
    card: Card = None,
    repairs: Repairs = None,
    repairs_each: RepairsEach = 2,
    list_families: Listed = False,
    llm_url: Url = None,
    model: ModelName = None,
    api_key_env: KeyVariable = None,
    quiet: options.Quiet = False,
) -> int:
    """Make optimization problems: text, formulation, data and optimum, each checked before it is accepted.

    A record is accepted if its optimum is proved and better than doing nothing, and if the model that is made from
    the text alone is the same problem. One JSON object a line, schema metasolve.triple/1, with `messages` in chat
    format. Rejected ones are kept beside it, in FILE.rejected.jsonl.
    """
    if list_families:
        show(_families())
        return ExitCode.OK
    settings = _settings(output, card, repairs, (count, level, seed, family, augment))
    makers = BY_GRAMMAR if llm_url is None else _makers(llm_url, model, api_key_env, seed)
    to_parquet = _optional("llm_modeling.synthesis.parquet", "--parquet", "synthesis") if parquet else None
    began = time.monotonic()
    try:
        tally = _run(settings, output, workers, makers, quiet)
    except KeyboardInterrupt:
        complain(f"interrupted; what was made is in {output}.part, and the same command goes on with it")
        return ExitCode.INTERRUPTED_WITH_SOLUTION
    records = _records(output) if card or repairs or parquet else []
    if card is not None:
        write_text(data_card(records, settings, tally.rejected), card)
    if repairs is not None:
        write_text("".join(f"{r.to_json()}\n" for one in records for r in repairs_of(one, repairs_each)), repairs)
    if to_parquet is not None:
        to_parquet.write_parquet(records, parquet)
    show(_summary(tally, time.monotonic() - began, output))
    return ExitCode.OK if not tally.failed else ExitCode.LIMIT_WITH_SOLUTION


def _settings(output: str, card: str | None, repairs: str | None, given: tuple[Any, ...]) -> SynthesisSettings:
    """Return the settings; raises typer.BadParameter for them or for a file that cannot be written."""
    if not output or output == STDOUT:
        reason = "say to which file the records go: an interrupted run goes on with it"
        raise typer.BadParameter(reason, param_hint="-o")
    check_destinations([("-o", output), ("--card", card), ("--repairs", repairs)], [])
    count, level, seed, family, augment = given
    try:
        return SynthesisSettings(count, _levels(level), seed, tuple(family or ()), augment)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _run(settings: SynthesisSettings, output: str, workers: int | None, makers: Makers, quiet: bool) -> Tally:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
    console = Console(stderr=True, highlight=False)
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, *times, console=console, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task("problems", total=settings.count, told="")

        def on_made(made: Made, tally: Tally) -> None:
            rejected = tally.rejected.total()
            progress.update(bar, completed=made.place + 1, told=f"{rejected:,} rejected")
            if not console.is_terminal and not quiet and (made.place + 1) % 1000 == 0:
                complain(f"{made.place + 1:,} of {settings.count:,} made, {rejected:,} rejected")

        return synthesize(settings, output, workers=workers, makers=makers, on_made=on_made)


def _makers(url: str, model: str | None, api_key_env: str | None, seed: int) -> Makers:
    """Return makers by a language model whose server is shown to enforce schemas."""
    client = _optional("llm_modeling.client.openai_model", "--llm-url", "llm")
    served = client.OpenAiModel(url, model, api_key=None if api_key_env is None else os.environ.get(api_key_env))
    served.check_schema_is_enforced()
    return Makers(language_modeler(served, seed), TellByModel(served), proof_suffices=True)


def _records(path: str) -> list[Record]:
    with Path(path).open(encoding="utf-8") as file:
        return [Record.from_json(line) for line in file]


def _optional(module: str, option: str, extra: str) -> Any:
    """Return a module that needs an optional library; raises BackendUnavailableError if that is missing."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        needs = f"{option} needs {error.name}: pip install 'metasolve[{extra}]'"
        raise BackendUnavailableError(needs) from error


def _summary(tally: Tally, time_s: float, output: str) -> Iterator[RenderableType]:
    yield fact("Accepted", f"{tally.accepted:,} in {output}, {time_s:.1f} s")
    splits = ", ".join(f"{split} {number:,}" for split, number in sorted(tally.by_split.items()))
    yield fact("Splits", splits)
    yield fact("Distinct", f"{len(tally.hashes):,} canonical graphs, {len(tally.by_family):,} problem classes")
    if tally.failed:
        yield fact("Left out", f"{tally.failed:,} places whose attempts were all rejected", "bold yellow")
    for reason, number in tally.rejected.most_common():
        yield fact("Rejected", f"{number:,}: {reason}")


def _families() -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False)
    for head in ("class", "title", "settings", "options", "source"):
        table.add_column(head)
    for family in FAMILIES.values():
        table.add_row(family.name, family.title, str(len(family.framings)), ", ".join(family.options), family.source)
    yield table
