"""The tables of one section of the report as text, the same for Markdown, HTML and the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.compare import (
    MUCH_WORSE,
    TIE_ABSOLUTE,
    TIE_RELATIVE,
    Comparison,
    Contest,
    Goal,
    bad_losses,
    compare,
    compare_all,
    goals,
    losses,
    outcome,
)
from bench.metrics import GAP_SHIFT, TIME_SHIFT_S, Measure, Score, shifted_geometric_mean
from bench.selection import LeftOut
from metasolve.report.wording import UNKNOWN, arm_name, count, number, percent, seconds

_INSTANCE_MEASURES = (Measure.FINAL_GAP, Measure.PRIMAL_INTEGRAL)
_MEBIBYTE = 2.0**20


@dataclass(frozen=True)
class Table:
    """Cells of text; columns from first_number on are numbers, marked and bad the (row, column) that stand out."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    first_number: int = 1
    marked: frozenset[tuple[int, int]] = frozenset()
    bad: frozenset[tuple[int, int]] = frozenset()
    is_alarm: bool = False


def must_reach(contest: Contest) -> Table:
    """Return the must-reach table; what is not reached is marked."""
    rows = goals(contest)
    words = {True: "yes", False: "NO", None: UNKNOWN}
    return Table(
        "Must reach",
        ("goal", "against", "instances", "target", "value", "95 % interval", "reached"),
        tuple(
            (
                goal.label,
                goal.rival,
                str(goal.instances),
                f"≤ {goal.target:g}",
                _goal_value(goal),
                UNKNOWN if goal.interval is None else _interval(*goal.interval),
                words[goal.reached],
            )
            for goal in rows
        ),
        f"Ratios of means over instances. The virtual best is, for each instance, the best of {_listed(contest)}; for "
        "the integral it is the best peer's integral of a whole run. The best single peer has the smallest mean.",
        first_number=2,
        bad=frozenset((k, 6) for k, goal in enumerate(rows) if goal.reached is False),
    )


def wrong_answers(contest: Contest) -> Table:
    """Return every claim that is false, of all solvers."""
    rows = tuple((*_run_name(s), s.wrong) for s in contest.scores if s.wrong)
    title = "WRONG ANSWERS" if rows else "Wrong answers"
    return Table(title, ("solver", "instance", "seed", "what"), rows, first_number=4, is_alarm=bool(rows))


def improvements(contest: Contest) -> Table:
    """Return the runs that found a better value than the best known one."""
    rows = tuple(
        (*_run_name(s), number(s.reference.value, 12), number(s.run.objective, 12))
        for s in contest.scores
        if s.improves_best_known
    )
    head = ("solver", "instance", "seed", "best known", "found")
    return Table("Better than the best known value", head, rows, "Checked by our own checker.", 3)


def failures(contest: Contest) -> Table:
    """Return the runs that ended by an error, a signal, or with proposals that the check rejected."""
    rows = tuple(
        (*_run_name(s), s.run.termination.replace("_", " "), s.run.error or UNKNOWN, str(s.run.rejected))
        for s in contest.scores
        if s.run.error or s.run.rejected or s.run.termination in ("error", "killed")
    )
    head = ("solver", "instance", "seed", "ended", "error", "rejected")
    return Table("Failures and rejected proposals", head, rows, "", 5)


