"""ServerSettings: all that can be set about the service, checked once."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field, fields
from pathlib import Path

LOOPBACK_NAMES = ("localhost",)


@dataclass(frozen=True)
class Quotas:
    """What one key may ask for; waiting counts its jobs that are queued or in progress."""

    waiting: int = 200
    requests_per_minute: int = 1200

    def __post_init__(self) -> None:
        _check_positive(self)


@dataclass(frozen=True)
class JobLimits:
    """What one job may use.

    time_limit_s is the default, longest_s the most that a job may ask for; grace_s is what a worker gets beyond its
    time limit, for reading and explaining, before it is killed. attempts counts the starts of a job over restarts.
    """

    time_limit_s: float = 60.0
    longest_s: float = 3600.0
    threads: int = 1
    memory_bytes: int = 4 << 30
    file_bytes: int = 256 << 20
    grace_s: float = 45.0
    cancel_grace_s: float = 8.0
    attempts: int = 10
    samples: int = 9

    def __post_init__(self) -> None:
        _check_positive(self)
        if self.time_limit_s > self.longest_s:
            raise ValueError(f"time_limit_s is {self.time_limit_s}, more than longest_s, {self.longest_s}")


@dataclass(frozen=True)
class ServerSettings:
    """Where the service listens, what it may use, and where it keeps its jobs.

    workers jobs run at once, by default the cores divided by the threads of a job. keep_s is how long a finished job
    is kept, drain_s how long jobs in progress get to end when the service is asked to stop.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    insecure: bool = False
    require_confinement: bool = False
    body_bytes: int = 32 << 20
    queue_length: int = 10_000
    heartbeat_s: float = 15.0
    short_s: float = 60.0
    drain_s: float = 5.0
    keep_s: float = 7 * 86_400.0
    quotas: Quotas = field(default_factory=Quotas)
    limits: JobLimits = field(default_factory=JobLimits)

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65_535:
            raise ValueError(f"port is {self.port}, which is not in 0 .. 65535")
        if self.workers < 0:
            raise ValueError(f"workers is {self.workers}, which is not >= 0")
        for name in ("body_bytes", "queue_length", "heartbeat_s", "short_s", "drain_s", "keep_s"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)}, which is not positive")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host in LOOPBACK_NAMES:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def pool_size(self) -> int:
        """How many jobs run at once."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.workers or max(1, cores // self.limits.threads)


def _check_positive(settings: Quotas | JobLimits) -> None:
    for item in fields(settings):
        value = getattr(settings, item.name)
        if not value > 0:
            raise ValueError(f"{item.name} is {value}, which is not positive")
