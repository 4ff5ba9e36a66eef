"""How does a scene's light become a photograph? Halation, vignette, grain, a film curve with split tones, JPEG with camera data."""

import msgspec
import numpy as np

from exibidos.cli.seed.pictures.frame import Dice, Field, Light
from exibidos.cli.seed.pictures.pixels import blur, resize

_DEPTH = 4096  # entries of the tone curve; input is the square root of light, which spends them as the eye does
_HEADROOM = 8.0  # brightest light that the curve still tells apart, in stops of paper white
_SHORT = 1400.0  # px of the short side at which grain and halation are measured


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """How a picture is developed. `exposure` in stops; `shadows` and `highlights` tint (r, g, b factors); the rest 0..1."""

    exposure: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    shadows: tuple[float, float, float] = (0.97, 1.0, 1.05)
    highlights: tuple[float, float, float] = (1.03, 1.0, 0.96)
    lift: float = 0.012
    halation: float = 0.08
    vignette: float = 0.35
    grain: float = 0.022


def _curve(film: Film) -> Field:
    """Return (entries, 3): from the root of light to what is seen, 0..255."""
    light = (np.linspace(0, 1, _DEPTH) ** 2 * _HEADROOM)[:, None] * 2.0**film.exposure
    shown = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)  # ACES, in Narkowicz's fit of 2015
    seen = np.clip(shown, 0, 1) ** (1 / 2.2)
    pivot = 0.42
    seen = np.clip(np.where(seen > 0, pivot * (seen / pivot) ** film.contrast, 0), 0, None)
    seen = np.where(
        seen > pivot, 1 - (1 - pivot) * np.clip((1 - np.minimum(seen, 1)) / (1 - pivot), 0, 1) ** 1.08, seen
    )
    toe, shoulder = (1 - seen) ** 2, seen**1.5
    tint = 1 + (np.array(film.shadows) - 1) * toe * 1.4 + (np.array(film.highlights) - 1) * shoulder
    seen = film.lift * np.array(film.shadows) * (1 - seen) + seen * tint * (1 - film.lift * 0.5)
    curve: Field = (np.clip(seen, 0, 1) * 255).astype(np.float32)
    return curve


def _bloom(scene: Light, film: Film) -> Light:
    """Return `scene` with its bright parts bled into their surroundings, the red furthest, as light does inside film."""
    height, width = scene.shape[:2]
    small = resize(np.minimum(scene, 12), (max(8, height // 4), max(8, width // 4)), "linear")
    bright = np.maximum(small - 0.55, 0)
    side = min(bright.shape[:2]) / (_SHORT / 4)
    glow = blur(bright, 4 * side) * np.float32(0.5)
    glow += blur(bright, 18 * side) * np.array([0.42, 0.3, 0.24], dtype=np.float32)
    return scene + resize(glow, (height, width), "linear") * np.float32(film.halation * 2)


def develop(scene: Light, film: Film, dice: Dice) -> Light:
    """Return the finished print as 0..255 (height, width, 3), not yet rounded."""
    height, width = scene.shape[:2]
    side = min(height, width)
    if film.halation:
        scene = _bloom(scene, film)
    across = (np.linspace(-1, 1, width, dtype=np.float32) ** 2)[None, :]
    down = (np.linspace(-1, 1, height, dtype=np.float32) ** 2)[:, None]
    fall = 1 / (1 + np.float32(film.vignette * 0.55) * (across + down)) ** 2
    if film.saturation != 1:
        grey = scene @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
        scene = grey[..., None] + (scene - grey[..., None]) * np.float32(film.saturation)
    root = np.sqrt(np.clip(scene * (fall / _HEADROOM)[..., None], 0, 1))
    speck = dice.standard_normal((height, width), dtype=np.float32)
    speck = blur(speck, 0.55 * max(0.4, side / _SHORT)) * np.float32(film.grain * 0.6)
    root *= (1 + speck * (1.1 - root.mean(axis=2)))[..., None]
    root += (speck * np.float32(0.045))[..., None]
    table = _curve(film)
    index = np.clip(root * (_DEPTH - 1), 0, _DEPTH - 1).astype(np.int32)
    print_ = np.empty_like(root)
    for band in range(3):
        print_[..., band] = table[:, band][index[..., band]]
    return print_
