"""Does a seeding that was stopped go on where it was, and leave alone what people made?"""

from pathlib import Path

import pytest

from exibidos.app.resources import Resources
from exibidos.cli.seed.command import _missing_plates, fill
from exibidos.cli.seed.people import MEMBERS
from exibidos.cli.seed.pictures import CATALOGUE
from exibidos.features.accounts import Joining, check, join
from fixtures_make import EDITION
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("first_light", "second-look", "third", "fourth"):
        (tmp_path / f"{name}.jpg").write_bytes(encoded(gradient()))
    return tmp_path


async def _titles(resources: Resources) -> list[str]:
    async with resources.database.read() as tx:
        return await tx.values(str, "SELECT title FROM images ORDER BY title")


async def test_a_seeding_that_was_stopped_goes_on(resources: Resources, folder: Path) -> None:
    await fill(resources, folder=folder, most=2, if_empty=True)
    assert await _titles(resources) == ["first light", "fourth"]
    await fill(resources, folder=folder, most=None, if_empty=True)
    assert await _titles(resources) == ["first light", "fourth", "second look", "third"]


async def test_seeding_twice_hangs_nothing_twice_nor_what_was_deleted(resources: Resources, folder: Path) -> None:
    await fill(resources, folder=folder, most=None, if_empty=False)
    async with resources.database.write() as tx:
        await tx.execute("UPDATE images SET deleted_at = now() WHERE title = 'third'")
    await fill(resources, folder=folder, most=None, if_empty=False)
    assert len(await _titles(resources)) == 4


async def test_a_club_of_other_people_is_left_alone(resources: Resources, folder: Path) -> None:
    words = Joining(email="ana@exibidos.test", slug="ana", display_name="Ana", of_age=True, terms_version=EDITION)
    async with resources.database.write() as tx:
        await join(tx, check(words, "uma senha longa"), password_hash="unused")
    await fill(resources, folder=folder, most=None, if_empty=True)
    assert await _titles(resources) == []


def test_only_the_plates_that_are_missing_are_painted() -> None:
    there = frozenset(f"{plate.owner}/{plate.title}" for plate in CATALOGUE[1:])
    assert _missing_plates(None, there) == [CATALOGUE[0]]
    assert len(_missing_plates(3, frozenset())) == 3


def test_no_member_has_two_plates_of_one_title() -> None:
    assert len({(plate.owner, plate.title) for plate in CATALOGUE}) == len(CATALOGUE)
    assert {plate.owner for plate in CATALOGUE} <= {person.slug for person in MEMBERS}
