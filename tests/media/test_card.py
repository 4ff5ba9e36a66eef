"""Does a card show the picture and its words, whatever they are, and nothing else?"""

import pytest
from PIL import Image

from exibidos.kernel.errors import Invalid
from exibidos.media import Darkroom, Words
from exibidos.media.containers.jpeg import is_bare
from media.pictures import encoded, gradient, opened, photo_with_everything, plain

pytestmark = pytest.mark.anyio
NOBODY = Words("", "", "ana", "")


@pytest.mark.parametrize(
    "words",
    [
        Words("Mar", "Ana", "ana", "Clube da Luz"),
        Words("palavra " * 60, "Nome " * 30, "ana_de_um_nome_bem_comprido_sim", "Clube " * 20),
        Words("x" * 120, "x" * 60, "ana", "x" * 60),
        Words("<b>&amp;", "東京", "ana", "東京"),
        NOBODY,
    ],
)
async def test_any_words_fit_and_stand_at_the_foot(darkroom: Darkroom, words: Words) -> None:
    card = await darkroom.draw_card(encoded(plain((200, 40, 40), 1600, 1200)), words)
    drawn = opened(card)
    assert drawn.size == (1200, 630)
    assert is_bare(card)
    letters = drawn.crop((60, 300, 1140, 570)).convert("L").point(lambda level: 255 * (level > 180))
    assert letters.getbbox() is not None
    assert max(drawn.crop((1141, 0, 1200, 570)).convert("L").tobytes()) < 180  # nothing runs over the margin


async def test_a_small_picture_is_not_made_larger(darkroom: Darkroom) -> None:
    drawn = opened(await darkroom.draw_card(encoded(plain((200, 40, 40), 300, 200)), NOBODY))
    red = drawn.crop((0, 0, 1200, 500)).split()[0].point(lambda level: 255 * (level > 150)).getbbox()
    assert red is not None
    assert red[2] - red[0] <= 304


async def test_what_a_file_holds_beside_its_pixels_is_left_behind(darkroom: Darkroom) -> None:
    assert is_bare(await darkroom.draw_card(photo_with_everything(), NOBODY))


async def test_a_file_that_is_no_picture_has_no_card(darkroom: Darkroom) -> None:
    with pytest.raises(Invalid, match=r"media\.broken"):
        await darkroom.draw_card(encoded(gradient())[:500], NOBODY)


def test_a_jpeg_with_more_than_pixels_is_not_bare() -> None:
    assert not is_bare(photo_with_everything())
    assert not is_bare(b"")
    assert is_bare(encoded(Image.new("RGB", (8, 8))))
