"""Does a JPEG keep its pixels and nothing else?"""

import pytest

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.jpeg import strip
from exibidos.media.limits import MAX_PIECES, MAX_PROFILE_BYTES, MAX_SCANS
from media.pictures import encoded, exif, gradient, opened, progressive_with_scans, segment, with_segments

PLAIN = encoded(gradient())


def test_metadata_comments_and_trailers_are_left_behind() -> None:
    noted = with_segments(
        PLAIN,
        segment(0xE1, b"Exif\0\0" + exif(6)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
        segment(0xE2, b"MPF\0" + bytes(40)),
        segment(0xED, b"Photoshop 3.0\x008BIM"),
        segment(0xFE, b"a comment"),
    )
    bare = strip(noted + b"<script>alert(1)</script>")
    assert bare.orientation == 6
    assert bare.data == strip(PLAIN).data
    assert opened(bare.data).tobytes() == opened(PLAIN).tobytes()


def test_the_profile_and_colour_hints_stay() -> None:
    bare = strip(encoded(gradient().convert("CMYK"), icc_profile=b"a profile"))
    assert b"ICC_PROFILE\0\1\1a profile" in bare.data
    assert b"Adobe" in bare.data


def test_restart_marks_and_fill_bytes_do_not_end_a_scan() -> None:
    data = encoded(gradient(), restart_marker_blocks=4)
    assert b"\xff\xd0" in data
    assert opened(strip(data).data).tobytes() == opened(data).tobytes()
    filled = data[:2] + b"\xff\xff" + data[2:-2] + b"\xff" + data[-2:]
    assert opened(strip(filled).data).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize("end", [2, 3, 21, 200, 700, len(PLAIN) // 2, len(PLAIN) - 2, len(PLAIN) - 1])
def test_a_file_that_ends_early_is_broken(end: int) -> None:
    with pytest.raises(Invalid) as refused:
        strip(PLAIN[:end])
    assert refused.value.code == "media.broken"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xd8" + PLAIN[2:],
        with_segments(PLAIN, b"\xff\xd0"),
        with_segments(PLAIN, b"\xff\xfe\0\0"),
        with_segments(PLAIN, b"garbage"),
        with_segments(PLAIN, segment(0xC0, bytes(15))),  # two frames
        with_segments(PLAIN, segment(0xC9, bytes(15))),  # arithmetic coding
    ],
)
def test_a_file_that_contradicts_the_format_is_broken(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        strip(data)
    assert refused.value.code == "media.broken"


@pytest.mark.parametrize("data", [progressive_with_scans(MAX_SCANS), progressive_with_scans(30_000)])
def test_more_scans_than_any_encoder_writes_are_too_costly(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        strip(data)
    assert (refused.value.code, refused.value.values["why"]) == ("media.too_costly", "scans")


def test_a_hundred_thousand_comments_are_too_costly() -> None:
    with pytest.raises(Invalid) as refused:
        strip(with_segments(PLAIN, segment(0xFE, b"") * MAX_PIECES))
    assert refused.value.values["why"] == "pieces"


def test_a_profile_larger_than_any_is_too_costly() -> None:
    part = segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(65_000))
    with pytest.raises(Invalid) as refused:
        strip(with_segments(PLAIN, part * (MAX_PROFILE_BYTES // 65_000 + 1)))
    assert refused.value.values["why"] == "profile"
