"""`metasolve instances`: public collections, listed and fetched."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Self

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from metasolve.cli.outputs import STDOUT, complain, write_json
from metasolve.io.collection import (
    COLLECTIONS,
    FOLDER_VARIABLE,
    Listed,
    State,
    find_collection,
    instance_name,
    instances_folder,
    list_instances,
)
from metasolve.io.download import Progress, Report
from metasolve.io.fetch import Fetched, Source, fetch_archive, fetch_instance
from metasolve.report.wording import UNKNOWN, count, number

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

_console = Console(stderr=True, highlight=False)
_HEARTBEAT_S = 10.0
_EPILOG = (
    "Exit codes: 0 all is there and checked; 31 interrupted; 64 usage; 65 what came is damaged, or not what was asked "
    "for or pinned; 66 no such collection or instance; 70 the network or the server failed, or the folder is full or "
    "cannot be written."
)

Name = Annotated[str, typer.Argument(help=f"One of {', '.join(COLLECTIONS)}.", metavar="COLLECTION")]
Names = Annotated[
    list[str] | None, typer.Argument(help="Instances of miplib2017; an archive comes as a whole.", metavar="NAME")
]
Only = Annotated[str | None, typer.Argument(help="List this collection alone.", metavar="COLLECTION")]
Folder = Annotated[
    str | None,
    typer.Option(
        "--to",
        "--folder",
        help=f"The folder of instances; default ${FOLDER_VARIABLE}, or metasolve/instances in the user's data.",
        metavar="DIR",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(help="A mirror: the address of the archive, or of the folder with NAME.mps.gz.", metavar="URL"),
]
Sha256 = Annotated[str | None, typer.Option("--sha256", help="What the download's SHA-256 must be.", metavar="HEX")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write it as JSON; - is stdout.", metavar="FILE")]


@app.callback()
def instances() -> None:
    """List and fetch public collections of instances."""


@app.command("list")
def list_all(collection: Only = None, folder: Folder = None, json: JsonFile = None) -> int:
    """List the known collections and the instances in the folder, each file compared with its recorded SHA-256."""
    if collection is not None:
        find_collection(collection)
    root = instances_folder(folder)
    found = list_instances(root, collection)
    known = [known for name, known in COLLECTIONS.items() if collection in (None, name)]
    here = {name: sum(1 for one in found if one.collection == name) for name in COLLECTIONS}
    if json is not None:
        collections = [{**asdict(one), "here": here[one.name]} for one in known]
        rows = [_data(one) for one in found]
        data = {"schema": "metasolve.instances/1", "folder": str(root), "collections": collections, "instances": rows}
        write_json(data, json)
        if json == STDOUT:
            return 0
    typer.echo(f"Folder  {root}\n\n{'collection':<21} {'here':>5}  what it is")
    for entry in known:
        typer.echo(f"{entry.name:<21} {here[entry.name]:>5,}  {entry.description}")
        typer.echo(f"{'':<28} {entry.url.replace('{name}', 'NAME')}")
    typer.echo("")
    if not found:
        typer.echo("no instances yet; for example: metasolve instances fetch miplib2017 air05")
        return 0
    width = max(len("instance"), *(len(one.name) for one in found))
    columns = f"{'size':>9} {'rows':>7} {'columns':>8}  {'state':<8} {'best known':>15}  collection"
    typer.echo(f"{'instance':<{width}} {columns}")
    for one in found:
        typer.echo(f"{one.name:<{width}} {_row(one)}".rstrip())
    bad = sum(1 for one in found if one.state in (State.CHANGED, State.MISSING))
    if bad:
        complain(f"{count(bad, 'file')} not as recorded; fetch again what you need as it was published")
    return 0


@app.command(epilog=_EPILOG)
def fetch(
    collection: Name,
    names: Names = None,
    folder: Folder = None,
    url: Url = None,
    sha256: Sha256 = None,
    quiet: Quiet = False,
) -> int:
    """Fetch COLLECTION, or single instances of miplib2017, and print where they are.

    What is there and as recorded is not fetched again. After a cut or Ctrl-C the same command goes on from there.
    """
    wanted = find_collection(collection)
    try:
        source = Source(wanted, url, None if sha256 is None else sha256.lower())
        stems = list(dict.fromkeys(instance_name(name) for name in names or ()))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if wanted.is_archive and stems:
        single = f"metasolve instances fetch miplib2017 {' '.join(stems)}"
        raise typer.BadParameter(f"{collection} comes as a whole; single instances by: {single}", param_hint="NAME")
    if not wanted.is_archive and not stems:
        raise typer.BadParameter(f"name the instances, such as {collection} air05", param_hint="NAME")
    if sha256 is not None and len(stems) > 1:
        raise typer.BadParameter("it pins one download, name one instance", param_hint="--sha256")
    root = instances_folder(folder)
    try:
        with nullcontext(_say_nothing) if quiet else Display(_console) as report:
            arrived = _fetch(source, stems, root, report)
    except KeyboardInterrupt:
        complain("what came so far is kept; the same command goes on from there, if the server can")
        raise
    for fetched in arrived:
        if not fetched.is_new and not quiet:
            complain(f"{fetched.path} is there and as recorded, not fetched again")
        typer.echo(fetched.path)
    return 0


class Display:
    """A context whose value takes progress: a bar for each task on a terminal, elsewhere a plain line now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        # What goes to stdout must stay there, even while bars are drawn on stderr.
        self._bars = Bars(
            *columns,
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            redirect_stdout=False,
        )
        self._tasks: dict[str, TaskID] = {}
        self._said_at: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, progress: Progress) -> None:
        if progress.note:
            self._console.print(f"{progress.task}: {progress.note}", markup=False, soft_wrap=True)
        if self._console.is_terminal:
            done, total = progress.done_bytes, progress.total_bytes
            if progress.task not in self._tasks:
                # Bytes of an earlier call are no speed of this one.
                self._tasks[progress.task] = self._bars.add_task(progress.task, total=total, completed=done)
            self._bars.update(self._tasks[progress.task], completed=done, total=total)
        else:
            self._say(progress)

    def _say(self, progress: Progress) -> None:
        now, done = time.monotonic(), progress.done_bytes == progress.total_bytes
        last = self._said_at.setdefault(progress.task, now)
        if done or now - last >= _HEARTBEAT_S:
            self._said_at[progress.task] = now
            of = "" if done or progress.total_bytes is None else f" of {decimal(progress.total_bytes)}"
            self._console.print(f"{progress.task}: {decimal(progress.done_bytes)}{of}", markup=False, soft_wrap=True)


def _fetch(source: Source, names: list[str], folder: Path, report: Report) -> list[Fetched]:
    if source.collection.is_archive:
        return [fetch_archive(source, folder, report)]
    return [fetch_instance(source, name, folder, report) for name in names]


def _row(one: Listed) -> str:
    facts, size = one.facts, decimal(one.size_bytes) if one.state is not State.MISSING else UNKNOWN
    shape = f"{UNKNOWN:>7} {UNKNOWN:>8}" if facts is None else f"{facts.rows:>7,} {facts.columns:>8,}"
    best = UNKNOWN if facts is None else number(facts.best_known, 12)
    return f"{size:>9} {shape}  {one.state:<8} {best:>15}  {one.collection}"


def _data(one: Listed) -> dict[str, Any]:
    facts = one.facts
    return {
        "name": one.name,
        "collection": one.collection or None,
        "path": str(one.path),
        "size_bytes": one.size_bytes,
        "state": one.state,
        "rows": None if facts is None else facts.rows,
        "columns": None if facts is None else facts.columns,
        "nonzeros": None if facts is None else facts.nonzeros,
        "best_known": None if facts is None else facts.best_known,
    }


def _say_nothing(progress: Progress) -> None:
    pass
