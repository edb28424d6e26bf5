"""`metasolve instances`, against a plain server of files."""

from __future__ import annotations

import gzip
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from metasolve.cli import instances
from metasolve.cli.app import run
from metasolve.cli.instances import Display
from metasolve.io.download import Progress

MPS = b"NAME t\nROWS\n N obj\nCOLUMNS\n x obj 1\nRHS\nENDATA\n"


class Files(SimpleHTTPRequestHandler):
    """Files of a folder, without a word to stderr."""

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server with good.mps.gz, other.mps.gz, bad.mps.gz, page.html and all.zip."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("METASOLVE_INSTANCES", str(tmp_path / "mine"))
    root = tmp_path / "site"
    root.mkdir()
    for name, data in (("good", gzip.compress(MPS)), ("other", gzip.compress(MPS * 2)), ("bad", b"\x1f\x8bno")):
        (root / f"{name}.mps.gz").write_bytes(data)
    (root / "page.html").write_text("<html>Welcome</html>")
    with zipfile.ZipFile(root / "all.zip", "w") as archive:
        archive.write(root / "good.mps.gz", "good.mps.gz")
        archive.write(root / "other.mps.gz", "other.mps.gz")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(root))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_empty_folder_lists_the_collections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("METASOLVE_INSTANCES", str(tmp_path / "absent"))
    assert run(["instances", "list"]) == 0
    text = capsys.readouterr().out
    assert f"Folder  {tmp_path / 'absent'}" in text
    assert "https://miplib.zib.de/downloads/benchmark.zip" in text
    assert "https://miplib.zib.de/WebData/instances/NAME.mps.gz" in text
    assert "metasolve instances fetch miplib2017 air05" in text


def test_single_instances_are_fetched_and_their_paths_printed(
    mirror: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["instances", "fetch", "miplib2017", "good", "other.mps.gz", "--url", mirror]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(tmp_path / "mine" / "miplib2017" / f"{name}.mps.gz") for name in ("good", "other")]
    assert "fetching good.mps.gz: " in err
    assert run(["instances", "fetch", "miplib2017", "good", "--url", mirror]) == 0
    assert "not fetched again" in capsys.readouterr().err


def test_an_archive_is_fetched_to_the_folder_that_is_asked_for(
    mirror: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["instances", "fetch", "miplib2017-benchmark", "--url", f"{mirror}/all.zip", "--to", str(tmp_path / "to")]
    assert run([*command, "-q"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == (f"{tmp_path / 'to' / 'miplib2017-benchmark'}\n", "")
    assert run(["instances", "list", "--to", str(tmp_path / "to"), "miplib2017-benchmark"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if " verified " in line] == ["good", "other"]


def test_the_list_as_json_tells_what_changed(mirror: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["instances", "fetch", "miplib2017", "good", "--url", mirror])
    path = tmp_path / "mine" / "miplib2017" / "good.mps.gz"
    path.write_bytes(b"spoilt")
    capsys.readouterr()
    assert run(["instances", "list", "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["folder"] == str(tmp_path / "mine")
    assert [one["here"] for one in data["collections"] if one["name"] == "miplib2017"] == [1]
    (one,) = data["instances"]
    assert (one["name"], one["path"], one["size_bytes"], one["state"]) == ("good", str(path), 6, "changed")
    assert run(["instances", "list"]) == 0
    assert "1 file not as recorded" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["miplib2010"], 66, "no such collection; there are miplib2017-benchmark"),
        (["miplib2017", "absent"], 66, "no such file on the server (404"),
        (["miplib2017", "bad"], 65, "gzip stream is damaged"),
        (["miplib2017", "good", "--sha256", "0" * 64], 65, "as pinned"),
        (["miplib2017-benchmark", "--url", "MIRROR/page.html"], 65, "sent a web page, not the file"),
        (["miplib2017", "good", "--to", "MIRROR"], 70, "cannot be created"),
        (["miplib2017", "good", "--url", "http://127.0.0.1:1"], 70, "cannot be reached"),
        (["miplib2017"], 64, "name the instances"),
        (["miplib2017", "../good"], 64, "is no name of an instance"),
        (["miplib2017", "good", "--url", "file:///etc"], 64, "begins with http"),
        (["miplib2017", "good", "--sha256", "12"], 64, "64 hexadecimal digits"),
        (["miplib2017", "good", "other", "--sha256", "0" * 64], 64, "it pins one download"),
        (["miplib2017-benchmark", "good"], 64, "metasolve instances fetch miplib2017 good"),
    ],
)
def test_what_cannot_be_fetched_is_told_with_its_exit_code(
    arguments: list[str], code: int, message: str, mirror: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    place = {"MIRROR": str(tmp_path / "file")}
    words = [place.get(word, word.replace("MIRROR", mirror)) for word in arguments]
    address = [] if "--url" in words else ["--url", mirror]
    assert run(["instances", "fetch", *words, *address]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_an_interrupt_exits_31_and_says_how_to_go_on(
    mirror: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(instances, "fetch_instance", interrupt)
    assert run(["instances", "fetch", "miplib2017", "good", "--url", mirror]) == 31
    assert "the same command goes on from there" in capsys.readouterr().err


def test_a_terminal_gets_a_bar_and_notes() -> None:
    stream = io.StringIO()
    with Display(Console(file=stream, force_terminal=True, width=120, highlight=False)) as display:
        display(Progress("fetching a.mps.gz", 0, None, "cut; trying again in 1 s"))
        display(Progress("fetching a.mps.gz", 2_000_000, 2_000_000))
    text = stream.getvalue()
    assert "cut; trying again in 1 s" in text
    assert "2.0/2.0 MB" in text


def test_a_bar_leaves_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with Display(Console(file=io.StringIO(), force_terminal=True)):
        print("a path")
    assert capsys.readouterr().out == "a path\n"


def test_help_documents_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["instances", "fetch", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "66 no such collection or instance; 70 the network or the server failed" in text
    assert run(["instances", "--help"]) == 0
    assert "\n  list " in capsys.readouterr().out
    assert run(["--help"]) == 0
    assert "\n  instances " in capsys.readouterr().out
