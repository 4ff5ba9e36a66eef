"""Is a vote counted once, changeable, secret, and never one's own?"""

import asyncio
import random
from contextlib import suppress
from uuid import UUID

import pytest

from exibidos.features.images import State, Visibility
from exibidos.features.images.model import Moderation
from exibidos.features.voting import Choice, VoteCast, VoteWithdrawn, cast, find_ballot, find_figures, store, withdraw
from exibidos.features.voting.policy import FEWEST_JUDGES
from exibidos.kernel.actor import Member, SensitiveChoice
from exibidos.kernel.errors import Conflict, Forbidden, NotFound, Unavailable
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def _vote(tx: Tx, member: Member, image_id: UUID, choice: Choice = Choice.FOR) -> None:
    await cast(tx, member, image_id, choice, require_verified=True)


async def _counted(tx: Tx, image_id: UUID) -> tuple[int, int]:
    tally, ballots = await store.find_figures(tx, image_id), await store.recount(tx, image_id)
    assert tally == ballots
    assert tally is not None
    return tally.votes_for, tally.votes_against


async def test_a_vote_is_cast_changed_and_withdrawn(tx: Tx, make: Make) -> None:
    author, judge = await make.member(), await make.member()
    image_id = await make.image(author)
    await _vote(tx, judge, image_id)
    assert await _counted(tx, image_id) == (1, 0)
    await _vote(tx, judge, image_id, Choice.AGAINST)
    assert await _counted(tx, image_id) == (0, 1)
    await _vote(tx, judge, image_id, Choice.AGAINST)
    assert await _counted(tx, image_id) == (0, 1)
    await withdraw(tx, judge, image_id)
    assert await _counted(tx, image_id) == (0, 0)
    await withdraw(tx, judge, image_id)
    await _vote(tx, judge, image_id)
    assert await _counted(tx, image_id) == (1, 0)


async def test_what_happened_is_said_once(tx: Tx, make: Make) -> None:
    author, judge = await make.member(), await make.member()
    image_id = await make.image(author)
    tx.events.clear()
    await _vote(tx, judge, image_id)
    await withdraw(tx, judge, image_id)
    await withdraw(tx, judge, image_id)
    assert tx.events == [
        VoteCast(image_id=image_id, member_id=judge.id, choice=Choice.FOR),
        VoteWithdrawn(image_id=image_id, member_id=judge.id),
    ]


async def test_nobody_judges_their_own_photo(tx: Tx, make: Make) -> None:
    author = await make.member()
    with pytest.raises(Forbidden, match=r"voting\.own_photo"):
        await _vote(tx, author, await make.image(author))


async def test_a_judge_whose_address_is_not_proven_does_not_count(tx: Tx, make: Make) -> None:
    judge = await make.member()
    unproven = Member(id=judge.id, slug=judge.slug, display_name=judge.display_name, verified=False)
    image_id = await make.image(await make.member())
    with pytest.raises(Forbidden, match=r"accounts\.unverified"):
        await _vote(tx, unproven, image_id)


@pytest.mark.parametrize(
    "hidden",
    [
        {"visibility": Visibility.ONLY_ME},
        {"visibility": Visibility.FOLLOWERS},
        {"state": State.PROCESSING},
        {"moderation": Moderation.HIDDEN},
        {"deleted": True},
    ],
)
async def test_what_a_judge_may_not_see_is_not_there_to_be_judged(
    tx: Tx, make: Make, hidden: dict[str, object]
) -> None:
    image_id = await make.image(await make.member(), **hidden)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await _vote(tx, await make.member(), image_id)


async def test_what_is_behind_a_veil_is_judged_only_by_who_chose_to_see_it(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member(), sensitive=True)
    with pytest.raises(Conflict, match=r"voting\.behind_the_veil"):
        await _vote(tx, await make.member(), image_id)
    await _vote(tx, await make.member(sensitive=SensitiveChoice.SHOW), image_id)
    assert await _counted(tx, image_id) == (1, 0)


async def test_only_the_author_reads_figures_and_only_from_five_judges_on(tx: Tx, make: Make) -> None:
    author, stranger = await make.member(), await make.member()
    image_id = await make.image(author)
    for number in range(FEWEST_JUDGES):
        assert await find_figures(tx, author, image_id) is None, number
        await _vote(tx, await make.member(), image_id)
    figures = await find_figures(tx, author, image_id)
    assert figures is not None
    assert (figures.votes_for, figures.votes_against) == (FEWEST_JUDGES, 0)
    assert await find_figures(tx, stranger, image_id) is None


async def test_a_ballot_is_read_by_its_own_member_alone(tx: Tx, make: Make) -> None:
    author, judge, other = await make.member(), await make.member(), await make.member()
    image_id = await make.image(author)
    await _vote(tx, judge, image_id)
    assert await find_ballot(tx, judge, image_id) is not None
    assert await find_ballot(tx, other, image_id) is None
    assert await find_ballot(tx, author, image_id) is None


async def _crowd(database: Database, size: int) -> tuple[UUID, list[Member]]:
    async with database.write() as tx:
        make = Make(tx)
        image_id = await make.image(await make.member())
        return image_id, [await make.member() for _ in range(size)]


async def _cast_alone(database: Database, member: Member, image_id: UUID, choice: Choice | None) -> None:
    """Cast or withdraw as a browser does: who waits more than five seconds for a connection is told to come back, and does."""
    while True:
        with suppress(Unavailable):
            async with database.write() as tx:
                if choice is None:
                    await withdraw(tx, member, image_id)
                else:
                    await _vote(tx, member, image_id, choice)
            return


async def test_a_thousand_parallel_votes_by_a_thousand_members_count_a_thousand(database: Database) -> None:
    image_id, members = await _crowd(database, 1000)
    await asyncio.gather(*(_cast_alone(database, member, image_id, Choice.FOR) for member in members))
    async with database.write() as tx:
        assert await _counted(tx, image_id) == (1000, 0)


async def test_a_thousand_parallel_votes_by_one_member_count_one(database: Database) -> None:
    image_id, (member,) = await _crowd(database, 1)
    await asyncio.gather(*(_cast_alone(database, member, image_id, Choice.FOR) for _ in range(1000)))
    async with database.write() as tx:
        assert await _counted(tx, image_id) == (1, 0)


async def test_after_a_storm_of_ten_thousand_the_recount_is_the_tally(database: Database) -> None:
    image_id, members = await _crowd(database, 25)
    dice = random.Random(7)
    storm = [(dice.choice(members), dice.choice([Choice.FOR, Choice.AGAINST, None])) for _ in range(10_000)]
    at_once = asyncio.Semaphore(100)

    async def one(member: Member, choice: Choice | None) -> None:
        async with at_once:
            await _cast_alone(database, member, image_id, choice)

    await asyncio.gather(*(one(member, choice) for member, choice in storm))
    async with database.write() as tx:
        votes_for, votes_against = await _counted(tx, image_id)
    assert votes_for + votes_against <= len(members)
