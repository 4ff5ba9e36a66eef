"""Does a WebP keep its pixels and nothing else, and is one of ours known when it carries more?"""

import struct

import pytest

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.webp import is_bare, strip
from exibidos.media.limits import MAX_PROFILE_BYTES
from media.pictures import encoded, exif, gradient, opened, plain, riff

PLAIN = encoded(gradient(), "webp")
LOSSY = PLAIN[20 : 20 + struct.unpack("<I", PLAIN[16:20])[0]]


def test_metadata_unknown_chunks_and_trailers_are_left_behind() -> None:
    noted = encoded(gradient(), "webp", exif=b"Exif\0\0" + exif(3), xmp=b"<x:xmpmeta/>", icc_profile=b"a profile")
    bare = strip(noted + b"<script>alert(1)</script>")
    assert bare.orientation == 3
    assert b"a profile" in bare.data
    assert b"xmp" not in bare.data
    assert b"EXIF" not in bare.data
    assert opened(bare.data).tobytes() == opened(PLAIN).tobytes()


def test_of_an_animation_the_first_frame_stays() -> None:
    frames = [plain((255, 0, 0)), plain((0, 255, 0)), plain((0, 0, 255))]
    data = encoded(frames[0], "webp", save_all=True, append_images=frames[1:])
    bare = strip(data)
    assert (data.count(b"ANMF"), bare.data.count(b"ANMF")) == (3, 1)
    assert opened(bare.data).tobytes()[0] > 250


@pytest.mark.parametrize("end", [12, 19, 30, len(PLAIN) // 2, len(PLAIN) - 1])
def test_a_file_that_ends_early_is_broken(end: int) -> None:
    with pytest.raises(Invalid) as refused:
        strip(PLAIN[:end])
    assert refused.value.code == "media.broken"


@pytest.mark.parametrize(
    "data", [riff((b"VP8X", b"")), riff((b"EXIF", b"")), riff()[:8] + b"WAVE", riff()[:12] + b"VP8 \xff\xff\xff\xff"]
)
def test_a_file_that_contradicts_the_format_is_broken(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        strip(data)
    assert refused.value.code == "media.broken"


def test_a_profile_larger_than_any_is_too_costly() -> None:
    with pytest.raises(Invalid) as refused:
        strip(riff((b"ICCP", bytes(MAX_PROFILE_BYTES + 1)), (b"VP8 ", LOSSY)))
    assert refused.value.values["why"] == "profile"


def test_one_image_chunk_is_bare() -> None:
    assert is_bare(riff((b"VP8 ", LOSSY)))


@pytest.mark.parametrize(
    "data",
    [
        riff((b"VP8 ", LOSSY), (b"EXIF", b"")),
        riff((b"VP8 ", LOSSY), (b"XMP ", b"")),
        riff((b"ICCP", b""), (b"VP8 ", LOSSY)),
        riff((b"VP8X", bytes(10)), (b"VP8 ", LOSSY)),
        riff((b"VP8 ", LOSSY), (b"note", b"hello")),
        riff((b"VP8 ", LOSSY)) + b"\0",
        riff(),
        riff((b"VP8 ", LOSSY))[:-2],
        b"<html>",
    ],
)
def test_anything_more_than_one_image_chunk_is_not_bare(data: bytes) -> None:
    assert not is_bare(data)
