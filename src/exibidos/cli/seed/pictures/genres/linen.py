"""How does cloth keep the light of a window? Folds first, then the weave that runs over them, thread above thread."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import ramp, relief, rgb, step
from exibidos.cli.seed.pictures.noise import fractal, lattice
from exibidos.cli.seed.pictures.pixels import blur, resize

_MOODS = {
    "indigo": (((0, "#0a1226"), (0.5, "#24406f"), (1, "#7e9cc4")), 130.0),
}


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    cloth, threads = _MOODS[mood]
    view = frame.smaller(0.45)
    dice = frame.fork()
    turn = dice.uniform(0.5, 0.9)
    swing = fractal(view.shape, frame.fork(), 1.1, 3, 0.4) * 0.16
    along = view.x * np.cos(turn) + view.y * np.sin(turn) + swing
    across = -view.x * np.sin(turn) + view.y * np.cos(turn) + swing * 0.6
    fold = np.zeros(view.shape, dtype=np.float32)
    for count, high in ((1.5, 1.0), (3.1, 0.42), (6.4, 0.13)):
        wave = along * count + 0.35 * np.sin(across * 2.2 + count) + dice.uniform(0, 1)
        fold += (
            high * (1 - np.abs(2 * (wave - np.floor(wave)) - 1) ** 1.5) * (0.75 + 0.25 * np.sin(across * 3 + count * 2))
        )
    fold = blur(fold, 0.012 * view.height)
    lit = relief(fold, 0.085, (-0.75, -0.35, 0.55))
    hollow = np.clip(1 - 0.8 * (blur(fold, 0.06 * view.height) - fold), 0.3, 1.3)
    lit, hollow, fold = (resize(part, frame.shape) for part in (lit, hollow, fold))
    # Warp and weft: threads of uneven thickness, over and under, drawn along by the folds.
    slub = fractal(frame.shape, frame.fork(), 18, 4, 0.7, 9.0)
    slub_up = fractal(frame.shape, frame.fork(), 18, 4, 0.7, 0.11)
    u = (frame.x + fold * 0.05) * np.float32(threads) + 0.18 * slub_up
    v = (frame.y + fold * 0.04) * np.float32(threads) + 0.18 * slub
    weft, warp = np.sin(np.pi * v) ** 2, np.sin(np.pi * u) ** 2
    over = (np.floor(u) + np.floor(v)) % 2
    thread = np.where(over > 0, weft * (0.72 + 0.28 * warp), warp * (0.72 + 0.28 * weft))
    nap = lattice(frame.shape, frame.fork(), 240)
    weave = 0.6 + 0.44 * thread + 0.07 * np.where(over > 0, slub, slub_up) + 0.035 * nap
    value = np.clip((0.1 + 0.92 * lit) * hollow * weave, 0, 1.2)
    window = step(frame.x / frame.aspect * 0.7 + frame.y * 0.5, 1.25, 0.0)
    scene = ramp(np.clip(value * 0.92, 0, 1), cloth) * (0.45 + 0.85 * window)[..., None] * rgb("#fff6e8")
    film = Film(exposure=0.35, contrast=1.08, halation=0.03, vignette=0.4, grain=0.022)
    return scene.astype(np.float32), film
