"""Do failed jobs wait longer each time, spread out, and within bounds?"""

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from exibidos.platform.jobs.backoff import after_failure, after_not_now, after_outage

_RANDOMS = st.randoms(use_true_random=False)


@given(st.integers(min_value=1, max_value=50), _RANDOMS)
def test_a_wait_lies_between_nothing_and_its_ceiling(attempt: int, random: Random) -> None:
    assert 0 <= after_failure(attempt, random).total_seconds() <= min(60, 2 * 2 ** (attempt - 1))


def test_ceilings_double_with_each_attempt() -> None:
    dice = Random(7)
    longest = [max(after_failure(attempt, dice).total_seconds() for _ in range(500)) for attempt in range(1, 5)]
    assert [round(seconds) for seconds in longest] == [2, 4, 8, 16]


@given(st.floats(min_value=0, max_value=3600), _RANDOMS)
def test_an_outage_is_waited_for_as_it_asked_but_at_most_twenty_seconds(retry_after: float, random: Random) -> None:
    seconds = after_outage(retry_after, random).total_seconds()
    assert min(20, retry_after) - 1e-6 <= seconds <= 20


@given(st.floats(min_value=0, max_value=90_000), _RANDOMS)
def test_who_says_later_is_asked_ever_less_often(put_off_for: float, random: Random) -> None:
    seconds = after_not_now(timedelta(seconds=put_off_for), random).total_seconds()
    assert min(3600, max(30, put_off_for)) - 1e-3 <= seconds <= 3600


def test_a_day_of_saying_later_is_a_few_dozen_questions() -> None:
    dice, waited, asked = Random(7), timedelta(), 0
    while waited < timedelta(days=1):
        waited += after_not_now(waited, dice)
        asked += 1
    assert 25 <= asked <= 40
