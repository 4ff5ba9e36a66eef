"""Are the placeholders those that every decoder of ThumbHash expects?"""

import numpy as np
import pytest
import pyvips

from exibidos.media.placeholder import find_dominant_color, thumbhash


def picture(width: int, height: int) -> pyvips.Image:
    down, across = np.mgrid[0:height, 0:width].astype(float)
    red, green, blue = (
        255 * across / max(1, width - 1),
        255 * down / max(1, height - 1),
        (37 * across + 91 * down) % 256,
    )
    return pyvips.Image.new_from_array(np.stack([red, green, blue], -1).astype(np.uint8), interpretation="srgb")


@pytest.mark.parametrize(
    ("size", "expected"),
    [  # what the reference encoder (npm thumbhash 0.1.1) says of the same pixels
        ((64, 48), "1f080a3d9a8087877087778787787778708008f877"),
        ((48, 64), "dff7093d1a8077707888877877877777708007f878"),
        ((64, 64), "1f080a3f1a80778770777887877777777777070788808f07"),
        ((64, 9), "1ff809399c71878770778787818018f878"),
        ((9, 64), "df070a391c70708778867777808107e878"),
        ((1, 1), "000802070000000000000000000000000000000000000000"),
    ],
)
def test_the_hash_is_the_reference_encoders(size: tuple[int, int], expected: str) -> None:
    assert thumbhash(picture(*size)).hex() == expected


def test_the_dominant_colour_is_one_of_the_picture_not_the_mean() -> None:
    pixels = np.full((30, 40, 3), (20, 90, 200), np.uint8)
    pixels[:, 28:] = (250, 240, 10)
    assert find_dominant_color(pyvips.Image.new_from_array(pixels, interpretation="srgb")) == "#145ac8"
