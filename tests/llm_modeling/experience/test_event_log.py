"""The event log: nothing that was committed is lost, changed or torn, whoever writes and whatever ends the writer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from llm_modeling.experience.errors import LibraryError
from llm_modeling.experience.event_log import EventLog, NewEvent
from metasolve import ModelNotFoundError

WRITER = """
import sys
from llm_modeling.experience.event_log import EventLog, NewEvent
log = EventLog(sys.argv[1])
for k in range(int(sys.argv[3])):
    log.append([NewEvent("note", sys.argv[2], {"k": k, "half": h}) for h in (0, 1)])
    print(k, flush=True)
log.close()
"""


def writer(path: Path, name: str, events: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(events)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def events_of(path: Path) -> list[tuple[str, int, int]]:
    log = EventLog(path, create=False)
    found = [(event.insight, event.body["k"], event.body["half"]) for event in log.after()]
    assert log.faults() == []
    log.close()
    return found


def test_events_come_back_in_order_and_from_where_one_left_off(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "log.db")
    assert log.append([NewEvent("a", "x", {"n": 1}), NewEvent("b", "y", {"text": "\N{SNOWMAN}\x00\u2028"})]) == 2
    assert log.append([]) == 2
    assert [event.kind for event in log.after()] == ["a", "b"]
    assert log.after(1)[0].body == {"text": "\N{SNOWMAN}\x00\u2028"}
    log.close()


@pytest.mark.parametrize("lines", [3, 30])
def test_a_killed_writer_leaves_all_that_it_had_committed(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "log.db"
    process = writer(path, "a", 100_000)
    assert process.stdout is not None
    for _ in range(lines):
        said = process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    found = events_of(path)
    assert len(found) >= 2 * (int(said) + 1)
    assert len(found) % 2 == 0, "events of one append are there together or not at all"
    log = EventLog(path, create=False)
    assert log.append([NewEvent("note", "b", {"k": 0, "half": 0})]) == len(found) + 1
    log.close()


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    processes = [writer(path, name, 15) for name in "ab"]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    found = events_of(path)
    for name in "ab":
        assert [entry[1:] for entry in found if entry[0] == name] == [(k, half) for k in range(15) for half in (0, 1)]


def test_threads_share_a_log(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "log.db")
    threads = [
        threading.Thread(target=lambda n=n: [log.append([NewEvent("t", str(n), {})]) for _ in range(25)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.after()) == 100
    assert log.faults() == []
    log.close()


def test_readers_are_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log, reader = EventLog(path), EventLog(path, busy_s=0.05)
    log.append([NewEvent("a", "x", {})])

    def while_writing() -> list[NewEvent]:
        assert len(reader.after()) == 1
        with pytest.raises(LibraryError, match="another process is writing"):
            reader.append([NewEvent("b", "x", {})])
        return [NewEvent("c", "x", {})]

    log.append_after(while_writing)
    assert [event.kind for event in reader.after()] == ["a", "c"]
    log.close()
    reader.close()


def test_events_cannot_be_changed_or_deleted(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = EventLog(path)
    log.append([NewEvent("a", "x", {})])
    log.close()
    connection = sqlite3.connect(path)
    for statement in ("UPDATE events SET kind = 'b'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="events are not"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "statement", ["UPDATE events SET body = '{\"n\": 9}' WHERE seq = 2", "DELETE FROM events WHERE seq = 2"]
)
def test_what_was_changed_behind_the_triggers_is_found(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "log.db"
    log = EventLog(path)
    log.append([NewEvent("a", "x", {"n": k}) for k in range(4)])
    log.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP TRIGGER events_stay")
    connection.execute("DROP TRIGGER events_remain")
    connection.execute(statement)
    connection.close()
    log = EventLog(path)
    assert "was changed, or one before it is missing" in log.faults()[0]
    log.close()


def test_other_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    text, foreign = tmp_path / "text.db", tmp_path / "foreign.db"
    text.write_text("no database at all, only words " * 40)
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryError, match="not a database"):
        EventLog(text)
    with pytest.raises(LibraryError, match="not a library of insights"):
        EventLog(foreign)
    with pytest.raises(ModelNotFoundError, match="there is no such library"):
        EventLog(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()
    assert text.read_text().startswith("no database")


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    EventLog(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(LibraryError, match="version 7, this program reads 1"):
        EventLog(path)
