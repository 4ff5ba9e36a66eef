"""Can a member look up what happened to their account, and does nobody learn from it who is a member?"""

from datetime import timedelta

import pytest

from exibidos.features.accounts import (
    Device,
    LinkPurpose,
    SecurityEvent,
    SecurityKind,
    SendAlert,
    list_security_events,
    note_security,
)
from exibidos.features.accounts.service.links import make_link
from exibidos.features.accounts.service.security import SERIOUS, forget_old, note_failed_sign_in
from exibidos.kernel.actor import Member
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from exibidos.platform.text import LOCALES, Catalogue
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio
NEAR = Device(address="192.0.2.1", name="Firefox", network="k1.near")
FAR = Device(address="198.51.100.1", name="curl", network="k1.far")


async def fails(tx: Tx, email: str, device: Device = NEAR, *, hours: int = 0) -> None:
    await note_failed_sign_in(tx, email, device, at=NOON + timedelta(hours=hours))


async def seen(tx: Tx, member: Member) -> list[SecurityEvent]:
    return await list_security_events(tx, member)


async def test_failed_sign_ins_are_counted_by_the_hour_with_the_last_device(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    for spelling in ("ana@exibidos.test", " ANA@exibidos.test"):
        await fails(tx, spelling)
    await fails(tx, "ana@exibidos.test", FAR)
    await fails(tx, "ana@exibidos.test", hours=1)
    events = await seen(tx, ana)
    assert sorted((event.count, event.device, event.network) for event in events) == [
        (1, "Firefox", "k1.near"),
        (3, "curl", "k1.far"),
    ]
    assert {event.kind for event in events} == {SecurityKind.SIGN_IN_FAILED}


async def test_a_try_at_an_address_that_nobody_has_writes_as_much(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    for email in ("ninguem@exibidos.test", "nada", "a\0b@x.test"):
        await fails(tx, email)
    assert await seen(tx, ana) == []
    assert await tx.values(int, "SELECT count FROM security_events WHERE member_id IS NULL") == [3]


async def test_what_is_serious_is_also_told_by_mail(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    for kind in SecurityKind:
        await note_security(tx, ana.id, kind, at=NOON, device=NEAR)
    told = {job.event_id for _, job, _ in tx.jobs if isinstance(job, SendAlert)}
    assert {event.kind for event in await seen(tx, ana) if event.id in told} == SERIOUS
    assert len(await seen(tx, ana)) == len(SecurityKind)


async def test_the_address_that_is_left_is_told_too(tx: Tx, make: Make) -> None:
    ana, old = await make.member("ana"), new_id()
    await note_security(tx, ana.id, SecurityKind.EMAIL_CHANGED, at=NOON, old=old)
    assert [job.link_id for _, job, _ in tx.jobs if isinstance(job, SendAlert)] == [None, old]


async def test_nobody_sees_what_happened_to_others(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    await note_security(tx, ana.id, SecurityKind.SIGNED_IN, at=NOON)
    assert await seen(tx, bia) == []


async def test_what_is_older_than_half_a_year_is_forgotten_and_links_a_day_after_their_end(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    for days in (181, 179):
        await note_security(tx, ana.id, SecurityKind.SIGNED_IN, at=NOON - timedelta(days=days))
    for hours in (26, 24):
        await make_link(tx, LinkPurpose.RESET, email="ana@exibidos.test", at=NOON - timedelta(hours=hours))
    await forget_old(tx, at=NOON)
    assert len(await seen(tx, ana)) == 1
    assert await tx.value(int, "SELECT count(*) FROM mail_links") == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_that_happens_has_its_words(locale: str) -> None:
    words = Catalogue.load()
    keys = {f"events.kind.{kind}" for kind in SecurityKind} - {"events.kind.sign_in_failed"}
    keys |= {f"mail.accounts_{kind}.{part}" for kind in SERIOUS for part in ("subject", "lead", "body")}
    # Joining has letters of its own, and the first admin's link is printed, not mailed.
    mailed = set(LinkPurpose) - {LinkPurpose.JOIN, LinkPurpose.ADMIN}
    keys |= {f"mail.accounts_{purpose}.act" for purpose in mailed}
    assert keys | {"mail.accounts_email_changed_old.subject"} <= words.keys(locale)
