"""Counts and durations for Prometheus; no text of a document or a question is in them."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
#: Seconds; an answer from a model takes up to a minute.
_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The metrics of one application; nothing is registered globally.

    Args:
        published: returns when the index generation in force was published, in seconds since the
            epoch; ``None`` where there is none.
    """

    def __init__(self, published: Callable[[], float | None] = lambda: None) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "beike_requests_total",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "beike_request_seconds",
            "Seconds until the last byte of the response, by route.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._answers = Counter(
            "beike_answers_total",
            "Answers by status: answered, refused, failed.",
            ("status",),
            registry=self._registry,
        )
        self._running = Gauge(
            "beike_requests_running", "Requests being answered now.", registry=self._registry
        )
        Gauge(
            "beike_index_age_seconds",
            "Seconds since the index generation in force was published; NaN without an index.",
            registry=self._registry,
        ).set_function(lambda: _age(published()))

    def started(self) -> None:
        """Count a request that has begun."""
        self._running.inc()

    def ended(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that is over."""
        self._running.dec()
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, status: str) -> None:
        """Count an answer."""
        self._answers.labels(status).inc()

    def text(self) -> bytes:
        """Return everything in the text format of Prometheus, version 0.0.4."""
        return generate_latest(self._registry)


def _age(published: float | None) -> float:
    return float("nan") if published is None else max(0.0, time.time() - published)
