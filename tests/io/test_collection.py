"""The folder of instances: where it is, what is found and listed in it; and archives that nobody should unpack."""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pytest

from metasolve.errors import ModelDataError, ModelNotFoundError
from metasolve.io import unpack
from metasolve.io.collection import (
    INDEX_NAME,
    Index,
    Record,
    State,
    find_collection,
    find_instance,
    instances_folder,
    known_instances,
    list_instances,
    read_index,
    write_index,
)
from metasolve.io.unpack import unpack_models

MPS = b"NAME t\nROWS\n N obj\nCOLUMNS\n x obj 1\nRHS\nENDATA\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the environment names: flat.lp, both.mps, sub/both.mps.gz, sub/deep.mps.bz2, sub/notes.txt."""
    monkeypatch.setenv("METASOLVE_INSTANCES", str(tmp_path))
    (tmp_path / "sub").mkdir()
    for name in ("flat.lp", "both.mps", "sub/both.mps.gz", "sub/deep.mps.bz2", "sub/notes.txt"):
        (tmp_path / name).write_bytes(MPS)
    return tmp_path


def record_of(data: bytes) -> Record:
    return Record(hashlib.sha256(data).hexdigest(), len(data), "http://example.org/a")


def archive(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members:
            opened.writestr(name, data)
    return path


def unpacked(path: Path) -> dict[str, Record]:
    return unpack_models(path, path.parent, "http://example.org/a.zip", lambda progress: None)


@pytest.mark.parametrize(
    ("given", "variables", "expected"),
    [
        ("/given", {"METASOLVE_INSTANCES": "/named", "XDG_DATA_HOME": "/data"}, "/given"),
        (None, {"METASOLVE_INSTANCES": "/named", "XDG_DATA_HOME": "/data"}, "/named"),
        (None, {"METASOLVE_INSTANCES": "", "XDG_DATA_HOME": "/data"}, "/data/metasolve/instances"),
        (None, {"XDG_DATA_HOME": "relative"}, "/home/me/.local/share/metasolve/instances"),
        (None, {}, "/home/me/.local/share/metasolve/instances"),
        ("~/here", {}, "/home/me/here"),
    ],
)
def test_the_folder_is_the_nearest_that_is_named(
    given: str | None, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("METASOLVE_INSTANCES", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/me", **variables}.items():
        monkeypatch.setenv(name, value)
    assert instances_folder(given) == Path(expected)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("flat", "flat.lp"),
        ("both", "both.mps"),
        ("both.mps.gz", "sub/both.mps.gz"),
        ("deep", "sub/deep.mps.bz2"),
    ],
)
def test_an_instance_is_found_by_name(name: str, file: str, folder: Path) -> None:
    assert find_instance(name) == folder / file


@pytest.mark.parametrize("name", ["air05", "flat.mps", "notes"])
def test_a_missing_instance_is_told_with_the_next_step(name: str, folder: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=f"{name}: no such instance in .*fetch miplib2017 {name[:4]}"):
        find_instance(name)


def test_a_missing_folder_holds_no_instance(tmp_path: Path) -> None:
    assert list_instances(tmp_path / "absent") == []
    with pytest.raises(ModelNotFoundError):
        find_instance("a", tmp_path / "absent")


@pytest.mark.parametrize("name", ["../flat", "/etc/passwd", "", ".mps", "a b"])
def test_what_is_no_name_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(ValueError, match="is no name of an instance"):
        find_instance(name)


def test_each_file_is_compared_with_its_record(folder: Path) -> None:
    records = {"both.mps.gz": record_of(MPS), "deep.mps.bz2": record_of(b"other"), "gone.mps.gz": record_of(MPS)}
    write_index(folder / "sub", Index(records))
    states = {(one.collection, one.name): one.state for one in list_instances(folder)}
    assert states == {
        ("", "both"): State.UNKNOWN,
        ("", "flat"): State.UNKNOWN,
        ("sub", "both"): State.VERIFIED,
        ("sub", "deep"): State.CHANGED,
        ("sub", "gone"): State.MISSING,
    }
    assert {one.name for one in list_instances(folder, "sub")} == {"both", "deep", "gone"}


def test_without_a_record_the_published_text_counts_however_compressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = known_instances()["air05"]
    text = hashlib.sha256(MPS).hexdigest()
    known = {"a": type(facts)(2, 3, 4, 5.0, text), "b": facts, "c": facts}
    monkeypatch.setattr("metasolve.io.collection.known_instances", lambda: known)
    (tmp_path / "a.mps.gz").write_bytes(gzip.compress(MPS, 1))
    (tmp_path / "b.mps").write_bytes(MPS)
    (tmp_path / "c.mps.gz").write_bytes(b"no gzip")
    found = list_instances(tmp_path)
    assert [one.state for one in found] == [State.VERIFIED, State.CHANGED, State.CHANGED]
    assert [one.facts for one in found] == [known["a"], None, None]


def test_the_table_knows_published_values() -> None:
    known = known_instances()
    assert len(known) == 36
    assert (known["air05"].rows, known["air05"].columns, known["air05"].best_known) == (426, 7195, 26374.0)
    assert all(len(facts.text_sha256) == 64 for facts in known.values())


def test_an_index_reads_back_as_it_was_written(tmp_path: Path) -> None:
    index = Index({"b.mps.gz": record_of(b"b"), "a.mps.gz": record_of(b"a")}, record_of(b"zip"))
    write_index(tmp_path, index)
    assert read_index(tmp_path) == index
    assert read_index(tmp_path / "absent") == Index()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"schema": "other/1", "archive": null, "files": {}}',
        '{"schema": "metasolve.instance_index/1", "archive": null, "files": {"a.mps.gz": {"sha256": "0"}}}',
        '{"schema": "metasolve.instance_index/1", "archive": null, "files": {"../a.mps.gz": {}}}',
    ],
)
def test_a_damaged_index_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / INDEX_NAME).write_text(text)
    with pytest.raises(ModelDataError, match=f"{INDEX_NAME}: is no index of instances; delete it"):
        read_index(tmp_path)


