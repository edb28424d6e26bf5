"""200 clients that follow jobs while 50 jobs wait, for minutes: is every job done, every event told, memory flat?"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.service_process import ServerProcess
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION

_BODY = json.dumps({"kind": "solve", "formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA}).encode()
_JSON = {"Content-Type": "application/json"}
_QUEUED = re.compile(r"^metasolve_jobs_queued (\S+)$", re.MULTILINE)
_SAMPLE_S = 5.0
_TOP_UP_S = 1.0
_BREAK_EVERY = 7
"""Every seventh stream is broken off in the midst and resumed by its last id."""


@dataclass
class _Load:
    client: httpx.AsyncClient
    until: float
    jobs: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    queued: int = 0
    streams: dict[str, list[list[int]]] = field(default_factory=dict)
    resumed: int = 0
    reconnects: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    async def keep_waiting(self, address: str, depth: int) -> None:
        """Keep so many jobs queued, as the server counts them, until the time is over."""
        async with httpx.AsyncClient(base_url=address, timeout=120.0) as client:
            while time.monotonic() < self.until:
                found = _QUEUED.search((await client.get("/metrics")).text)
                self.queued = int(float(found[1])) if found is not None else depth
                for _ in range(depth - self.queued):
                    answer = await client.post("/v1/jobs", content=_BODY, headers=_JSON)
                    if answer.status_code != 202:
                        self.errors.append(f"POST: {answer.status_code}")
                        break
                    job_id = answer.json()["id"]
                    self.jobs.append(job_id)
                    self.open.append(job_id)
                await asyncio.sleep(_TOP_UP_S)

    async def follow(self, number: int) -> None:
        """Follow one job after the other to its end, some that are about to run and some that wait for long."""
        turn = 0
        while time.monotonic() < self.until:
            if not self.open:
                await asyncio.sleep(_TOP_UP_S)
                continue
            turn += 1
            job_id = self.open[(number + turn) % len(self.open)]
            seen = await self._persistent(job_id, (number + turn) % _BREAK_EVERY == 0)
            self.streams.setdefault(job_id, []).append(seen)
            if job_id in self.open:
                self.open.remove(job_id)

    async def _persistent(self, job_id: str, breaks: bool) -> list[int]:
        """Return the events of a job; a connection that fails is made again, as browsers do, after the last event."""
        seen: list[int] = []
        while True:
            try:
                return await self._stream(job_id, seen, breaks)
            except httpx.TransportError as error:
                self.reconnects[type(error).__name__] = self.reconnects.get(type(error).__name__, 0) + 1
                await asyncio.sleep(_TOP_UP_S)

    async def _stream(self, job_id: str, seen: list[int], breaks: bool) -> list[int]:
        headers = {"Last-Event-ID": str(seen[-1])} if seen else {}
        async with self.client.stream("GET", f"/v1/jobs/{job_id}/events", headers=headers) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("id: "):
                    seen.append(int(line[4:]))
                    if breaks and len(seen) == 3:
                        break
        if breaks:
            self.resumed += 1
            return await self._stream(job_id, seen, False)
        return seen


async def _run(server: ServerProcess, clients: int, depth: int, seconds: float) -> tuple[_Load, list[dict[str, float]]]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=clients)
    samples: list[dict[str, float]] = []
    async with httpx.AsyncClient(base_url=server.address, timeout=600.0, limits=limits) as client:
        load = _Load(client, time.monotonic() + seconds)
        watching = asyncio.create_task(_watch(server.pid, load, samples))
        await asyncio.gather(
            load.keep_waiting(server.address, depth), *(load.follow(number) for number in range(clients))
        )
        watching.cancel()
    return load, samples


async def _watch(pid: int, load: _Load, samples: list[dict[str, float]]) -> None:
    process, began = psutil.Process(pid), time.monotonic()
    while True:
        below = [_memory(child) for child in process.children(recursive=True)]
        samples.append(
            {
                "time_s": round(time.monotonic() - began, 1),
                "server_mib": round(process.memory_info().rss / 2**20, 1),
                "all_mib": round((process.memory_info().rss + sum(below)) / 2**20, 1),
                "files": process.num_fds(),
                "jobs": len(load.jobs),
                "queued": load.queued,
                "machine_load": round(psutil.getloadavg()[0], 2),
            }
        )
        await asyncio.sleep(_SAMPLE_S)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has ended in the meantime
        return 0


def load_test(directory: Path, clients: int, depth: int, seconds: float) -> dict[str, Any]:
    """Return what became of all jobs and events while so many clients follow and so many jobs wait."""
    options = ("--waiting", "100000", "--rate", "100000000", "--log-level", "warning")
    with ServerProcess(directory, *options, compile_kernels=True) as server:
        server.wait_until_ready()
        load, samples = asyncio.run(_run(server, clients, depth, seconds))
        _drain(server)
    stored = _stored(server.data)
    received = [(job, seen) for job, all_seen in load.streams.items() for seen in all_seen]
    gaps = sum(seen != list(range(1, stored[job][1] + 1)) for job, seen in received)
    early = [s["server_mib"] for s in samples[len(samples) // 5 : 2 * len(samples) // 5]]
    late = [s["server_mib"] for s in samples[-len(samples) // 5 :]]
    growth = (sum(late) / len(late) - sum(early) / len(early)) if early and late else 0.0
    return {
        "clients": clients,
        "waiting": depth,
        "seconds": seconds,
        "jobs": len(load.jobs),
        "jobs_lost": sum(job not in stored for job in load.jobs),
        "jobs_not_completed": sum(stored[job][0] != "completed" for job in load.jobs if job in stored),
        "streams": len(received),
        "streams_resumed": load.resumed,
        "streams_with_lost_events": gaps,
        "events_received": sum(len(seen) for _, seen in received),
        "connections_made_again": load.reconnects,
        "errors": sorted(set(load.errors)),
        "server_memory_growth_mib": round(growth, 1),
        "samples": samples[:: max(1, len(samples) // 24)],
        "passed": not gaps and not load.errors and all(stored.get(job, ("",))[0] == "completed" for job in load.jobs),
    }


def _drain(server: ServerProcess) -> None:
    """Wait until nothing is queued or running."""
    with httpx.Client(base_url=server.address, timeout=60.0) as client:
        while any(f"metasolve_jobs_{kind} 0.0\n" not in client.get("/metrics").text for kind in ("queued", "running")):
            time.sleep(0.5)


def _stored(data: Path) -> dict[str, tuple[str, int]]:
    with closing(sqlite3.connect(data / "jobs.sqlite")) as db:
        return {job: (state, last) for job, state, last in db.execute("SELECT id, state, last_seq FROM jobs")}
