"""Are the letters our face's, and does the mark stay quiet, legible and in its corner?"""

import io
from collections.abc import Mapping

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageDraw, ImageFont

from exibidos.media.model import Corner
from exibidos.media.watermark import stamp
from media.alone import FONTS, OUR_FACE, run_alone

TEXT = "@lúcia.ação · Clube da Luz"
DRAW = """
from exibidos.media.watermark import draw_text
for text in {texts!r}:
    print(draw_text(text).pngsave_buffer().hex())
"""


def draw(*texts: str, environment: Mapping[str, str] = OUR_FACE) -> list[Image.Image]:
    """Return the letters as a fresh interpreter draws them."""
    lines = run_alone(DRAW.format(texts=texts), environment).split()
    return [Image.open(io.BytesIO(bytes.fromhex(line))) for line in lines]


def ink(image: Image.Image, size: tuple[int, int]) -> np.ndarray:
    return np.asarray(image.convert("L").resize(size), dtype=float) / 255


def test_the_letters_are_those_of_our_font_file_and_not_the_fallback_face() -> None:
    (ours,) = draw(TEXT)
    font = ImageFont.truetype(str(next(FONTS.parent.glob("*.ttf"))), 48)
    left, top, right, bottom = font.getbbox(TEXT)
    wanted = Image.new("L", (int(right - left), int(bottom - top)))
    ImageDraw.Draw(wanted).text((-left, -top), TEXT, fill=255, font=font)
    (fallback,) = draw(TEXT, environment={})

    assert abs(ours.width - wanted.width) <= 8
    ours_ink, wanted_ink, fallback_ink = (ink(image, ours.size) for image in (ours, wanted, fallback))
    # Not zero: Pillow spaces the letters by other rules (6 of 600 px); the fallback's letters are others.
    assert np.abs(ours_ink - wanted_ink).mean() < 0.1
    assert np.abs(ours_ink - fallback_ink).mean() > 0.2


def test_another_face_is_noticed_before_the_first_picture() -> None:
    run_alone("from exibidos.media.watermark import prove_face; prove_face()", OUR_FACE)
    with pytest.raises(AssertionError, match="another face was found"):
        run_alone("from exibidos.media.watermark import prove_face; prove_face()")


def test_markup_and_letters_without_a_shape_do_no_harm() -> None:
    odd = draw("a<b>b</b>&c", "Ĉia", "Luz 📷Ж光", "Lu\n\tz\u202e", "é\u0301")
    plain = draw("abc", "Cia", "Luz ", "Luz", "é")
    assert odd[0].width > plain[0].width * 2
    assert [one.tobytes() for one in odd[1:]] == [one.tobytes() for one in plain[1:]]


def letters() -> pyvips.Image:
    """Return a mark's letters, 400 by 40, as bars."""
    bars = np.zeros((40, 400), np.uint8)
    bars[:, ::20] = bars[:, 1::20] = bars[:, 2::20] = bars[:, 3::20] = 255
    return pyvips.Image.new_from_array(bars, interpretation="b-w")


def ground(level: int, width: int = 1080, height: int = 720) -> pyvips.Image:
    return (pyvips.Image.black(width, height, bands=3) + level).cast("uchar").copy(interpretation="srgb")


@pytest.mark.parametrize("level", [0, 64, 128, 192, 255])
def test_the_mark_stands_out_on_dark_and_on_light_and_nowhere_else(level: int) -> None:
    marked = stamp(ground(level), letters()).numpy().astype(int)
    assert marked.shape == (720, 1080, 3)
    corner = marked[-60:, -200:]
    assert np.ptp(corner) > 60
    assert (marked[:-60] == level).all()
    assert (marked[:, :-260] == level).all()


@pytest.mark.parametrize("corner", list(Corner))
def test_the_mark_stands_in_the_corner_that_was_chosen_or_nowhere(corner: Corner) -> None:
    marked = stamp(ground(90), letters(), corner).numpy().astype(int)
    rows, columns = ((marked != 90).any(axis=2).any(axis=axis) for axis in (1, 0))
    if corner is Corner.NONE:
        assert not rows.any()
        return
    top, left = corner.startswith("top"), corner.endswith("left")
    assert (np.flatnonzero(rows).max() < 60) if top else (np.flatnonzero(rows).min() >= 660)
    assert (np.flatnonzero(columns).max() < 260) if left else (np.flatnonzero(columns).min() >= 820)
    ends = np.flatnonzero(columns)
    assert 3 < (ends.min() if left else 1079 - ends.max()) < 30, "as far from one edge as from the other"


@pytest.mark.parametrize("size", [(1, 1), (30, 400), (400, 8), (60, 60)])
def test_a_picture_too_small_for_letters_carries_none(size: tuple[int, int]) -> None:
    image = ground(100, *size)
    assert (stamp(image, letters()).numpy() == image.numpy()).all()


def test_a_long_name_is_made_to_fit() -> None:
    narrow = ground(100, 300, 2048)
    marked = stamp(narrow, letters()).numpy().astype(int)
    touched = np.flatnonzero((marked != 100).any(axis=(0, 2)))
    assert touched.min() > 3
