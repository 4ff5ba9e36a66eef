"""Do sessions keep to what is true of their member, whoever acts at the same moment, and are they all found to be ended?"""

import asyncio
import hashlib
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from exibidos.app.resources import Resources, open_resources
from exibidos.features.accounts import (
    Account,
    Device,
    Joining,
    check,
    end_sessions,
    join,
    set_standing,
)
from exibidos.features.accounts import jobs as work
from exibidos.features.accounts.events import SettleSessions
from exibidos.features.accounts.service.members import get_account
from exibidos.features.accounts.service.sessions import settle_sessions
from exibidos.kernel.actor import Standing
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.text import Catalogue
from fixtures_make import EDITION

pytestmark = pytest.mark.anyio
# tcpmux: nothing listens there, so that a connection is refused at once
_NOBODY = "redis://127.0.0.1:1/0"
PHONE = Device(address="192.0.2.1", name="phone")


async def joined(resources: Resources, slug: str = "ana") -> Account:
    joining = Joining(email=f"{slug}@exibidos.test", slug=slug, display_name="Ana", of_age=True, terms_version=EDITION)
    async with resources.database.write() as tx:
        return await join(tx, check(joining, "uma senha bem longa"), password_hash="unused")


async def open_ids(resources: Resources, member_id: UUID) -> list[UUID]:
    return [one.session.id for one in await resources.sessions.list_open(member_id, now=now())]


async def test_a_new_standing_is_known_at_the_next_request(resources: Resources) -> None:
    ana = await joined(resources)
    entered = await resources.entrance.admit(ana, PHONE)
    async with resources.database.write() as tx:
        await set_standing(tx, ana.id, Standing.TRUSTED)
    session = await resources.sessions.find(entered.token, now=now())
    assert session
    assert session.account.standing is Standing.TRUSTED


async def test_ending_sessions_ends_them_and_the_tokens_with_the_commit(resources: Resources) -> None:
    ana, bia = await joined(resources), await joined(resources, "bia")
    for _ in range(3):
        await resources.entrance.admit(ana, PHONE)
    await resources.entrance.admit(bia, PHONE)
    async with resources.database.write() as tx:
        await tx.execute(
            "INSERT INTO personal_tokens (id, created_by_id, name, hash, scopes, created_at, expires_at)"
            " VALUES ($1, $2, 'x', sha256('x'), '{read}', now(), now() + interval '1 day')",
            new_id(),
            ana.id,
        )
        await end_sessions(tx, ana.id, at=now())
    assert await open_ids(resources, ana.id) == []
    assert len(await open_ids(resources, bia.id)) == 1
    async with resources.database.read() as tx:
        assert await tx.value(int, "SELECT count(*) FROM personal_tokens WHERE revoked_at IS NULL") == 0


async def test_a_sign_in_that_began_before_opens_nothing_that_lasts(resources: Resources) -> None:
    """The password was compared, then changed elsewhere; the session comes too late."""
    old = await joined(resources)
    async with resources.database.write() as tx:
        await end_sessions(tx, old.id, at=now())
    entered = await resources.entrance.admit(old, PHONE)
    assert await resources.sessions.find(entered.token, now=now()) is None


async def test_a_renewal_that_began_before_renews_nothing_that_lasts(resources: Resources) -> None:
    old = await joined(resources)
    entered = await resources.entrance.admit(old, PHONE)
    async with resources.database.write() as tx:
        await tx.execute("UPDATE members SET session_epoch = 1")  # committed, and not settled yet
    renewed = await resources.entrance.renew(old, entered.token)
    assert await resources.sessions.find(renewed.token, now=now()) is None


async def test_who_ended_all_their_sessions_may_stay_and_is_the_same_session_to_them(resources: Resources) -> None:
    ana = await joined(resources)
    here, _ = [await resources.entrance.admit(ana, PHONE) for _ in range(2)]
    session = await resources.sessions.find(here.token, now=now())
    assert session
    async with resources.database.write() as tx:
        await end_sessions(tx, ana.id, at=now())
    stayed = await resources.entrance.stay(session)
    assert await open_ids(resources, ana.id) == [session.id]
    assert await resources.sessions.find(here.token, now=now()) is None
    again = await resources.sessions.find(stayed.token, now=now())
    assert again
    assert again.started_at == session.started_at


async def test_crowds_of_sign_ins_and_ends_leave_no_session_of_the_past(resources: Resources) -> None:
    ana = await joined(resources)

    async def come() -> None:
        async with resources.database.read() as tx:
            account = await get_account(tx, ana.id)
        await asyncio.sleep(0)
        entered = await resources.entrance.admit(account, PHONE)
        with suppress(Forbidden):
            await resources.entrance.renew(account, entered.token)

    async def end() -> None:
        async with resources.database.write() as tx:
            await end_sessions(tx, ana.id, at=now())

    for _ in range(5):
        await asyncio.gather(*(come() for _ in range(8)), end(), *(come() for _ in range(4)), end())
    async with resources.database.read() as tx:
        account = await get_account(tx, ana.id)
    found = await resources.sessions.list_open(ana.id, now=now())
    assert {one.session.account.epoch for one in found} <= {account.epoch}
    client = resources.cache.client
    alive = await client.keys("session:*")
    assert len(alive) == len(found), "and none lives outside the list"