def test_an_unknown_collection_is_told_with_those_that_are_known() -> None:
    with pytest.raises(ModelNotFoundError, match="miplib2010: no such collection; there are miplib2017-benchmark"):
        find_collection("miplib2010")


def test_models_are_unpacked_whatever_folder_they_are_in(tmp_path: Path) -> None:
    members = (("a.mps.gz", b"1"), ("x/y/b.lp", b"22"), ("x/readme.txt", b"3"), ("__MACOSX/._a.mps.gz", b"4"))
    records = unpacked(archive(tmp_path / "t.zip", *members))
    assert records == {
        name: Record(hashlib.sha256(data).hexdigest(), len(data), "http://example.org/a.zip")
        for name, data in (("a.mps.gz", b"1"), ("b.lp", b"22"))
    }
    assert {path.name for path in tmp_path.iterdir()} == {"t.zip", "a.mps.gz", "b.lp"}


@pytest.mark.parametrize(
    "name", ["../a.mps", "x/../../a.mps", "/a.mps", "C:/a.mps", "C:a.mps", "..\\a.mps", "\\a.mps", "../readme.txt"]
)
def test_a_member_that_leads_out_of_the_folder_condemns_the_archive(name: str, tmp_path: Path) -> None:
    path = archive(tmp_path / "t.zip", ("good.mps", MPS), (name, MPS))
    with pytest.raises(ModelDataError, match="leads out of the folder"):
        unpacked(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.mps")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(ModelDataError, match="leads out of the folder"):
        unpacked(archive(tmp_path / "t.zip", (link, b"/etc/passwd")))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "t.zip", ("a.mps", bytes(1 << 20)), ("b.mps", MPS))
    monkeypatch.setattr(unpack, "INFLATION_FLOOR_BYTES", 1 << 16)
    with pytest.raises(ModelDataError, match=r"a\.mps inflates to 1,048,576 bytes"):
        unpacked(path)
    monkeypatch.undo()
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 1 << 20)
    with pytest.raises(ModelDataError, match="the models inflate to"):
        unpacked(path)


def test_an_archive_without_models_or_with_twins_or_a_strange_packing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDataError, match="holds no models"):
        unpacked(archive(tmp_path / "t.zip", ("readme.txt", b"")))
    with pytest.raises(ModelDataError, match=r"two members are called a\.mps"):
        unpacked(archive(tmp_path / "t.zip", ("x/a.mps", MPS), ("y/a.mps", MPS)))
    with pytest.raises(ModelDataError, match="is no name of an instance"):
        unpacked(archive(tmp_path / "t.zip", ("a\x1b[2J.mps", MPS)))
    packed = zipfile.ZipInfo("a.mps")
    packed.compress_type = zipfile.ZIP_LZMA
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as opened:
        opened.writestr(packed, MPS)
    with pytest.raises(ModelDataError, match="other than deflate"):
        unpacked(tmp_path / "t.zip")


def test_a_member_with_another_checksum_is_not_kept(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as opened:
        opened.writestr("a.mps", MPS)
    path = tmp_path / "t.zip"
    path.write_bytes(stream.getvalue().replace(b"x obj 1", b"x obj 2"))
    with pytest.raises(ModelDataError, match=r"Bad CRC-32 for file 'a\.mps'"):
        unpacked(path)
    assert list(tmp_path.iterdir()) == [path]
