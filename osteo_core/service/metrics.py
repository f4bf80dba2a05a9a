"""What is counted: requests by route and status, latencies, sessions, refusals by kind. No label comes from a patient or a caller."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counts of one service; each has a registry of its own, so that two in a process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "osteo_requests", "Requests by route, method and status", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram("osteo_request_seconds", "Seconds to the answer", ("route",), buckets=_SECONDS, registry=self.registry)
        self.refused = Counter("osteo_refused", "Refused calls by kind", ("kind",), registry=self.registry)
        self.sessions = Gauge("osteo_sessions", "Open sessions of the dashboard", registry=self.registry)
        self.idle = Counter("osteo_sessions_ended_idle", "Sessions ended after idle time", registry=self.registry)
        self.feedback = Counter("osteo_cds_feedback", "Feedback on cards by outcome", ("outcome",), registry=self.registry)

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)
