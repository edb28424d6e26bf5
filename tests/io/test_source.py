"""Inputs: paths, stdin, bytes, streams; compressed, truncated, missing, too large."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from metasolve.errors import ModelDataError, ModelNotFoundError
from metasolve.io import read_problem, source

MPS = b"* a comment\n\nNAME t\nROWS\n N obj\n L R1\nCOLUMNS\n x obj 1 R1 1\nRHS\n RHS R1 5\nENDATA\n"
LP = b"\\ a comment\nMinimize\n obj: x\nSubject To\n R1: x <= 5\nEnd\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}


class Stdin:
    """A stdin that holds bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize(("extension", "text"), [(".mps", MPS), (".lp", LP)])
def test_each_entrance_reads_the_same(
    packing: str, extension: str, text: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = PACKERS[packing](text)
    path = tmp_path / f"t{extension}{packing}"
    path.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", Stdin(data))
    with path.open("rb") as stream:
        problems = [read_problem(entrance) for entrance in (path, str(path), data, io.BytesIO(data), stream, "-")]
    assert len({problem.sha256 for problem in problems}) == 1
    assert problems[0].row_upper.tolist() == [5.0]


def test_content_decides_where_the_extension_does_not(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(MPS)
    (tmp_path / "u").write_bytes(LP)
    assert read_problem(tmp_path / "t.txt").sha256 == read_problem(tmp_path / "u").sha256


def test_a_byte_order_mark_is_skipped() -> None:
    assert read_problem(b"\xef\xbb\xbf" + MPS).rows == 1


def test_concatenated_gzip_members_are_joined() -> None:
    assert read_problem(gzip.compress(MPS[:40]) + gzip.compress(MPS[40:]) + b"\0" * 8).rows == 1


def test_an_error_on_stdin_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(MPS.replace(b" x obj 1 R1", b" x obj 1 R7")))
    with pytest.raises(ModelDataError, match=r"^<stdin>:8: row R7"):
        read_problem("-")


@pytest.mark.parametrize("packing", [".gz", ".bz2"])
def test_a_truncated_stream_is_refused(packing: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.mps{packing}"
    path.write_bytes(PACKERS[packing](MPS)[:-12])
    with pytest.raises(ModelDataError, match="stream is truncated"):
        read_problem(path)


@pytest.mark.parametrize("packing", [".gz", ".bz2"])
def test_a_corrupt_stream_is_refused(packing: str) -> None:
    data = bytearray(PACKERS[packing](MPS * 50))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(ModelDataError, match="stream is corrupt"):
        read_problem(bytes(data))


def test_trailing_bytes_are_refused() -> None:
    with pytest.raises(ModelDataError, match="5 bytes follow the gzip stream"):
        read_problem(gzip.compress(MPS) + b"hello")


def test_an_extension_that_lies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.mps.gz"
    path.write_bytes(MPS)
    with pytest.raises(ModelDataError, match="is not compressed as its extension"):
        read_problem(path)


@pytest.mark.parametrize("packing", [".gz", ".bz2"])
def test_a_bomb_is_refused_before_it_inflates(packing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "INFLATION_FLOOR_BYTES", 1 << 20)
    bomb = PACKERS[packing](b"\n" * (8 << 20))
    with pytest.raises(ModelDataError, match=r"inflates to more than \d+ bytes"):
        read_problem(bomb)


def test_the_total_size_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_INFLATED_BYTES", 1000)
    stored = zlib.compressobj(0, wbits=31)
    data = stored.compress(MPS * 20) + stored.flush()
    with pytest.raises(ModelDataError, match="inflates to more than 1000 bytes"):
        read_problem(data)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"absent\.mps: No such file"):
        read_problem(tmp_path / "absent.mps")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="Is a directory"):
        read_problem(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.mps"
    path.write_bytes(MPS)
    path.chmod(0)
    with pytest.raises(ModelNotFoundError, match="Permission denied"):
        read_problem(path)
