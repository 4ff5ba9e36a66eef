"""Does every kind of file become the same upright sRGB picture?"""

import io
import struct
import zlib

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
import pyvips
from PIL import Image, ImageCms

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.boxes import box
from exibidos.media.decode import decode
from media.by_hand import coded, gif_control, gif_image, gif_screen, grid, heic, iso_file, tie, with_properties
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
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "heic"])
def test_each_orientation_ends_upright(kind: str, orientation: int) -> None:
    how = STORED[orientation]
    stored = quarters() if how is None else quarters().transpose(how)
    if kind == "jpeg":
        note = segment(0xE1, b"Exif\0\0" + exif(orientation))
        data = with_segments(encoded(stored, quality=95, subsampling=0), note)
    elif kind == "png":
        data = with_chunks(encoded(stored, "png"), chunk(b"eXIf", exif(orientation)))
    elif kind == "heic":
        data = heic(stored, exif=exif(orientation))  # the encoder writes it as a turn and a mirror
    elif kind == "avif":
        data = encoded(stored, "avif", quality=95, subsampling="4:4:4", exif=exif(orientation))  # and so does this one
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
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "avif"])
def test_the_longest_side_is_at_most_that_of_the_largest_variant(
    kind: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    source, image = decode(encoded(gradient(*size), kind), kind)
    assert (source.width, source.height) == size
    assert (image.width, image.height) == expected


@pytest.mark.parametrize(("size", "expected"), [((4095, 1000), (2048, 500)), ((41, 3), (41, 3))])
def test_the_longest_side_of_a_heic_is_bound_too(size: tuple[int, int], expected: tuple[int, int]) -> None:
    source, image = decode(heic(gradient(*size)), "heic")  # its encoder makes no strips
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


@pytest.mark.parametrize("kind", ["png", "webp", "avif", "heic"])
def test_what_is_transparent_lies_on_white(kind: str) -> None:
    image = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    image.paste((0, 0, 0, 128), (30, 0, 60, 40))
    _, decoded = decode(heic(image) if kind == "heic" else encoded(image, kind, lossless=True, quality=95), kind)
    assert near(corners(decoded)[0], (255, 255, 255), 1)
    assert near(corners(decoded)[1], (127, 127, 127), 3)


def test_colours_multiplied_with_their_transparency_are_divided_again() -> None:
    data = heic(Image.new("RGBA", (60, 40), (200, 80, 60, 128)), premultiplied_alpha=True)
    _, image = decode(data, "heic")
    assert near(corners(image)[0], (227, 167, 157), 4)


def test_a_gif_is_as_large_as_its_screen_and_white_where_its_first_picture_is_not() -> None:
    later = gif_control() + gif_image(0, 0, 40, 30, [2] * 1200)
    _, image = decode(gif_screen(40, 30) + gif_image(30, 20, 10, 10, [1] * 100) + later + b";", "gif")
    assert corners(image) == [(255, 255, 255)] * 3 + [(10, 250, 10)]


def test_what_is_transparent_in_a_gif_lies_on_white() -> None:
    pixels = [0] * 600 + [1] * 600
    _, image = decode(gif_screen(40, 30) + gif_control(transparent=1) + gif_image(0, 0, 40, 30, pixels) + b";", "gif")
    assert corners(image) == [(250, 10, 10)] * 2 + [(255, 255, 255)] * 2


def test_an_interlaced_gif_is_put_in_order() -> None:
    rows = [*range(0, 40, 8), *range(4, 40, 8), *range(2, 40, 4), *range(1, 40, 2)]
    pixels = [0 if row < 20 else 2 for row in rows for _ in range(30)]
    _, image = decode(gif_screen(30, 40) + gif_image(0, 0, 30, 40, pixels, flags=0x40) + b";", "gif")
    assert corners(image) == [(250, 10, 10)] * 2 + [(10, 10, 250)] * 2


def test_a_gif_with_a_palette_of_its_own_picture_uses_it() -> None:
    own = gif_image(0, 0, 20, 20, [3] * 400, flags=0x81)
    own = own[:10] + bytes(9) + bytes([1, 2, 3]) + own[10:]
    _, image = decode(gif_screen(20, 20) + own + b";", "gif")
    assert corners(image)[0] == (1, 2, 3)


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_tiles_are_put_together(kind: str) -> None:
    parts = []
    for color in (RED, GREEN, BLUE, YELLOW):
        tile = plain(color, 64, 64)
        parts.append(coded(heic(tile) if kind == "heic" else encoded(tile, kind, quality=95)))
    data = iso_file(grid(2, 2, 120, 110), *parts, ties=[tie(b"dimg", 1, 2, 3, 4, 5)], brand=kind.encode())
    source, image = decode(data, kind)
    assert (source.width, source.height) == (image.width, image.height) == (120, 110)
    assert all(map(near, corners(image), (RED, GREEN, BLUE, YELLOW), [12] * 4))


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_a_crop_and_a_turn_are_applied_once_and_in_this_order(kind: str) -> None:
    data = heic(quarters()) if kind == "heic" else encoded(quarters(), kind, quality=95, subsampling="4:4:4")
    clap = True, box(b"clap", struct.pack(">8i", 48, 1, 64, 1, -24, 1, 0, 1))  # the left half: red above blue
    turned = with_properties(coded(data), clap, (True, box(b"irot", b"\1")))
    source, image = decode(iso_file(turned, brand=kind.encode()), kind)
    assert (source.width, source.height) == (64, 48)
    assert all(map(near, corners(image), (RED, BLUE, RED, BLUE), [30] * 4))


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_an_orientation_that_only_exif_tells_is_ignored(kind: str) -> None:
    data = heic(quarters()) if kind == "heic" else encoded(quarters(), kind, quality=95, subsampling="4:4:4")
    note = b"Exif", bytes(4) + exif(6), ()
    source, image = decode(iso_file(coded(data), note, ties=[tie(b"cdsc", 2, 1)], brand=kind.encode()), kind)
    assert (source.width, source.height) == (96, 64)
    assert near(corners(image)[0], RED, 30)


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_ten_bits_become_eight(kind: str) -> None:
    grey = np.full((40, 60, 3), 0x8040, np.uint16)
    if kind == "heic":
        data = pillow_heif_encoded(grey)
    else:
        vips = pyvips.Image.new_from_array(grey, interpretation="rgb16")
        data = vips.heifsave_buffer(compression="av1", bitdepth=10, Q=90)
    _, image = decode(data, kind)
    assert image.format == "uchar"
    assert near(corners(image)[3], (128, 128, 128), 2)


def pillow_heif_encoded(pixels: npt.NDArray[np.uint16]) -> bytes:
    """Return a HEIC of ten bits."""
    height, width, _ = pixels.shape
    out = io.BytesIO()
    pillow_heif.from_bytes("RGB;16", (width, height), pixels.tobytes()).save(out, quality=90)
    return out.getvalue()


@pytest.mark.parametrize(
    ("primaries", "transfer", "pixel", "wanted"),
    [
        (1, 13, (200, 100, 100), (200, 100, 100)),
        (12, 13, (200, 100, 100), (215, 93, 97)),  # as with the profile of Display P3, below
        (9, 1, (128, 128, 128), (128, 128, 128)),
        (9, 16, (148, 148, 148), (255, 255, 255)),  # PQ: 203 nits are 58 % of the signal
        (9, 18, (191, 191, 191), (255, 255, 255)),  # HLG: 75 %
        (9, 18, (0, 0, 0), (0, 0, 0)),
        (2, 2, (200, 100, 100), (200, 100, 100)),
    ],
)
def test_colours_named_by_number_are_brought_to_srgb(
    primaries: int, transfer: int, pixel: tuple[int, int, int], wanted: tuple[int, int, int]
) -> None:
    dot = coded(encoded(plain(pixel, 32, 32), "avif", quality=100, subsampling="4:4:4"))
    nclx = False, box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, 6, 128))
    _, image = decode(iso_file(with_properties(dot, nclx, without=[b"colr"])), "avif")
    assert near(corners(image)[0], wanted, 3)


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_a_profile_in_iso_media_is_applied(kind: str) -> None:
    picture, profile = plain((200, 100, 100), 64, 64), p3_profile()
    data = (
        heic(picture, icc_profile=profile)
        if kind == "heic"
        else encoded(picture, kind, quality=95, icc_profile=profile)
    )
    _, image = decode(data, kind)
    assert near(corners(image)[0], (215, 93, 97), 4)


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
