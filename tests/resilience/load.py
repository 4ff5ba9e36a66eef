"""What do people do while the ground shakes? A handful of them join, vote, upload, read and watch, and remember what was acknowledged."""

import asyncio
import hashlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec

from exibidos.kernel.ids import new_id
from fixtures_club import PASSWORD, joining
from media.pictures import encoded, plain
from resilience.ground import Ground

# Between two requests of one client: so that they leave the two processors of a test machine to the club.
_PACE = 0.1
# Longer than the club may keep anybody waiting, shorter than a hanging test.
_PATIENCE = 30.0
# Under the ten that a new member may send in a day.
_SENT_BY_ONE = 8
_OK, _NOTHING_THERE = 200, 404


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request; status 0 is a connection that broke."""

    what: str
    asked_at: float
    answered_at: float
    status: int
    retry_after: str | None = None

    @property
    def seconds(self) -> float:
        return self.answered_at - self.asked_at


class Load:
    """The clients, and their memory. `pages` and `pictures` are where they knock."""

    def __init__(self, ground: Ground, *, pages: str = "", pictures: str = "") -> None:
        self.answers: list[Answer] = []
        self.joined: list[str] = []
        self.photos: list[str] = []
        self.published: set[str] = set()
        self.ballots: dict[tuple[str, str], str | None] = {}
        self.unsure: set[tuple[str, str]] = set()  # votes whose answer was lost: both outcomes are right
        self.failed: list[str] = []
        self._ground = ground
        self._pages = pages or ground.web
        self._pictures = pictures or ground.media
        self._name = f"m{new_id().hex[-10:]}"
        self._numbers = itertools.count(1)
        self._ending = False
        self._targets: list[str] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Load"]:
        """Hang two photos to judge, then let everybody in until the block ends; each finishes what they began."""
        async with self.person() as author:
            self._targets = [await author.upload() for _ in range(2)]
            async with asyncio.timeout(_PATIENCE):
                for image_id in self._targets:
                    await author.watch(image_id)
        work: list[Callable[[], Coroutine[None, None, None]]] = [
            self._join,
            self._vote,
            self._vote,
            self._send,
            self._follow,
            self._read,
        ]
        tasks = [asyncio.create_task(each()) for each in work]
        try:
            yield self
        finally:
            self._ending = True
            done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 2 * _PATIENCE)
            self.failed += [repr(each) for each in done if isinstance(each, BaseException)]

    def since(self, moment: float) -> list[Answer]:
        """Return what was asked after a moment of `time.monotonic()`."""
        return [answer for answer in self.answers if answer.asked_at >= moment]

    def failures(self) -> list[Answer]:
        """Return what was neither a success nor an honest 503 with its Retry-After."""
        return [
            each for each in self.answers if not (0 < each.status < 400 or (each.status == 503 and each.retry_after))
        ]

    async def all_well(self, within: float) -> float:
        """Wait until everything that people do has succeeded anew; return how many seconds that took, or raise TimeoutError."""
        began = time.monotonic()
        wanted = {"join", "vote", "promise", "bytes", "publish", "wall", "home", "picture"}
        async with asyncio.timeout(within):
            while True:
                well = {each.what for each in self.since(began) if 0 < each.status < 400}
                if wanted <= well:
                    return time.monotonic() - began
                await asyncio.sleep(0.05)

    async def check(self) -> None:
        """Everything that was acknowledged is in the database, and no job is lost."""
        assert self.failed == []
        assert self.joined
        assert self.photos
        assert self.ballots
        connection = await asyncpg.connect(self._ground.owner_url)
        try:
            members = await connection.fetch("SELECT slug FROM members WHERE slug LIKE $1", f"{self._name}%")
            assert set(self.joined) <= {row["slug"] for row in members}
            async with asyncio.timeout(_PATIENCE):  # REQUIREMENTS 20: back by itself within 30 s, and so is the work
                while undecided := await connection.fetch(_UNDECIDED, [UUID(each) for each in self.photos]):
                    assert {row["state"] for row in undecided} == {"processing"}, "a photo was lost on its way"
                    await asyncio.sleep(0.1)
            rows = await connection.fetch(_BALLOTS, [UUID(each) for each in self._targets])
            cast = {(row["slug"], str(row["image_id"])): row["choice"] for row in rows}
            sure = {key: choice for key, choice in self.ballots.items() if key not in self.unsure}
            assert sure == {key: cast.get(key) for key in sure}
            parted = await connection.fetch(_PARTED)
            assert parted == [], "a tally that is not the sum of its ballots"
        finally:
            await connection.close()

    async def _join(self) -> None:
        while not self._ending:
            async with self.person():
                await asyncio.sleep(10 * _PACE)  # a password costs a tenth of a second of processor

    async def _vote(self) -> None:
        async with self.person() as person:
            for choice, image_id in itertools.cycle(itertools.product(("for", "against", None), self._targets)):
                if self._ending:
                    return
                path, key = f"/api/v1/images/{image_id}/vote", (person.slug, image_id)
                # Added before it is asked: whatever ends the wait, the vote may have been cast.
                self.unsure.add(key)
                if choice is None:
                    answer = await person.ask("vote", "DELETE", path, well=(_NOTHING_THERE,))
                else:
                    answer = await person.ask("vote", "PUT", path, json={"choice": choice})
                if answer is not None:
                    self.ballots[key] = choice
                    self.unsure.discard(key)

    async def _send(self) -> None:
        while not self._ending:
            async with self.person() as person:
                for _ in range(_SENT_BY_ONE):
                    if not self._ending:
                        await person.upload()
                        await asyncio.sleep(10 * _PACE)  # a photo costs the club more than a vote

    async def _follow(self) -> None:
        while not self._ending:
            async with self.person() as person:
                for _ in range(_SENT_BY_ONE):
                    if not self._ending:
                        await person.watch(await person.upload())
                        await asyncio.sleep(10 * _PACE)

    async def _read(self) -> None:
        async with self.person() as person:
            while not self._ending:
                await person.ask("home", "GET", "/")
                wall = await person.ask("wall", "GET", "/api/v1/images")
                for item in wall.json()["items"][:1] if wall is not None else ():
                    for url in [*item["urls"].values()][:1]:
                        await person.ask("picture", "GET", url.replace(self._ground.media, self._pictures))

    @asynccontextmanager
    async def person(self) -> AsyncIterator["Person"]:
        slug = f"{self._name}-{next(self._numbers)}"
        async with httpx.AsyncClient(base_url=self._pages, timeout=_PATIENCE) as browser:
            person = Person(self, browser, slug)
            # 409: an earlier try, whose answer was lost, did make them a member.
            await person.insist("join", "POST", "/api/v1/members", json=joining(slug), well=(409,))
            self.joined.append(slug)
            yield person


class Person:
    """One browser with its cookies."""

    def __init__(self, load: Load, browser: httpx.AsyncClient, slug: str) -> None:
        self.slug = slug
        self.browser = browser
        self._load = load

    async def ask(
        self, what: str, method: str, path: str, *, well: tuple[int, ...] = (), **said: Any
    ) -> httpx.Response | None:
        """Ask once and remember what came; return an answer that is a success, or one of `well`."""
        await asyncio.sleep(_PACE)
        asked_at = time.monotonic()
        try:
            answer = await self.browser.request(method, path, **said)
        except httpx.TransportError:
            self._remember(what, asked_at, 0)
            return None
        if answer.status_code == 401:
            await self._sign_in()
            return None
        refused = answer.is_client_error and answer.status_code not in well
        assert not refused, f"{what}: {answer.status_code} {answer.text}: no patience changes that"
        self._remember(what, asked_at, _OK if answer.status_code in well else answer.status_code, answer.headers)
        return answer if answer.is_success or answer.status_code in well else None

    async def insist(self, what: str, method: str, path: str, **said: Any) -> httpx.Response:
        """Ask until it succeeds, as a patient program does."""
        while True:
            answer = await self.ask(what, method, path, **said)
            if answer is not None:
                return answer
            await asyncio.sleep(5 * _PACE)

    async def upload(self) -> str:
        """Bring a photo through all three steps, each as often as it takes, and return its id."""
        data = encoded(plain((new_id().bytes[-1], new_id().bytes[-2], new_id().bytes[-3]), 64, 48))
        asked = {"size": len(data), "content_type": "image/jpeg", "sha256": hashlib.sha256(data).hexdigest()}
        ticket = (await self.insist("promise", "POST", "/api/v1/uploads", json=asked)).json()
        # 412: create-only storage holds the bytes already, so an earlier try arrived after all.
        await self.insist("bytes", "PUT", ticket["url"], content=data, headers=ticket["headers"], well=(412,))
        said = {"upload_id": ticket["upload_id"], "declared": True}
        photo = (await self.insist("publish", "POST", "/api/v1/images", json=said)).json()
        image_id: str = photo["id"]
        self._load.photos.append(image_id)
        return image_id

    async def watch(self, image_id: str) -> None:
        """Follow a photo's event stream until it is published, opening it again whenever it ends."""
        while image_id not in self._load.published:
            answer = await self.ask("watch", "GET", f"/api/v1/images/{image_id}/events")
            if answer is not None and '"state":"published"' in answer.text:
                self._load.published.add(image_id)

    async def _sign_in(self) -> None:
        credentials = {"email": f"{self.slug}@exibidos.test", "password": PASSWORD}
        await self.ask("sign-in", "POST", "/api/v1/session", json=credentials)

    def _remember(self, what: str, asked_at: float, status: int, headers: httpx.Headers | None = None) -> None:
        retry_after = None if headers is None else headers.get("retry-after")
        self._load.answers.append(
            Answer(what=what, asked_at=asked_at, answered_at=time.monotonic(), status=status, retry_after=retry_after)
        )


_UNDECIDED = "SELECT state FROM images WHERE id = ANY($1::uuid[]) AND state <> 'published'"
_BALLOTS = """
SELECT m.slug, b.image_id, b.choice FROM ballots b JOIN members m ON m.id = b.created_by_id WHERE b.image_id = ANY($1::uuid[])
"""
_PARTED = """
SELECT t.image_id FROM tallies t LEFT JOIN ballots b USING (image_id)
GROUP BY t.image_id, t.votes_for, t.votes_against
HAVING t.votes_for <> count(*) FILTER (WHERE b.choice = 'for') OR t.votes_against <> count(*) FILTER (WHERE b.choice = 'against')
"""
