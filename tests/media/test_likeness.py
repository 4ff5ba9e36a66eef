"""Is our PDQ theirs, and does a copy keep it?"""

import hashlib

import numpy as np
import numpy.typing as npt
import pytest
import pyvips

from exibidos.media.likeness import likeness
from exibidos.media.model import Likeness, Mark
from exibidos.media.variants import develop
from media.pictures import encoded, opened, plain

# By Meta's reference code (pdqhash 0.2.8) on the very same pixels.
VECTORS = (
    (1, 240, 360, "4e43aeb5080c0e1fdf62e4e04a5d9f3d00131b1c041b9f3d6adde4e0df62aeb7"),
    (2, 320, 200, "134e2f8a0020258a534f5f423f889e7ee5e031bfe5e09e7e3f885f42534f3d8a"),
    (3, 64, 64, "3b95b5623c66d76d3b97249a24879f089b307fe39b309f2a208124923b97d56d"),
)


def clouds(seed: int, height: int, width: int, shapes: tuple[int, int] = (8, 12)) -> npt.NDArray[np.uint8]:
    """Return soft shapes in grey, the same ones for ever."""
    few = np.random.RandomState(seed).randint(0, 256, shapes).astype(np.float64)
    across, down = np.linspace(0, shapes[1] - 1, width), np.linspace(0, shapes[0] - 1, height)
    wide = np.array([np.interp(across, np.arange(shapes[1]), row) for row in few])
    grey = np.array([np.interp(down, np.arange(shapes[0]), column) for column in wide.T]).T
    return np.repeat(grey.round().astype(np.uint8)[:, :, None], 3, axis=2)


def of(pixels: npt.NDArray[np.uint8]) -> Likeness:
    image = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb")
    return likeness(image, image)


def apart(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


@pytest.mark.parametrize(("seed", "height", "width", "hexed"), VECTORS)
def test_the_hash_is_the_one_that_lists_of_others_hold(seed: int, height: int, width: int, hexed: str) -> None:
    found = of(clouds(seed, height, width))
    assert found.turns[0].hex() == hexed
    assert found.quality == 100


def test_a_mirrored_or_turned_copy_has_one_of_the_eight_hashes() -> None:
    picture = clouds(4, 1024, 1024, (64, 64))
    whole = of(picture)
    for turned in range(4):
        for mirrored in (False, True):
            pixels = np.rot90(picture, turned)
            copy = of(np.ascontiguousarray(pixels[:, ::-1] if mirrored else pixels))
            assert min(apart(copy.turns[0], turn) for turn in whole.turns) <= 31


def test_a_smaller_copy_saved_badly_and_without_its_metadata_is_known() -> None:
    picture = clouds(5, 900, 1400)
    mark = Mark("ana", "exibidos")
    original = encoded(opened(encoded_array(picture)), quality=92)
    small = opened(original).resize((500, 321))
    whole, copy = develop(original, "jpeg", mark).likeness, develop(encoded(small, quality=35), "jpeg", mark).likeness
    assert apart(whole.turns[0], copy.turns[0]) <= 31
    assert whole.pixels != copy.pixels
    tagged = encoded(opened(original), "png")
    again = encoded(opened(original), "png", compress_level=1)
    assert hashlib.sha256(tagged).digest() != hashlib.sha256(again).digest()
    assert develop(tagged, "png", mark).likeness == develop(again, "png", mark).likeness, "the same pixels"


def test_a_blank_picture_says_that_there_is_nothing_to_see() -> None:
    assert of(np.full((90, 120, 3), 30, np.uint8)).quality == 0
    assert develop(encoded(plain((9, 9, 9))), "jpeg", Mark("ana", "exibidos")).likeness.quality < 50


def encoded_array(pixels: npt.NDArray[np.uint8]) -> bytes:
    data: bytes = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb").pngsave_buffer()
    return data
