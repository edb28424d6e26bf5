"""The store: one attempt at a time, one end for each job, nothing lost when it is opened again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from llm_modeling.server.bodies import State
from llm_modeling.server.store import FILE, KeyReusedError, Limit, NewJob, QueueFullError, Store, StoreError

ENOUGH = Limit(100, 100)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(tmp_path)
    yield found
    found.close()


def add(store: Store, job_id: str, owner: str = "ann", key: str | None = None, hashed: str = "h") -> None:
    store.create(NewJob(job_id, owner, "solve", b"{}", hashed, key), ENOUGH)


def attempt_at(store: Store, job_id: str) -> int:
    claim = store.claim(job_id)
    assert claim is not None
    return claim.attempt


def names(store: Store, job_id: str) -> list[tuple[int, str]]:
    return [(event.seq, event.event) for event in store.events_after(job_id, 0)]


def test_job_is_claimed_once(store: Store) -> None:
    add(store, "a")
    assert attempt_at(store, "a") == 1
    assert store.claim("a") is None


def test_job_ends_once_and_keeps_the_first_end(store: Store) -> None:
    add(store, "a")
    attempt = attempt_at(store, "a")
    assert store.finish("a", attempt, State.COMPLETED, {"result": b"1"}, [("completed", "{}")], '{"phase": "end"}')
    ended = store.job("a")
    assert ended is not None
    assert ended.progress == '{"phase": "end"}'
    assert store.finish("a", attempt, State.FAILED, {"result": b"2"}, [("failed", "{}")]) is None
    assert store.document("a", "result") == b"1"
    assert names(store, "a") == [(1, "queued"), (2, "started"), (3, "completed")]


def test_attempt_that_was_given_up_cannot_speak_any_more(store: Store) -> None:
    add(store, "a")
    old = attempt_at(store, "a")
    assert store.requeue("a", old) is not None
    new = attempt_at(store, "a")
    assert store.record("a", old, [("incumbent", "{}")], "{}") is None
    assert store.finish("a", old, State.COMPLETED, {"result": b"old"}, [("completed", "{}")]) is None
    assert store.finish("a", new, State.COMPLETED, {"result": b"new"}, [("completed", "{}")]) is not None
    assert store.document("a", "result") == b"new"


def test_what_was_in_progress_waits_again_after_an_end_without_goodbye(tmp_path: Path) -> None:
    before = Store(tmp_path)
    for job_id in ("done", "running", "waiting", "unwanted"):
        add(before, job_id)
    done = attempt_at(before, "done")
    before.finish("done", done, State.COMPLETED, {"result": b"1"}, [("completed", "{}")])
    for job_id in ("running", "unwanted"):
        attempt_at(before, job_id)
    before.cancel("unwanted")
    after = Store(tmp_path)  # the first one was never closed
    assert after.recover(10) == {"running": "queued", "unwanted": "cancelled"}
    states = {job_id: after.job(job_id).state for job_id in ("done", "running", "waiting", "unwanted")}  # type: ignore[union-attr]
    assert states == {"done": "completed", "running": "queued", "waiting": "queued", "unwanted": "cancelled"}
    assert names(after, "running") == [(1, "queued"), (2, "started"), (3, "requeued")]
    after.close()
    before.close()


def test_job_that_no_process_outlives_fails(store: Store) -> None:
    add(store, "a")
    for _ in range(2):
        attempt_at(store, "a")
        assert store.recover(3) == {"a": "queued"}
    attempt_at(store, "a")
    assert store.recover(3) == {"a": "failed"}
    error = store.document("a", "error")
    assert error is not None
    assert b"3 times" in error


def test_key_of_one_owner_says_nothing_of_another(store: Store) -> None:
    add(store, "a", "ann", "k")
    again = store.create(NewJob("b", "ann", "solve", b"{}", "h", "k"), ENOUGH)
    other = store.create(NewJob("c", "bob", "solve", b"{}", "h", "k"), ENOUGH)
    assert (again.job.id, again.is_new, other.job.id, other.is_new) == ("a", False, "c", True)
    with pytest.raises(KeyReusedError):
        add(store, "d", "ann", "k", "another")
    assert store.job("d") is None


def test_queue_has_an_end(store: Store) -> None:
    for k in range(2):
        store.create(NewJob(f"a{k}", "ann", "solve", b"{}", "h"), Limit(2, 3))
    with pytest.raises(QueueFullError) as own:
        store.create(NewJob("a2", "ann", "solve", b"{}", "h"), Limit(2, 3))
    store.create(NewJob("b0", "bob", "solve", b"{}", "h"), Limit(2, 3))
    with pytest.raises(QueueFullError) as whole:
        store.create(NewJob("b1", "bob", "solve", b"{}", "h"), Limit(2, 3))
    assert (own.value.is_own, whole.value.is_own) == (True, False)


def test_oldest_job_of_each_owner_is_next(store: Store) -> None:
    for job_id, owner in (("a0", "ann"), ("a1", "ann"), ("b0", "bob")):
        add(store, job_id, owner)
    assert {row.id for row in store.queued()} == {"a0", "b0"}


def test_deleted_job_takes_all_it_had_with_it(store: Store) -> None:
    add(store, "a")
    assert not store.delete("a")
    store.cancel("a")
    assert store.delete("a")
    assert (store.job("a"), store.document("a", "request"), store.events_after("a", 0)) == (None, None, [])


def test_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    found = Store(tmp_path)
    found._db.execute("PRAGMA user_version = 99")
    found.close()
    with pytest.raises(StoreError, match="schema 99"):
        Store(tmp_path)


def test_log_is_carried_into_the_file_beside_the_writing(store: Store, tmp_path: Path) -> None:
    """Without that the log would grow to all that was ever written; here it is used again after each look."""
    for number in range(4):
        store.create(NewJob(f"job{number}", "ann", "solve", bytes(8 << 20), "h"), ENOUGH)
        deadline = time.monotonic() + 30.0
        while (tmp_path / FILE).stat().st_size < (number + 1) * 8 << 20:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert (tmp_path / f"{FILE}-wal").stat().st_size < 24 << 20
