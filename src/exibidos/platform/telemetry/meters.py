"""Which numbers does a process keep? Each process its own, in a registry that nobody else writes to.

Labels come from code, never from what people send: route templates, methods that we know, job names, so nobody can make a series per
request. No label and no value names a person, a photo, a host or a secret.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

# A cached page takes 1 ms, a photo 2 s, what takes 10 s has failed.
_REQUEST_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_JOB_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Meters:
    """What one process counts. `kind` is which process it is: web, api, media, work, schedule."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Histogram(
            "exibidos_http_request_seconds",
            "Until an answer began, by route template.",
            ["method", "route", "status"],
            buckets=_REQUEST_BUCKETS,
            registry=registry,
        )
        self.in_flight = Gauge("exibidos_http_requests_in_flight", "Requests being answered.", registry=registry)
        self.streams = Gauge("exibidos_http_event_streams", "Event streams that are open.", registry=registry)
        self.sent = Counter("exibidos_http_sent_bytes", "Bodies sent, by route template.", ["route"], registry=registry)
        self.jobs = Histogram(
            "exibidos_job_seconds",
            "Attempts at jobs, by how they ended.",
            ["job", "queue", "end"],
            buckets=_JOB_BUCKETS,
            registry=registry,
        )
        self.retries = Counter("exibidos_job_retries", "Attempts that were not the first.", ["job"], registry=registry)

    def job_ended(self, job: str, queue: str, end: str, attempt: int, seconds: float) -> None:
        """Count one attempt at a job."""
        self.jobs.labels(job, queue, end).observe(seconds)
        if attempt > 1:
            self.retries.labels(job).inc()
