"""What is a street at night through a wet window? Lamps as discs of light, and in every drop the same street upside down."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import bend, blur, resize

# mood: (background, lamp colours, radius of the discs, how many)
_MOODS = {
    "amber": (
        ((0, "#07090f"), (0.6, "#141d2c"), (1, "#2c2a30")),
        ("#ffb057", "#ff8a3a", "#ffd9a0", "#ff4a32", "#9fd0ff"),
        0.055,
        95,
    ),
    "neon": (
        ((0, "#0a0716"), (0.6, "#1a1436"), (1, "#38204a")),
        ("#ff3f8e", "#37c6ff", "#9a6bff", "#ffcf5c", "#2affc0"),
        0.065,
        85,
    ),
}


def _street(view: Frame, dice: Dice, lamps: tuple[str, ...], size: float, count: int) -> Light:
    """Return the lamps far out of focus: discs with a brighter rim, as a lens with eight blades and some age draws them."""
    scene = np.zeros((view.height, view.width, 3), dtype=np.float32)
    for _ in range(count):
        y = np.clip(0.5 + dice.normal() * 0.17, 0.04, 0.97)
        x, r = dice.uniform(-0.03, 1.03) * view.aspect, size * dice.uniform(0.45, 1.15)
        colour = rgb(lamps[int(min(dice.exponential(1.2), len(lamps) - 1))]) * np.float32(dice.gamma(1.6, 0.16))
        left, right = max(0, int((x - r) * view.height) - 3), min(view.width, int((x + r) * view.height) + 4)
        top, bottom = max(0, int((y - r) * view.height) - 3), min(view.height, int((y + r) * view.height) + 4)
        if right <= left or bottom <= top:
            continue
        dx, dy = view.x[:, left:right] - np.float32(x), view.y[top:bottom] - np.float32(y)
        cut = np.cos(((np.arctan2(dy, dx) + 0.3) % (np.pi / 4)) - np.pi / 8) / np.cos(np.pi / 8)
        far = np.sqrt(dx * dx + dy * dy) * (0.75 + 0.25 * cut) / np.float32(r)
        disc = step(far, 1.0, 0.95) * (0.62 + 0.38 * far**4)
        scene[top:bottom, left:right] += disc[..., None] * colour
    return scene


def _drops(view: Frame, dice: Dice) -> tuple[Field, Field, Field]:
    """Return the slope of the water on the pane (right, down) and where it is wet."""
    height = np.zeros(view.shape, dtype=np.float32)
    sizes = np.concatenate(
        [dice.uniform(0.002, 0.006, 1500), dice.uniform(0.006, 0.014, 260), dice.uniform(0.014, 0.03, 46)]
    )
    for r in sizes:
        x, y = dice.uniform(0, view.aspect), dice.uniform(0, 1)
        squash, lean = dice.uniform(0.8, 1.05), dice.uniform(0.85, 1.35)
        left, right = max(0, int((x - r) * view.height)), min(view.width, int((x + r) * view.height) + 2)
        top, bottom = max(0, int((y - r * 1.5) * view.height)), min(view.height, int((y + r * 1.5) * view.height) + 2)
        dx, dy = (view.x[:, left:right] - x) / (r * squash), (view.y[top:bottom] - y) / (r * lean)
        dx = dx * (1 + 0.25 * np.clip(-dy, -0.5, 1))  # heavier below
        dome = np.sqrt(np.clip(1 - dx * dx - dy * dy, 0, 1)).astype(np.float32) * np.float32(r)
        height[top:bottom, left:right] = np.maximum(height[top:bottom, left:right], dome)
    down, across = np.gradient(blur(height, 0.8 * view.height / 1000) * np.float32(view.height))
    return across, down, step(height, 0.0004, 0.0016)


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    night, lamps, size, count = _MOODS[mood]
    dice = frame.fork()
    view = frame.smaller(0.8)
    scene = ramp(np.broadcast_to(view.y, view.shape), night)
    scene = scene + _street(view, dice, lamps, size, count)
    scene += blur(scene, 0.06 * view.height) * np.float32(0.5)
    mist = step(fractal(view.shape, frame.fork(), 2.4, 5, 0.55), -1.4, 1.8)
    scene = scene * (0.62 + 0.38 * mist)[..., None] + rgb(night[2][1]) * (0.12 * mist)[..., None]
    across, down, wet = _drops(view, dice)
    px = np.float32(view.height)
    seen = bend(scene, across * np.float32(-0.16) * px, down * np.float32(-0.16) * px)
    edge = np.clip(1 - (across**2 + down**2) * 0.2, 0.25, 1)
    glint = step(-across * 0.5 - down, 1.15, 1.9) * 0.5
    seen = seen * (edge * 1.15)[..., None] + rgb(lamps[2]) * glint[..., None]
    scene = scene + (seen - scene) * wet[..., None]
    film = Film(exposure=0.75, contrast=1.12, halation=0.1, vignette=0.5, grain=0.034)
    return resize(scene.astype(np.float32), frame.shape), film
