"""Do variants carry pixels alone, the mark where it belongs, and a blur that hides?"""

import io

import numpy as np
import pytest
import pyvips
from PIL import Image

from exibidos.media import Mark, Variant
from exibidos.media.containers.webp import is_bare
from exibidos.media.variants import blur, develop
from media.pictures import encoded, gradient, opened, segment, with_segments

ANA, RUI = Mark("ana", "Clube da Luz"), Mark("rui.silva", "Clube da Luz")
SECRETS = (b"SERIAL-4711", b"GPSTRACE", b"XMPSECRET", b"IPTCSECRET", b"COMMENTSECRET", b"THUMBSECRET", b"TRAILERSECRET")


def by_name(data: bytes, kind: str = "jpeg", mark: Mark = ANA) -> dict[str, Variant]:
    return {variant.name: variant for variant in develop(data, kind, mark).variants}


def photo_with_everything() -> bytes:
    """Return a JPEG with EXIF (serial, GPS, thumbnail), XMP, IPTC, comment, second picture and trailer, each with a word to look for."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0xA431] = SECRETS[0].decode()
    exif.get_ifd(0x8825).update({1: "S", 2: (23.0, 33.0, 1.0), 3: "W", 4: (46.0, 38.0, 2.0), 29: SECRETS[1].decode()})
    thumbnail = with_segments(encoded(gradient(64, 48)), segment(0xFE, SECRETS[5]))
    data = encoded(gradient(800, 600), exif=exif, xmp=b"<x:xmpmeta>" + SECRETS[2] + b"</x:xmpmeta>", comment=SECRETS[4])
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + SECRETS[3]
    jfif_thumbnail = b"JFXX\0\x10" + thumbnail
    return with_segments(data, segment(0xED, iptc), segment(0xE0, jfif_thumbnail)) + thumbnail + SECRETS[6]


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
