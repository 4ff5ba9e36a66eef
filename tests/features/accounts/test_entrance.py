"""Does the entrance let in, end and wake whom it should, and is what happened there told to its person?"""

from datetime import timedelta

import pytest
from redis import Redis
from redis.asyncio.client import Pipeline

from exibidos.app.resources import Resources
from exibidos.features.accounts import (
    Account,
    Device,
    Joining,
    Owes,
    SecurityKind,
    SendAlert,
    Session,
    check,
    deactivate,
    join,
    list_security_events,
)
from exibidos.features.accounts.service.departure import reactivate
from exibidos.features.accounts.store.sessions import Sessions, _hashed
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, Invalid
from exibidos.kernel.ids import new_id
from fixtures_make import EDITION

pytestmark = pytest.mark.anyio
PASSWORD = "uma senha bem longa"
PHONE = Device(address="192.0.2.1", name="phone", network="k1.phone")
LAPTOP = Device(address="192.0.2.2", name="laptop", network="k1.laptop")


async def joined(resources: Resources, slug: str = "ana") -> Account:
    """Make a member who has a password."""
    said = Joining(email=f"{slug}@exibidos.test", slug=slug, display_name="Ana", of_age=True, terms_version=EDITION)
    async with resources.database.write() as tx:
        return await join(
            tx, check(said, PASSWORD), password_hash=await resources.passwords.hash(PASSWORD), verified=True
        )


async def noted(resources: Resources, account: Account) -> list[tuple[SecurityKind, str]]:
    async with resources.database.read() as tx:
        found = await list_security_events(tx, account.actor())
    return sorted((event.kind, event.device) for event in found)


async def letters(resources: Resources) -> int:
    async with resources.database.read() as tx:
        return await tx.value(int, "SELECT count(*) FROM jobs WHERE name = $1", SendAlert.name) or 0


async def test_who_ends_their_other_sessions_can_look_it_up(resources: Resources) -> None:
    ana = await joined(resources)
    here = await resources.entrance.admit(ana, LAPTOP)
    for _ in range(2):
        await resources.entrance.admit(ana, PHONE)
    session = await resources.sessions.find(here.token, now=now())
    assert session
    await resources.entrance.end_others(session, LAPTOP)
    assert len(await resources.sessions.list_open(ana.id, now=now())) == 1
    assert await noted(resources, ana) == [(SecurityKind.SESSIONS_ENDED, "laptop")]
    async with resources.database.read() as tx:
        assert await tx.values(
            str, "SELECT details ->> 'ended' FROM logs.audit WHERE act = 'member.sessions_ended'"
        ) == ["2"]


async def test_one_and_all_are_noted_and_what_ends_nothing_is_not(resources: Resources) -> None:
    ana = await joined(resources)
    for _ in range(2):
        await resources.entrance.admit(ana, PHONE)
    one, *_ = await resources.sessions.list_open(ana.id, now=now())
    await resources.entrance.end_session(ana.id, one.session.id, LAPTOP)
    await resources.entrance.end_session(ana.id, one.session.id, LAPTOP)
    await resources.entrance.end_session(ana.id, new_id(), LAPTOP)
    await resources.entrance.end_all(ana.id, LAPTOP)
    await resources.entrance.end_all(ana.id, LAPTOP)
    assert await resources.sessions.list_open(ana.id, now=now()) == []
    assert await noted(resources, ana) == [(SecurityKind.SESSIONS_ENDED, "laptop")] * 2
    assert await letters(resources) == 0, "nothing that a stranger would do"


async def test_going_quiet_and_coming_back_are_noted_and_told_by_letter(resources: Resources) -> None:
    ana = await joined(resources)
    async with resources.database.write() as tx:
        await deactivate(tx, ana.actor(), LAPTOP, at=now())
        await deactivate(tx, ana.actor(), LAPTOP, at=now())
    assert await noted(resources, ana) == [(SecurityKind.DEACTIVATED, "laptop")]
    assert await letters(resources) == 1
    asked = await resources.entrance.sign_in("ana@exibidos.test", PASSWORD, PHONE)
    assert asked.owes is Owes.RETURN
    assert await resources.entrance.owed_by(asked.token) is Owes.RETURN
    entered = await resources.entrance.come_back(asked.token, PHONE)
    assert await resources.sessions.find(entered.token, now=now())
    kinds = [kind for kind, _ in await noted(resources, ana)]
    assert kinds == [SecurityKind.DEACTIVATED, SecurityKind.RETURNED, SecurityKind.SIGNED_IN]
    assert await letters(resources) == 2


async def test_who_is_back_already_is_back_once(resources: Resources) -> None:
    ana = await joined(resources)
    async with resources.database.write() as tx:
        await deactivate(tx, ana.actor(), LAPTOP, at=now())
    for _ in range(2):
        async with resources.database.write() as tx:
            assert not (await reactivate(tx, ana.id, PHONE)).deactivated
    assert [kind for kind, _ in await noted(resources, ana)] == [SecurityKind.DEACTIVATED, SecurityKind.RETURNED]


async def test_what_is_owed_is_paid_once(resources: Resources) -> None:
    ana = await joined(resources)
    async with resources.database.write() as tx:
        await deactivate(tx, ana.actor(), LAPTOP, at=now())
    asked = await resources.entrance.sign_in("ana@exibidos.test", PASSWORD, PHONE)
    # Another tab has answered between our look at what is owed and our answer.
    await resources.entrance._end_half_in(asked.token)
    with pytest.raises(Invalid, match="half_in_stale"):
        await resources.entrance._end_half_in(asked.token)


async def test_leaving_ends_this_session_and_without_one_nothing(resources: Resources) -> None:
    ana = await joined(resources)
    here, there = [await resources.entrance.admit(ana, PHONE) for _ in range(2)]
    await resources.entrance.leave(None)
    await resources.entrance.leave(here.token)
    assert await resources.sessions.find(here.token, now=now()) is None
    assert await resources.sessions.find(there.token, now=now())


async def test_a_session_that_is_used_at_the_moment_of_its_renewal_is_renewed_all_the_same(
    resources: Resources,
) -> None:
    ana = await joined(resources)
    token = (await resources.entrance.admit(ana, PHONE)).token
    busy = Busy(resources, token)
    renewed = await busy.renew(token, ana, now=now())
    assert renewed
    assert busy.used == 1
    assert await busy.find(token, now=now()) is None
    assert await busy.find(renewed, now=now())


async def test_a_session_that_has_ended_is_not_renewed(resources: Resources) -> None:
    ana = await joined(resources)
    token = (await resources.entrance.admit(ana, PHONE)).token
    await resources.entrance.leave(token)
    with pytest.raises(Forbidden, match="sign_in_first"):
        await resources.entrance.renew(ana, token)


class Busy(Sessions):
    """Sessions whose browser asks for something else just when its session is to be renewed, for the first time."""

    def __init__(self, resources: Resources, token: str) -> None:
        days = resources.settings.session
        idle, absolute = timedelta(days=days.idle_days), timedelta(days=days.absolute_days)
        super().__init__(resources.cache, resources.bells, idle=idle, absolute=absolute)
        self._url, self._key, self.used = resources.settings.redis.url, f"session:{_hashed(token)}", 0

    def _put(self, pipe: Pipeline, token: str, session: Session) -> None:
        if not self.used:
            with Redis.from_url(self._url) as other:
                other.expire(self._key, timedelta(days=1))
            self.used = 1
        super()._put(pipe, token, session)
