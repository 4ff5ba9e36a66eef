"""Are the seeded pictures what the catalogue promises: the same every time, varied, and neither black nor white?"""

import hashlib
import re
from collections import Counter
from itertools import pairwise

import pytest
import pyvips

from exibidos.cli.seed.pictures import CATALOGUE, Plate, paint

_SMALL = 0.07  # of full size: the whole catalogue in seconds
_NAME = re.compile(r"[a-z]+-\d+")


@pytest.fixture(scope="module")
def prints() -> dict[str, bytes]:
    return {plate.name: paint(plate, _SMALL) for plate in CATALOGUE}


def _one_per_genre() -> list[Plate]:
    return list({plate.genre: plate for plate in CATALOGUE}.values())


def test_the_same_plate_gives_the_same_bytes(prints: dict[str, bytes]) -> None:
    for plate in _one_per_genre():
        assert paint(plate, _SMALL) == prints[plate.name]


def test_every_plate_gives_another_picture(prints: dict[str, bytes]) -> None:
    assert len({hashlib.sha256(data).digest() for data in prints.values()}) == len(CATALOGUE)


def test_a_plate_is_painted_at_its_own_size() -> None:
    plate = next(plate for plate in CATALOGUE if plate.genre == "storm")
    image = pyvips.Image.new_from_buffer(paint(plate), "")
    assert (image.width, image.height, image.bands) == (plate.width, plate.height, 3)


def test_no_picture_is_nearly_black_white_or_flat(prints: dict[str, bytes]) -> None:
    for name, data in prints.items():
        grey = pyvips.Image.new_from_buffer(data, "").colourspace("b-w")
        assert 22 < grey.avg() < 228, name
        assert grey.deviate() > 14, name


def test_a_print_carries_the_camera_data_that_the_pipeline_must_strip(prints: dict[str, bytes]) -> None:
    image = pyvips.Image.new_from_buffer(next(iter(prints.values())), "")
    fields = set(image.get_fields())
    assert {"exif-ifd0-Make", "exif-ifd0-Model", "exif-ifd2-ExposureTime", "exif-ifd2-BodySerialNumber"} <= fields
    assert str(image.get("exif-ifd3-GPSLatitudeRef")).startswith("S")
    degrees, minutes, seconds = str(image.get("exif-ifd3-GPSLatitude")).split(" (", 1)[0].split()
    assert 13 <= int(degrees.split("/")[0]) < 27, (degrees, minutes, seconds)


def test_the_catalogue_shows_many_genres_and_shapes() -> None:
    assert len({plate.genre for plate in CATALOGUE}) >= 18
    assert len({round(plate.width / plate.height, 2) for plate in CATALOGUE}) >= 7
    assert len(CATALOGUE) >= 40
    assert all(1600 <= max(plate.width, plate.height) <= 2400 for plate in CATALOGUE)


def test_neighbours_on_the_wall_are_of_different_genres() -> None:
    assert all(a.genre != b.genre for a, b in pairwise(CATALOGUE))


def test_every_plate_has_its_own_name_title_and_full_words() -> None:
    assert max(Counter(plate.name for plate in CATALOGUE).values()) == 1
    assert max(Counter(plate.title for plate in CATALOGUE).values()) == 1
    for plate in CATALOGUE:
        assert _NAME.fullmatch(plate.name)
        assert 0 < len(plate.title) <= 120
        assert 0 < len(plate.caption) <= 2200
        assert 30 < len(plate.alt) <= 1500
        assert 1 <= len(plate.tags) <= 20


def test_one_or_two_plates_are_sensitive_so_that_the_veil_is_seen() -> None:
    assert 1 <= sum(plate.sensitive for plate in CATALOGUE) <= 2
