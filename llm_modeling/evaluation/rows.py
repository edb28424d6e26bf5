"""The tables of an evaluation and of an audit as texts, the same on the terminal, in Markdown and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from llm_modeling.evaluation.audit import Audit
from llm_modeling.evaluation.evaluation import Evaluation, expected_json
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.judging import Criterion
from llm_modeling.evaluation.scoring import ReplyScore
from llm_modeling.evaluation.statistics import Rate
from llm_modeling.evaluation.summary import Summary
from llm_modeling.evaluation.task import MEANING, Flag
from metasolve.report.wording import UNKNOWN, count, number, shorten

_HEADERS = {Criterion.STRICT: "strict 1e-6", Criterion.CLOSE: "1e-4", Criterion.LEGACY: "legacy 5 %"}
_UNFLAGGED = ", unflagged"
_SHOWN_IDS = 6
_CELL = 100


@dataclass(frozen=True)
class Rows:
    """A table: title, headers, those of them that hold numbers, cells."""

    title: str
    headers: tuple[str, ...]
    numeric: frozenset[int]
    rows: tuple[tuple[str, ...], ...]


def rate(found: Rate) -> str:
    """Return a rate with its interval, in percent."""
    if found.value is None or found.low is None or found.high is None:
        return UNKNOWN
    return f"{_percent(found.value)} [{_percent(found.low)},{_percent(found.high)}]"


def _percent(share: float) -> str:
    return "100" if share == 1.0 else f"{100 * share:.1f}"


def evaluation_tables(evaluation: Evaluation) -> Iterator[Rows]:
    """Yield the tables of an evaluation, those without rows left out."""
    if evaluation.mutants:
        yield _mutants(evaluation)
    else:
        yield verdicts(evaluation)
    groups = () if evaluation.mutants else (_groups(evaluation),)
    for table in (_structures(evaluation), _failures(evaluation), *groups):
        if table.rows:
            yield table
    flags = {flag: (number_of_tasks, ()) for flag, number_of_tasks in evaluation.flags.items()}
    if flags:
        yield _flags(flags)
    if evaluation.file.refused:
        yield refused(evaluation.file.refused)


def verdicts(evaluation: Evaluation) -> Rows:
    """Return the rates by criterion, with and without the tasks whose labels are doubtful."""
    rows = list(_rates("", evaluation.overall))
    if evaluation.flags:
        rows += _rates(_UNFLAGGED, evaluation.unflagged)
    headers = ("right value, %", "tasks", *_HEADERS.values())
    return Rows("Right values, with 95 % intervals", headers, frozenset({1, 2, 3, 4}), tuple(rows))


def _rates(label: str, summary: Summary) -> Iterator[tuple[str, ...]]:
    for k in summary.passed[Criterion.STRICT]:
        rates = (rate(summary.passed[criterion][k]) for criterion in Criterion)
        yield (f"pass@{k}{label}", f"{summary.judged:,}", *rates)
    if len(summary.passed[Criterion.STRICT]) > 1:
        rates = (rate(summary.majority[criterion]) for criterion in Criterion)
        yield (f"majority{label}", f"{summary.judged:,}", *rates)


def _structures(evaluation: Evaluation) -> Rows:
    summaries = [("all", evaluation.overall)]
    if evaluation.flags:
        summaries.append(("unflagged", evaluation.unflagged))
    rows = [
        (label, *(f"{n:,}" for n in summary.structure.values()), rate(summary.structure_rate))
        for label, summary in summaries
        if summary.structure
    ]
    headers = ("replies", *evaluation.overall.structure, "equivalent, %")
    return Rows("Structure against the gold model", headers, frozenset(range(1, len(headers))), tuple(rows))


def _failures(evaluation: Evaluation) -> Rows:
    first: dict[Failure, ReplyScore] = {}
    for entry in evaluation.scores:
        if entry.failure is not None:
            first.setdefault(entry.failure, entry)
    total = max(1, evaluation.overall.replies)
    rows = [
        (str(failure), f"{n:,}", f"{100 * n / total:.1f}", shorten(_said(first[failure]), _CELL))
        for failure, n in evaluation.overall.failures.items()
    ]
    return Rows("What went wrong", ("failure", "replies", "%", "for example"), frozenset({1, 2}), tuple(rows))


def _said(entry: ReplyScore) -> str:
    first = entry.reason.split("\n")[0]
    value = f"{number(entry.value)} " if entry.failure is Failure.WRONG_VALUE else ""
    return f"{entry.task}: {value}{first}".rstrip(" :")


def _groups(evaluation: Evaluation) -> Rows:
    rows = [
        (name or UNKNOWN, f"{s.judged:,}", *(rate(s.passed[criterion][1]) for criterion in Criterion))
        for name, s in evaluation.groups.items()
    ]
    headers = ("class", "tasks", *_HEADERS.values())
    return Rows("pass@1 by class, %", headers, frozenset({1, 2, 3, 4}), tuple(rows))


def _mutants(evaluation: Evaluation) -> Rows:
    """Return, by kind of mistake, how many mutants were found and by what; left are those not found."""
    kinds: dict[str, list[ReplyScore]] = {}
    for entry in evaluation.scores:
        mutant = evaluation.mutants.get((entry.task, entry.sample))
        if mutant is not None:
            kinds.setdefault(mutant.get("kind", ""), []).append(entry)
    rows = []
    for kind, entries in sorted(kinds.items()):
        by_structure = sum(entry.failure is Failure.WRONG_STRUCTURE for entry in entries)
        found = sum(entry.failure is not None for entry in entries)
        same = sum(entry.failure is None and str(entry.structure) == "equivalent" for entry in entries)
        left = len(entries) - found - same
        rows.append((kind, *(f"{n:,}" for n in (len(entries), found - by_structure, by_structure, same, left))))
    headers = ("mistake", "mutants", "by value", "by structure", "equivalent", "not found")
    return Rows("Mutants", headers, frozenset(range(1, 6)), tuple(rows))


def _flags(flags: Mapping[Flag, tuple[int, Sequence[str]]]) -> Rows:
    rows = []
    for flag, (tasks, names) in flags.items():
        more = f", ... {len(names) - _SHOWN_IDS} more" if len(names) > _SHOWN_IDS else ""
        listed = (", ".join(names[:_SHOWN_IDS]) + more,) if names else ()
        rows.append((str(flag), f"{tasks:,}", MEANING[flag], *listed))
    headers = ("flag", "tasks", "meaning", *(("which",) if rows and len(rows[0]) > 3 else ()))
    return Rows("Doubtful labels", headers, frozenset({1}), tuple(rows))


def refused(entries: Sequence[object]) -> Rows:
    """Return the records that were not loaded."""
    rows = tuple((str(getattr(e, "line", "")), shorten(str(getattr(e, "reason", "")), _CELL)) for e in entries)
    return Rows(f"Not loaded: {count(len(rows), 'record')}", ("line", "reason"), frozenset({0}), rows)


def audit_tables(found: Audit) -> Iterator[Rows]:
    """Yield the tables of an audit, those without rows left out."""
    if found.endings:
        kinds = sorted({kind for endings in found.endings.values() for kind in endings}, key=_by_ending)
        rows = tuple(
            (reading or "gold", *(f"{endings.get(kind, 0):,}" for kind in kinds))
            for reading, endings in found.endings.items()
        )
        yield Rows("Gold models, solved", ("reading", *kinds), frozenset(range(1, len(kinds) + 1)), rows)
    if found.groups and len(found.groups) > 1:
        groups = tuple((name, f"{n:,}") for name, n in found.groups.items())
        yield Rows("Classes", ("class", "records"), frozenset({1}), groups)
    if found.flags:
        yield _flags({flag: (len(names), names) for flag, names in found.flags.items()})
    if found.overlaps:
        overlaps = tuple((o.other, f"{len(o.some):,}", f"{len(o.half):,}") for o in found.overlaps)
        headers = ("other file", "some sequence", "at least half")
        yield Rows("Texts that share sequences of 12 words", headers, frozenset({1, 2}), overlaps)
    if found.file.refused:
        yield refused(found.file.refused)


def _by_ending(kind: str) -> tuple[int, str]:
    return (0 if kind == "optimal" else 1), kind


def labels_line(found: Audit) -> str:
    """Return what the labels say, on one line."""
    return ", ".join(f"{n:,} {kind}" for kind, n in found.kinds.items())


def quantities_line(found: Audit) -> str:
    """Return the counts of labeled quantities on one line, empty if there are none."""
    q = found.quantities
    if q is None:
        return ""
    of = f"of {len(found.file.tasks):,}"
    return (
        f"{q.total:,}, {q.least:,} to {q.most:,} a record; the last one names the objective in "
        f"{q.last_names_objective:,} {of}, and is the one that is judged in {q.last_chosen:,}"
    )


def reply_rows(evaluation: Evaluation, most: int) -> Rows:
    """Return the replies that are not right, at most so many."""
    by_id = {task.id: task for task in evaluation.file.tasks}
    wrong = [entry for entry in evaluation.scores if entry.failure is not None]
    rows = tuple(
        (
            entry.task,
            str(entry.sample),
            str(entry.failure),
            number(entry.value),
            _expected(expected_json(by_id[entry.task].expected)),
            shorten(entry.reason.split("\n")[0], _CELL),
        )
        for entry in wrong[:most]
    )
    more = f", the first {most:,} of {len(wrong):,}" if len(wrong) > most else ""
    headers = ("task", "sample", "failure", "value", "expected", "reason")
    return Rows(f"Replies that are not right{more}", headers, frozenset({1, 3, 4}), rows)


def _expected(content: float | str | dict[str, float] | None) -> str:
    if isinstance(content, dict):
        return " or ".join(number(value) for value in content.values())
    return number(content) if isinstance(content, float) else content or UNKNOWN
