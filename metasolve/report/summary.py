"""The end report: how it ended, what came out, by how much it misses, and who found it."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from metasolve.report.statistics import finders
from metasolve.report.wording import count, ending, number, percent, seconds, shorten
from metasolve.solution import SolutionStatus, SolveResult

_ARM_ROWS = 12


def summary_lines(result: SolveResult) -> list[tuple[str, str]]:
    """Return the summary as (label, text) pairs; an empty label continues the one above."""
    lines = [("Status", ending(result))]
    if result.message:
        lines.append(("", result.message))
    lines += [
        ("Objective", number(result.objective, 12)),
        ("Dual bound", number(result.dual_bound, 12)),
        ("Gap", percent(result.gap)),
    ]
    if result.check is not None:
        missed = result.check
        parts = [
            f"rows {missed.max_row_violation:.2g}",
            f"bounds {missed.max_bound_violation:.2g}",
            f"integrality {missed.max_integrality_violation:.2g}",
        ]
        lines.append(("Violation", ", ".join(parts)))
    effort = f"{seconds(result.time_s)}, {count(result.nodes, 'node')}, {count(result.threads, 'thread')}"
    lines.append(("Time", effort))
    for warning, times in Counter(result.warnings).items():
        lines.append(("Warning", warning if times == 1 else f"{warning} ({times} times)"))
    return lines


def finder_lines(result: SolveResult) -> list[str]:
    """Return the table of who found incumbents, its header first; empty if there is none."""
    lines = [f"{'found by':<34} {'solutions':>9} {'improved by':>12} {'last':>14} {'at':>7}"]
    for finder in finders(result.incumbents):
        found = f"{shorten(finder.source, 34):<34} {finder.solutions:>9} {percent(finder.share):>12}"
        lines.append(f"{found} {number(finder.last_objective):>14} {seconds(finder.last_time_s):>7}")
    return lines if len(lines) > 1 else []


def arm_lines(result: SolveResult) -> list[str]:
    """Return the arm table, its header first; empty if no arm was pulled."""
    pulled = [arm for arm in result.arms if arm.pulls]
    if not pulled:
        return []
    lines = [f"{'destroy':<24} {'repair':<9} {'pulls':>7} {'improved':>8} {'reward':>7} {'time':>7}"]
    for arm in sorted(pulled, key=lambda arm: -arm.pulls)[:_ARM_ROWS]:
        name = f"{shorten(arm.destroy, 24):<24} {shorten(arm.repair, 9):<9}"
        lines.append(f"{name} {arm.pulls:>7} {arm.improvements:>8} {arm.reward_mean:>7.3f} {seconds(arm.time_s):>7}")
    if len(pulled) > _ARM_ROWS:
        lines.append(f"and {len(pulled) - _ARM_ROWS} more, pulled less")
    return lines


def print_summary(result: SolveResult, console: Console) -> None:
    """Print the summary on a rich console, usually that of stderr."""
    good = result.solution_status is not SolutionStatus.NONE
    console.print()
    for k, (label, text) in enumerate(summary_lines(result)):
        style = ("bold green" if good else "bold yellow") if k == 0 else "yellow" if label == "Warning" else ""
        console.print(Text.assemble((f"{label:<11} ", "bold"), (text, style)), soft_wrap=True)
    for table in (finder_lines(result), arm_lines(result)):
        for k, line in enumerate(["", *table] if table else []):
            console.print(Text(line, style="bold" if k == 1 else ""), soft_wrap=True)
