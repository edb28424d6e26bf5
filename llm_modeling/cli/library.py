"""`metasolve library`: the insights of an experience library, listed, shown, learned, refined, exchanged, audited."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from llm_modeling.cli import library_audit, library_learning
from llm_modeling.cli.library_options import Json, LibraryFile, NewLibraryFile, opened
from llm_modeling.cli.outputs import STDOUT, check_destinations, show, write_json, write_text
from llm_modeling.cli.tables import fact, line, table
from llm_modeling.experience import ExperienceLibrary, Insight, Status
from llm_modeling.experience.alphaopt import read_alphaopt
from llm_modeling.experience.exchange import read_lines, to_lines
from llm_modeling.experience.fragments import shown_pair
from metasolve import ModelNotFoundError
from metasolve.exit_codes import ExitCode
from metasolve.report.wording import count

EPILOG = (
    "Exit codes: 0 done; 64 usage; 65 a file is wrong, or there is no such insight; 66 no such input; 70 the language "
    "model failed; 76 the audit found something."
)
_COLUMNS = (
    ("insight", False),
    ("uses", True),
    ("won", True),
    ("lost", True),
    ("uplift", True),
    ("status", False),
    ("topic", False),
)

StatusOption = Annotated[
    Status | None, typer.Option("--status", help="Only insights of this status.", show_default="all")
]
Name = Annotated[str, typer.Argument(help="The id of an insight.", metavar="ID")]
Input = Annotated[
    str, typer.Argument(help="JSON lines of `library export`, or a library.json of AlphaOPT.", metavar="FILE")
]
Output = Annotated[str, typer.Argument(help="Where to write JSON lines; - is stdout.", metavar="FILE")]


def list_insights(library: LibraryFile = None, status: StatusOption = None, json: Json = None) -> int:
    """List the insights of a library, or those that are shipped, with what their trials say."""
    check_destinations([("--json", json)], [library])
    with opened(library) as found:
        insights = found.insights(*([] if status is None else [status]))
        if json is not None:
            write_json({"schema": "metasolve.library-list/1", "insights": [_summary(found, i) for i in insights]}, json)
        if json != STDOUT:
            show([table(count(len(insights), "insight"), _COLUMNS, [_row(found, i) for i in insights])])
    return ExitCode.OK


def show_insight(name: Name, library: LibraryFile = None, json: Json = None) -> int:
    """Show an insight: when it applies, what it teaches, its example, its credit and its history."""
    check_destinations([("--json", json)], [library])
    with opened(library) as found:
        insight = found.insight(name)
        if json is not None:
            history = [dict(vars(change)) for change in found.history(name)]
            write_json({**_summary(found, insight), **insight.to_json(), "history": history}, json)
        if json != STDOUT:
            show(_shown(found, insight))
    return ExitCode.OK


def import_insights(file: Input, library: NewLibraryFile, json: Json = None) -> int:
    """Read insights as candidates, which are never shown to a model before `library learn` has verified them.

    Those of AlphaOPT are marked as foreign: their examples are programs for another solver, kept as text.
    """
    check_destinations([("--json", json)], [library, file])
    insights = read_alphaopt(file) if _is_array(file) else read_lines(file)
    with ExperienceLibrary.open(library) as found:
        known = {insight.id for insight in found.insights()}
        new = [insight for insight in insights if insight.id not in known]
        found.add(*new)
    summary = {"imported": len(new), "known": len(insights) - len(new), "foreign": sum(i.foreign for i in new)}
    if json is not None:
        write_json({"schema": "metasolve.library-import/1", **summary}, json)
    if json != STDOUT:
        told = f"{count(len(new), 'candidate')} imported, {summary['foreign']} of them foreign"
        show([line(f"{told}; {summary['known']} were there already" if summary["known"] else told)])
    return ExitCode.OK


def export_insights(file: Output, library: LibraryFile = None, status: StatusOption = None) -> int:
    """Write insights as JSON lines, with provenance and verification; history and credit stay in the library."""
    check_destinations([("FILE", file)], [library])
    with opened(library) as found:
        write_text(to_lines(found.insights(*([] if status is None else [status]))), file)
    return ExitCode.OK


def _is_array(path: str) -> bool:
    """Return whether the first sign of a file is that of a JSON array; raises ModelNotFoundError."""
    try:
        with closing(Path(path).open("rb")) as stream:
            return stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error


def _summary(library: ExperienceLibrary, insight: Insight) -> dict[str, object]:
    ledger = library.ledger(insight.id)
    total = ledger.total
    clusters = {name: {**vars(tally), "harm": tally.harm} for name, tally in sorted(ledger.clusters.items())}
    return {
        "id": insight.id,
        "status": str(insight.status),
        "taxonomy": list(insight.taxonomy),
        "origin": insight.provenance.origin,
        "foreign": insight.foreign,
        "verified_by": insight.verification.method,
        "uses": ledger.uses,
        "trials": {**vars(total), "uplift": total.uplift, "harm": total.harm},
        "clusters": clusters,
    }


def _row(library: ExperienceLibrary, insight: Insight) -> list[str]:
    ledger = library.ledger(insight.id)
    total = ledger.total
    uplift = f"{100 * total.uplift:+.0f} %" if total.trials else ""
    numbers = [str(ledger.uses), str(total.wins), str(total.losses), uplift]
    status = str(insight.status) + (", foreign" if insight.foreign else "")
    return [insight.id, *numbers, status, insight.taxonomy[0].split("/")[1]]


def _shown(library: ExperienceLibrary, insight: Insight) -> Iterator[RenderableType]:
    yield fact("Insight", insight.id, "bold")
    yield fact("Status", str(insight.status) + (", foreign" if insight.foreign else ""))
    yield fact("Labels", ", ".join(insight.taxonomy))
    yield fact("Applies", insight.condition)
    yield fact("Not", insight.not_when)
    for part in (
        insight.explanation.replace(" Practice: ", "\nPractice: ")
        .replace(" Mistake: ", "\nMistake: ")
        .replace(" Why: ", "\nWhy: ")
        .split("\n")
    ):
        label, found, text = part.partition(": ")
        yield fact(label, text) if found and label in _PARTS else fact("", part)
    if insight.problem:
        yield fact("Example", insight.problem)
    wrong, right = (insight.wrong, insight.right) if insight.foreign else shown_pair(insight.wrong, insight.right)
    for label, example in (("Wrong", wrong), ("Right", right)):
        for text in _elements(example) if not insight.foreign else example.splitlines():
            yield fact(label, text)
            label = ""
    yield from _record(library, insight)


_PARTS = ("Situation", "Practice", "Mistake", "Why")


def _elements(example: str) -> Iterator[str]:
    """Yield one line for each element of a fragment."""
    for section, elements in (json_format.loads(example) if example else {}).items():
        for element in elements if isinstance(elements, list) else []:
            rest = ", ".join(f"{key} {value}" for key, value in element.items() if key != "name")
            plain = "continuous, 0 or more" if section == "variables" else "as the data say"
            yield f"{section.removesuffix('s')} {element['name']}: {rest or plain}"


def _record(library: ExperienceLibrary, insight: Insight) -> Iterator[RenderableType]:
    verification, ledger = insight.verification, library.ledger(insight.id)
    told = {
        "none": "not yet",
        "pair": f"the solver tells the two examples apart; best value of the right one: {verification.optimum:g}"
        if verification.optimum is not None
        else "the solver tells the two examples apart",
        "trial": f"solves {', '.join(verification.solved) or 'no source'}; helps {', '.join(verification.helped)}; "
        f"{count(verification.unbroken, 'other task')} unbroken",
    }
    yield fact("Verified", told[verification.method])
    source = f" from {', '.join(insight.provenance.sources)}" if insight.provenance.sources else ""
    yield fact("Origin", insight.provenance.origin + source)
    yield fact("Uses", str(ledger.uses))
    for cluster, tally in sorted(ledger.clusters.items()):
        counts = f"{tally.wins} won, {tally.losses} lost, {tally.ties} alike; P(harm) {tally.harm:.2f}"
        yield fact("Trials", f"{cluster}: {counts}")
    for change in library.history(insight.id):
        yield fact("History", f"{change.time} {change.what}" + (f": {change.why}" if change.why else ""))


app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def library() -> None:
    """Keep an experience library: insights on formulating that earn their place by trials."""


app.command("list", short_help="List insights with their credit.", epilog=EPILOG)(list_insights)
app.command("show", short_help="Show one insight.", epilog=EPILOG)(show_insight)
app.command("learn", short_help="Learn from tasks.", epilog=EPILOG)(library_learning.learn)
app.command("evolve", short_help="Refine conditions, merge duplicates.", epilog=EPILOG)(library_learning.evolve)
app.command("import", short_help="Read insights as candidates.", epilog=EPILOG)(import_insights)
app.command("export", short_help="Write insights as JSON lines.", epilog=EPILOG)(export_insights)
app.command("audit", short_help="Check a library.", epilog=EPILOG)(library_audit.audit)
