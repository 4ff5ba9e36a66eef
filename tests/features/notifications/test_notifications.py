"""Is what happened told once, grouped, to nobody but whom it is about, and not across a parting?"""

import asyncio
from datetime import timedelta

import pytest

from exibidos.features.notifications import (
    Channel,
    Kind,
    MailNotification,
    Notification,
    Quiet,
    Wishes,
    count_unseen,
    forget_between,
    get_wishes,
    key_of,
    list_notifications,
    mark_seen,
    notify,
    read_token,
    sentence,
    set_wishes,
    store,
    token_to_unsubscribe,
    topic,
    unsubscribe,
)
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database, Tx
from exibidos.platform.text import Catalogue
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio

SIGNER = Signer(("k1:" + "5" * 64,))
WORDS = Catalogue.load()


async def follow(tx: Tx, actor: Member, recipient: Member, *, minutes: int = 0) -> None:
    at = NOON + timedelta(minutes=minutes)
    await notify(tx, recipient.id, Kind.FOLLOWED, at=at, actor_id=actor.id)


async def only(tx: Tx, member: Member) -> Notification:
    (found,) = await list_notifications(tx, member)
    return found


async def test_what_many_do_before_it_is_seen_is_one_line(tx: Tx, make: Make) -> None:
    ana, *others = [await make.member() for _ in range(6)]
    for minute, other in enumerate(others):
        await follow(tx, other, ana, minutes=minute)
    found = await only(tx, ana)
    assert (found.people, found.happened_at) == (5, NOON + timedelta(minutes=4))
    assert [face.slug for face in found.faces] == [other.slug for other in reversed(others[2:])]
    assert await count_unseen(tx, ana) == 1


async def test_one_who_does_it_again_is_not_two(tx: Tx, make: Make) -> None:
    ana, bia, caio = [await make.member() for _ in range(3)]
    for minute, actor in enumerate((bia, caio, bia, bia)):
        await follow(tx, actor, ana, minutes=minute)
    found = await only(tx, ana)
    assert (found.people, found.faces[0].slug) == (2, bia.slug)


async def test_what_comes_after_it_was_seen_is_new(tx: Tx, make: Make) -> None:
    ana, bia, caio = [await make.member() for _ in range(3)]
    await follow(tx, bia, ana)
    await mark_seen(tx, ana, until=NOON, at=NOON)
    assert await count_unseen(tx, ana) == 0
    await follow(tx, caio, ana, minutes=1)
    assert [(each.people, each.seen) for each in await list_notifications(tx, ana)] == [(1, False), (1, True)]


