"""synthesize(): many places at once, in order, written as they come; what was interrupted goes on where it stopped."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from llm_modeling.synthesis.acceptance import Reason
from llm_modeling.synthesis.item import BY_GRAMMAR, Made, Makers, Rejected, make
from llm_modeling.synthesis.record import Record, fingerprint
from llm_modeling.synthesis.settings import SynthesisSettings
from metasolve import InputError, OutputError

_AHEAD = 64
_FLUSH_EVERY = 32
_RETRY_FROM = 1000


@dataclass
class Tally:
    """What a run has done so far."""

    accepted: int = 0
    failed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    by_split: Counter[str] = field(default_factory=Counter)
    by_family: Counter[str] = field(default_factory=Counter)
    hashes: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        self.accepted += 1
        self.by_split[record.split] += 1
        self.by_family[record.family] += 1
        self.hashes.add(record.hash)


def synthesize(
    settings: SynthesisSettings,
    path: str | Path,
    *,
    workers: int | None = None,
    makers: Makers = BY_GRAMMAR,
    on_made: Callable[[Made, Tally], None] = lambda made, tally: None,
) -> Tally:
    """Write count accepted records to a JSONL file, those rejected beside it, and return what came out.

    Until the end the records are in PATH.part; a run with the same settings, or a greater
    count, goes on with it. The order and content do
    not depend on the number of workers, which are processes, or threads if a language model takes part. A place whose
    attempts all fail is left out and counted.

    Raises InputError if PATH.part is of another run, OutputError if a file cannot be written.
    """
    path = Path(path)
    try:
        with ExitStack() as stack:
            files = _Files(path, settings, stack)
            tally, seen, first = files.resumed()
            for made in _in_order(settings, first, workers or os.cpu_count() or 1, makers, stack):
                made = _distinct(made, settings, makers, seen)
                files.write(made)
                for rejected in made.rejected:
                    tally.rejected[str(rejected.reason)] += 1
                if made.record is None:
                    tally.failed += 1
                else:
                    tally.add(made.record)
                on_made(made, tally)
            files.finish()
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}") from error
    return tally


def _distinct(made: Made, settings: SynthesisSettings, makers: Makers, seen: set[str]) -> Made:
    """Return the place with a text that was not there before; made again if it was."""
    attempt = _RETRY_FROM
    while made.record is not None and fingerprint(made.record.text) in seen:
        record = made.record
        reject = Rejected(
            record.family, record.framing, record.level, record.seed, Reason.DUPLICATE, record.id, record.text
        )
        again = make(made.place, settings, makers, attempt)
        made = Made(made.place, again.record, (*made.rejected, reject, *again.rejected))
        attempt += settings.attempts
        if attempt > _RETRY_FROM + 5 * settings.attempts:
            return Made(made.place, None, made.rejected)
    if made.record is not None:
        seen.add(fingerprint(made.record.text))
    return made


def _in_order(
    settings: SynthesisSettings, first: int, workers: int, makers: Makers, stack: ExitStack
) -> Iterator[Made]:
    """Yield places from the first on, a little ahead of what was taken."""
    if workers == 1:
        yield from (make(place, settings, makers) for place in range(first, settings.count))
        return
    pool: Executor
    if makers is BY_GRAMMAR:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_signals)
    else:
        pool = ThreadPoolExecutor(workers)
    stack.callback(pool.shutdown, wait=False, cancel_futures=True)
    waiting: list[Future[Made]] = []
    for place in range(first, settings.count):
        arguments = () if makers is BY_GRAMMAR else (makers,)
        waiting.append(pool.submit(make, place, settings, *arguments))
        if len(waiting) >= _AHEAD:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()
    pool.shutdown(wait=True)  # to the end where nothing is left to do; an interrupted run does not wait


def _leave_signals() -> None:
    """Let the parent alone answer Ctrl-C; it ends its pool."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Files:
    """PATH.part and PATH.rejected.jsonl while the run goes on; places are numbered in both."""

    def __init__(self, path: Path, settings: SynthesisSettings, stack: ExitStack) -> None:
        self._path, self._settings, self._stack = path, settings, stack
        self._part = path.with_name(path.name + ".part")
        self._hard = path.with_name(path.stem + ".rejected.jsonl")
        self._progress = path.with_name(path.name + ".progress")
        self._records: IO[str]
        self._rejected: IO[str]
        self._unflushed = 0

    def resumed(self) -> tuple[Tally, set[str], int]:
        """Return what the part of an earlier run has: its tally, its texts, and the place to go on with."""
        tally, seen, first = Tally(), set[str](), 0
        mark = self._mark()
        if mark is not None:
            first = int(mark["place"])
            self._cut(self._part, int(mark["records"]))
            self._cut(self._hard, int(mark["rejected"]))
            for line in self._part.read_text(encoding="utf-8").splitlines():
                record = Record.from_json(line)
                tally.add(record)
                seen.add(fingerprint(record.text))
            tally.failed = first - tally.accepted
            for line in self._hard.read_text(encoding="utf-8").splitlines():
                tally.rejected[json.loads(line)["reason"]] += 1
        mode = "w" if mark is None else "a"
        self._records = self._stack.enter_context(self._part.open(mode, encoding="utf-8"))
        self._rejected = self._stack.enter_context(self._hard.open(mode, encoding="utf-8"))
        return tally, seen, first

    def write(self, made: Made) -> None:
        if made.record is not None:
            self._records.write(made.record.to_json() + "\n")
        for rejected in made.rejected:
            self._rejected.write(json.dumps(asdict(rejected), ensure_ascii=False) + "\n")
        self._unflushed += 1
        if self._unflushed >= _FLUSH_EVERY:
            self._save(made.place + 1)

    def finish(self) -> None:
        self._save(self._settings.count)
        self._part.replace(self._path)
        self._progress.unlink()

    def _save(self, place: int) -> None:
        """Make sure of all places before this one: bytes first, then the mark that counts them."""
        sizes = []
        for file in (self._records, self._rejected):
            file.flush()
            os.fsync(file.fileno())
            sizes.append(os.fstat(file.fileno()).st_size)
        mark = {"settings": self._settings.to_json(), "place": place, "records": sizes[0], "rejected": sizes[1]}
        fresh = self._progress.with_name(self._progress.name + ".new")
        fresh.write_text(json.dumps(mark), encoding="utf-8")
        fresh.replace(self._progress)
        self._unflushed = 0

    def _mark(self) -> Mapping[str, Any] | None:
        if not self._progress.exists() or not self._part.exists():
            return None
        mark: dict[str, Any] = json.loads(self._progress.read_text(encoding="utf-8"))
        ours = json.loads(json.dumps(self._settings.to_json()))
        if {**mark["settings"], "count": 0} != {**ours, "count": 0} or mark["place"] > ours["count"]:
            raise InputError(
                f"{self._part}: it is of a run with other settings; remove it and {self._progress.name}, or write "
                "to another file"
            )
        return mark

    @staticmethod
    def _cut(path: Path, size: int) -> None:
        """Drop what was written after the last mark."""
        with path.open("r+b") as file:
            file.truncate(size)