def summary(contest: Contest) -> Table:
    """Return a column for each solver: means over its instances, counts over its runs.

    The best mean is marked, among the solvers with the most instances: fewer may well be easier ones.
    """
    solvers = (contest.subject, *contest.peers)
    columns = [contest.of(name) for name in solvers]
    met = [len({s.run.instance for s in scores}) for scores in columns]
    rows: list[tuple[str, ...]] = [
        ("instances", *(str(n) for n in met)),
        ("runs", *(str(len(scores)) for scores in columns)),
    ]
    marked: set[tuple[int, int]] = set()
    for label, values, write in _averages(contest, solvers):
        full = {k: value for k, value in enumerate(values) if value is not None and met[k] == max(met)}
        marked |= {(len(rows), k + 1) for k, value in full.items() if value == min(full.values())}
        rows.append((label, *(UNKNOWN if value is None else write(value) for value in values)))
    rows += [(label, *(write(scores) if scores else UNKNOWN for scores in columns)) for label, write in _COUNTS]
    unequal = len({n for n in met if n}) > 1
    warning = " Not every solver has every instance: compare by the comparison tables." if unequal else ""
    return Table(
        "Summary",
        ("", *solvers),
        tuple(rows),
        "Gaps, integrals and times are averaged over seeds, then over instances. SGM: shifted geometric mean, shift "
        f"{100 * GAP_SHIFT:g} % for gaps and integrals, {TIME_SHIFT_S:g} s for times. No incumbent or no proof counts "
        f"as the time limit.{warning}",
        marked=frozenset(marked),
    )


def comparisons(contest: Contest, title: str) -> Table:
    """Return the subject against every peer and the virtual best, by each measure."""
    subject = contest.subject
    head = ("measure", "against", "instances", subject, "peer", "ratio", "95 % interval", "difference", "W / T / L")
    rows = tuple((str(c.measure), c.rival, *_compared(c)) for c in compare_all(contest))
    note = (
        f"Only instances that both have. Ratio of means: less than 1 is good for {subject}; interval by 10,000 paired "
        f"bootstrap resamples of the instances. W / T / L: wins, ties, losses of {subject}; a tie is within "
        f"{TIE_ABSOLUTE:g}, for integrals also within {100 * TIE_RELATIVE:g} %."
    )
    return Table(title, head, rows, note, 2)


def by_instance(contest: Contest, measure: Measure) -> Table:
    """Return the measure of every solver on every instance; what ties with the best is marked."""
    solvers = (contest.subject, *contest.peers)
    values = [contest.values(name, measure) for name in solvers]
    held_out = {s.run.instance for s in contest.scores if s.run.held_out}
    reference = {s.run.instance: s.reference for s in contest.scores}
    rows: list[tuple[str, ...]] = []
    marked: set[tuple[int, int]] = set()
    for k, name in enumerate(contest.instances):
        row = [column.get(name) for column in values]
        best = min((value for value in row if value is not None), default=1.0)
        for j, value in enumerate(row):
            if value is not None and best < 1.0 and outcome(measure, value, best) == 0:
                marked.add((k, 3 + j))
        known = number(reference[name].value, 12) + ("*" if reference[name].found_here else "")
        rows.append((name, "yes" if name in held_out else "", known, *(percent(value) for value in row)))
    note = "The best, and what ties with it, stands out."
    if any(entry.found_here for entry in reference.values()):
        note += " *: no best known value; gaps are measured from the best of these runs."
    head = ("instance", "held out", "best known", *solvers)
    return Table(f"{str(measure).capitalize()} by instance", head, tuple(rows), note, 2, frozenset(marked))


def lost(contest: Contest, measure: Measure) -> Table:
    """Return the instances on which the subject loses against the best peer, worst first; bad losses stand out."""
    found = losses(contest, measure)
    rows = tuple(
        (loss.instance, loss.peer, percent(loss.value), percent(loss.best), percent(loss.value - loss.best))
        for loss in found
    )
    head = ("instance", "best peer", contest.subject, "peer", "difference")
    bad = bad_losses(contest) if measure is Measure.FINAL_GAP else []
    note = f"{count(len(bad), 'difference')} of more than {100 * MUCH_WORSE:g} %. " if bad else ""
    return Table(
        f"Lost by {measure}, worst first",
        head,
        rows,
        f"{note}Peers: {_listed(contest)}.",
        first_number=2,
        bad=frozenset((k, 4) for k, loss in enumerate(found) if loss in bad),
    )


