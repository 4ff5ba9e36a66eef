"""How does a city light up at dusk? Towers in layers of haze, each window with its own lamp, doubled in still water."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import bend, blur, resize, smear

# mood: (sky, haze, facade, share of lit windows, strength of the lamps, water line)
_MOODS = {
    "dusk": (
        ((0, "#1c2c50"), (0.45, "#5a6690"), (0.75, "#d38f86"), (1, "#ffbf86")),
        "#c48a86",
        "#1a2136",
        0.36,
        3.2,
        0.66,
    ),
    "blue": (
        ((0, "#0a1430"), (0.5, "#1d3866"), (0.85, "#5a7fae"), (1, "#a3b4c4")),
        "#5d7ba3",
        "#0d1524",
        0.45,
        4.0,
        0.7,
    ),
}
_LAMPS = ("#ffb35c", "#ffc887", "#ffd9a8", "#fff0d8", "#dfe9ff", "#ff9c46")
_LAYERS = 6


def _tower(height: int, width: int, dice: Dice, pitch: float, share: float) -> tuple[Field, Field]:
    """Return the lamps (height, width, 3) of one tower's face and where its glass is; `pitch` is a storey in pixels."""
    storeys, bays = max(2, round(height / pitch)), max(2, round(width / (pitch * dice.uniform(0.6, 1.1))))
    lit = dice.random((storeys, bays)) < share * dice.uniform(0.3, 1.5, (storeys, 1)) * dice.uniform(0.5, 1.3)
    lamps = np.stack([rgb(_LAMPS[int(i)]) for i in dice.integers(0, len(_LAMPS), 12)])
    glow = lamps[dice.integers(0, 12, (storeys, bays))] * (lit * dice.gamma(0.9, 0.8, (storeys, bays)))[..., None]
    pane = np.zeros((4, 4), dtype=np.float32)
    pane[1:3, 0 : 4 if dice.random() < 0.25 else 3] = 1  # noqa: PLR2004 -- some have ribbon windows
    face = np.repeat(np.repeat(glow, 4, 0), 4, 1) * np.tile(pane, (storeys, bays))[..., None]
    glass = np.tile(pane, (storeys, bays))
    both = np.concatenate([face, glass[..., None]], axis=2).astype(np.float32)
    small = resize(both, (height, width), "linear")
    return small[..., :3], small[..., 3]


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    sky, haze, facade, share, power, shore = _MOODS[mood]
    dice = frame.fork()
    rows, columns = frame.shape
    scene = ramp(np.broadcast_to(np.clip(frame.y / (shore - 0.03), 0, 1), frame.shape), sky)
    cloud = fractal(frame.smaller(0.5).shape, frame.fork(), 1.8, 6, 0.55, 5.0)
    cloud = resize(step(cloud, 0.0, 2.0), frame.shape, "linear") * np.clip(1.25 - frame.y / shore, 0, 1)
    scene = mix(scene, scene * 0.55 + rgb(haze) * 0.3, cloud * 0.8)
    centre = dice.uniform(0.3, 0.7) * frame.aspect
    for layer in range(_LAYERS):
        near = layer / (_LAYERS - 1)
        veil = 0.86 * (1 - near) ** 1.4 + 0.03
        body = rgb(facade) * (1 - veil) + rgb(haze) * np.float32(veil * 0.8)
        pitch = (0.0042 + 0.0034 * near**1.5) * rows
        x = -0.05 * frame.aspect
        while x < frame.aspect * 1.02:
            width = dice.uniform(0.016, 0.046) * (0.55 + 0.8 * near)
            skyline = 0.1 + 0.3 * np.exp(-(((x - centre) / (0.5 * frame.aspect)) ** 2)) * (1.05 - 0.45 * near)
            tall = skyline * dice.uniform(0.35, 1.15)
            left, right = max(0, round(x * rows)), min(columns, round((x + width) * rows))
            top, bottom = max(0, round((shore - tall) * rows)), min(rows, round(shore * rows))
            x += width * dice.uniform(0.75, 1.5)
            if right - left < 4 or bottom - top < 8:  # noqa: PLR2004 -- px; less than a window
                continue
            lamps, glass = _tower(bottom - top, right - left, dice, pitch, share)
            rise = np.linspace(1.35, 0.75, bottom - top, dtype=np.float32)[:, None, None]
            turn = np.float32(dice.uniform(0.65, 1.35))
            wall = body * rise * turn * (1 - 0.25 * glass[..., None])
            low = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None, None] ** 3 * np.float32(0.35 * (1 - near))
            wall = wall * (1 - low) + rgb(haze) * low
            wall += lamps * np.float32(power * (0.25 + 0.75 * near) * (1 - 0.6 * veil))
            scene[top:bottom, left:right] = wall
            if tall > 0.8 * skyline and dice.random() < 0.4:  # noqa: PLR2004 -- masts stand on the tallest
                mast, middle = round(tall * 0.13 * rows), (left + right) // 2
                scene[max(0, top - mast) : top, middle : middle + max(1, rows // 900)] = body
                if near > 0.3:  # noqa: PLR2004 -- far lamps drown in the haze
                    scene[max(0, top - mast) : max(0, top - mast) + max(2, rows // 500), middle - 1 : middle + 2] += (
                        rgb("#ff2a1a") * 6
                    )
    scene = blur(scene, 0.6 * rows / 1300)
    top = round(shore * rows)
    mirror = scene[top - np.minimum(np.arange(rows - top) * 1.25, top - 1).astype(int) - 1]
    depth = np.linspace(0, 1, rows - top, dtype=np.float32)[:, None]
    ripples = fractal((rows - top, columns), frame.fork(), 22, 5, 0.68, 8.0) * (0.35 + depth)
    mirror = bend(mirror, ripples * np.float32(0.006 * rows), ripples * np.float32(0.02 * rows))
    mirror = smear(mirror, 0.02 * rows, vertical=True) * 0.5 + smear(mirror, 0.07 * rows, vertical=True) * 0.5
    dark = rgb(facade) * 0.35
    scene[top:] = mirror * (0.7 - 0.35 * depth + 0.15 * np.clip(ripples, -2, 2))[..., None] + dark
    scene[top - 2 : top + 1] *= 0.5
    film = Film(exposure=0.3, contrast=1.1, halation=0.16, vignette=0.4, grain=0.034)
    return scene.astype(np.float32), film
