"""Is a flip felt in every process in time, whoever makes it and however, and always in the audit log?"""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from uuid import uuid4

import asyncpg
import pytest

from exibidos.app.resources import Resources, open_resources
from exibidos.features import audit, flags
from exibidos.features.audit import Whole
from exibidos.features.flags import UPLOADS_OPEN, Audience, Setting
from exibidos.kernel.actor import GUEST
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.platform.settings import Settings
from exibidos.platform.text import Catalogue
from fixtures_club import replaced

pytestmark = pytest.mark.anyio
NAME = UPLOADS_OPEN.name
SOON = 5.0  # REQUIREMENTS 24


@pytest.fixture
async def elsewhere(settings: Settings) -> AsyncIterator[Resources]:
    """Open what another process would."""
    async with open_resources(settings, Catalogue.load(), asyncio.Event()) as opened:
        yield opened


async def test_a_flip_is_felt_in_another_process_at_once(resources: Resources, elsewhere: Resources) -> None:
    assert await elsewhere.flags.is_on(UPLOADS_OPEN, GUEST)
    await asyncio.sleep(0.3)  # it listens by now
    async with resources.database.write() as tx:
        await flags.set_flag(tx, NAME, enabled=False)
    assert await _felt(elsewhere, on=False) < 1.0, "the poll found it, not the bell"


async def test_a_flip_by_hand_in_the_database_is_felt_within_five_seconds(
    resources: Resources, elsewhere: Resources, database_url: str
) -> None:
    await _felt(resources, on=True)
    await _by_hand(database_url, "INSERT INTO flags (name, enabled) VALUES ('uploads_open', false)")
    took = await asyncio.gather(_felt(resources, on=False), _felt(elsewhere, on=False))
    assert max(took) < SOON


async def test_the_environment_wins(settings: Settings) -> None:
    held = replaced(settings, feature={NAME: True, "forgotten_flag": True})
    async with open_resources(held, Catalogue.load(), asyncio.Event()) as opened:
        async with opened.database.write() as tx:
            await flags.set_flag(tx, NAME, enabled=False)
        await opened.flags.read()
        assert await opened.flags.is_on(UPLOADS_OPEN, GUEST)


async def test_the_last_known_flags_hold_while_postgres_is_away(resources: Resources, owner_url: str) -> None:
    async with resources.database.write() as tx:
        await flags.set_flag(tx, NAME, enabled=False)
    await _felt(resources, on=False)
    owner = await asyncpg.connect(owner_url)
    await owner.execute("ALTER TABLE flags RENAME TO elsewhere")
    await asyncio.sleep(SOON)
    assert not await resources.flags.is_on(UPLOADS_OPEN, GUEST)
    await owner.execute("ALTER TABLE elsewhere RENAME TO flags; DELETE FROM flags")
    await owner.close()
    assert await _felt(resources, on=True) < SOON


@pytest.mark.parametrize("wait", [0.0, 0.002, 0.01, 0.05])
async def test_a_process_that_stops_early_does_not_wait_for_its_flags(settings: Settings, wait: float) -> None:
    async with asyncio.timeout(5), open_resources(settings, Catalogue.load(), asyncio.Event()):
        await asyncio.sleep(wait)


async def test_every_flip_is_audited_with_what_was_before(resources: Resources, database_url: str) -> None:
    subject = uuid4()
    async with resources.database.write() as tx:
        await flags.set_flag(tx, NAME, enabled=True, percentage=20, audience=Audience.MEMBERS, by=subject)
    async with resources.database.write() as tx:
        await flags.set_flag(tx, NAME, enabled=False)
    await _by_hand(database_url, "UPDATE flags SET percentage = 30")
    await _by_hand(database_url, "UPDATE flags SET percentage = 30")  # changes nothing, so it is no flip
    async with resources.database.write() as tx:
        await flags.clear_flag(tx, NAME, by=subject)
    async with resources.database.read() as tx:
        flips = await flags.list_flips(tx, NAME)
    steps = [
        None,
        Setting(name=NAME, enabled=True, percentage=20, audience=Audience.MEMBERS),
        Setting(name=NAME, enabled=False, percentage=20, audience=Audience.MEMBERS),
        Setting(name=NAME, enabled=False, percentage=30, audience=Audience.MEMBERS),
        None,
    ]
    assert [(flip.before, flip.after) for flip in reversed(flips)] == list(pairwise(steps))
    assert [flip.actor for flip in reversed(flips)] == [subject, None, None, subject]
    assert isinstance(await audit.verify(resources.database), Whole)


async def test_an_unknown_flag_and_an_impossible_share_are_refused(resources: Resources) -> None:
    async with resources.database.write() as tx:
        with pytest.raises(NotFound):
            await flags.set_flag(tx, "upload_open", enabled=False)
        with pytest.raises(Invalid):
            await flags.set_flag(tx, NAME, enabled=True, percentage=101)


async def _felt(resources: Resources, *, on: bool) -> float:
    """Wait until a process knows, and return how long that took."""
    began = time.monotonic()
    async with asyncio.timeout(10):
        while await resources.flags.is_on(UPLOADS_OPEN, GUEST) is not on:  # noqa: ASYNC110 - flags have no event to wait for
            await asyncio.sleep(0.02)
    return time.monotonic() - began


async def _by_hand(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()
