"""How does an uploader see their photo become ready? A stream of its states, from Postgres, woken by bells."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import UUID

import msgspec

from exibidos.features.images.model import Photo, State, VariantName
from exibidos.features.images.schema import StateEvent
from exibidos.features.images.service.deliver import MediaUrls
from exibidos.features.images.service.look import get_photo
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound, Problem, Unavailable
from exibidos.platform.bells import Bells
from exibidos.platform.db import Database
from exibidos.platform.text import Catalogue

# Without a bell (Valkey away) the stream still asks this often, so that a page is late by seconds, not for ever.
_ASK_ANYWAY_SECONDS = 3.0
# A photo is ready in seconds; a stream that outlives this belongs to a page that nobody watches. Browsers reconnect by themselves.
_LONGEST_SECONDS = 300.0


class Watch:
    """Streams the states of one photo to its author, until it is decided, the process stops, or five minutes have passed."""

    def __init__(
        self, database: Database, bells: Bells, media: MediaUrls, catalogue: Catalogue, stopping: asyncio.Event
    ) -> None:
        self._database = database
        self._bells = bells
        self._media = media
        self._catalogue = catalogue
        self._stopping = stopping

    async def check(self, member: Member, image_id: UUID) -> None:
        """Raise NotFound unless the photo is theirs."""
        await self._photo(member, image_id)

    async def states(self, member: Member, image_id: UUID, locale: str) -> AsyncGenerator[dict[str, str], None]:
        """Yield a `state` event now and at each change; the last one is a decided state."""
        loop = asyncio.get_running_loop()
        until, last = loop.time() + _LONGEST_SECONDS, None
        async with self._bells.listen(topic(image_id)) as heard:
            while not self._stopping.is_set() and loop.time() < until:
                heard.clear()
                try:
                    photo = await self._photo(member, image_id)
                except Unavailable:
                    # Postgres is away for a while. A browser opens a stream that ends again, but never one that was answered with 503.
                    await self._either(heard)
                    continue
                except NotFound:
                    return  # sealed, or deleted in another tab: there is nothing to wait for
                if photo.state is not last:
                    last = photo.state
                    yield {"event": "state", "data": msgspec.json.encode(self._event(photo, member, locale)).decode()}
                if photo.state is not State.PROCESSING:
                    return
                await self._either(heard)

    async def _photo(self, member: Member, image_id: UUID) -> Photo:
        async with self._database.read() as tx:
            photo = await get_photo(tx, member, image_id)
        if photo.author_id != member.id:
            raise NotFound("images.no_such_photo")
        return photo

    def _event(self, photo: Photo, member: Member, locale: str) -> StateEvent:
        done = photo.state is State.PUBLISHED
        return StateEvent(
            state=photo.state,
            reason=photo.reason,
            sentence=self._catalogue.problem(locale, Problem(photo.reason)) if photo.reason else None,
            href=f"/p/{photo.id}" if done else None,
            src=self._media.url(photo, member, VariantName.THUMB, now=now()) if done else None,
        )

    async def _either(self, heard: asyncio.Event) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (heard, self._stopping)]
        try:
            await asyncio.wait(waits, timeout=_ASK_ANYWAY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def topic(image_id: UUID) -> str:
    """Return the bell of a photo."""
    return f"image:{image_id}"
