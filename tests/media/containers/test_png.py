"""Does a PNG keep its pixels and nothing else?"""

import zlib

import pytest

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.png import strip
from exibidos.media.limits import MAX_PIECES, MAX_PROFILE_BYTES
from media.pictures import chunk, encoded, exif, gradient, opened, png, with_chunks

PLAIN = encoded(gradient(), "png")


def test_text_times_and_trailers_are_left_behind() -> None:
    noted = with_chunks(
        PLAIN,
        chunk(b"eXIf", exif(8)),
        chunk(b"tEXt", b"Author\0Ana"),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(10_000_000))),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>"),
        chunk(b"tIME", bytes(7)),
    )
    bare = strip(noted + b"<script>alert(1)</script>")
    assert bare.orientation == 8
    assert bare.data == PLAIN


def test_the_profile_stays() -> None:
    assert b"iCCP" in strip(encoded(gradient(), "png", icc_profile=b"a profile")).data


def test_of_an_animation_the_default_image_stays() -> None:
    frames = [gradient(), gradient().rotate(180)]
    data = encoded(frames[0], "png", save_all=True, append_images=frames[1:])
    bare = strip(data)
    assert b"acTL" in data
    assert not {b"acTL", b"fcTL", b"fdAT"} & {bare.data[at : at + 4] for at in range(len(bare.data))}
    assert opened(bare.data).tobytes() == frames[0].tobytes()


@pytest.mark.parametrize("end", [8, 12, 20, 33, len(PLAIN) // 2, len(PLAIN) - 12, len(PLAIN) - 1])
def test_a_file_that_ends_early_is_broken(end: int) -> None:
    with pytest.raises(Invalid) as refused:
        strip(PLAIN[:end])
    assert refused.value.values["why"] == "truncated"


def test_a_wrong_checksum_is_broken() -> None:
    damaged = bytearray(PLAIN)
    damaged[60] ^= 1
    with pytest.raises(Invalid) as refused:
        strip(bytes(damaged))
    assert refused.value.values["why"] == "checksum"


def test_a_file_without_pixels_is_broken() -> None:
    with pytest.raises(Invalid) as refused:
        strip(png(9, 9, []))
    assert refused.value.values["why"] == "frame"


def test_a_profile_that_unpacks_without_end_is_too_costly() -> None:
    bomb = b"icc\0\0" + zlib.compress(bytes(MAX_PROFILE_BYTES * 8))
    assert len(bomb) < 100_000
    with pytest.raises(Invalid) as refused:
        strip(with_chunks(PLAIN, chunk(b"iCCP", bomb)))
    assert (refused.value.code, refused.value.values["why"]) == ("media.too_costly", "profile")


def test_a_profile_that_does_not_unpack_is_broken() -> None:
    with pytest.raises(Invalid) as refused:
        strip(with_chunks(PLAIN, chunk(b"iCCP", b"icc\0\0not deflated")))
    assert refused.value.values["why"] == "profile"


def test_a_hundred_thousand_chunks_are_too_costly() -> None:
    with pytest.raises(Invalid) as refused:
        strip(with_chunks(PLAIN, chunk(b"tEXt", b"") * MAX_PIECES))
    assert refused.value.values["why"] == "pieces"
