"""How does a test get a whole club? Web and media apps and a worker in this process, on a database of its own, real Valkey and real S3."""

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Self, cast
from uuid import UUID

import httpx
import msgspec
import pytest
from argon2 import PasswordHasher
from litestar import Litestar

from exibidos.app.handlers import bind
from exibidos.app.media import make_media
from exibidos.app.resources import Resources, open_resources
from exibidos.app.web import make_web
from exibidos.app.worker import run_worker
from exibidos.features.accounts import PROVED_FOR, Session
from exibidos.features.accounts.service import passwords
from exibidos.kernel.ids import new_id
from exibidos.media import Darkroom
from exibidos.platform.engines import Addresses
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Settings, load
from exibidos.platform.text import Catalogue

PASSWORD = "uma senha bem longa"
_numbers = itertools.count(1)


class Club:
    """A running club: `web` and `media` are its apps, `resources` are the worker's."""

    def __init__(self, settings: Settings, web: Litestar, media: Litestar, resources: Resources) -> None:
        self.settings = settings
        self.web = web
        self.media = media
        self.resources = resources

    @asynccontextmanager
    async def visit(self, slug: str | None = None) -> AsyncIterator["Visitor"]:
        """Open a browser of somebody's own: a member's when a slug is given, else a guest's."""
        headers = {"accept-language": "en"}
        async with httpx.AsyncClient(
            transport=transport_to(self.web), base_url=self.settings.app.url, headers=headers
        ) as browser:
            visitor = Visitor(self, browser)
            if slug is not None:
                await visitor.join(slug)
            yield visitor

    async def fetch(self, url: str, **options: Any) -> httpx.Response:
        """Fetch a media URL from the media app."""
        async with httpx.AsyncClient(transport=transport_to(self.media)) as anyone:
            return await anyone.request(options.pop("method", "GET"), url, **options)


