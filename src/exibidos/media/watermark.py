"""How does a picture say whose it is? `@slug · club`, small and quiet, bottom right or in the corner that its author chose.

Pale letters on dark ground, ink on light, with a faint halo of the other, so that they are read on any.
"""

import html
import unicodedata

import pyvips

from exibidos.media.model import Corner, Mark

FACE = "Bricolage Grotesque SemiBold"
LETTER_PIXELS = 48
"""The one size that is ever drawn, then scaled: FreeType opens the font file anew for each size, and the sandbox opens no files."""

_SHARE = 0.017
"""Height of the letters' box to the picture's longest side: 18 px on the feed's 1080, 35 on 2048. Read if looked for."""

_SMALLEST = 9.0  # px; below it letters are a smudge, and the picture too small to be worth taking
_MARGIN = 0.9  # of the letters' height
_PALE, _INK = 250, 18  # levels of grey
_LIGHT_GROUND = 150  # mean level from which ink is read better than pale: white on lighter grey has a contrast below 3
_LETTERS, _HALO = 0.78, 0.4  # opacities; the halo's where it is deepest
_HALO_SIZE = 0.16  # of the letters' height

_RANGES = (range(0x20, 0x7F), range(0xA1, 0x180))
# Latin letters of languages that the face was not drawn for; they lose their accent instead of becoming a box.
_GAPS = frozenset("¤\u00adĈĉĔĕĜĝĤĥĬĭĴĵĸĿŀŉŎŏŜŝŢţŦŧ\u017f")


_PROOF, _PROOF_WIDTHS = "@exibidos · Ação", range(383, 388)  # 385 px; hinting may differ by one or two between builds


def prove_face() -> None:
    """Raise AssertionError if the letters are not our face's: libvips falls back on another one without a word.

    Also loads the face, which the sandbox could not.
    """
    width = draw_text(_PROOF).width
    if width not in _PROOF_WIDTHS:
        raise AssertionError(f"the watermark's proof is {width} px wide, not {_PROOF_WIDTHS}: another face was found")


def draw_text(text: str, width: int | None = None) -> pyvips.Image:
    """Return the letters as coverage, one band of 0 to 255, cropped to their ink; in lines of `width` pixels, if it is given."""
    lines = {} if width is None else {"width": width}
    # libvips reads Pango markup: unescaped, a slug could open a tag.
    return pyvips.Image.text(html.escape(drawable(text)), font=f"{FACE} {LETTER_PIXELS}", dpi=72, **lines).copy_memory()


def drawable(text: str) -> str:
    """Return what the face can draw of a text; accents that it lacks fall off their letters, other scripts fall out."""
    return "".join(map(_drawable, unicodedata.normalize("NFC", text))).strip()


def _drawable(letter: str) -> str:
    for candidate in (letter, unicodedata.normalize("NFKD", letter)[0]):
        if candidate not in _GAPS and any(ord(candidate) in part for part in _RANGES):
            return candidate
    return ""


def draw_mark(mark: Mark) -> pyvips.Image:
    """Return the letters of a mark; without the club if nothing of its name can be drawn."""
    club = drawable(mark.club)
    return draw_text(f"@{mark.slug} · {club}" if club else f"@{mark.slug}")


def stamp(image: pyvips.Image, letters: pyvips.Image, corner: Corner = Corner.BOTTOM_RIGHT) -> pyvips.Image:
    """Return the picture with the mark blended into its corner; untouched if there is none, or it is too small to carry one."""
    if corner is Corner.NONE:
        return image
    size = max(_SMALLEST, _SHARE * max(image.width, image.height))
    scale = min(size / LETTER_PIXELS, image.width / (letters.width + 2 * _MARGIN * LETTER_PIXELS))
    if scale * LETTER_PIXELS < _SMALLEST:
        return image
    letters = letters.resize(scale)
    pad = round(_MARGIN * scale * LETTER_PIXELS)
    width, height = min(letters.width + 2 * pad, image.width), letters.height + 2 * pad
    if height > image.height:
        return image
    on_left, on_top = corner in {Corner.BOTTOM_LEFT, Corner.TOP_LEFT}, corner in {Corner.TOP_LEFT, Corner.TOP_RIGHT}
    inset = min(pad, width - letters.width) if on_left else width - letters.width - pad
    cover = letters.embed(inset, pad, width, height).cast("float") / 255
    halo = cover.gaussblur(_HALO_SIZE * scale * LETTER_PIXELS) * 2
    halo = (halo > 1).ifthenelse(1, halo) * _HALO
    left, top = 0 if on_left else image.width - width, 0 if on_top else image.height - height
    ground = image.crop(left, top, width, height)
    near, far = (_INK, _PALE) if ground.avg() > _LIGHT_GROUND else (_PALE, _INK)
    haloed = ground * (1 - halo) + halo * far
    marked = haloed * (1 - cover * _LETTERS) + cover * (_LETTERS * near)
    return image.insert(marked.rint().cast("uchar"), left, top)
