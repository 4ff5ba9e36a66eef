"""Does a thumbhash become a few pixels that look like the picture?"""

import base64
import io

import numpy as np
import pytest
import pyvips
from PIL import Image

from exibidos.media.placeholder import thumbhash
from exibidos.web.components.placeholder import placeholder

PREFIX = "data:image/png;base64,"
START, END = np.array([230.0, 120.0, 40.0]), np.array([20.0, 60.0, 120.0])


def pixels(address: str | None) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    assert address
    assert address.startswith(PREFIX)
    picture = Image.open(io.BytesIO(base64.b64decode(address.removeprefix(PREFIX))))
    return np.asarray(picture.convert("RGB"), dtype=np.float64)


def dusk(width: int, height: int) -> bytes:
    """Return the hash of a picture that fades from orange at its left to blue at its right."""
    share = np.linspace(0, 1, width)[None, :, None]
    picture = np.broadcast_to(START * (1 - share) + END * share, (height, width, 3)).astype(np.uint8)
    return bytes(thumbhash(pyvips.Image.new_from_array(np.ascontiguousarray(picture), interpretation="srgb")))


@pytest.mark.parametrize(("width", "height"), [(96, 64), (64, 96), (64, 64)])
def test_the_placeholder_fades_as_the_picture_does(width: int, height: int) -> None:
    seen = pixels(placeholder(dusk(width, height)))
    assert seen.shape == (4, 5, 3)
    wanted = np.array([START * (1 - share) + END * share for share in (0.1, 0.3, 0.5, 0.7, 0.9)])
    # The format exaggerates colour by a quarter (its decoder says why: quantised colours look dull); light it keeps.
    assert np.abs(seen.mean(axis=(0, 2)) - wanted.mean(axis=1)).max() < 14
    assert np.abs(seen.mean(axis=0) - wanted).max() < 30


@pytest.mark.parametrize(("width", "height"), [(96, 64), (64, 96)])
def test_who_may_not_see_the_picture_gets_twelve_points_of_it(width: int, height: int) -> None:
    assert pixels(placeholder(dusk(width, height), coarse=True)).shape == (3, 4, 3)


def test_a_placeholder_weighs_less_than_a_sentence() -> None:
    assert len(placeholder(dusk(96, 64)) or "") < 230


@pytest.mark.parametrize("damaged", [None, b"", b"\x01\x02"])
def test_without_a_hash_there_is_no_placeholder(damaged: bytes | None) -> None:
    assert placeholder(damaged) is None


def test_a_hash_cut_short_still_has_its_mean_colour() -> None:
    assert pixels(placeholder(dusk(96, 64)[:6])).shape == (4, 5, 3)
