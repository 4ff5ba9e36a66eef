"""Which numbers of a process are read from what it has open? Pools, failures, how its neighbours are, and the ledger at a glance."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from litestar import Litestar
from litestar.types import ASGIApp
from prometheus_client import Gauge
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from exibidos.app.handlers import QUEUES
from exibidos.app.readiness import OK
from exibidos.app.resources import Resources
from exibidos.kernel.errors import Unavailable
from exibidos.platform.jobs import survey_queues
from exibidos.platform.settings import Settings
from exibidos.platform.telemetry import Measured, Meters, open_door

# Prometheus asks every 15 s by custom; numbers that must be asked for are at most that old.
_ASK_SECONDS = 10.0
Ask = Callable[[], Awaitable[None]]


@asynccontextmanager
async def metered(resources: Resources, kind: str) -> AsyncIterator[Meters | None]:
    """Keep numbers and let them be read for as long as the block lasts; None, and nothing at all, without METRICS_ADDRESS."""
    if not resources.settings.metrics.address:
        yield None
        return
    meters = Meters(kind)
    async with kept(meters, resources):
        yield meters


def measured(app: Litestar, settings: Settings, kind: str) -> ASGIApp:
    """Return the app with its requests counted, and its numbers kept while it lives; the app itself without METRICS_ADDRESS."""
    if not settings.metrics.address:
        return app
    meters, opened = Meters(kind), AsyncExitStack()

    async def begin(app: Litestar) -> None:
        await opened.enter_async_context(kept(meters, app.state["resources"]))

    app.on_startup.append(begin)
    app.on_shutdown.append(opened.aclose)
    return Measured(app, meters)


@asynccontextmanager
async def kept(meters: Meters, resources: Resources) -> AsyncIterator[None]:
    """Add what the process has open to its numbers, and open the door."""
    meters.registry.register(_Opened(resources))
    asks = [_neighbours(meters, resources)]
    if meters.kind == "schedule":
        asks.append(_ledger(meters, resources))
    asking = asyncio.create_task(_again_and_again(asks, resources.stopping))
    async with open_door(resources.settings.metrics, meters):
        try:
            yield
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)


class _Opened(Collector):
    """Numbers that cost nothing to read: read when Prometheus asks, from its thread."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def collect(self) -> Iterator[Metric]:
        size = GaugeMetricFamily(
            "exibidos_database_connections", "Connections by pool and state.", labels=["pool", "state"]
        )
        for usage in self._resources.database.usage():
            size.add_metric([usage.pool, "busy"], usage.busy)
            size.add_metric([usage.pool, "idle"], usage.idle)
            size.add_metric([usage.pool, "free"], usage.free)
        yield size
        failures = CounterMetricFamily(
            "exibidos_failures", "Operations that a neighbour did not answer.", labels=["neighbour", "what"]
        )
        for name, counts in (("cache", self._resources.cache.failures), ("storage", self._resources.storage.failures)):
            for what, count in counts.copy().items():
                failures.add_metric([name, what], count)
        yield failures


def _neighbours(meters: Meters, resources: Resources) -> Ask:
    answers = Gauge(
        "exibidos_neighbour_answers", "1 when it answers this process.", ["neighbour"], registry=meters.registry
    )
    seconds = Gauge("exibidos_neighbour_seconds", "How long an answer takes.", ["neighbour"], registry=meters.registry)

    async def ask() -> None:
        for name, checked in (await resources.readiness.look()).checks.items():
            answers.labels(name).set(checked.state == OK)
            seconds.labels(name).set(checked.ms / 1000)

    return ask


def _ledger(meters: Meters, resources: Resources) -> Ask:
    """Only schedulers tell of the ledger, which is one for all: of several, each says the same."""
    jobs = Gauge("exibidos_jobs", "Jobs in the ledger that are not done.", ["queue", "state"], registry=meters.registry)
    oldest = Gauge(
        "exibidos_jobs_oldest_seconds", "Waiting of the first that is due.", ["queue"], registry=meters.registry
    )
    paused = Gauge("exibidos_queue_paused", "1 while a host holds it.", ["queue"], registry=meters.registry)

    async def ask() -> None:
        try:
            async with resources.database.read() as tx:
                surveys = await survey_queues(tx, QUEUES)
        except Unavailable:
            for gauge in (jobs, oldest, paused):
                gauge.clear()  # no number is better than an old one
            return
        for survey in surveys:
            for state in ("due", "later", "leased", "dead"):
                jobs.labels(survey.queue, state).set(getattr(survey, state))
            oldest.labels(survey.queue).set(survey.oldest_seconds)
            paused.labels(survey.queue).set(survey.paused)

    return ask


async def _again_and_again(asks: list[Ask], stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        for ask in asks:
            try:
                await ask()
            except Exception as error:  # noqa: BLE001 - whatever it was, numbers that are no longer asked for would stand still for ever
                structlog.get_logger().warning("metrics.not_asked", reason=type(error).__name__)
        await asyncio.sleep(_ASK_SECONDS)
