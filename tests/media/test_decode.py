"""Does every kind of file become the same upright sRGB picture?"""

import struct
import zlib

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from exibidos.kernel.errors import Invalid
from exibidos.media.decode import decode
from media.pictures import chunk, encoded, exif, gradient, plain, png, segment, with_chunks, with_segments

RED, GREEN, BLUE, YELLOW = (250, 10, 10), (10, 250, 10), (10, 10, 250), (250, 250, 10)


def corners(image: pyvips.Image) -> list[tuple[int, ...]]:
    """Return the colours near top left, top right, bottom left, bottom right."""
    right, bottom = image.width - 5, image.height - 5
    spots = [(4, 4), (right, 4), (4, bottom), (right, bottom)]
    return [tuple(round(band) for band in image.getpoint(*spot)) for spot in spots]


def near(found: tuple[int, ...], wanted: tuple[int, ...], by: int = 8) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def quarters() -> Image.Image:
    """Return red, green, blue, yellow quarters, wider than high."""
    image = plain(RED, 96, 64)
    image.paste(GREEN, (48, 0, 96, 32))
    image.paste(BLUE, (0, 32, 48, 64))
    image.paste(YELLOW, (48, 32, 96, 64))
    return image


# How each orientation was stored, so that the upright picture is `quarters` (EXIF 2.32, 4.6.4 A).
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_each_orientation_ends_upright(kind: str, orientation: int) -> None:
    how = STORED[orientation]
    stored = quarters() if how is None else quarters().transpose(how)
    if kind == "jpeg":
        note = segment(0xE1, b"Exif\0\0" + exif(orientation))
        data = with_segments(encoded(stored, quality=95, subsampling=0), note)
    elif kind == "png":
        data = with_chunks(encoded(stored, "png"), chunk(b"eXIf", exif(orientation)))
    else:
        data = encoded(stored, "webp", quality=95, exif=exif(orientation))
    source, image = decode(data, kind)
    assert (source.width, source.height) == (image.width, image.height) == (96, 64)
    assert all(map(near, corners(image), (RED, GREEN, BLUE, YELLOW), [40] * 4))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4100, 1000), (2048, 500)),  # decoded at half
        ((4095, 1000), (2048, 500)),  # decoded whole: half would be too small
        ((2048, 2048), (2048, 2048)),
        ((40, 3), (40, 3)),  # never upscaled
        ((1, 1), (1, 1)),
        ((1, 9000), (1, 2048)),
    ],
)
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_the_longest_side_is_at_most_that_of_the_largest_variant(
    kind: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    source, image = decode(encoded(gradient(*size), kind), kind)
    assert (source.width, source.height) == size
    assert (image.width, image.height) == expected


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        ("1", (255, 255, 255)),
        ("L", (113, 113, 113)),
        ("LA", (113, 113, 113)),
        ("P", (200, 80, 60)),
        ("RGB", (200, 80, 60)),
        ("RGBA", (200, 80, 60)),
    ],
)
def test_each_mode_of_png_becomes_three_bands(mode: str, wanted: tuple[int, int, int]) -> None:
    image = plain((200, 80, 60)).quantize(4) if mode == "P" else plain((200, 80, 60)).convert(mode)
    if mode == "1":
        image.paste(1, (0, 0, *image.size))
    _, decoded = decode(encoded(image, "png"), "png")
    assert (decoded.bands, decoded.format, decoded.interpretation) == (3, "uchar", "srgb")
    assert near(corners(decoded)[0], wanted, 2)


@pytest.mark.parametrize(("colour", "pixel"), [(0, ">H"), (4, ">HH"), (2, ">HHH"), (6, ">HHHH")])
def test_sixteen_bits_become_eight(colour: int, pixel: str) -> None:
    values = [0x8040] * (len(pixel) - 1)
    if colour in {4, 6}:
        values[-1] = 0xFFFF
    rows = (b"\0" + struct.pack(pixel, *values) * 30) * 20
    data = png(30, 20, [chunk(b"IDAT", zlib.compress(rows))], depth=16, colour=colour)
    _, image = decode(data, "png")
    assert image.format == "uchar"
    assert near(corners(image)[3], (128, 128, 128), 1)


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_what_is_transparent_lies_on_white(kind: str) -> None:
    image = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    image.paste((0, 0, 0, 128), (30, 0, 60, 40))
    _, decoded = decode(encoded(image, kind, lossless=True), kind)
    assert near(corners(decoded)[0], (255, 255, 255), 1)
    assert near(corners(decoded)[1], (127, 127, 127), 2)


