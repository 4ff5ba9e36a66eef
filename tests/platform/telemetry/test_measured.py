"""Are requests counted by what code knows, and by nothing that people make up?"""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, get
from litestar.params import FromPath
from litestar.response import ServerSentEvent
from prometheus_client import generate_latest

from exibidos.platform.telemetry import Measured, Meters
from fixtures_club import transport_to

pytestmark = pytest.mark.anyio


@pytest.fixture
def meters() -> Meters:
    return Meters("web")


@get("/photos/{name:str}")
async def photo(name: FromPath[str]) -> str:
    return name


@get("/crash")
async def crash() -> None:
    raise RuntimeError("a secret")


def told(meters: Meters) -> str:
    return generate_latest(meters.registry).decode()


async def test_a_thousand_names_are_one_route(meters: Meters) -> None:
    async with _asking(Litestar([photo]), meters) as anyone:
        for number in range(20):
            await anyone.get(f"/photos/{number}")
            await anyone.get(f"/nowhere/{number}")
            await anyone.request(f"HACK{number}", f"/photos/{number}")
    said = told(meters)
    assert 'exibidos_http_request_seconds_count{method="GET",route="/photos/{name}",status="2xx"} 20.0' in said
    assert 'exibidos_http_request_seconds_count{method="GET",route="none",status="4xx"} 20.0' in said
    assert 'method="other"' in said
    assert "HACK" not in said
    assert "nowhere" not in said
    assert 'exibidos_http_sent_bytes_total{route="/photos/{name}"}' in said


async def test_a_crash_counts_as_ours_and_tells_no_secret(meters: Meters) -> None:
    async with _asking(Litestar([crash]), meters) as anyone:
        assert (await anyone.get("/crash")).status_code == 500
    said = told(meters)
    assert 'route="/crash",status="5xx"} 1.0' in said
    assert "secret" not in said
    assert "exibidos_http_requests_in_flight 0.0" in said


async def test_open_event_streams_are_counted_and_do_not_look_slow(meters: Meters) -> None:
    end, begun = asyncio.Event(), asyncio.Event()

    @get("/events")
    async def events() -> ServerSentEvent:
        async def say() -> AsyncIterator[str]:
            yield "one"
            begun.set()
            await end.wait()

        return ServerSentEvent(say())

    async with _asking(Litestar([events]), meters) as anyone:
        listening = asyncio.create_task(anyone.get("/events"))
        await begun.wait()
        assert "exibidos_http_event_streams 1.0" in told(meters)
        assert "exibidos_http_requests_in_flight 1.0" in told(meters)
        await asyncio.sleep(0.1)
        end.set()
        await listening
    said = told(meters)
    assert "exibidos_http_event_streams 0.0" in said
    assert 'exibidos_http_request_seconds_count{method="GET",route="/events",status="2xx"} 1.0' in said
    (seconds,) = [
        line
        for line in said.splitlines()
        if line.startswith('exibidos_http_request_seconds_sum{method="GET",route="/events"')
    ]
    assert float(seconds.rpartition(" ")[2]) < 0.1


def _asking(app: Litestar, meters: Meters) -> httpx.AsyncClient:
    measured = Measured(app, meters)
    return httpx.AsyncClient(transport=transport_to(measured, raises=False), base_url="http://club.test")  # type: ignore[arg-type]
