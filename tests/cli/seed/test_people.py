"""Does every seeded picture have an owner, and every seeded member a picture?"""

from exibidos.cli.seed.people import MEMBERS, plates_of
from exibidos.cli.seed.pictures import CATALOGUE


def test_eight_members_share_all_plates_among_them() -> None:
    assert len({person.slug for person in MEMBERS}) == 8
    assert sum(len(plates_of(person)) for person in MEMBERS) == len(CATALOGUE)


def test_every_member_hangs_at_least_two_pictures() -> None:
    assert all(len(plates_of(person)) >= 2 for person in MEMBERS)


def test_names_and_bios_fit_a_profile() -> None:
    for person in MEMBERS:
        assert 3 <= len(person.slug) <= 30
        assert person.display_name
        assert 0 < len(person.bio) <= 500