def proofs(contest: Contest) -> Table:
    """Return the time to proof of every solver on the instances that any of them has proved, the mean over seeds."""
    solvers = (contest.subject, *contest.peers)
    times: dict[str, dict[str, list[float | None]]] = {}
    for s in contest.scores:
        times.setdefault(s.run.instance, {}).setdefault(s.run.solver, []).append(s.proof_s)
    rows = tuple(
        (instance, *(_proved(times[instance].get(name, [])) for name in solvers))
        for instance in contest.instances
        if any(time_s is not None for name in solvers for time_s in times[instance].get(name, []))
    )
    note = "Wall time of the whole process; 1 of 2: proved with that many of the seeds."
    return Table("Time to proof by instance", ("instance", *solvers), rows, note)


def _proved(times: Sequence[float | None]) -> str:
    known = [time_s for time_s in times if time_s is not None]
    if not known:
        return UNKNOWN
    return seconds(fmean(known)) if len(known) == len(times) else f"{len(known)} of {len(times)}"


def ablations(contest: Contest) -> Table:
    """Return each variant of the subject against the subject."""
    rows = tuple(
        (variant, str(measure), *_compared(found))
        for variant in contest.variants
        for measure in _INSTANCE_MEASURES
        if (found := compare(contest, measure, variant, contest.subject)) is not None
    )
    subject = contest.subject
    head = ("variant", "measure", "instances", "variant", subject, "ratio", "95 % interval", "difference", "W / T / L")
    note = f"Ratio to {subject}: more than 1 means that the variant is worse."
    return Table("Ablations", head, rows, note, 2)


def arms(contest: Contest) -> Table:
    """Return what the arms of the subject did, summed over its runs."""
    sums: dict[str, tuple[int, int, float, float]] = {}
    for arm in (arm for s in contest.of(contest.subject) for arm in s.run.arms):
        pulls, improved, reward, time_s = sums.get(arm_name(arm.destroy, arm.repair), (0, 0, 0.0, 0.0))
        sums[arm_name(arm.destroy, arm.repair)] = (
            pulls + arm.pulls,
            improved + arm.improvements,
            reward + arm.pulls * arm.reward_mean,
            time_s + arm.time_s,
        )
    rows = tuple(
        (name, f"{pulls:,}", f"{improved:,}", f"{reward / pulls:.3f}", seconds(time_s), seconds(time_s / pulls))
        for name, (pulls, improved, reward, time_s) in sorted(sums.items(), key=lambda item: -item[1][0])
        if pulls
    )
    return Table("Arms", ("arm", "pulls", "improved", "mean reward", "time", "a pull"), rows, "Over all runs.")


def beside(contest: Contest) -> Table:
    """Return how many runs of each solver ran beside what, on another core at the same time."""
    counts = Counter((s.run.solver, s.run.beside or "nothing") for s in contest.scores)
    rows = tuple((solver, other, str(n)) for (solver, other), n in sorted(counts.items()))
    return Table("What ran beside what", ("solver", "beside", "runs"), rows, "", 2)


def left_out(groups: Iterable[LeftOut]) -> Table:
    """Return the runs that are not used, by name, and why."""
    rows: list[tuple[str, ...]] = []
    for group in groups:
        names: dict[str, list[str]] = {}
        for run in group.runs:
            names.setdefault(run.solver, []).append(f"{run.instance}/{run.seed}")
        rows += [(group.reason, solver, ", ".join(runs), str(len(runs))) for solver, runs in names.items()]
    return Table("Runs left out", ("why", "solver", "instance/seed", "runs"), tuple(rows), "", 3)


Average = tuple[str, list[float | None], Callable[[float], str]]


