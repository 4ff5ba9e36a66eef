"""Which pictures are made of one? thumb, feed, full and blur, all from the same pixels in memory, by two threads; or crops of it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pyvips

from exibidos.media.containers.webp import is_bare
from exibidos.media.decode import decode
from exibidos.media.likeness import likeness
from exibidos.media.model import Crop, Developed, Mark, Variant
from exibidos.media.placeholder import find_dominant_color, thumbhash
from exibidos.media.watermark import draw_mark, stamp

_FEED, _THUMB = 1080, 320  # longest sides (PRODUCT §2)
_QUALITY = 80  # PRODUCT §2
_FULL_EFFORT, _EFFORT = 2, 4
"""Of WebP's encoder, 0 to 6. The largest variant is most of a photo's cost and the one that is asked for least: at 2 its encoding takes
half the CPU of 4, for 3 to 5 % more bytes and 0.1 dB (on the photos of `bench/images.py`)."""
_BLUR_QUALITY = 60  # there is nothing left to lose: 1 to 2 kB
_BLUR_DETAIL = 20
"""Pixels along the longest side that a blur is made of. At 20 a face that fills half of a portrait is six pixels wide; the Gauss and the
rounding to 8 bits that follow throw away the rest, so that no sharpening brings it back."""
_BLUR_SIGMA = 1.0
_SMALL_BLUR = 8  # at least this many pixels of the original become one, also where the original is tiny


def develop(data: bytes, kind: str, mark: Mark, *, camera: bool = False) -> Developed:
    """Return all that one decode yields. Raises Invalid as `decode` does, AssertionError if a variant were to carry more than pixels."""
    source, base = decode(data, kind, camera=camera)
    letters = draw_mark(mark)
    corner = mark.corner
    with ThreadPoolExecutor(2) as threads:
        # The largest takes as long as all others together: WebP's encoder is most of the work, and has one thread.
        full = threads.submit(lambda: _save("full", stamp(base, letters, corner), effort=_FULL_EFFORT))
        clear = _fit(base, _FEED)
        feed = threads.submit(lambda: _save("feed", stamp(clear, letters, corner)))
        thumb = _fit(clear, _THUMB)
        small = (_save("thumb", thumb), _save("blur", blur(thumb), _BLUR_QUALITY))
        hashed, color, alike = thumbhash(thumb), find_dominant_color(thumb), likeness(base, thumb)
        return Developed(source, (small[0], feed.result(), full.result(), small[1]), hashed, color, alike)


def cut(data: bytes, kind: str, crops: tuple[Crop, ...]) -> Developed:
    """Return crops of a picture, largest scale that fits, around what draws the eye. Raises as `develop` does."""
    source, base = decode(data, kind)
    variants = tuple(_save(crop.name, _crop(base, crop.width, crop.height)) for crop in crops)
    thumb = _fit(base, _THUMB)
    return Developed(source, variants, thumbhash(thumb), find_dominant_color(thumb), likeness(base, thumb))


def blur(thumb: pyvips.Image) -> pyvips.Image:
    """Return a picture of the same size that shows light and colour and no shape smaller than a twentieth."""
    longest = max(thumb.width, thumb.height)
    detail = max(1, min(_BLUR_DETAIL, longest // _SMALL_BLUR))
    tiny = thumb.thumbnail_image(detail, height=detail, size="down").gaussblur(_BLUR_SIGMA).copy_memory()
    spread = tiny.resize(thumb.width / tiny.width, vscale=thumb.height / tiny.height, kernel="cubic")
    return spread.crop(0, 0, thumb.width, thumb.height)


def _fit(image: pyvips.Image, longest: int) -> pyvips.Image:
    scale = longest / max(image.width, image.height)
    return image.resize(scale).copy_memory() if scale < 1 else image


def _crop(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    scale = max(width / image.width, height / image.height)
    if scale < 1:
        image = image.resize(scale)
    share = min(1.0, image.width / width, image.height / height)
    within = (max(1, round(width * share)), max(1, round(height * share)))
    return image.smartcrop(*within, interesting="attention").copy_memory()


def _save(name: str, image: pyvips.Image, quality: int = _QUALITY, effort: int = _EFFORT) -> Variant:
    data: bytes = image.webpsave_buffer(Q=quality, effort=effort, keep="none")
    if not is_bare(data):
        raise AssertionError(f"{name} holds more than its pixels")
    return Variant(name, "image/webp", image.width, image.height, hashlib.sha256(data).hexdigest(), data)
