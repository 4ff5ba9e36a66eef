"""Is everybody told in the ways that they want, and at no hour that they do not?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.features.notifications import Channel, Kind, Quiet, Wishes, choices_of, key_of, wants
from exibidos.features.notifications.policy import DEFAULTS, check, not_before, without_mail
from exibidos.kernel.errors import Invalid

NIGHT = Wishes(quiet=Quiet(begins=22 * 60, ends=7 * 60 + 30), time_zone="America/Sao_Paulo")
NOON_NAP = Wishes(quiet=Quiet(begins=12 * 60, ends=14 * 60))
MINUTES = st.integers(min_value=0, max_value=1439)
ZONES = st.sampled_from(["America/Sao_Paulo", "Europe/Lisbon", "Pacific/Apia", "Asia/Kolkata", "America/St_Johns"])


def test_every_kind_has_a_default() -> None:
    assert DEFAULTS.keys() == set(Kind)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("channel", list(Channel))
def test_a_box_that_differs_from_its_default_is_kept_and_one_that_does_not_is_not(kind: Kind, channel: Channel) -> None:
    usual = frozenset(key_of(k, c) for k in Kind for c in DEFAULTS[k])
    assert choices_of(usual) == {}
    key = key_of(kind, channel)
    wishes = Wishes(choices=choices_of(usual ^ {key}))
    assert wishes.choices == {key: key not in usual}
    assert wants(wishes, kind, channel) is (key not in usual)


def test_a_box_that_there_is_not_is_refused() -> None:
    with pytest.raises(Invalid):
        choices_of(frozenset({"followed.pigeon"}))


def test_ending_the_letters_of_one_kind_leaves_everything_else() -> None:
    before = Wishes(choices={key_of(Kind.FOLLOWED, Channel.MAIL): True}, quiet=NIGHT.quiet)
    after = without_mail(before, Kind.NEW_SIGN_IN)
    assert not wants(after, Kind.NEW_SIGN_IN, Channel.MAIL)
    assert wants(after, Kind.NEW_SIGN_IN, Channel.IN_APP)
    assert wants(after, Kind.FOLLOWED, Channel.MAIL)
    assert after.quiet == before.quiet


@pytest.mark.parametrize(
    ("wishes", "at", "due"),
    [
        (Wishes(), "2026-11-22T03:00:00", "2026-11-22T03:00:00"),
        (NIGHT, "2026-11-22T00:59:59", "2026-11-22T00:59:59"),  # 21:59 in São Paulo
        (NIGHT, "2026-11-22T01:00:00", "2026-11-22T10:30:00"),  # 22:00 there
        (NIGHT, "2026-11-22T05:00:00", "2026-11-22T10:30:00"),  # 02:00 there
        (NIGHT, "2026-11-22T10:30:00", "2026-11-22T10:30:00"),  # 07:30 there
        (NOON_NAP, "2026-11-22T12:30:00", "2026-11-22T14:00:00"),  # the club's zone
    ],
)
def test_a_letter_waits_for_the_end_of_quiet_hours(wishes: Wishes, at: str, due: str) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert not_before(instant, wishes, "UTC") == datetime.fromisoformat(due).replace(tzinfo=UTC)


@given(MINUTES, MINUTES, ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - given a zone below
def test_whatever_the_hours_a_letter_waits_a_day_at_most_and_then_leaves(
    begins: int, ends: int, zone: str, at: datetime
) -> None:
    wishes, instant = Wishes(quiet=Quiet(begins=begins, ends=ends), time_zone=zone), at.replace(tzinfo=UTC)
    if begins == ends:
        return
    due = not_before(instant, wishes, "UTC")
    assert instant <= due <= instant + timedelta(hours=26)  # a day whose clocks go back has 25
    assert not_before(due, wishes, "UTC") <= due + timedelta(hours=2)


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(time_zone="Moon/Base"),
        Wishes(time_zone="../../etc/passwd"),
        Wishes(quiet=Quiet(begins=60, ends=60)),
        Wishes(quiet=Quiet(begins=0, ends=1440)),
        Wishes(quiet=Quiet(begins=-1, ends=60)),
    ],
)
def test_zones_and_hours_that_there_are_not_are_refused(wishes: Wishes) -> None:
    with pytest.raises(Invalid):
        check(wishes)
