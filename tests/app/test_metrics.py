"""Are the numbers of real processes true, on a door of their own, and not there at all unless a host opens it?"""

import asyncio
import re
import socket
from contextlib import closing

import httpx
import msgspec
import pytest
from prometheus_client import generate_latest

from exibidos.app.metrics import kept, measured, metered
from exibidos.app.resources import Resources
from exibidos.app.web import make_web
from exibidos.app.worker import run_worker
from exibidos.kernel.errors import Unavailable
from exibidos.platform.cache import open_cache
from exibidos.platform.engines import Addresses
from exibidos.platform.jobs import Canary, Handlers, pause_queue, sing
from exibidos.platform.settings import Metrics, Settings
from exibidos.platform.storage import open_storage
from exibidos.platform.telemetry import PORTS, Meters, open_door
from fixtures_club import replaced
from killable_worker import worker_environment
from ledger_rows import enqueue, state_of
from served import served

pytestmark = pytest.mark.anyio


@pytest.fixture
def free_port() -> int:
    """Return a port with free ones after it, as far as one can know."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


async def test_without_an_address_nothing_is_kept_and_the_app_is_the_app_itself(
    settings: Settings, resources: Resources
) -> None:
    web = make_web(settings)
    assert measured(web, settings, "web") is web
    async with metered(resources, "work") as meters:
        assert meters is None


async def test_two_workers_of_one_server_are_two_targets_whose_numbers_add_up(
    engines: Addresses, database_url: str, free_port: int
) -> None:
    environ = {
        **worker_environment(database_url=database_url, redis_url=engines.redis_url),
        "MEDIA_SIGNING_KEYS": "k:" + "7" * 64,
        "S3_ENDPOINT": engines.s3_endpoint,
        "METRICS_ADDRESS": "127.0.0.1",
        "METRICS_PORT": str(free_port),
        "APP_LIMITS": "false",  # all guests of these tests call from one address
    }
    async with served("web", environ, "--workers", "2") as server:
        ports = await _two_doors(free_port)
        for _ in range(30):
            async with httpx.AsyncClient() as visitor:  # a connection each, so that both workers get some
                assert (await visitor.get(f"{server.url}/api/v1/images")).status_code == 200
        async with httpx.AsyncClient() as prometheus:
            told = [(await prometheus.get(f"http://127.0.0.1:{port}/metrics")).text for port in ports]
            assert (await prometheus.get(f"{server.url}/metrics")).status_code == 404
    counted = re.compile(r'request_seconds_count{method="GET",route="/api/v1/images",status="2xx"} (\d+)')
    assert sum(int(float(count)) for text in told for count in counted.findall(text)) == 30
    for text in told:
        assert "process_resident_memory_bytes" in text
        assert 'exibidos_database_connections{pool="read",state="idle"}' in text
        assert engines.redis_url.rpartition("@")[0] not in text
        assert "127.0.0.1" not in text


async def test_a_taken_port_is_passed_by_and_none_is_no_reason_not_to_serve(free_port: int) -> None:
    settings, first = Metrics(address="127.0.0.1", port=free_port - PORTS["work"]), Meters("work")
    async with open_door(settings, first) as door, open_door(settings, Meters("work")) as second:
        assert door.port is not None
        assert second.port is not None
        assert door.port < second.port
    assert not _listens(door.port)


async def test_attempts_at_jobs_are_counted_by_how_they_end(settings: Settings, resources: Resources) -> None:
    meters, handlers, stopping = Meters("work"), Handlers(), asyncio.Event()
    handlers.bind(Canary, sing)
    worker = asyncio.create_task(
        run_worker(
            settings,
            db=resources.database,
            transport=resources.transport,
            handlers=handlers,
            queues=["default"],
            stopping=stopping,
            told=meters.job_ended,
        )
    )
    job_id = await enqueue(resources.database, Canary())
    async with asyncio.timeout(20):
        while await state_of(resources.database, job_id) != "done":  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.05)
    stopping.set()
    await worker
    assert 'exibidos_job_seconds_count{end="done",job="system:canary",queue="default"} 1.0' in _told(meters)


async def test_a_scheduler_tells_of_the_ledger_and_everybody_of_their_neighbours(
    settings: Settings, resources: Resources, free_port: int
) -> None:
    await enqueue(resources.database, Canary())
    async with resources.database.write() as tx:
        await pause_queue(tx, "images")
    opened = _with_metrics(resources, settings, free_port)
    for kind in ("schedule", "web"):
        meters = Meters(kind)
        async with kept(meters, opened), asyncio.timeout(10):
            await _until_told(meters, 'exibidos_neighbour_answers{neighbour="storage"} 1.0')
            if kind == "schedule":
                await _until_told(meters, "exibidos_queue_paused{")
            said = _told(meters)
        assert 'exibidos_neighbour_answers{neighbour="database"} 1.0' in said
        assert ('exibidos_jobs{queue="default",state="due"} 1.0' in said) == (kind == "schedule")
        assert ('exibidos_queue_paused{queue="images"} 1.0' in said) == (kind == "schedule")


async def test_what_neighbours_refuse_or_do_not_answer_is_counted(settings: Settings) -> None:
    nobody = "127.0.0.1:1"  # tcpmux: nothing listens there
    silent = msgspec.structs.replace(settings.s3, endpoint=f"http://{nobody}")
    refusing = msgspec.structs.replace(settings.s3, secret_key="not ours")
    for s3 in (silent, refusing):
        async with open_storage(s3) as storage:
            with pytest.raises(Unavailable):
                await storage.head("photo")
            assert storage.failures == {"HeadObject": 1}
    async with open_cache(f"redis://{nobody}/0") as cache:
        with pytest.raises(Unavailable):
            await cache.recall("key")
        assert cache.failures == {"cache.unreachable": 1}


def _with_metrics(resources: Resources, settings: Settings, port: int) -> Resources:
    metrics = Metrics(address="127.0.0.1", port=port)
    return msgspec.structs.replace(resources, settings=replaced(settings, metrics=metrics))


async def _until_told(meters: Meters, what: str) -> None:
    while what not in _told(meters):  # noqa: ASYNC110 - a registry has no event to wait for
        await asyncio.sleep(0.05)


async def _two_doors(first: int) -> list[int]:
    """Return the ports of both workers, which open them while they start."""
    async with asyncio.timeout(30):
        while True:
            ports = [port for port in range(first, first + 10) if _listens(port)]
            if len(ports) == 2:
                return ports
            await asyncio.sleep(0.1)


def _told(meters: Meters) -> str:
    return generate_latest(meters.registry).decode()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
