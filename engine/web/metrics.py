"""What /metrics tells: requests, their time, degraded answers, the release; summed over all processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from engine.store.readiness import SHARED_FOLDER

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0)


class _Release(Collector):
    """Read when asked, so that it is never older than the answer."""

    def __init__(self, release: Callable[[], str]) -> None:
        self._release = release

    def collect(self) -> Iterable[Metric]:
        served = self._release()
        info = GaugeMetricFamily("lotse_release_info", "The release served, by its id.", labels=["release"])
        if served:
            info.add_metric([served], 1.0)
        yield info
        yield GaugeMetricFamily("lotse_ready", "1 when a release is served.", value=float(bool(served)))


class Metrics:
    """Counters of one app; with several processes they are kept in files of a shared folder and summed."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter("lotse_requests", "Requests by route, method and status.",
                                ["route", "method", "status"], registry=self._registry)
        self.seconds = Histogram("lotse_request_seconds", "Time to answer by route.", ["route"], buckets=_BUCKETS,
                                 registry=self._registry)
        self.degraded = Counter("lotse_degraded", "Answers that had to do without a part of the engine, by route.",
                                ["route"], registry=self._registry)

    def text(self, release: Callable[[], str]) -> bytes:
        """Prometheus text format."""
        registry = self._registry
        if os.environ.get(SHARED_FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        live = CollectorRegistry()
        live.register(_Release(release))
        return bytes(generate_latest(registry) + generate_latest(live))
