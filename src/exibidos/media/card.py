"""How does a photo stand for itself on other sites? A JPEG of 1200 by 630: the part that draws the eye, its title, its author, the club."""

from collections.abc import Callable

import pyvips

from exibidos.media.containers.jpeg import is_bare
from exibidos.media.decode import decode
from exibidos.media.limits import CARD_HEIGHT, CARD_WIDTH
from exibidos.media.model import Words
from exibidos.media.watermark import LETTER_PIXELS, draw_text, drawable

_QUALITY = 82
_INK, _PAPER = [18, 16, 14], [247, 244, 238]  # the club's two grounds (PRODUCT §9)
_MARGIN = 60
_ABOVE, _DEEPEST = 190, 0.9
"""How far the shade reaches above the words, in pixels, and its depth at the foot: a first line on white still has a contrast above 3."""
_TITLE, _BYLINE, _GAP = 54, 30, 30  # px of the letters' boxes, and between the two
_LINES = 2
_LONGEST_NAME = 32  # letters: what comes after it, the slug, says whose the photo is, and must fit
_MORE = "..."  # the face has no ellipsis
_LINE_PIXELS = 1.35 * LETTER_PIXELS
"""From one line to the next, a little more than the face has, so that two lines are never taken for three."""


def draw_card(data: bytes, kind: str, words: Words) -> bytes:
    """Return the card as a JPEG of pixels and nothing else. Raises Invalid as `decode` does."""
    _, picture = decode(data, kind)
    card = _lay_words(_framed(picture), words)
    written: bytes = card.jpegsave_buffer(Q=_QUALITY, keep="none", optimize_coding=True)
    if not is_bare(written):
        raise AssertionError("a card holds more than its pixels")
    return written


def _framed(picture: pyvips.Image) -> pyvips.Image:
    """Fill the card by a crop; a picture that is too small for it is laid on ink as it is: nothing is made larger."""
    if picture.width >= CARD_WIDTH and picture.height >= CARD_HEIGHT:
        return picture.thumbnail_image(CARD_WIDTH, height=CARD_HEIGHT, crop="attention").copy_memory()
    scale = min(1.0, CARD_WIDTH / picture.width, CARD_HEIGHT / picture.height)
    laid = picture.resize(scale) if scale < 1 else picture
    left, top = (CARD_WIDTH - laid.width) // 2, (CARD_HEIGHT - laid.height) // 2
    return laid.embed(left, top, CARD_WIDTH, CARD_HEIGHT, background=_INK).copy_memory()


def _lay_words(card: pyvips.Image, words: Words) -> pyvips.Image:
    """Write from the foot up: who made it and where it hangs, above it the title if there is one."""
    club = f" · {words.club}" if words.club else ""
    floor, lines = CARD_HEIGHT - _MARGIN, []
    for text, pixels, most in ((f"{_cut(words.name)}  @{words.slug}{club}", _BYLINE, 1), (words.title, _TITLE, _LINES)):
        letters = _fitted(text, pixels, lines=most)
        if letters is not None:
            lines.append((letters, floor - letters.height))
            floor -= letters.height + _GAP
    card = _shaded(card, CARD_HEIGHT - floor + _ABOVE)
    for letters, top in lines:
        card = _laid(card, letters, top)
    return card


def _shaded(card: pyvips.Image, height: int) -> pyvips.Image:
    """Darken the foot, by a curve that is steep where the words begin."""
    ramp = pyvips.Image.xyz(1, height).extract_band(1) / height
    depth = ((1 - (1 - ramp) ** 2) * _DEEPEST).resize(CARD_WIDTH, vscale=1, kernel="nearest")
    foot = card.crop(0, CARD_HEIGHT - height, CARD_WIDTH, height)
    dark = foot * (1 - depth) + depth * _INK
    return card.insert(dark.rint().cast("uchar"), 0, CARD_HEIGHT - height)


def _cut(name: str) -> str:
    name = drawable(name)
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rpartition(" ")[0] or name[:_LONGEST_NAME]


def _laid(card: pyvips.Image, letters: pyvips.Image, top: int) -> pyvips.Image:
    cover = letters.cast("float") / 255
    ground = card.crop(_MARGIN, top, letters.width, letters.height)
    blended = ground * (1 - cover) + cover * _PAPER
    return card.insert(blended.rint().cast("uchar"), _MARGIN, top)


def _fitted(text: str, pixels: int, *, lines: int) -> pyvips.Image | None:
    """Return as many whole words as fit, with an ellipsis where some do not; None if the face can draw none of them."""
    scale = pixels / LETTER_PIXELS
    width = int((CARD_WIDTH - 2 * _MARGIN) / scale)

    def draw(line: str) -> pyvips.Image:
        return draw_text(line, width)

    def fits(line: str) -> bool:
        drawn = draw(line)
        return bool(drawn.width <= width and drawn.height <= lines * _LINE_PIXELS)

    shown = _shorten(text, fits)
    return draw(shown).resize(scale).copy_memory() if shown else None


def _shorten(text: str, fits: Callable[[str], bool]) -> str:
    """Return the text, or its longest beginning that fits with an ellipsis; found by halving, since each try is drawn."""
    whole = drawable(text)
    if not whole or fits(whole):
        return whole
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(whole[:middle].rstrip() + _MORE) else (low, middle - 1)
    words = whole[:low].rpartition(" ")[0] or whole[:low]
    return words.rstrip(" ,.;:·-") + _MORE