async def test_two_who_settle_at_once_leave_the_newer_truth(resources: Resources) -> None:
    ana = await joined(resources)
    entered = await resources.entrance.admit(ana, PHONE)
    for turn in range(10):
        standing = (Standing.TRUSTED, Standing.MEMBER)[turn % 2]
        async with resources.database.write() as tx:
            await tx.execute("UPDATE members SET standing = $1", standing)
        late = msgspec.structs.replace(ana, standing=Standing.NEW)
        await asyncio.gather(
            resources.sessions.settle(ana.id, late), settle_sessions(resources.database, resources.sessions, ana.id)
        )
        await settle_sessions(resources.database, resources.sessions, ana.id)
        session = await resources.sessions.find(entered.token, now=now())
        assert session
        assert session.account.standing is standing


async def test_facts_of_an_older_epoch_do_not_reach_a_newer_session(resources: Resources) -> None:
    old = await joined(resources)
    async with resources.database.write() as tx:
        await end_sessions(tx, old.id, at=now())
        new = await get_account(tx, old.id)
    entered = await resources.entrance.admit(new, PHONE)
    await resources.sessions.settle(old.id, old)
    session = await resources.sessions.find(entered.token, now=now())
    assert session
    assert session.account.epoch == new.epoch == 1


@pytest.mark.parametrize("away", ["suspended_at", "deactivated_at"])
async def test_who_is_away_has_no_session(resources: Resources, away: str) -> None:
    ana = await joined(resources)
    await resources.entrance.admit(ana, PHONE)
    async with resources.database.write() as tx:
        await tx.execute(f"UPDATE members SET {away} = now()")
    await settle_sessions(resources.database, resources.sessions, ana.id)
    assert await open_ids(resources, ana.id) == []


async def test_who_is_gone_has_no_session(resources: Resources) -> None:
    ana = await joined(resources)
    await resources.entrance.admit(ana, PHONE)
    async with resources.database.write() as tx:
        await tx.execute("DELETE FROM members")
    await settle_sessions(resources.database, resources.sessions, ana.id)
    assert await open_ids(resources, ana.id) == []
    async with resources.database.read() as tx:
        with pytest.raises(NotFound):
            await get_account(tx, ana.id)


async def test_an_end_while_valkey_is_away_is_done_by_the_job_when_it_is_back(resources: Resources) -> None:
    ana = await joined(resources)
    entered = await resources.entrance.admit(ana, PHONE)
    redis = msgspec.structs.replace(resources.settings.redis, url=_NOBODY)
    away = msgspec.structs.replace(resources.settings, redis=redis)
    async with (
        open_resources(away, Catalogue.load(), asyncio.Event()) as elsewhere,
        elsewhere.database.write() as tx,
    ):
        await end_sessions(tx, ana.id, at=now())
    assert await resources.sessions.lives(entered.token, now=now()), "nobody could tell Valkey yet"
    async with resources.database.read() as tx:
        (payload,) = await tx.values(
            str, "SELECT payload::text FROM jobs WHERE name = 'accounts:settle-sessions' AND state = 'queued'"
        )
    await work.settle(
        msgspec.json.decode(payload, type=SettleSessions),
        None,  # type: ignore[arg-type] # it reads and writes nothing through its attempt
        database=resources.database,
        sessions=resources.sessions,
    )
    assert not await resources.sessions.lives(entered.token, now=now())


async def test_a_list_tells_the_last_use_and_forgets_who_is_over(resources: Resources) -> None:
    ana = await joined(resources)
    tokens = [(await resources.entrance.admit(ana, PHONE)).token for _ in range(3)]
    client = resources.cache.client
    keys = [f"session:{hashlib.sha256(token.encode()).hexdigest()}" for token in tokens]
    await client.expire(keys[0], timedelta(days=29))
    await client.delete(keys[1])
    found = await resources.sessions.list_open(ana.id, now=now())
    assert [round((now() - one.used_at) / timedelta(hours=1)) for one in found] == [0, 24]
    assert await client.scard(f"sessions:{ana.id}") == 2
    late = now() + timedelta(days=181)
    assert await resources.sessions.list_open(ana.id, now=late) == []
    assert not await resources.sessions.lives(tokens[2], now=late)
    assert await resources.sessions.find(tokens[2], now=late) is None


async def test_nobody_has_no_sessions(resources: Resources) -> None:
    assert await resources.sessions.list_open(new_id(), now=now()) == []
    await resources.sessions.close("not a token")
    await resources.sessions.close_all(new_id())
