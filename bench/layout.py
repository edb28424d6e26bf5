"""What the report says in which order, for Markdown and HTML alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench import tables
from bench.compare import BEST_OF, Contest
from bench.facts import Facts, section_facts, section_title
from bench.metrics import Measure, references, score
from bench.record import Run
from bench.selection import Section, sections
from bench.tables import Table
from metasolve.errors import InputError

GUIDE = (
    "highs-one is HiGHS on one core; cpsat-lns is CP-SAT with one worker that does only LNS; pair is these two side by "
    "side, one core each, with no word between them, the better of both at every moment; cpsat and highs have all "
    "cores; scip, balans and localmip use one. Solvers named after the subject are the subject with one part changed.",
    "Every incumbent was recomputed and accepted by one checker, the same for all solvers; times count from the start "
    "of a solver's process, reading included. Incumbents after the time limit do not count.",
    "Primal gap of a value v: |v - v*| / max(|v*|, 1e-9), at most 100 %; 0 if v is not worse than the best known v*; "
    "100 % without a solution. Primal integral: the mean of the primal gap over the time limit. Primal-dual "
    "integral: the same with |p - d| / max(|p|, |d|) of incumbent p and dual bound d, 100 % if one is missing or the "
    "signs differ. Less is better for all of them.",
    "A proof is a run that ends as optimal with an objective that agrees with the best known value. A claim that a "
    "checked solution or the best known value refutes is a wrong answer, whatever its gap.",
    "Runs on machines whose calibration times differ by more than 10 %, at older commits or on other versions of an "
    "instance are left out and listed; different suites, time limits and thread counts are never mixed.",
)


@dataclass(frozen=True)
class Part:
    """One section of the report: its runs' standing, and its tables in order; charts stand between them."""

    title: str
    facts: Facts
    contest: Contest
    before_charts: tuple[Table, ...]
    after_charts: tuple[Table, ...]
    appendix: tuple[Table, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in order."""
        return self.before_charts + self.after_charts + self.appendix


def parts(runs: Sequence[Run], subject: str, best_of: Sequence[str] | None) -> list[Part]:
    """Return the sections of the report; best_of names the peers of the virtual best, None the usual ones.

    Raises InputError if the subject or a named peer was not run.
    """
    solvers = sorted({run.solver for run in runs})
    missing = [name for name in (subject, *(best_of or ())) if name not in solvers]
    if missing:
        raise InputError(f"no run of {', '.join(missing)}; the results hold {', '.join(solvers) or 'no run'}")
    if subject in (best_of or ()):
        raise InputError(f"{subject} is the subject and cannot be its own peer")
    known = references(runs)
    chosen = BEST_OF if best_of is None else tuple(best_of)
    return [
        _part(section, Contest(tuple(score(run, known[run.instance]) for run in section.runs), subject, chosen))
        for section in sections(runs, subject)
    ]


def _part(section: Section, contest: Contest) -> Part:
    held_out = contest.held_out()
    both = (Measure.FINAL_GAP, Measure.PRIMAL_INTEGRAL)
    return Part(
        title=section_title(section),
        facts=section_facts(section, contest),
        contest=contest,
        before_charts=(tables.must_reach(contest), tables.wrong_answers(contest), tables.summary(contest)),
        after_charts=(
            tables.comparisons(contest, "Comparison"),
            *_if_any([tables.comparisons(held_out, "Comparison on held-out instances only")]),
            *(tables.by_instance(contest, measure) for measure in both),
            *(tables.lost(contest, measure) for measure in reversed(both)),
            *_if_any([tables.proofs(contest), tables.improvements(contest), tables.ablations(contest)]),
        ),
        appendix=(
            *_if_any([tables.arms(contest), tables.failures(contest)]),
            tables.beside(contest),
            tables.left_out(section.left_out),
        ),
    )


def _if_any(candidates: Iterable[Table]) -> list[Table]:
    return [table for table in candidates if table.rows]
