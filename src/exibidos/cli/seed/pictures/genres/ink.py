"""How does ink fall through water? A drop is carried by many small whirls and folds into filaments; light is what it lets through."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import rgb, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import bend, resize

# mood: (what the ink absorbs of red, green, blue; a second ink; the lit water)
_MOODS = {
    "red": ((0.25, 2.7, 2.5), (0.15, 1.6, 2.6), "#f1e9e2"),
    "smoke": ((-0.55, -0.6, -0.72), (-0.75, -0.5, -0.3), "#0b0d10"),
}
_DOUBLINGS = 6


def _flow(shape: tuple[int, int], dice: Dice, cells: float, strength: float) -> Field:
    """Return where water that is now at each pixel came from (offsets in pixels), after 2**6 small steps in one set of whirls."""
    stream = fractal(shape, dice, cells, 3, 0.45)
    down, across = np.gradient(stream)
    push: Field = np.stack([down, -across], axis=-1) * np.float32(
        strength * (shape[0] / cells) * shape[0] / 2**_DOUBLINGS
    )
    for _ in range(_DOUBLINGS):
        push = push + bend(push, push[..., 0], push[..., 1])
    return push


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    first, second = (np.array(ink, dtype=np.float32) for ink in _MOODS[mood][:2])
    water = _MOODS[mood][2]
    dice = frame.fork()
    view = frame.smaller(0.5)
    veils = fractal(view.shape, frame.fork(), 2.5, 6, 0.55)
    inks = []
    for side in (-0.13, 0.15):
        x = view.x - np.float32(frame.aspect * 0.5 + side * dice.uniform(0.6, 1.3))
        stalk = np.exp(-((x / (0.035 + 0.05 * view.y)) ** 2)) * step(view.y, 0.75, 0.3)
        head = np.exp(-(((x / 0.2) ** 2 + ((view.y - dice.uniform(0.5, 0.68)) / 0.17) ** 2) ** 3))
        drop = np.clip(1.1 * stalk + 1.25 * head, 0, 1.3) * step(veils, -1.6, 0.9) * np.float32(1.3)
        for cells, strength in ((9, 0.012), (4.2, 0.02), (1.9, 0.022)):
            push = _flow(view.shape, frame.fork(), cells, strength)
            drop = bend(drop, push[..., 0], push[..., 1])
        inks.append(drop)
    density = resize(np.stack(inks, axis=-1).astype(np.float32), frame.shape)
    density = np.maximum(density, 0)
    back = rgb(water) * (1.15 - 0.5 * np.sqrt((frame.x / frame.aspect - 0.5) ** 2 + (frame.y - 0.42) ** 2))[..., None]
    if mood == "smoke":
        light = -(first * density[..., :1] + second * density[..., 1:]) * 0.9
        scene = back + light * (0.45 + 0.55 * density.sum(axis=2, keepdims=True))
    else:
        way = first * density[..., :1] + second * density[..., 1:]
        scene = back * np.exp(-1.5 * way)
    film = Film(exposure=0.12, contrast=1.15, halation=0.05, vignette=0.3, grain=0.022)
    return scene.astype(np.float32), film