def _averages(contest: Contest, solvers: Sequence[str]) -> list[Average]:
    rows: list[Average] = []
    for measure in contest.measures:
        columns = [list(contest.values(name, measure).values()) for name in solvers]
        rows.append((f"{measure}, mean", [fmean(c) if c else None for c in columns], percent))
        rows.append((f"{measure}, SGM", [_sgm(c, GAP_SHIFT) for c in columns], percent))
    for label, time_of in (("first incumbent", _first_s), ("time to proof", _proof_s)):
        rows.append(
            (f"{label}, SGM", [_sgm(_times(contest, name, time_of), TIME_SHIFT_S) for name in solvers], seconds)
        )
    return rows


def _sgm(values: Sequence[float], shift: float) -> float | None:
    return shifted_geometric_mean(values, shift) if values else None


def _times(contest: Contest, solver: str, time_of: Callable[[Score], float | None]) -> list[float]:
    """Return the mean time over seeds for each instance, with the time limit where there is none."""
    times: dict[str, list[float]] = {}
    for s in contest.of(solver):
        time_s = time_of(s)
        times.setdefault(s.run.instance, []).append(s.run.time_limit_s if time_s is None else time_s)
    return [fmean(values) for values in times.values()]


def _first_s(item: Score) -> float | None:
    return item.first_s


def _proof_s(item: Score) -> float | None:
    return item.proof_s


_COUNTS: tuple[tuple[str, Callable[[Sequence[Score]], str]], ...] = (
    ("runs with an incumbent", lambda scores: str(sum(s.first_s is not None for s in scores))),
    ("proofs", lambda scores: str(sum(s.proof_s is not None for s in scores))),
    ("wrong answers", lambda scores: str(sum(bool(s.wrong) for s in scores))),
    ("errors and kills", lambda scores: str(sum(s.run.termination in ("error", "killed") for s in scores))),
    ("rejected proposals", lambda scores: f"{sum(s.run.rejected for s in scores):,}"),
    ("worst violation accepted", lambda scores: f"{max(s.run.worst_violation for s in scores):.1e}"),
    ("peak memory, most", lambda scores: f"{max(s.run.peak_bytes for s in scores) / _MEBIBYTE:,.0f} MiB"),
    ("peak memory, mean", lambda scores: f"{fmean(s.run.peak_bytes for s in scores) / _MEBIBYTE:,.0f} MiB"),
    ("wall s, longest run", lambda scores: f"{max(s.run.wall_s for s in scores):.1f}"),
    ("CPU s per wall s", lambda scores: _quotient(sum(s.run.cpu_s for s in scores), sum(s.run.wall_s for s in scores))),
)


def _quotient(numerator: float, denominator: float) -> str:
    return f"{numerator / denominator:.2f}" if denominator else UNKNOWN


def _compared(c: Comparison) -> tuple[str, ...]:
    return (
        str(c.instances),
        percent(c.subject_mean),
        percent(c.rival_mean),
        f"{c.ratio:.3f}",
        _interval(c.low, c.high),
        f"{100 * c.difference:+.3f}%",
        f"{c.wins} / {c.ties} / {c.losses}",
    )


def _goal_value(goal: Goal) -> str:
    if goal.value is None:
        return UNKNOWN
    return f"{goal.value:.0f}" if goal.interval is None else f"{goal.value:.3f}"


def _interval(low: float, high: float) -> str:
    return f"{low:.3f} to {high:.3f}"


def _run_name(item: Score) -> tuple[str, str, str]:
    return item.run.solver, item.run.instance, str(item.run.seed)


def _listed(contest: Contest) -> str:
    """Return the peers of the virtual best, with how often one is missing."""
    names = contest.best_peers
    if not names:
        return "no peer"
    instances = {name: set(contest.values(name, Measure.FINAL_GAP)) for name in names}
    met = {name for found in instances.values() for name in found}
    short = sum(any(name not in found for found in instances.values()) for name in met)
    return ", ".join(names) + (
        f" (on {short} of {len(met)} instances at least one of them was not run)" if short else ""
    )
