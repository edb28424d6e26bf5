"""`python -m bench report RESULTS...`: the report of benchmark results in Markdown and HTML, and its gist on stdout."""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bench import tables
from bench.compare import BEST_OF, SUBJECT
from bench.layout import GUIDE, Part, parts
from bench.page import render_page
from bench.record import CutOffLineWarning, Run, load
from bench.tables import Table
from metasolve.cli.exits import Frame
from metasolve.destination import write_atomically
from metasolve.errors import OutputError
from metasolve.exit_codes import ExitCode


@dataclass(frozen=True)
class ReportPaths:
    """Where a report is."""

    markdown: Path
    html: Path


def write_report(
    runs: Sequence[Run], out_dir: str | Path, subject: str = SUBJECT, peers: Sequence[str] | None = None
) -> ReportPaths:
    """Write report.md and report.html into out_dir, which is created; return their paths.

    peers are those of the virtual best. Raises InputError if the subject or one of them was not run, OutputError.
    """
    return _write(parts(runs, subject, peers), Path(out_dir), _title(subject))


def render_markdown(title: str, sections: Sequence[Part]) -> str:
    """Return the report of all sections as GitHub-flavored Markdown, without the charts."""
    blocks = [f"# {_plain(title)}"]
    for part in sections:
        blocks.append(f"## {_plain(part.title)}")
        blocks.append("\n".join(f"- {_plain(label)}: {_plain(text)}" for label, text in part.facts))
        blocks += [_table(table) for table in part.tables]
    blocks.append("## How to read this")
    blocks += [_plain(paragraph) for paragraph in GUIDE]
    return "\n\n".join(blocks) + "\n"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    with Frame() as frame:
        options = _parser().parse_args(arguments)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", CutOffLineWarning)
            runs = load(options.results)
        for warning in caught:
            print(f"warning: {warning.message}", file=sys.stderr)
        first = Path(options.results[0])
        out_dir = Path(options.out) if options.out is not None else first.parent / first.stem
        sections = parts(runs, options.subject, options.peers)
        paths = _write(sections, out_dir, _title(options.subject))
        for part in sections:
            print(f"{part.title}\n")
            for table in (tables.must_reach(part.contest), tables.summary(part.contest)):
                print(f"{table.title}\n{_aligned(table)}\n")
            wrong = tables.wrong_answers(part.contest)
            print(f"{wrong.title}\n{_aligned(wrong)}\n" if wrong.rows else "No wrong answers.\n")
        print(f"{paths.markdown}\n{paths.html}")
    return frame.code


class _Parser(argparse.ArgumentParser):
    """argparse itself would leave with 2, which no table of ours holds."""

    def error(self, message: str) -> NoReturn:
        self.exit(ExitCode.USAGE, f"{self.prog}: {message}; try --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m bench report", description="Write report.md and report.html about results.")
    parser.add_argument("results", nargs="+", metavar="RESULTS", help="JSONL files of `python -m bench run`")
    parser.add_argument("--out", metavar="DIR", help="where to write; default: beside the first file, under its name")
    parser.add_argument("--subject", default=SUBJECT, help="the solver that is compared (default: %(default)s)")
    parser.add_argument(
        "--peers",
        type=lambda text: text.split(","),
        metavar="A,B,...",
        help=f"the peers of the virtual best (default: those of {','.join(BEST_OF)} that were run)",
    )
    return parser


def _title(subject: str) -> str:
    return f"Benchmark of {subject}"


def _write(sections: Sequence[Part], out_dir: Path, title: str) -> ReportPaths:
    paths = ReportPaths(out_dir / "report.md", out_dir / "report.html")
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out_dir}: cannot be created: {error.strerror}") from error
    write_atomically(paths.markdown, render_markdown(title, sections).encode())
    write_atomically(paths.html, render_page(title, sections).encode())
    return paths


def _table(table: Table) -> str:
    title = f"### {_plain(table.title)}"
    if not table.rows:
        return f"{title}\n\nNone."
    head = " | ".join(_plain(text) for text in table.head)
    rule = " | ".join("---:" if k >= table.first_number else "---" for k in range(len(table.head)))
    stand_out = table.marked | table.bad
    rows = "\n".join(
        "| " + " | ".join(f"**{_plain(t)}**" if (r, k) in stand_out else _plain(t) for k, t in enumerate(row)) + " |"
        for r, row in enumerate(table.rows)
    )
    note = f"\n\n{_plain(table.note)}" if table.note else ""
    return f"{title}\n\n| {head} |\n| {rule} |\n{rows}{note}"


def _plain(text: str) -> str:
    """Return text without anything that Markdown would read as markup."""
    return re.sub(r"([\\`*\[\]<>|]|(?<!\w)_|_(?!\w))", r"\\\1", " ".join(text.split()))


def _aligned(table: Table) -> str:
    """Return the table for a terminal."""
    lines = [table.head, *table.rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(table.head))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if k >= table.first_number else text.ljust(width)
            for k, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
