"""Who develops a picture? A darkroom: a few sandboxed children that are reused for a while, at most so many at work at once."""

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from types import TracebackType
from typing import Self

from exibidos.kernel.errors import Invalid, Unavailable
from exibidos.media.containers import jpeg, webp
from exibidos.media.limits import PICTURES_PER_CHILD
from exibidos.media.model import Crop, Developed, Mark, Words
from exibidos.media.process import Child, ChildLost
from exibidos.media.sniff import admit
from exibidos.media.wire import CardOrder, Order, Reply

_CHILDREN = 2
"""As many as the cores that we count on: a picture keeps one busy and a second one half of its time."""

_HEAVY = frozenset({"avif", "heic"})
"""Formats that are unpacked whole before anything is made smaller: at 50 MP half a gigabyte each, so they go one at a time."""

_NAMES = frozenset({"thumb", "feed", "full", "blur"})


class Darkroom:
    """Use as `async with Darkroom() as darkroom`. Entering proves the decoders in a first child; raises ChildLost if one proof fails."""

    def __init__(self, *, children: int = _CHILDREN, pictures_per_child: int = PICTURES_PER_CHILD) -> None:
        self._turns = asyncio.Semaphore(children)
        self._heavy_turn = asyncio.Lock()
        self._pictures_per_child = pictures_per_child
        self._idle: list[Child] = []
        self._open = True

    async def __aenter__(self) -> Self:
        self._idle.append(await Child.start())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False  # pictures still at work are finished, by children that then end
        while self._idle:
            await self._idle.pop().end()

    async def develop(self, data: bytes, mark: Mark, *, declared: str | None = None, camera: bool = False) -> Developed:
        """Return all variants of a picture; `declared` is the media type that its sender named, `camera` asks how it was taken.

        Raises Invalid: media.too_large, .unknown_format, .format_not_allowed, .type_mismatch, .broken, .too_many_pixels, .too_costly; if
        the picture was the end of a child, a note on the exception holds its last words. Raises Unavailable (media.no_child) if none can
        be started. A child that met a bad picture, was cancelled at work or has done its share is not used again.
        """
        return await self._developed(Order(data, admit(data, declared), mark, camera), _NAMES)

    async def cut(self, data: bytes, crops: tuple[Crop, ...], *, declared: str | None = None) -> Developed:
        """Return crops of a picture, by their names, and no other variant of it. Raises as `develop` does."""
        order = Order(data, admit(data, declared), crops=crops)
        return await self._developed(order, frozenset(crop.name for crop in crops))

    async def draw_card(self, data: bytes, words: Words) -> bytes:
        """Return the card of a picture as a JPEG of 1200 by 630. Raises as `develop` does."""
        card = (
            await self._work(CardOrder(data, admit(data), words), lambda reply: jpeg.is_bare(reply.card or b""))
        ).card
        if card is None:
            raise Invalid("media.broken", why="child")
        return card

    async def _developed(self, order: Order, names: frozenset[str]) -> Developed:
        developed = (await self._work(order, lambda reply: _is_honest(reply.developed, names))).developed
        if developed is None:
            raise Invalid("media.broken", why="child")
        return developed

    async def _work(self, order: Order | CardOrder, is_honest: Callable[[Reply], bool]) -> Reply:
        # The heavy one's turn first: whoever waits for it must not hold a child that a light picture could have.
        async with self._heavy_turn if order.kind in _HEAVY else nullcontext(), self._turns:
            child = await self._take_child()
            reply = await child.ask(order)
            believed = is_honest(reply)
            if self._open and believed and child.pictures < self._pictures_per_child:
                self._idle.append(child)
            else:
                await child.end()
        if reply.refusal is not None:
            raise Invalid(reply.refusal.code, field=None, **reply.refusal.values)
        if not believed:
            raise Invalid("media.broken", why="child")
        return reply

    async def _take_child(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            await child.end()
        try:
            return await Child.start()
        except (ChildLost, OSError) as error:  # the latter: out of processes, files or memory
            raise Unavailable("media.no_child") from error


def _is_honest(developed: Developed | None, names: frozenset[str]) -> bool:
    """Look again at what the child says of its work: whoever took it over can write anything into its answer."""
    return (
        developed is not None
        and sorted(variant.name for variant in developed.variants) == sorted(names)
        and all(
            webp.is_bare(variant.data) and hashlib.sha256(variant.data).hexdigest() == variant.sha256
            for variant in developed.variants
        )
    )
