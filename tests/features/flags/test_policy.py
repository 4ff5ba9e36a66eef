"""Who decides about a flag, and for whom is it on then?"""

import pytest

from exibidos.features.flags import UPLOADS_OPEN, Audience, Setting, Source
from exibidos.features.flags.policy import get_flag, is_on_for, place, stand
from exibidos.kernel.actor import GUEST, Admin, Member, Moderator, Role, Viewer
from exibidos.kernel.errors import NotFound
from exibidos.kernel.ids import new_id

NAME = UPLOADS_OPEN.name
OFF = Setting(name=NAME, enabled=False)
MEMBER = Member(id=new_id(), slug="ana", display_name="Ana")
MODERATOR = Moderator(id=new_id(), slug="bia", display_name="Bia", role=Role.MODERATOR)
ADMIN = Admin(id=new_id(), slug="caio", display_name="Caio", role=Role.ADMIN)


@pytest.mark.parametrize(
    ("overrides", "settings", "enabled", "source"),
    [
        ({}, {}, True, Source.DEFAULT),
        ({}, {NAME: OFF}, False, Source.DATABASE),
        ({NAME: True}, {NAME: OFF}, True, Source.ENVIRONMENT),
        ({NAME: False}, {}, False, Source.ENVIRONMENT),
        ({"another": False}, {"another": OFF}, True, Source.DEFAULT),
    ],
)
def test_the_environment_wins_over_the_database_and_that_over_the_default(
    overrides: dict[str, bool], settings: dict[str, Setting], enabled: bool, source: Source
) -> None:
    standing = stand(UPLOADS_OPEN, overrides, settings)
    assert (standing.setting.enabled, standing.source) == (enabled, source)


@pytest.mark.parametrize(
    ("audience", "inside"),
    [
        (Audience.EVERYONE, [GUEST, MEMBER, MODERATOR, ADMIN]),
        (Audience.MEMBERS, [MEMBER, MODERATOR, ADMIN]),
        (Audience.MODERATORS, [MODERATOR, ADMIN]),
        (Audience.ADMINS, [ADMIN]),
    ],
)
def test_a_flag_is_on_for_its_audience_alone(audience: Audience, inside: list[Viewer]) -> None:
    setting = Setting(name=NAME, enabled=True, audience=audience)
    assert [viewer for viewer in (GUEST, MEMBER, MODERATOR, ADMIN) if is_on_for(setting, viewer)] == inside


def test_the_kill_switch_closes_it_to_everyone_at_any_share() -> None:
    assert not any(is_on_for(OFF, viewer) for viewer in (GUEST, MEMBER, ADMIN))


def test_a_share_is_about_that_share_of_members_and_grows_by_keeping_who_is_in() -> None:
    people = [Member(id=new_id(), slug="x", display_name="X") for _ in range(2_000)]
    inside = {
        share: {m.id for m in people if is_on_for(Setting(name=NAME, enabled=True, percentage=share), m)}
        for share in (0, 10, 50, 100)
    }
    assert inside[0] < inside[10] < inside[50] < inside[100]
    assert 120 < len(inside[10]) < 280
    assert 880 < len(inside[50]) < 1120
    assert (len(inside[0]), len(inside[100])) == (0, 2_000)


def test_a_guest_is_in_no_share_but_the_whole() -> None:
    assert not is_on_for(Setting(name=NAME, enabled=True, percentage=99), GUEST)


def test_a_place_is_the_same_for_ever_and_another_for_each_flag() -> None:
    member_id = "01920000-0000-7000-8000-000000000000"
    assert place("uploads_open", member_id) == 8
    assert place("another", member_id) == 68


def test_a_flag_that_nobody_declared_is_not_found() -> None:
    with pytest.raises(NotFound):
        get_flag("upload_open")
