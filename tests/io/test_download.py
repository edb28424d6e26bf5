"""Downloads from a server of our own that cuts, forgets, changes and lies; and what is fetched with them."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import os
import random
import resource
import shutil
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from metasolve.errors import ModelDataError, ModelNotFoundError, OutputError
from metasolve.io.collection import INDEX_NAME, find_collection, read_index
from metasolve.io.download import DownloadError, Patience, Progress, download
from metasolve.io.fetch import Fetched, Source, fetch_archive, fetch_instance

MPS = b"NAME t\nROWS\n N obj\n L R1\nCOLUMNS\n x obj 1 R1 1\nRHS\n RHS R1 5\nENDATA\n"
FILE = b"PK\x03\x04" + random.Random(0).randbytes(300_000)
HASTE = Patience(attempts=3, timeout_s=5.0, wait_s=0.0)
NAMES = ("a", "b-1", "c_2")


class Site(ThreadingHTTPServer):
    """A server of one body at every address; its attributes say how it misbehaves, requests what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.body = FILE
        self.kind = "application/zip"
        self.tag: str | None = '"one"'
        self.ranges = True
        self.shift = 0  # between the range asked for and the one that is sent
        self.lengths = True
        self.cuts: list[int] = []  # bytes after which the next answers end
        self.statuses: list[int] = []  # of the next answers
        self.requests: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file"