class Visitor:
    """Somebody at the club's door, with their cookies."""

    def __init__(self, club: Club, browser: httpx.AsyncClient) -> None:
        self.club = club
        self.browser = browser
        self.slug = ""

    async def join(self, slug: str) -> Self:
        answer = await self.browser.post("/api/v1/members", json=joining(slug))
        assert answer.status_code == 201, answer.text
        self.slug = slug
        return self

    async def grow_stale(self) -> None:
        """Let it be long ago that this browser's person showed that it is them: dangerous acts then ask again."""
        client = self.club.resources.cache.client
        key = f"session:{hashlib.sha256(self.browser.cookies['session'].encode()).hexdigest()}"
        session = msgspec.json.decode(await client.get(key) or b"", type=Session)
        assert session.proved_at
        old = msgspec.structs.replace(session, proved_at=session.proved_at - PROVED_FOR)
        await client.set(key, msgspec.json.encode(old), keepttl=True)

    async def send(
        self, data: bytes, *, content_type: str = "image/jpeg", name: str = "photo.jpg", **details: Any
    ) -> httpx.Response:
        """Upload by the plain form; the answer is the redirect to the photo's page, or the form with what is wrong."""
        fields = {"visibility": "public", "declared": "on", **details}
        return await self.browser.post("/upload", data=fields, files={"file": (name, data, content_type)})

    async def upload(self, data: bytes, **details: Any) -> str:
        """Upload by the plain form and return the photo's id."""
        answer = await self.send(data, content_type="image/jpeg", **details)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("?")[0].removeprefix("/p/")

    async def photo(self, image_id: str) -> dict[str, Any]:
        answer = await self.browser.get(f"/api/v1/images/{image_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def decided(self, image_id: str) -> dict[str, Any]:
        """Wait until the worker has decided about a photo and return it."""
        for _ in range(400):
            # Not by asking the API: who asks it twenty times a second is told to slow down.
            async with self.club.resources.database.read() as tx:
                state = await tx.value(str, "SELECT state FROM images WHERE id = $1", UUID(image_id))
            if state != "processing":
                return await self.photo(image_id)
            await asyncio.sleep(0.05)
        raise AssertionError(f"{image_id} was not decided within 20 s")


def transport_to(app: Litestar, *, raises: bool = True) -> httpx.ASGITransport:
    """Return a way to an app of this process; `raises` lets what it did not foresee through to the test."""
    return httpx.ASGITransport(cast("Any", app), raise_app_exceptions=raises)


def joining(slug: str, /, **changes: object) -> dict[str, object]:
    """Return what someone says to the API when they join."""
    said = {
        "email": f"{slug}@exibidos.test",
        "password": PASSWORD,
        "slug": slug,
        "display_name": slug.title(),
        "of_age": True,
        "terms": True,
    }
    return {**said, **changes}


@pytest.fixture
def environ(engines: Addresses, database_url: str) -> dict[str, str]:
    """Return the environment of a development club on the tests' engines, with a bucket and a Valkey database of its own."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": f"{engines.redis_url.rstrip('/')}/{next(_numbers) % 15}",  # the sixteenth is the browsers' (fixtures_browser)
        "S3_ENDPOINT": engines.s3_endpoint,
        "S3_ACCESS_KEY": engines.s3_access_key,
        "S3_SECRET_KEY": engines.s3_secret_key,
        "S3_BUCKET": f"club-{new_id().hex[-12:]}",
        "SESSION_SECRET": "5" * 64,
        "MEDIA_SIGNING_KEYS": "k1:" + "7" * 64,
        "MEDIA_URL": "http://media.test",
        "APP_URL": "http://club.test",
        "ACCOUNTS_REQUIRE_VERIFIED": "false",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return load(environ)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


def _hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Argon2 cost next to nothing in this process, as most of what people do here is come in; test_passwords holds it to its price."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "PasswordHasher", lambda: hasher)
    monkeypatch.setattr(passwords, "DECOY", hasher.hash("nobody's"))


@pytest.fixture
async def resources(
    settings: Settings, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Resources]:
    """Open what a process opens, with an empty bucket."""
    _hash_quickly(monkeypatch)
    async with open_resources(settings, catalogue, asyncio.Event()) as opened:
        await opened.storage.ensure_bucket([settings.app.url])
        await opened.cache.client.flushdb()
        yield opened


@pytest.fixture(scope="session")
def apps_by_kind() -> dict[bytes, tuple[Litestar, Litestar]]:
    """Keep the apps that were made: making them takes longer than most tests."""
    return {}


def _apps_for(settings: Settings, made: dict[bytes, tuple[Litestar, Litestar]]) -> tuple[Litestar, Litestar]:
    """Return web and media. Clubs that differ only in what their resources open share them; each opens its own."""
    kind = msgspec.json.encode(
        replaced(
            settings,
            database=msgspec.structs.replace(settings.database, url=""),
            redis=msgspec.structs.replace(settings.redis, url=""),
            s3=msgspec.structs.replace(settings.s3, bucket=""),
        )
    )
    apps = made.get(kind) or made.setdefault(kind, (make_web(settings), make_media(settings)))
    for app in apps:
        app.state["settings"] = settings
    return apps


@pytest.fixture
async def club(
    settings: Settings, resources: Resources, darkroom: Darkroom, apps_by_kind: dict[bytes, tuple[Litestar, Litestar]]
) -> AsyncIterator[Club]:
    """Run web, media and a worker."""
    stopping = asyncio.Event()
    configure_logs(settings)
    web, media = _apps_for(settings, apps_by_kind)
    async with web.lifespan(), media.lifespan():
        work = asyncio.create_task(
            run_worker(
                settings,
                db=resources.database,
                transport=resources.transport,
                handlers=bind(resources, darkroom),
                queues=("default", "images"),
                stopping=stopping,
            )
        )
        yield Club(settings, web, media, resources)
        stopping.set()
        await work


@pytest.fixture
async def darkroom() -> AsyncIterator[Darkroom]:
    """Lend a darkroom whose first child starts with the first picture: most tests develop none, and a child takes a third of a second."""
    async with AsyncExitStack() as stack:
        opened = Darkroom(children=2)
        stack.push_async_exit(opened)
        yield opened


def replaced(settings: Settings, **groups: Any) -> Settings:
    """Return the settings with some groups replaced."""
    return msgspec.structs.replace(settings, **groups)
