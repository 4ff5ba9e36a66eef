"""Do variants carry pixels alone, the mark where it belongs, and a blur that hides?"""

import io

import numpy as np
import pytest
import pyvips
from PIL import Image

from exibidos.media import Crop, Mark, Variant
from exibidos.media.containers.webp import is_bare
from exibidos.media.variants import blur, cut, develop
from media.pictures import SECRETS, encoded, gradient, opened, photo_with_everything

ANA, RUI = Mark("ana", "Clube da Luz"), Mark("rui.silva", "Clube da Luz")


def by_name(data: bytes, kind: str = "jpeg", mark: Mark = ANA) -> dict[str, Variant]:
    return {variant.name: variant for variant in develop(data, kind, mark).variants}


def test_nothing_but_pixels_leaves() -> None:
    photo = photo_with_everything()
    assert all(secret in photo for secret in SECRETS)
    variants = by_name(photo)
    assert set(variants) == {"thumb", "feed", "full", "blur"}
    for variant in variants.values():
        assert is_bare(variant.data)
        assert not any(secret in variant.data for secret in SECRETS)
        assert not any(
            word in variant.data for word in (b"EXIF", b"Exif", b"XMP ", b"ICCP", b"Maker", b"II*\0", b"MM\0*")
        )
        shown = Image.open(io.BytesIO(variant.data))
        assert not shown.getexif()
        assert not {"exif", "xmp", "icc_profile"} & shown.info.keys()
    assert (variants["full"].width, variants["full"].height) == (600, 800)  # turned upright


def test_only_feed_and_full_carry_the_mark_and_only_in_their_corner() -> None:
    data = encoded(gradient(2400, 1800))
    ana, rui = by_name(data), by_name(data, mark=RUI)
    assert ana["thumb"] == rui["thumb"]
    assert ana["blur"] == rui["blur"]
    for name in ("feed", "full"):
        one, other = (np.asarray(opened(variants[name].data), int) for variants in (ana, rui))
        down, across = np.nonzero(np.abs(one - other).max(axis=-1) > 24)
        assert down.size
        assert down.min() > one.shape[0] * 0.9
        assert across.min() > one.shape[1] * 0.5


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (30_000, 1), (1, 3000), (100, 80)])
def test_the_smallest_and_thinnest_pictures_develop_and_are_not_enlarged(size: tuple[int, int]) -> None:
    for variant in by_name(encoded(Image.new("RGB", size), "png"), "png").values():
        assert 1 <= variant.width <= size[0]
        assert 1 <= variant.height <= size[1]


def thumb_of(pixels: np.ndarray) -> pyvips.Image:
    return pyvips.Image.new_from_array(pixels.astype(np.uint8), interpretation="srgb")


def test_a_blur_tells_nothing_of_shapes_below_a_sixteenth() -> None:
    grey = np.full((240, 320, 3), 128)
    down, across = np.mgrid[0:240, 0:320]
    for size in (1, 2, 4, 7):
        squares = np.where(((down // size + across // size) % 2)[..., None] == 1, 255, 0) + np.zeros((1, 1, 3))
        difference = np.abs(blur(thumb_of(squares)).numpy().astype(int) - blur(thumb_of(grey)).numpy())
        assert difference[20:-20, 20:-20].max() <= 6, size


def test_a_blur_has_the_size_and_the_light_of_its_picture() -> None:
    variants = by_name(encoded(gradient(1200, 800)))
    thumb, veil = variants["thumb"], variants["blur"]
    assert (veil.width, veil.height) == (thumb.width, thumb.height)
    assert len(veil.data) < 3000
    left, right = (opened(veil.data).getpixel((x, 100)) for x in (10, veil.width - 10))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert right[0] - left[0] > 120


@pytest.mark.parametrize(
    ("sent", "wanted", "got"),
    [
        ((2400, 1600), (320, 320), (320, 320)),
        ((90, 300), (320, 320), (90, 90)),
        ((4000, 60), (1600, 500), (99, 31)),
        ((1, 1), (96, 96), (1, 1)),
    ],
)
def test_a_crop_has_its_shape_and_is_never_made_larger(
    sent: tuple[int, int], wanted: tuple[int, int], got: tuple[int, int]
) -> None:
    made = cut(encoded(gradient(*sent)), "jpeg", (Crop("large", *wanted),))
    assert [(each.name, each.width, each.height) for each in made.variants] == [("large", *got)]
    assert is_bare(made.variants[0].data)


def test_a_crop_keeps_what_draws_the_eye() -> None:
    picture = Image.new("RGB", (1600, 400), (120, 124, 128))
    picture.paste((240, 60, 40), (1300, 120, 1420, 280))
    shown = opened(cut(encoded(picture), "jpeg", (Crop("small", 96, 96),)).variants[0].data)
    assert np.asarray(shown, int)[..., 0].max() > 200