def test_a_grey_jpeg_becomes_three_bands() -> None:
    _, image = decode(encoded(plain((90, 90, 90)).convert("L")), "jpeg")
    assert near(corners(image)[0], (90, 90, 90), 2)


def test_cmyk_becomes_srgb() -> None:
    # Adobe's CMYK for saturated inks; without a profile, libvips' own press profile stands in.
    _, image = decode(encoded(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), quality=95), "jpeg")
    red, green, blue = corners(image)[0]
    assert red > 200
    assert max(green, blue) < 70


def test_display_p3_is_brought_to_srgb() -> None:
    _, image = decode(encoded(plain((200, 100, 100)), "png", icc_profile=p3_profile()), "png")
    # A P3 colour is more saturated than the same numbers in sRGB: (215, 93, 97) by CSS Color 4's matrices.
    assert near(corners(image)[0], (215, 93, 97), 2)


def p3_profile() -> bytes:
    """Return libvips' own Display P3 profile."""
    image = pyvips.Image.black(1, 1, bands=3).copy(interpretation="srgb").icc_transform("p3", input_profile="srgb")
    data: bytes = image.get("icc-profile-data")
    return data


@pytest.mark.parametrize(
    "profile", [b"not a profile", bytes(4000), ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_a_profile_that_does_not_fit_is_ignored(profile: bytes) -> None:
    _, image = decode(encoded(plain((200, 80, 60)), quality=95, icc_profile=profile), "jpeg")
    assert near(corners(image)[0], (200, 80, 60), 4)


def test_a_grey_picture_with_a_colour_profile_is_read_as_grey() -> None:
    _, image = decode(encoded(plain((90, 90, 90)).convert("L"), icc_profile=p3_profile()), "jpeg")
    assert near(corners(image)[0], (90, 90, 90), 3)


def cut_inside(data: bytes, keep: float, end: bytes) -> bytes:
    """Return a file whose container is whole, but whose pixels stop early."""
    return data[: int(len(data) * keep)] + end


def test_a_jpeg_whose_scan_stops_early_is_broken() -> None:
    noise = Image.effect_noise((640, 480), 90)
    with pytest.raises(Invalid) as refused:
        decode(cut_inside(encoded(noise), 0.9, b"\xff\xd9"), "jpeg")
    assert refused.value.code == "media.broken"


def test_a_png_whose_pixels_stop_early_is_broken() -> None:
    rows = zlib.compress((b"\0" + bytes(range(90))) * 20)
    for pixels in (rows[: len(rows) // 2], zlib.compress((b"\0" + bytes(90)) * 19)):
        with pytest.raises(Invalid) as refused:
            decode(png(30, 20, [chunk(b"IDAT", pixels)]), "png")
        assert refused.value.code == "media.broken"


def test_a_webp_whose_pixels_stop_early_is_broken() -> None:
    data = encoded(Image.effect_noise((640, 480), 90).convert("RGB"), "webp")
    size = len(data) // 2 - len(data) // 2 % 2
    cut = b"RIFF" + struct.pack("<I", size - 8) + data[8:16] + struct.pack("<I", size - 20) + data[20:size]
    with pytest.raises(Invalid) as refused:
        decode(cut, "webp")
    assert refused.value.code == "media.broken"


@pytest.mark.parametrize(("width", "height"), [(65_535, 65_535), (7100, 7100), (30_001, 10), (2_000_000_000, 1)])
def test_a_size_beyond_the_limits_is_refused_before_decoding(width: int, height: int) -> None:
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    with pytest.raises(Invalid) as refused:
        decode(png(width, height, [pixels]), "png")
    assert refused.value.code in {"media.too_many_pixels", "media.broken"}


def test_the_refusal_of_a_large_picture_says_how_large() -> None:
    with pytest.raises(Invalid) as refused:
        decode(png(65_535, 65_535, [chunk(b"IDAT", b"")]), "png")
    assert refused.value.code == "media.too_many_pixels"
    assert refused.value.values == {"width": 65_535, "height": 65_535, "limit": 50_000_000}


def test_a_jpeg_decoded_at_half_is_the_same_picture() -> None:
    _, half = decode(encoded(gradient(4200, 300), quality=95), "jpeg")
    _, whole = decode(encoded(gradient(4200, 300), "png"), "png")
    assert np.abs(half.numpy().astype(int) - whole.numpy()).mean() < 1.5
