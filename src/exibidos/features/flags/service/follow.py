"""How does a process know how the flags stand? It keeps them all, and reads them again at a bell and every few seconds anyway."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from random import Random

import structlog

from exibidos.features.flags import policy, store
from exibidos.features.flags.model import DECLARED, Flag, Setting, Standing
from exibidos.kernel.actor import Viewer
from exibidos.platform.background import going_on
from exibidos.platform.bells import Bells
from exibidos.platform.db import Database

TOPIC = "flags"
# A flip is felt everywhere within 5 s (REQUIREMENTS 24), also without Valkey: this and a slow statement.
_ASK_ANYWAY_SECONDS = 3.0
# A question takes milliseconds, unless Postgres or Valkey is away; a stopping process waits no longer for them.
_LEAVE_SECONDS = 2.0


class Flags:
    """The flags as one process knows them. While Postgres is away the last known hold."""

    def __init__(self, database: Database, overrides: Mapping[str, bool]) -> None:
        self._database = database
        self._overrides = overrides
        self._settings: Mapping[str, Setting] | None = None
        self._heard = asyncio.Event()
        self._left = False

    async def is_on(self, flag: Flag, viewer: Viewer) -> bool:
        """Say whether a flag is on for a viewer; raises Unavailable only in a process that has never reached Postgres."""
        settings = await self.read() if self._settings is None else self._settings
        return policy.is_on_for(policy.stand(flag, self._overrides, settings).setting, viewer)

    async def list_standing(self) -> list[Standing]:
        """Return how every declared flag stands now, and who decided that."""
        settings = await self.read()
        return [policy.stand(flag, self._overrides, settings) for flag in DECLARED]

    async def read(self) -> Mapping[str, Setting]:
        """Read all settings again."""
        async with self._database.read() as tx:
            settings = {setting.name: setting for setting in await store.list_settings(tx)}
        if self._settings is not None and settings != self._settings:
            # A host who flips a switch reads in each process's log that it was felt there.
            structlog.get_logger().info(
                "flags.changed", **{name: setting.enabled for name, setting in settings.items()}
            )
        self._settings = settings
        return settings

    def leave(self) -> None:
        """Follow no longer, from the next moment on at which nothing is asked."""
        self._left = True
        self._heard.set()

    async def follow(self, bells: Bells) -> None:
        """Keep up with the database until `leave`."""
        random = Random()  # noqa: S311 - jitter, not a secret
        async with bells.listen(TOPIC) as heard:
            self._heard = heard
            while not self._left:
                heard.clear()
                try:
                    await self.read()
                except Exception as error:  # noqa: BLE001 - whatever it was, a process that stops asking would keep old flags for ever
                    structlog.get_logger().warning("flags.not_read", reason=type(error).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), _ASK_ANYWAY_SECONDS * random.uniform(0.5, 1))


@asynccontextmanager
async def open_flags(database: Database, bells: Bells, overrides: Mapping[str, bool]) -> AsyncIterator[Flags]:
    """Follow the flags for as long as the block lasts. `overrides` are the environment's, by name."""
    if unknown := overrides.keys() - {flag.name for flag in DECLARED}:
        structlog.get_logger().warning("flags.unknown_in_environment", names=sorted(unknown))
    flags = Flags(database, overrides)
    async with going_on(flags.follow(bells), leave=flags.leave, patience=_LEAVE_SECONDS):
        yield flags