class Answer(BaseHTTPRequestHandler):
    """One answer of a Site."""

    server: Site

    def do_GET(self) -> None:
        site, asked = self.server, dict(self.headers)
        site.requests.append({**asked, "path": self.path})
        start = int(asked.get("Range", "bytes=0-")[6:-1])
        if site.statuses:
            self.send_error(site.statuses.pop(0))
        elif start and site.ranges and asked["If-Range"] == site.tag:
            self._send_rest(start + site.shift)
        else:
            self._send(200, site.body, {})

    def _send_rest(self, start: int) -> None:
        body, total = self.server.body[start:], len(self.server.body)
        if body:
            self._send(206, body, {"Content-Range": f"bytes {start}-{total - 1}/{total}"})
        else:
            self._send(416, b"", {"Content-Range": f"bytes */{total}"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        site = self.server
        self.send_response(status)
        for name, value in {"Content-Type": site.kind, **headers}.items():
            self.send_header(name, value)
        if site.tag is not None:
            self.send_header("ETag", site.tag)
        if site.lengths:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: site.cuts.pop(0)] if site.cuts else body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "file.part"


def get(site: Site, part: Path, patience: Patience = HASTE) -> list[Progress]:
    """Download from a site and return what was reported."""
    told: list[Progress] = []
    download(site.url, part, b"PK\x03\x04", told.append, patience)
    return told


def leave(site: Site, part: Path, size: int) -> None:
    """Leave size bytes of a download that ended early."""
    site.cuts = [size, 0]
    with pytest.raises(DownloadError, match=f"cut after {size:,} of 300,004 bytes.*{size:,} bytes are kept"):
        get(site, part, Patience(attempts=1, wait_s=0.0))
    site.requests.clear()


@pytest.mark.parametrize("lengths", [True, False])
def test_a_file_comes_whole(lengths: bool, site: Site, part: Path) -> None:
    site.lengths = lengths
    told = get(site, part)
    assert part.read_bytes() == FILE
    assert (told[-1].task, told[-1].done_bytes, told[-1].total_bytes) == ("fetching file", len(FILE), len(FILE))


def test_a_cut_is_mended_within_the_call(site: Site, part: Path) -> None:
    site.cuts = [1000, 2000, 3000]
    get(site, part)
    assert part.read_bytes() == FILE
    assert [request.get("Range") for request in site.requests] == [None, "bytes=1000-", "bytes=3000-", "bytes=6000-"]


def test_a_later_call_goes_on_where_one_ended(site: Site, part: Path) -> None:
    leave(site, part, 1000)
    get(site, part)
    assert part.read_bytes() == FILE
    assert [request["Range"] for request in site.requests] == ["bytes=1000-"]


def test_an_interrupt_leaves_what_came(site: Site, part: Path) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(site.url, part, FILE[:4], interrupt, HASTE)
    get(site, part)
    assert part.read_bytes() == FILE
    assert "Range" in site.requests[1]


def test_a_changed_file_starts_from_zero(site: Site, part: Path) -> None:
    leave(site, part, 1000)
    site.tag, site.body = '"two"', FILE[:4] + FILE[:3:-1]
    told = get(site, part)
    assert part.read_bytes() == site.body
    assert "starting from zero" in told[0].note


def test_a_server_without_ranges_starts_from_zero(site: Site, part: Path) -> None:
    site.ranges = False
    site.cuts = [1000]
    get(site, part)
    assert part.read_bytes() == FILE


def test_a_server_that_always_cuts_is_given_up(site: Site, part: Path) -> None:
    site.ranges = False
    site.cuts = [1000] * 99
    with pytest.raises(DownloadError, match="check the network, or try a mirror"):
        get(site, part)
    assert len(site.requests) == 1 + HASTE.attempts


def test_another_range_than_asked_for_starts_from_zero(site: Site, part: Path) -> None:
    leave(site, part, 1000)
    site.shift = 7
    get(site, part)
    assert part.read_bytes() == FILE


@pytest.mark.parametrize("tag", [None, 'W/"one"'])
def test_without_a_strong_tag_nothing_is_resumed(tag: str | None, site: Site, part: Path) -> None:
    site.tag = tag
    site.cuts = [1000]
    get(site, part)
    assert part.read_bytes() == FILE
    assert all("Range" not in request for request in site.requests)


def test_the_bytes_of_another_address_are_not_gone_on_with(site: Site, part: Path) -> None:
    leave(site, part, 1000)
    download(f"{site.url}2", part, FILE[:4], lambda progress: None, HASTE)
    assert "Range" not in site.requests[0]
    assert part.read_bytes() == FILE


def test_a_whole_part_is_not_fetched_again(site: Site, part: Path) -> None:
    get(site, part)
    get(site, part)
    assert part.read_bytes() == FILE
    assert [request.get("Range") for request in site.requests] == [None, f"bytes={len(FILE)}-"]


def test_a_part_longer_than_the_file_starts_from_zero(site: Site, part: Path) -> None:
    get(site, part)
    with part.open("ab") as stream:
        stream.write(b"more")
    get(site, part)
    assert part.read_bytes() == FILE


def test_a_busy_server_is_asked_again(site: Site, part: Path) -> None:
    site.statuses = [503, 429]
    told = get(site, part)
    assert part.read_bytes() == FILE
    assert "the server failed (503 Service Unavailable)" in told[0].note


@pytest.mark.parametrize(
    ("status", "error", "attempts"),
    [(404, ModelNotFoundError, 1), (403, DownloadError, 1), (500, DownloadError, HASTE.attempts)],
)
def test_a_refusal_names_address_and_status(
    status: int, error: type[Exception], attempts: int, site: Site, part: Path
) -> None:
    site.statuses = [status] * 9
    with pytest.raises(error, match=rf"{site.url}: .*\({status} "):
        get(site, part)
    assert len(site.requests) == attempts


def test_a_web_page_is_refused_and_costs_nothing_that_came(site: Site, part: Path) -> None:
    leave(site, part, 1000)
    site.tag, site.kind, site.body = None, "text/html; charset=utf-8", b"<html>Log in first</html>"
    with pytest.raises(ModelDataError, match="sent a web page"):
        get(site, part)
    assert part.read_bytes() == FILE[:1000]


def test_an_address_without_a_server_is_told_at_once(part: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/file"
    told: list[Progress] = []
    with pytest.raises(DownloadError, match=r"cannot be reached \(Connection refused\)"):
        download(url, part, b"PK", told.append, HASTE)
    assert told == []


def test_a_full_disk_is_known_before(site: Site, part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(OutputError, match="300,004 bytes are needed, 1,000 are free"):
        get(site, part)


def test_a_disk_that_fills_up_ends_the_download_and_keeps_it(site: Site, part: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OutputError, match=r"file.part: cannot be written \(File too large\)"):
            get(site, part)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert part.read_bytes() == FILE[:100_000]


def one_instance(site: Site, folder: Path, name: str = "a", sha256: str | None = None) -> Fetched:
    source = Source(find_collection("miplib2017"), site.url, sha256)
    return fetch_instance(source, name, folder, lambda progress: None, HASTE)


def whole_archive(site: Site, folder: Path, sha256: str | None = None) -> Fetched:
    source = Source(find_collection("miplib2017-benchmark"), site.url, sha256)
    return fetch_archive(source, folder, lambda progress: None, HASTE)


def archive_of(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "not a model")
        for name in names:
            archive.writestr(f"benchmark/{name}.mps.gz", gzip.compress(MPS + name.encode()))
    return stream.getvalue()


def test_an_instance_is_fetched_once_and_recorded(site: Site, tmp_path: Path) -> None:
    site.body = gzip.compress(MPS)
    path = tmp_path / "miplib2017" / "a.mps.gz"
    assert one_instance(site, tmp_path) == Fetched(path, True)
    assert one_instance(site, tmp_path, "a.mps.gz") == Fetched(path, False)
    record = read_index(path.parent).files["a.mps.gz"]
    assert record.sha256 == hashlib.sha256(site.body).hexdigest()
    assert (record.size_bytes, record.url) == (len(site.body), f"{site.url}/a.mps.gz")
    assert [request["path"] for request in site.requests] == ["/file/a.mps.gz"]
    assert {entry.name for entry in path.parent.iterdir()} == {"a.mps.gz", INDEX_NAME}


def test_a_file_that_changed_on_disk_is_fetched_again(site: Site, tmp_path: Path) -> None:
    site.body = gzip.compress(MPS)
    one_instance(site, tmp_path).path.write_bytes(b"spoilt")
    assert one_instance(site, tmp_path).is_new
    assert (tmp_path / "miplib2017" / "a.mps.gz").read_bytes() == site.body


@pytest.mark.parametrize("body", [gzip.compress(MPS)[:-20], gzip.compress(MPS)[:-8] + bytes(8)], ids=["cut", "spoilt"])
def test_a_damaged_instance_is_not_kept(body: bytes, site: Site, tmp_path: Path) -> None:
    site.body = body
    with pytest.raises(ModelDataError, match="gzip stream is damaged"):
        one_instance(site, tmp_path)
    assert list((tmp_path / "miplib2017").iterdir()) == []


def test_a_known_instance_must_have_the_published_text_unless_pinned(site: Site, tmp_path: Path) -> None:
    site.body = gzip.compress(MPS)
    with pytest.raises(ModelDataError, match="1dcbb9e423a0235d9d890896756a840d3c0a32a8ec057f2127b807ca5a97f5d7"):
        one_instance(site, tmp_path, "air05")
    assert list((tmp_path / "miplib2017").iterdir()) == []
    assert one_instance(site, tmp_path, "air05", hashlib.sha256(site.body).hexdigest()).is_new


def test_a_pin_refuses_another_file(site: Site, tmp_path: Path) -> None:
    site.body = gzip.compress(MPS)
    assert one_instance(site, tmp_path).is_new
    with pytest.raises(ModelDataError, match=f"not {'0' * 64} as pinned"):
        one_instance(site, tmp_path, sha256="0" * 64)
    assert not one_instance(site, tmp_path, sha256=hashlib.sha256(site.body).hexdigest()).is_new


def test_an_archive_is_unpacked_recorded_and_not_kept(site: Site, tmp_path: Path) -> None:
    site.body = archive_of(*NAMES)
    directory = tmp_path / "miplib2017-benchmark"
    assert whole_archive(site, tmp_path) == Fetched(directory, True)
    assert whole_archive(site, tmp_path) == Fetched(directory, False)
    assert len(site.requests) == 1
    assert {path.name for path in directory.iterdir()} == {*(f"{name}.mps.gz" for name in NAMES), INDEX_NAME}
    assert gzip.decompress((directory / "b-1.mps.gz").read_bytes()) == MPS + b"b-1"
    assert read_index(directory).archive is not None


def test_an_archive_comes_again_if_an_instance_is_gone_or_another_one_is_pinned(site: Site, tmp_path: Path) -> None:
    site.body = archive_of(*NAMES)
    (whole_archive(site, tmp_path).path / "a.mps.gz").unlink()
    assert whole_archive(site, tmp_path).is_new
    with pytest.raises(ModelDataError, match="as pinned"):
        whole_archive(site, tmp_path, "0" * 64)
    assert not whole_archive(site, tmp_path, hashlib.sha256(site.body).hexdigest()).is_new


def test_unpacking_that_was_interrupted_goes_on_without_the_server(site: Site, tmp_path: Path) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.task.startswith("unpacking"):
            raise KeyboardInterrupt

    site.body = archive_of(*NAMES)
    with pytest.raises(KeyboardInterrupt):
        fetch_archive(Source(find_collection("miplib2017-benchmark"), site.url), tmp_path, interrupt, HASTE)
    assert whole_archive(site, tmp_path).is_new
    assert len(site.requests) == 1


def test_a_damaged_archive_is_removed(site: Site, tmp_path: Path) -> None:
    site.body = archive_of(*NAMES)[:-30]
    with pytest.raises(ModelDataError, match="archive is damaged"):
        whole_archive(site, tmp_path)
    assert list((tmp_path / "miplib2017-benchmark").iterdir()) == []


def test_two_fetches_do_not_share_a_folder(site: Site, tmp_path: Path) -> None:
    (tmp_path / "miplib2017").mkdir()
    descriptor = os.open(tmp_path / "miplib2017", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(OutputError, match="another metasolve is fetching"):
        one_instance(site, tmp_path)
    os.close(descriptor)


def test_a_folder_that_cannot_be_made_is_named(site: Site, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="taken/miplib2017: cannot be created"):
        one_instance(site, tmp_path / "taken")


@pytest.mark.parametrize("wrong", [{"mirror": "ftp://x/y"}, {"mirror": "benchmark.zip"}, {"sha256": "12ab"}])
def test_a_wrong_source_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        Source(find_collection("miplib2017"), **wrong)
