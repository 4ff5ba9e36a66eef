"""Do people stand by morning as they have earned, however many they are?"""

import time
from datetime import timedelta

import pytest

from exibidos.features import standing, voting
from exibidos.features.accounts import StandingChanged
from exibidos.features.images import Visibility
from exibidos.features.voting import Choice
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def _age(tx: Tx, days: int) -> None:
    await tx.execute("UPDATE members SET created_at = now() - make_interval(days => $1)", days)


async def test_photos_that_others_can_see_make_a_member(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    await make.image(ana)
    await make.image(bia, visibility=Visibility.ONLY_ME)
    await make.image(bia, deleted=True)
    await _age(tx, 4)
    tx.events.clear()
    assert await standing.review(tx, after=None, at=now()) is None
    assert tx.events == [StandingChanged(member_id=ana.id, before=Standing.NEW, after=Standing.MEMBER)]
    tx.events.clear()
    await standing.review(tx, after=None, at=now())
    assert tx.events == []


async def test_votes_count_after_a_day_and_while_the_photo_hangs(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    photo, gone = await make.image(ana), await make.image(ana)
    for image in (photo, gone):
        await voting.cast(tx, bia, image, Choice.FOR, require_verified=False)
    assert (await standing.get_record(tx, bia, at=now())).votes_for == 0
    tomorrow = now() + timedelta(days=1, minutes=1)
    assert (await standing.get_record(tx, bia, at=tomorrow)).votes_for == 2
    await tx.execute("UPDATE images SET deleted_at = now() WHERE id = $1", gone)
    record = await standing.get_record(tx, bia, at=tomorrow)
    assert (record.votes_for, record.votes_against, record.photos) == (1, 0, 0)


async def test_who_is_gone_has_no_record(tx: Tx) -> None:
    with pytest.raises(NotFound):
        await standing.get_record(tx, Member(id=new_id(), slug="x", display_name="x"), at=now())


async def test_suspended_people_are_left_as_they_are(tx: Tx, make: Make) -> None:
    ana = await make.member("ana", suspended=True)
    await make.image(ana)
    await _age(tx, 4)
    tx.events.clear()
    await standing.review(tx, after=None, at=now())
    assert tx.events == []


async def test_ten_thousand_members_are_a_matter_of_seconds(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    await tx.execute(
        """
        INSERT INTO members (id, email, email_canonical, slug, display_name, of_age, terms_version, verified_at, created_at)
        SELECT gen_random_uuid(), n, n, 'xxx' || translate(n, '01', 'yz'), n, true, '1', now(), now() - interval '20 days'
        FROM (SELECT n::text FROM generate_series(2, 10000) n) s
        """
    )
    await make.image(ana)
    await _age(tx, 20)
    tx.events.clear()
    began, steps, after = time.monotonic(), 1, await standing.review(tx, after=None, at=now())
    while after is not None:
        after, steps = await standing.review(tx, after=after, at=now()), steps + 1
    assert (steps, len(tx.events)) == (11, 1)
    assert time.monotonic() - began < 10  # half a second on a quiet machine
