"""What does a macro lens see in a dahlia? Rings of petals over one another, each cupped, shaded by the next, sharp in one depth only."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal, lattice
from exibidos.cli.seed.pictures.pixels import blur, resize

# mood: (petal from base to tip, background from dark to light, centre x, y, size, warmth of the light)
_MOODS = {
    "rose": (((0, "#7a1238"), (0.5, "#d64a7c"), (1, "#ffc4cf")), ("#16201a", "#4c5a3c"), 0.44, 0.54, 0.62, "#fff2e2"),
    "ivory": (((0, "#c79a5a"), (0.4, "#f0dcb8"), (1, "#fff8ea")), ("#1a231c", "#66704a"), 0.58, 0.47, 0.7, "#fff0da"),
    "ember": (((0, "#4a0a08"), (0.5, "#c8371a"), (1, "#ffb04a")), ("#0f1212", "#3a3226"), 0.5, 0.5, 0.78, "#ffe4c2"),
}
_RINGS = 15


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    petal, (dark, bright), cx, cy, size, warm = _MOODS[mood]
    view = frame.smaller(0.66)
    dice = frame.fork()
    short = min(1.0, frame.aspect)
    wave = lattice(view.shape, frame.fork(), 3) * 0.018
    x, y = view.x - cx * frame.aspect + wave, (view.y - cy) * 1.12 - wave * 0.7
    radius = np.sqrt(x * x + y * y) / np.float32(size * short)
    angle = np.arctan2(y, x)
    soft = fractal(view.shape, frame.fork(), 2.2, 3, 0.5)
    ground = mix(
        np.broadcast_to(rgb(dark), (*view.shape, 3)),
        np.broadcast_to(rgb(bright), (*view.shape, 3)),
        step(soft, -0.6, 2.2),
    )
    scene = ground.astype(np.float32)
    streak = fractal(view.shape, frame.fork(), 30, 3, 0.6)
    lamp = dice.uniform(-2.4, -0.9)
    for ring in range(_RINGS):
        t = ring / (_RINGS - 1)
        reach = 1.04 * (1 - t) ** 0.82 + 0.055
        # Only the window that the ring and its shadow can reach is painted: inner rings are small.
        touched = radius < np.float32(reach * 1.35)
        rows, columns = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
        window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        far, turned = radius[window], angle[window]
        count = round(21 - 11 * t**1.5)
        place = (turned + np.float32(ring * 2.399 + dice.normal() * 0.05)) * np.float32(count / (2 * np.pi))
        index = np.floor(place)
        lane = (place - index - np.float32(0.5)) * 2  # -1..1 across one petal
        each = np.sin(index * np.float32(12.9898) + np.float32(ring * 4.1)) * np.float32(43758.5453)
        each = each - np.floor(each)
        lane = lane + (each - 0.5) * 0.22
        bow = np.clip(1 - lane * lane * 0.98, 0.0, 1)
        cup = np.sqrt(bow)
        edge = np.float32(reach) * (0.9 + 0.16 * each) * (0.42 + 0.58 * cup)
        inside = step(edge - far, 0.0, 0.008 + 0.012 * (1 - t))
        along = np.clip(far / edge, 0, 1)
        side = 0.5 + 0.5 * np.cos(turned + lane * np.float32(0.9 - 0.3 * t) - np.float32(lamp))
        shade = (0.36 + 0.64 * along * np.sqrt(along)) * (0.5 + 0.5 * cup) * (0.5 + 0.75 * side)
        shade *= 1 - 0.28 * np.exp(-((lane / np.float32(0.09)) ** 2)) * (1 - along)
        grain = streak[window]
        shade *= 1 + 0.075 * (np.sin(lane * 26 + grain * 1.5) * 0.5 + grain * 0.25) * (1 - along * 0.6)
        rim = step(along, 0.9, 0.995) * cup * (0.3 + 0.7 * side)
        hue = ramp(np.clip(along * 0.9 + 0.1 * each - np.float32(0.08 + 0.18 * t) + 0.03 * grain, 0, 1), petal)
        through = np.float32(0.3) * (1 - side) * along  # light that comes through the petal
        colour = hue * (shade * 1.35 + rim * 0.35)[..., None] + hue * hue * through[..., None]
        cast = 1 - 0.62 * step(far - edge, 0.16 * reach, 0.0) * (1 - inside)  # its shadow on the ring below
        scene[window] = mix(scene[window] * cast[..., None], colour, inside)
    scene *= rgb(warm)
    heart = np.exp(-((radius / 0.12) ** 2))
    scene *= (1 - 0.35 * heart)[..., None]
    px = view.height / 1000
    focus = np.clip(np.abs(radius - 0.34) * 1.5 - 0.22 + 0.25 * np.clip(-y * 1.5, -0.3, 1), 0, 1)
    scene = mix(blur(scene, 1.2 * px), blur(scene, 4.5 * px), step(focus, 0.05, 0.35))
    scene = mix(scene, blur(scene, 15 * px), step(focus, 0.35, 0.95))
    film = Film(exposure=0.35, contrast=1.12, halation=0.08, vignette=0.55, grain=0.022)
    return resize(scene.astype(np.float32), frame.shape), film
