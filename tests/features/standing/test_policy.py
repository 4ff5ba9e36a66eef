"""Is a standing earned by the right deeds, and what is missing told truly?"""

from datetime import timedelta

import pytest

from exibidos.features.standing.model import Record
from exibidos.features.standing.policy import conditions, earned, judgements, missing, next_standing
from exibidos.kernel.actor import Standing
from exibidos.kernel.ids import new_id
from fixtures_make import NOON


def _record(
    *,
    days: int = 20,
    verified: bool = True,
    photos: int = 0,
    votes: tuple[int, int] = (0, 0),
    standing: Standing = Standing.NEW,
) -> Record:
    return Record(
        member_id=new_id(),
        joined_at=NOON - timedelta(days=days),
        verified=verified,
        standing=standing,
        photos=photos,
        votes_for=votes[0],
        votes_against=votes[1],
    )


@pytest.mark.parametrize(
    ("record", "standing"),
    [
        (_record(), Standing.NEW),
        (_record(photos=1), Standing.MEMBER),
        (_record(votes=(10, 10)), Standing.MEMBER),
        (_record(votes=(9, 10)), Standing.NEW),
        (_record(photos=1, days=2), Standing.NEW),
        (_record(photos=1, verified=False), Standing.NEW),
        (_record(photos=5), Standing.TRUSTED),
        (_record(photos=5, days=13), Standing.MEMBER),
        (_record(photos=5, verified=False), Standing.NEW),
        (_record(photos=4, votes=(150, 149)), Standing.MEMBER),
        (_record(votes=(200, 100)), Standing.TRUSTED),
        (_record(votes=(300, 0)), Standing.NEW),
        (_record(votes=(1, 299)), Standing.NEW),
        (_record(standing=Standing.TRUSTED, photos=4), Standing.MEMBER),
        (_record(standing=Standing.TRUSTED, photos=5), Standing.TRUSTED),
        (_record(standing=Standing.MEMBER, days=0, verified=False), Standing.MEMBER),
    ],
)
def test_a_standing_is_what_was_done(record: Record, standing: Standing) -> None:
    assert earned(record, at=NOON) is standing


def test_votes_that_always_say_one_thing_are_no_judgements() -> None:
    assert judgements(_record(votes=(96, 4))) == 0
    assert judgements(_record(votes=(95, 5))) == 100
    assert judgements(_record(votes=(19, 0))) == 19


def test_of_two_ways_both_are_missing_until_one_is_gone() -> None:
    assert [one.name for one in missing(_record(verified=False, days=1), Standing.MEMBER, at=NOON)] == [
        "verified",
        "days",
        "photos",
        "judgements",
    ]
    assert [one.name for one in missing(_record(photos=1), Standing.MEMBER, at=NOON)] == []


def test_nobody_is_told_more_than_is_asked() -> None:
    far = _record(days=900, photos=5, votes=(4000, 4000))
    assert all(one.have == one.need for one in conditions(far, Standing.TRUSTED, at=NOON))


def test_steps_go_up_one_by_one_and_end() -> None:
    assert [next_standing(one) for one in Standing] == [Standing.MEMBER, Standing.TRUSTED, Standing.TRUSTED]
