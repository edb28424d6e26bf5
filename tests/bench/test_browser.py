"""The report in a real browser that reaches no network."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.record import Run
from bench.report import write_report

CHROMIUM = shutil.which("chromium")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def test_browser_of_this_machine_is_there_where_it_must_be() -> None:
    assert CHROMIUM is not None or "METASOLVE_REQUIRE_BROWSER" not in os.environ


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium, which .ci/run installs")
@pytest.mark.parametrize("width", [390, 1280])
def test_report_opens_without_network_and_shows_tables_and_charts(
    two_instances: tuple[Run, ...], tmp_path: Path, width: int
) -> None:
    assert CHROMIUM is not None
    page = write_report(two_instances, tmp_path / "report").html
    picture = tmp_path / "page.png"
    command = [CHROMIUM, *_FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},2000"]
    dumped = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120)
    assert dumped.returncode == 0, dumped.stderr
    assert dumped.stdout.count("<table") >= 4
    assert dumped.stdout.count("<svg") >= 3
    assert "http://" not in dumped.stdout.replace("http://www.w3.org/", "")
    subprocess.run([*command, f"--screenshot={picture}", page.as_uri()], capture_output=True, timeout=120, check=True)
    assert picture.stat().st_size > 20_000
