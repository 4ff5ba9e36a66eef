"""What does fog leave of a forest? Trunks in rows, each row paler than the one before it, and light that finds a way between them."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import away, mix, ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import blur, resize

# mood: (air from top to ground, near wood, lamp behind the fog, its x and y, ground, falling snow)
_MOODS = {
    "mist": (((0, "#b9c6bd"), (0.5, "#d3dad0"), (1, "#8fa39a")), "#11191a", "#f2f1e2", 0.56, 0.3, "#2c3a31", False),
    "ember": (((0, "#c98d4f"), (0.45, "#f7cf86"), (1, "#b57a45")), "#190d07", "#ffe3a8", 0.4, 0.36, "#4a2a14", False),
    "snow": (((0, "#9fb0c2"), (0.5, "#cdd7e0"), (1, "#dfe6ec")), "#161b22", "#f1f4f8", 0.5, 0.3, "#e6edf4", True),
}
_ROWS = 9


def _twigs(frame: Frame, dice: Dice, trunks: list[tuple[float, float, float]], size: float) -> Field:
    """Return thin branches of a row of trunks (x, half width, lean): each a curve that leaves upward and sags."""
    xs, ys, weights = [], [], []
    for x, half, lean in trunks:
        for _ in range(int(dice.integers(10, 26))):
            y = dice.uniform(-0.05, 0.62)
            side, reach = dice.choice([-1, 1]), dice.uniform(0.04, 0.17) * size
            t = np.linspace(0, 1, 260)
            jag = np.cumsum(dice.normal(0, 0.05, 260)) * 0.02
            xs.append((x + lean * y) + side * (half * 0.6 + reach * (t + jag)))
            ys.append(y - reach * (0.75 * t - 0.45 * t * t) + reach * jag)
            weights.append((1 - t) * dice.uniform(0.4, 1.0))
    points = splat(
        frame.shape,
        np.concatenate(xs) * frame.height,
        np.concatenate(ys) * frame.height,
        np.concatenate(weights) * (size * frame.height / 800),
    )
    twigs: Field = np.clip(blur(points, 0.5 + 0.5 * size * frame.height / 1000) * 2.2, 0, 1)
    return twigs


def paint(glass: Frame, mood: str) -> tuple[Light, Film]:
    air, wood, lamp, lamp_x, lamp_y, floor, snow = _MOODS[mood]
    frame = glass.smaller(0.7)
    dice = frame.fork()
    toward = away(frame, lamp_x * frame.aspect, lamp_y)
    glow = np.exp(-((toward / 0.5) ** 1.25))
    drift = resize(fractal(frame.smaller(0.4).shape, frame.fork(), 2.2, 5, 0.55, 1.8), frame.shape)
    fog = (
        ramp(np.broadcast_to(frame.y, frame.shape), air) * (0.86 + 0.07 * drift)[..., None]
        + rgb(lamp) * (glow * 0.55)[..., None]
    )
    bark = fractal(frame.shape, frame.fork(), 9, 6, 0.66, 0.16)
    scene = fog.copy()
    for row in range(_ROWS):
        near = row / (_ROWS - 1)
        veil = np.float32(0.93 * (1 - near) ** 0.85 + 0.02)
        ground = 0.66 + 0.3 * near**1.6
        count = round((26 - 21 * near**0.8) * frame.aspect)
        trunks = []
        hidden = np.zeros(frame.shape, dtype=np.float32)
        turned = np.zeros(frame.shape, dtype=np.float32)
        for _ in range(count):
            half = (0.0035 + 0.024 * near**1.9) * dice.uniform(0.55, 1.45)
            x, lean = dice.uniform(-0.05, 1.05) * frame.aspect, dice.normal(0, 0.02)
            trunks.append((x, half, lean))
            left = max(0, int((x - half * 2 - abs(lean)) * frame.height))
            right = min(frame.width, int((x + half * 2 + abs(lean)) * frame.height) + 2)
            if right - left < 2:  # noqa: PLR2004 -- px; outside the frame
                continue
            sway = np.sin(frame.y * dice.uniform(2, 6) + dice.uniform(0, 6)) * half * 0.5
            taper = half * (0.75 + 0.4 * frame.y + 0.8 * np.exp(-np.maximum(ground - frame.y, 0) / 0.03) * near)
            across = (frame.x[:, left:right] - x - lean * frame.y - sway) / (taper * (1 + 0.06 * bark[:, left:right]))
            edge = 1.2 / (half * frame.height) + 0.04
            cover = step(np.abs(across), 1 + edge / 2, 1 - edge / 2) * step(frame.y, ground + 0.02, ground - 0.01)
            hidden[:, left:right] = np.maximum(hidden[:, left:right], cover)
            turned[:, left:right] = np.where(cover > 0.5, across, turned[:, left:right])  # noqa: PLR2004 -- half covered
        hidden = np.maximum(
            hidden, _twigs(frame, dice, trunks, 0.35 + 1.0 * near) * step(frame.y, ground, ground - 0.2)
        )
        light = (
            0.75
            + 0.3 * bark * near
            + 0.55 * (1 - near) * glow
            + np.maximum(turned * np.float32(np.sign(lamp_x - 0.5)), -0.2) * 0.4
        )
        body = rgb(wood) * np.maximum(light, 0.15)[..., None]
        if snow:
            caught = step(bark + turned * 1.2, 0.7, 1.8) * near
            body = mix(body, np.broadcast_to(rgb(floor) * np.float32(0.6), body.shape), caught)
        scene = mix(scene, mix(body, fog, np.broadcast_to(veil, frame.shape)), hidden)
        line = ground + 0.014 * np.sin(frame.x * (5 - 3 * near) + row) + 0.012 * bark[:1] * near
        soil = rgb(floor) * (0.85 + (0.05 if snow else 0.3) * bark + 0.5 * glow)[..., None]
        scene = mix(
            scene,
            mix(soil, fog, np.broadcast_to(veil * 0.92, frame.shape)),
            step(frame.y - line, -0.004, 0.05 - 0.03 * near),
        )
        low = np.exp(-((np.minimum(frame.y - line, 0) / 0.1) ** 2)) * (0.32 - 0.2 * near) * (1 + 0.4 * drift)
        scene = mix(scene, fog, np.clip(low, 0, 1))
    if snow:
        for count, size, power in ((2600, 0.0011, 0.5), (420, 0.0032, 0.35), (60, 0.011, 0.2)):
            flakes = splat(
                frame.shape,
                dice.random(count) * frame.width,
                dice.random(count) * frame.height,
                dice.uniform(0.3, 1, count),
            )
            radius = max(0.6, size * frame.height)
            scene += np.minimum(blur(flakes, radius) * np.float32(radius**2 * 6.3 * power), 0.9)[..., None]
    film = Film(exposure=-0.25, contrast=1.12, halation=0.1, vignette=0.45, grain=0.032)
    return resize(scene, glass.shape), film
