"""Metrics for Prometheus: requests, jobs, queue, streams."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0)
_SLOW = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3600.0)


class Metrics:
    """The service's counters, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "metasolve_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._times = Histogram(
            "metasolve_request_seconds",
            "Time to the first byte of the answer.",
            ("route",),
            buckets=_FAST,
            registry=self._registry,
        )
        self._jobs = Counter(
            "metasolve_jobs", "Attempts at jobs by how they ended.", ("state",), registry=self._registry
        )
        self._job_times = Histogram(
            "metasolve_job_seconds", "Time of an attempt at a job.", buckets=_SLOW, registry=self._registry
        )
        self._waits = Histogram(
            "metasolve_job_wait_seconds", "Time from acceptance to start.", buckets=_SLOW, registry=self._registry
        )
        self._tokens = Counter("metasolve_llm_tokens", "Tokens by direction.", ("kind",), registry=self._registry)
        self._calls = Counter("metasolve_llm_calls", "Calls by outcome.", ("outcome",), registry=self._registry)

    def watch(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Show a value that is read whenever the metrics are."""
        Gauge(f"metasolve_{name}", text, registry=self._registry).set_function(read)

    def answered(self, method: str, route: str, status: int, time_s: float) -> None:
        """Count an answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._times.labels(route).observe(time_s)

    def waited(self, time_s: float) -> None:
        """Count a job that starts."""
        self._waits.observe(max(0.0, time_s))

    def ended(self, state: str, time_s: float | None = None) -> None:
        """Count an attempt at a job that ended."""
        self._jobs.labels(state).inc()
        if time_s is not None:
            self._job_times.observe(time_s)

    def asked(self, outcome: str, prompt_tokens: int = 0, completion_tokens: int = 0) -> None:
        """Count a call of the language model."""
        self._calls.labels(outcome).inc()
        self._tokens.labels("prompt").inc(prompt_tokens)
        self._tokens.labels("completion").inc(completion_tokens)

    def text(self) -> bytes:
        """Return all of them in Prometheus' text format."""
        return generate_latest(self._registry)