async def test_what_came_while_the_page_was_read_stays_new(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await follow(tx, bia, ana, minutes=1)
    await mark_seen(tx, ana, until=NOON, at=NOON)
    assert await count_unseen(tx, ana) == 1


async def test_different_photos_are_different_lines(tx: Tx, make: Make) -> None:
    ana = await make.member()
    for _ in range(3):
        await notify(tx, ana.id, Kind.PHOTO_PUBLISHED, at=NOON, object_id=new_id())
    assert await count_unseen(tx, ana) == 3


async def test_nobody_is_told_of_what_they_do_themselves(tx: Tx, make: Make) -> None:
    ana = await make.member()
    await follow(tx, ana, ana)
    assert await list_notifications(tx, ana) == []


async def test_nobody_reads_or_closes_what_is_anothers(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await follow(tx, bia, ana)
    await mark_seen(tx, bia, until=NOON, at=NOON)
    assert await list_notifications(tx, bia) == []
    assert await count_unseen(tx, ana) == 1


async def test_a_thousand_of_one_kind_are_one_line_one_letter_and_two_short_questions(tx: Tx, make: Make) -> None:
    ana = await make.member()
    await set_wishes(tx, ana, Wishes(choices={key_of(Kind.FOLLOWED, Channel.MAIL): True}))
    await tx.execute(
        """
        INSERT INTO members (id, email, email_canonical, slug, display_name, of_age, terms_version)
        SELECT gen_random_uuid(), n || '@crowd.test', n || '@crowd.test', 'qzx' || n || 'qzx', 'P' || n, true, '1'
        FROM generate_series(1, 1000) n
        """
    )
    tx.jobs.clear()
    for crowd in await tx.values(type(ana.id), "SELECT id FROM members WHERE slug LIKE 'qzx%'"):
        await notify(tx, ana.id, Kind.FOLLOWED, at=NOON, actor_id=crowd)
    found = await only(tx, ana)
    assert (found.people, len(found.faces)) == (1000, 3)
    assert [type(job) for _, job, _ in tx.jobs] == [MailNotification]
    name = found.faces[0].display_name
    assert sentence(WORDS, "en", found) == f"{name} and 999 others follow you"


async def test_two_at_once_meet_in_one_line(database: Database) -> None:
    async with database.write() as tx:
        make = Make(tx)
        ana, *others = [await make.member() for _ in range(9)]

    async def tell(actor: Member) -> None:
        async with database.write() as tx:
            await follow(tx, actor, ana)

    await asyncio.gather(*(tell(other) for other in others))
    async with database.read() as reading:
        (found,) = await list_notifications(reading, ana)
    assert found.people == 8


async def test_a_letter_is_asked_for_once_and_only_where_it_is_wanted(tx: Tx, make: Make) -> None:
    ana, bia, caio = [await make.member() for _ in range(3)]
    tx.jobs.clear()
    await follow(tx, bia, ana)
    assert tx.jobs == []
    for actor in (bia, caio):
        await notify(tx, ana.id, Kind.FOLLOW_ASKED, at=NOON, actor_id=actor.id)
    ((_, job, due),) = tx.jobs
    assert isinstance(job, MailNotification)
    assert due == NOON + timedelta(minutes=10)


async def test_who_wants_letters_only_has_no_line_and_no_number(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    boxes = {key_of(Kind.FOLLOWED, Channel.IN_APP): False, key_of(Kind.FOLLOWED, Channel.MAIL): True}
    await set_wishes(tx, ana, Wishes(choices=boxes))
    tx.jobs.clear()
    tx.bells.clear()
    await follow(tx, bia, ana)
    assert (await list_notifications(tx, ana), await count_unseen(tx, ana), tx.bells) == ([], 0, [])
    ((_, job, _),) = tx.jobs
    assert isinstance(job, MailNotification)
    found = await store.find_addressed(tx, job.notification_id)
    assert found is not None
    await store.mark_mailed(tx, job.notification_id, at=NOON)
    assert await store.find_addressed(tx, job.notification_id) is None
    await follow(tx, bia, ana, minutes=1)
    assert len(tx.jobs) == 2


async def test_who_wants_neither_is_told_nothing(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await set_wishes(tx, ana, Wishes(choices={key_of(Kind.FOLLOWED, Channel.IN_APP): False}))
    await follow(tx, bia, ana)
    assert await tx.value(int, "SELECT count(*) FROM notifications WHERE member_id = $1", ana.id) == 0


async def test_pages_that_are_open_hear_of_it(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    tx.bells.clear()
    await follow(tx, bia, ana)
    await mark_seen(tx, ana, until=NOON, at=NOON)
    await mark_seen(tx, ana, until=NOON, at=NOON)
    assert tx.bells == [topic(ana.id)] * 2


async def test_lists_go_on_where_a_page_ended(tx: Tx, make: Make) -> None:
    ana = await make.member()
    for minute in range(5):
        at = NOON + timedelta(minutes=minute // 2)
        await notify(tx, ana.id, Kind.PHOTO_PUBLISHED, at=at, object_id=new_id())
    first = await list_notifications(tx, ana, limit=2)
    rest = await list_notifications(tx, ana, before=(first[-1].happened_at, first[-1].id), limit=9)
    assert len({each.id for each in (*first, *rest)}) == 5
    assert [each.happened_at for each in (*first, *rest)] == sorted(
        (each.happened_at for each in (*first, *rest)), reverse=True
    )


async def test_who_is_away_is_not_told_of(tx: Tx, make: Make) -> None:
    ana, bia, caio = [await make.member() for _ in range(3)]
    await follow(tx, bia, ana)
    await follow(tx, caio, ana, minutes=1)
    await tx.execute("UPDATE members SET suspended_at = now() WHERE id = $1", caio.id)
    assert [face.slug for face in (await only(tx, ana)).faces] == [bia.slug]
    await tx.execute("UPDATE members SET deactivated_at = now() WHERE id = $1", bia.id)
    assert await list_notifications(tx, ana) == []


async def test_who_parts_leaves_the_others_news_for_good(tx: Tx, make: Make) -> None:
    ana, bia, caio = [await make.member() for _ in range(3)]
    for actor in (bia, caio):
        await follow(tx, actor, ana)
    await follow(tx, ana, bia)
    await notify(tx, ana.id, Kind.FOLLOW_ACCEPTED, at=NOON, actor_id=bia.id)
    await forget_between(tx, bia.id, ana.id)
    found = await only(tx, ana)
    assert (found.people, found.faces[0].slug) == (1, caio.slug)
    assert await list_notifications(tx, bia) == []


async def test_wishes_are_kept_and_replaced(tx: Tx, make: Make) -> None:
    ana = await make.member()
    assert await get_wishes(tx, ana) == Wishes()
    said = Wishes(choices={"followed.mail": True}, quiet=Quiet(begins=1380, ends=420), time_zone="Europe/Lisbon")
    await set_wishes(tx, ana, said)
    assert await get_wishes(tx, ana) == said
    await set_wishes(tx, ana, Wishes())
    assert await get_wishes(tx, ana) == Wishes()


async def test_a_letters_way_out_ends_its_kind_and_nothing_else(tx: Tx, make: Make) -> None:
    ana = await make.member()
    said = Wishes(choices={"followed.mail": True}, quiet=Quiet(begins=1380, ends=420))
    await set_wishes(tx, ana, said)
    token = token_to_unsubscribe(SIGNER, ana.id, Kind.FOLLOWED)
    assert await unsubscribe(tx, SIGNER, token) is Kind.FOLLOWED
    await unsubscribe(tx, SIGNER, token)
    assert await get_wishes(tx, ana) == Wishes(choices={"followed.mail": False}, quiet=said.quiet)


async def test_a_way_out_of_somebody_who_is_gone_is_no_error(tx: Tx) -> None:
    assert await unsubscribe(tx, SIGNER, token_to_unsubscribe(SIGNER, new_id(), Kind.FOLLOWED)) is Kind.FOLLOWED


async def test_no_way_out_can_be_made_of_another(make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    whom, kind, key_id, tag = token_to_unsubscribe(SIGNER, ana.id, Kind.FOLLOWED).split(".")
    assert read_token(SIGNER, f"{whom}.{kind}.{key_id}.{tag}") == (ana.id, Kind.FOLLOWED)
    for forged in (
        f"{bia.id.hex}.{kind}.{key_id}.{tag}",
        f"{whom}.{Kind.NEW_SIGN_IN}.{key_id}.{tag}",
        f"{whom}.{kind}.{key_id}.{tag[:-1]}",
        f"{whom}.{kind}.k2.{tag}",
        f"{whom}.{kind}",
        "",
        "....",
    ):
        with pytest.raises(Invalid):
            read_token(SIGNER, forged)
