"""Who develops a picture? A darkroom: a few sandboxed children that are reused for a while, at most so many at work at once."""

import asyncio
import hashlib
from types import TracebackType
from typing import Self

from exibidos.kernel.errors import Invalid, Unavailable
from exibidos.media.containers.webp import prove_bare
from exibidos.media.limits import PICTURES_PER_CHILD
from exibidos.media.model import Developed, Mark
from exibidos.media.process import Child, ChildLost
from exibidos.media.sniff import admit
from exibidos.media.wire import Order

_CHILDREN = 2
"""As many as the cores that we count on: a picture keeps one busy and a second one half of its time."""


class Darkroom:
    """Use as `async with Darkroom() as darkroom`. Entering proves the decoders in a first child; raises ChildLost if one proof fails."""

    def __init__(self, *, children: int = _CHILDREN, pictures_per_child: int = PICTURES_PER_CHILD) -> None:
        self._turns = asyncio.Semaphore(children)
        self._pictures_per_child = pictures_per_child
        self._idle: list[Child] = []

    async def __aenter__(self) -> Self:
        self._idle.append(await Child.start())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def develop(self, data: bytes, mark: Mark, *, declared: str | None = None) -> Developed:
        """Return all variants of a picture; `declared` is the media type that its sender named.

        Raises Invalid: media.too_large, .unknown_format, .format_not_allowed, .type_mismatch, .broken, .too_many_pixels, .too_costly; if
        the picture was the end of a child, a note on the exception holds its last words. Raises Unavailable (media.no_child) if none can
        be started. A child that met a bad picture, was cancelled at work or has done its share is not used again.
        """
        order = Order(data, admit(data, declared), mark)
        async with self._turns:
            child = await self._take_child()
            reply = await child.ask(order)
            if reply.developed is None or child.pictures >= self._pictures_per_child:
                await child.end()
            else:
                self._idle.append(child)
        if reply.refusal is not None:
            raise Invalid(reply.refusal.code, field=None, **reply.refusal.values)
        if reply.developed is None:
            raise Invalid("media.broken", why="child")
        _check(reply.developed)
        return reply.developed

    async def _take_child(self) -> Child:
        if self._idle:
            return self._idle.pop()
        try:
            return await Child.start()
        except ChildLost as error:
            raise Unavailable("media.no_child") from error


def _check(developed: Developed) -> None:
    """Look again at what the child says of its work: whoever took it over can write anything into its answer."""
    for variant in developed.variants:
        prove_bare(variant.data)
        if hashlib.sha256(variant.data).hexdigest() != variant.sha256:
            raise AssertionError(f"the digest of {variant.name} is not its own")
