"""Does a GIF keep its first picture and nothing else?"""

import io

import pytest
from PIL import Image

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.gif import strip
from media.by_hand import gif_control, gif_image, gif_screen, gif_words
from media.pictures import encoded, gradient, plain

PLAIN = encoded(gradient(60, 40), "gif")
DOT = gif_screen(2, 2) + gif_image(0, 0, 2, 2, [0, 1, 2, 3])


def test_words_applications_and_trailers_are_left_behind() -> None:
    noted = gif_screen(2, 2) + gif_words(0xFE, b"COMMENT") + gif_words(0xFF, b"XMP DataXMPsecret")
    noted += gif_control(transparent=1) + gif_image(0, 0, 2, 2, [0, 1, 2, 3]) + gif_words(0xFE, b"LATER") + b";TRAILER"
    assert (
        strip(noted).data == gif_screen(2, 2) + gif_control(transparent=1) + gif_image(0, 0, 2, 2, [0, 1, 2, 3]) + b";"
    )


def test_a_picture_gets_a_screen_of_its_own_size() -> None:
    bare = strip(gif_screen(90, 80) + gif_image(30, 20, 2, 2, [0, 1, 2, 3]) + b";")
    assert (bare.data, bare.screen, bare.place) == (DOT + b";", (90, 80), (30, 20))


def test_a_screen_is_never_smaller_than_its_picture() -> None:
    assert strip(gif_screen(0, 0) + gif_image(30, 20, 2, 2, [0, 1, 2, 3]) + b";").screen == (32, 22)


def test_of_an_animation_the_first_picture_stays_as_it_was() -> None:
    data = encoded(plain((255, 0, 0), 60, 40), "gif", save_all=True, append_images=[plain((0, 255, 0), 60, 40)] * 9)
    bare = strip(data)
    with Image.open(io.BytesIO(bare.data)) as kept, Image.open(io.BytesIO(data)) as sent:
        assert kept.n_frames == 1  # type: ignore[attr-defined]
        assert kept.convert("RGB").tobytes() == sent.convert("RGB").tobytes()


def test_a_hundred_thousand_later_frames_are_not_even_counted() -> None:
    frames = gif_image(0, 0, 2, 2, [0, 1, 2, 3]) * 100_000
    assert strip(gif_screen(2, 2) + frames).data == DOT + b";"


@pytest.mark.parametrize("end", [6, 12, 13, 20, 25, 26, 35, 36, len(PLAIN) // 2])
def test_a_file_that_ends_inside_its_first_picture_is_broken(end: int) -> None:
    with pytest.raises(Invalid) as refused:
        strip(PLAIN[:end])
    assert refused.value.code == "media.broken"


@pytest.mark.parametrize("after", [b";", b"\0", b"!\xfe", b"!\xfe\5abc", b"?" + DOT[25:]])
def test_a_file_without_a_picture_is_broken(after: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        strip(gif_screen(2, 2) + after)
    assert refused.value.code == "media.broken"


@pytest.mark.parametrize(
    "data",
    [
        gif_screen(65_535, 65_535) + gif_image(0, 0, 2, 2, [0]),
        gif_screen(2, 2) + gif_image(0, 0, 65_535, 65_535, [0]),
        gif_screen(2, 2) + gif_image(65_000, 0, 2, 2, [0]),
        gif_screen(8_000, 8_000) + gif_image(0, 0, 2, 2, [0]),
    ],
    ids=["screen", "image", "far_away", "sixty_four_megapixels"],
)
def test_a_size_beyond_the_limits_is_refused_before_decoding(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        strip(data)
    assert refused.value.code == "media.too_many_pixels"


def test_more_extensions_than_any_are_too_costly() -> None:
    with pytest.raises(Invalid) as refused:
        strip(gif_screen(2, 2) + gif_words(0xFE, b"x") * 100_001 + gif_image(0, 0, 2, 2, [0]))
    assert refused.value.code == "media.too_costly"
