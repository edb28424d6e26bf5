"""What `metasolve linear run` writes: solutions as they come, then JSON, a page and what was learned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer

from metasolve.cli.outputs import STDOUT, attempt, check_destinations, complain, write_json, write_text
from metasolve.cli.sequence_loop import Outcome
from metasolve.errors import OutputError
from metasolve.linear.files import StoredSequence
from metasolve.linear.sequence import SequenceSolver
from metasolve.linear.solution_files import SolutionArchive, SolutionFolder, SolutionSink
from metasolve.report.sequence import SequenceResult
from metasolve.report.sequence_page import render_sequence_page


@dataclass(frozen=True)
class SequenceOutputs:
    """Where results go; "-" is stdout, None nowhere."""

    solutions: str | None
    json: str | None
    report: str | None
    save: str | None

    @property
    def is_archive(self) -> bool:
        """Whether the solutions go into one .npz file."""
        return self.solutions is not None and self.solutions.lower().endswith(".npz")

    def validate(self, source: str, load: str | None) -> None:
        """Return if all destinations can be written and the inputs exist; only save may be an input, namely load.

        Raises typer.BadParameter, ModelNotFoundError.
        """
        for option, path in (("-o", self.solutions), ("--save", self.save)):
            if path == STDOUT:
                raise typer.BadParameter("stdout takes text only; name a file", param_hint=option)
        options = [("--json", self.json), ("--report", self.report), ("--save", self.save)]
        if self.is_archive:
            options.append(("-o", self.solutions))
        check_destinations(options, (source, None if load == self.save else load))

    def open_sink(self, sequence: StoredSequence) -> SolutionSink | None:
        """Return what takes the solutions, None if nothing does. Raises typer.BadParameter."""
        if self.solutions is None:
            return None
        path = Path(self.solutions)
        if path.resolve() == sequence.path.resolve():
            raise typer.BadParameter(f"{path} is the input; solutions go elsewhere", param_hint="-o")
        try:
            return SolutionArchive(path) if self.is_archive else SolutionFolder(path, sequence.is_matrix_market)
        except OutputError as error:
            raise typer.BadParameter(str(error), param_hint="-o") from error

    def deliver(self, result: SequenceResult, sink: SolutionSink | None) -> bool:
        """Close the sink, write JSON and page; each failure is told on stderr and makes the answer False."""
        solved = sink is None or attempt(self.solutions, lambda path: sink.close())
        data = attempt(self.json, lambda path: write_json(result.to_json(), path))
        page = attempt(self.report, lambda path: write_text(render_sequence_page(result), path))
        return solved and data and page

    def save_learned(self, solver: SequenceSolver, outcome: Outcome) -> bool:
        """Save what was learned, unless a step still runs; then the state of at most half a minute ago remains."""
        if self.save is None or not outcome.left_behind:
            return attempt(self.save, solver.save)
        what = "lacks what was learned in the last half minute" if outcome.saved else "not written"
        complain(f"{self.save}: {what}, since a step was cut short")
        return True
