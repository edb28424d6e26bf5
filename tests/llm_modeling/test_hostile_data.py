"""Hostile tables, paths and values: nothing outside of the data directory is read, nothing in a cell is evaluated."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metasolve
from llm_modeling import Compiled, Data, Formulation, ModelResult, compile_model
from llm_modeling.errors import FormulationError
from metasolve import SolutionStatus, SolveResult, Termination
from metasolve.errors import MetasolveError
from tests.llm_modeling.refusals import MAX_CPU_S, cpu_of

SETS = [{"name": "I", "table": "t.csv", "columns": ["key"]}]
PARAMETERS = [{"name": "c", "index": "I", "table": "t.csv", "key_columns": ["key"], "column": "value"}]
TABLE: dict[str, Any] = {"sets": SETS, "parameters": PARAMETERS}


def refused(content: dict[str, Any], folder: Path) -> str:
    """Return what a model is refused with, having checked the class of the error and its time."""
    document = json.dumps(content)

    def work() -> str:
        with pytest.raises(MetasolveError) as caught:
            compile_model(Formulation.from_json(document), Data.from_directory(folder))
        return str(caught.value)

    message = work()
    assert cpu_of(work) < MAX_CPU_S
    assert 10 < len(message) < 1_000
    assert "secret" not in message
    return message


NAMES = [
    "../t.csv",
    "..",
    ".",
    "./t.csv",
    "sub/t.csv",
    "sub\\t.csv",
    "/etc/passwd",
    "/proc/self/environ.csv",
    "//host/share/t.csv",
    "\\\\host\\share\\t.csv",
    "C:\\t.csv",
    "C:t.csv",
    "t.csv\x00.txt",
    "t.csv\n",
    " t.csv",
    "t.csv ",
    "t.csv.",
    "t.csv:stream",
    "t.csv::$DATA",
    "T.CSV",
    "t.CSV",
    "t.tsv",
    "t.csv.gz",
    "t.csv.bz2",
    "t.csv.zip",
    "t.xlsx",
    "t.py",
    "t.so",
    "t",
    ".csv",
    "..csv",
    "~root.csv",
    "$HOME.csv",
    "${HOME}.csv",
    "`id`.csv",
    "$(id).csv",
    "|id.csv",
    "t;id.csv",
    "t&id.csv",
    "t*.csv",
    "t?.csv",
    "[t].csv",
    "-.csv",
    "--help.csv",
    "%2e%2e%2ft.csv",
    "t%00.csv",
    "..%2ft.csv",
    "ｔ.csv",
    "t․csv",
    "t.сsv",
    "t\u200b.csv",
    "\u202evsc.t.csv",
    "t\u2215x.csv",
    "file:t.csv",
    "http://localhost/t.csv",
    "fd0/t.csv",
    "x" * 200 + ".csv",
    "x" * 100_000 + ".csv",
]


@pytest.mark.parametrize("name", NAMES, ids=[name[:20].encode("unicode_escape").decode() for name in NAMES])
def test_name_that_is_no_plain_file_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("key,value\nsecret,1\n")
    folder = tmp_path / "data"
    (folder / "sub").mkdir(parents=True)
    for place in (folder, folder / "sub"):
        (place / "t.csv").write_text("key,value\nsecret,1\n")
    content = {"sets": [{"name": "I", "table": name, "columns": ["key"]}]}
    assert "plain name" in refused(content, folder) or "no such" in refused(content, folder)


@pytest.mark.parametrize("device", ["CON", "nul", "aux", "com1", "lpt1", "PRN"])
def test_name_of_a_device_elsewhere_is_a_file_that_is_not_there(device: str, tmp_path: Path) -> None:
    message = refused({"sets": [{"name": "I", "table": f"{device}.csv", "columns": ["key"]}]}, tmp_path)
    assert "No such file" in message


PLACES = ["link", "dangling", "loop", "device", "directory", "pipe", "socket", "secret link of data.json"]


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_regular_file_is_refused_without_waiting(kind: str, tmp_path: Path) -> None:
    folder, secret = tmp_path / "data", tmp_path / "secret.csv"
    folder.mkdir()
    secret.write_text('{"I": ["secret"]}')
    target = folder / "t.csv"
    if kind == "link":
        target.symlink_to(secret)
    elif kind == "dangling":
        target.symlink_to(folder / "nowhere.csv")
    elif kind == "loop":
        target.symlink_to(target)
    elif kind == "device":
        target.symlink_to("/dev/zero")
    elif kind == "directory":
        target.mkdir()
    elif kind == "pipe":
        os.mkfifo(target)
    elif kind == "socket":
        here = os.getcwd()
        os.chdir(folder)  # the names of sockets are short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("t.csv")
        os.chdir(here)
    else:
        (folder / "data.json").symlink_to(secret)
    refused(TABLE, folder)


TABLES: list[tuple[str | bytes, str]] = [
    (b"\x1f\x8b\x08\x00", "UTF-8"),
    (gzip.compress(b"key,value\n" + b"a,1\n" * 100_000, mtime=0), "UTF-8"),
    (gzip.compress(bytes(10_000_000), mtime=0), "UTF-8"),
    (b"PK\x03\x04\x14\x00\x00\x00", "NUL"),
    (b"\xff\xfek\x00e\x00y\x00", "UTF-8"),
    (b"key,value\n\xc0\xaf,1\n", "UTF-8"),
    (b"key,value\n\xed\xa0\x80,1\n", "UTF-8"),
    ("key,value\na\x00b,1\n", "NUL"),
    ("key\rvalue\r", ""),
    ('key,value\n"a,1\n', "CSV"),
    ('key,value\n"a"b,1\n', "CSV"),
    ('key,value\n"' + "a\n" * 20_000 + '",1\n', ""),
    ('key,value\n"' + "x" * 140_000 + '",1\n', ""),
    ("key,value\n" + "," * 100_000 + "\n", "cells"),
    ("," * 10_000 + "\na\n", "no header"),
    (",".join(f"c{k}" for k in range(3_000)) + "\n1\n", "cells"),
    ("key,key\na,1\n", "twice"),
    ("key, key \na,1\n", "twice"),
    ("key,Value\na,1\n", "no column 'value'"),
    ("key,va\u200blue\na,1\n", "no column"),
    ("key,ｖalue\na,1\n", "no column"),
    ("key;value\na;1\n", "commas"),
    ("key\tvalue\na\t1\n", "commas"),
    ("sep=,\nkey,value\na,1\n", ""),
    ("key,value\na,=1+1\n", "formulas are not evaluated"),
    ("key,value\na,=cmd|' /C calc'!A0\n", "formulas are not evaluated"),
    ('key,value\na,"=HYPERLINK(""http://x"",1)"\n', "formulas are not evaluated"),
    ("key,value\na,+1+1\n", "not a number"),
    ("key,value\na,-1-1\n", "not a number"),
    ("key,value\na,@SUM(A1)\n", "formulas are not evaluated"),
    ("key,value\na,\t=1\n", "formulas are not evaluated"),
    ("key,value\na,{=1}\n", "not a number"),
    ("key,value\na,%0A=1\n", "not a number"),
    ("key,value\na,__import__('os')\n", "not a number"),
    ("key,value\na,1e999\n", "not a number"),
    ("key,value\na,1e+\n", "not a number"),
    ("key,value\na,NaN\n", "not a number"),
    ("key,value\na,-inf\n", "not a number"),
    ("key,value\na,1_0\n", "not a number"),
    ("key,value\na,0b1\n", "not a number"),
    ("key,value\na,½\n", "not a number"),
    ("key,value\na,１\n", "not a number"),
    ("key,value\na,1\u200b\n", "not a number"),
    ("key,value\na,\u22121\n", "not a number"),
    ("key,value\na,1 000\n", "not a number"),
    ('key,value\na,"1,000"\n', "without grouping"),
    ("key,value\na,$1\n", "not a number"),
    ("key,value\na,1%\n", "not a number"),
    ("key,value\na," + "9" * 9_999 + "\n", "not a number"),
    ("key,value\na," + "1" * 9_000 + "e" + "\n", "not a number"),
    ("key,value\na,1\na,2\n", "already has a value"),
    ("key,value\n" + "a,1\n" * 8_000, "already has a value"),
    ("key,value\n,1\n", "empty cell"),
]


@pytest.mark.parametrize(("text", "message"), TABLES, ids=lambda value: repr(value)[:40])
def test_hostile_table_is_refused(text: str | bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert message in refused(TABLE, tmp_path)


JSON_TABLES = [
    ("{}", "list of objects"),
    ("[]", "list of objects"),
    ("[1]", "list of objects"),
    ('[{"key": "a", "value": 1}, {"key": "b"}]', "differs"),
    ('[{"key": "a", "value": 1}, {"key": "b", "value": 1, "__proto__": 1}]', "differs"),
    ('[{"key": "a", "key": "b", "value": 1}]', "twice"),
    ('[{"key": "a", "value": null}]', "neither a number nor a text"),
    ('[{"key": "a", "value": [1]}]', "neither a number nor a text"),
    ('[{"key": true, "value": 1}]', "neither a number nor a text"),
    ('[{"key": "a", "value": "=1+1"}]', "not a number"),
    ('[{"key": "a", "value": 1e999}]', "too large"),
    ('[{"key": "a", "value": NaN}]', "NaN"),
    ('[{"key": "\\ud800", "value": 1}]', "surrogate"),
    ("[" * 5_000, "nested"),
]


@pytest.mark.parametrize(("text", "message"), JSON_TABLES, ids=[text[:40] for text, _ in JSON_TABLES])
def test_hostile_json_table_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(text)
    content = json.loads(json.dumps(TABLE).replace("t.csv", "t.json"))
    assert message in refused(content, tmp_path)


@pytest.mark.parametrize("name", ["/dev/zero", "/proc/self/mem", "/dev/null", "/proc/self/cmdline", "/etc", "/nowhere"])
def test_model_file_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(MetasolveError, match=r".{10}"):
        Formulation.read(name)


def test_compressed_model_is_refused_and_never_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "model.json"
    bomb.write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(FormulationError, match="UTF-8"):
        Formulation.read(bomb)


TEXTS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "a,b",
    'a"b',
    "a\nb",
    "a\r\nb",
    "a;b",
    "\tx",
    "",
    " ",
    "'a",
    "ENDATA",
    "ROWS",
    "RHS",
    "MAX",
    "OBJSENSE\n    MAX",
    "NAME x\nROWS\n N obj",
    "End",
    "Subject To",
    "st",
    "free",
    "inf",
    "1e5",
    "e5",
    "<= 1",
    "x >= 1\nx",
    "\\ comment",
    "* comment",
    "$ comment",
    "[1]",
    "^2",
    "#1",
    "a\x00b",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\u2028",
    "é",
    "e\u0301",
    "ﬁ",
    "Ⅷ",
    "😀",
    "𝐱",
    "../../etc/passwd",
    "x" * 5_000,
]


def model_of(text: str) -> Compiled:
    """Return a model in which the text is title, quote and member, beside one that is made the same name."""
    sets = [{"name": "I", "members": [text, "_", "x_"]}]
    rule = {"name": "r", "forall": "i in I", "expression": "sum{j in I: j != i} x[j] <= 1", "quote": text}
    goal = {"name": "g", "sense": "maximize", "expression": "sum{i in I} x[i]", "quote": text}
    content = {"title": text, "sets": sets, "variables": [{"name": "x", "index": "I", "kind": "binary"}]}
    return compile_model(Formulation.from_json(json.dumps({**content, "constraints": [rule], "objectives": [goal]})))


@pytest.mark.parametrize("text", TEXTS, ids=[text[:12].encode("unicode_escape").decode() for text in TEXTS])
def test_text_cannot_change_the_model_files_that_are_written(text: str, tmp_path: Path) -> None:
    problem = model_of(text).problem
    assert len(set(problem.col_names)) == len(set(problem.row_names)) == 3
    assert all(name.isascii() and name.isprintable() and " " not in name for name in problem.col_names)
    for extension in ("mps", "lp"):
        path = tmp_path / f"m.{extension}"
        metasolve.write_problem(problem, path)
        assert metasolve.read(str(path)).sha256 == problem.sha256


@pytest.mark.parametrize("text", TEXTS, ids=[text[:12].encode("unicode_escape").decode() for text in TEXTS])
def test_text_comes_back_from_csv_and_json_and_no_spreadsheet_executes_it(text: str) -> None:
    compiled = model_of(text)
    x = np.array([1.0, 0.0, 0.0])
    step = SolveResult(Termination.OPTIMAL, SolutionStatus.OPTIMAL, 1.0, 1.0, x)
    result = ModelResult(compiled, Termination.OPTIMAL, (step,), x, 0.1, "")
    rows = list(csv.reader(io.StringIO(result.to_csv()["x"], newline="")))
    assert [len(row) for row in rows] == [2] * 4
    executed = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rows[1] == ["'" + text if executed else text, "1"]
    content = json.loads(json.dumps(result.to_json()).encode())
    assert content["variables"]["x"]["values"][0] == [text, 1]
    assert Formulation.from_json(compiled.model.formulation.to_json()) == compiled.model.formulation
