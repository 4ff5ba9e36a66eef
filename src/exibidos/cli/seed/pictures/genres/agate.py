"""What does a cut agate show? Bands laid down in time along a wandering wall, thin ones among wide ones, and quartz at the heart."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, relief, rgb, step
from exibidos.cli.seed.pictures.noise import cells, fractal
from exibidos.cli.seed.pictures.pixels import blur, resize

_MOODS = {
    "ocean": ("#06202f", "#0f4a63", "#2f8aa0", "#9fd3d2", "#f1efe4", "#c98b4d"),
    "fire": ("#2a0b08", "#7d1f12", "#c9532a", "#eda860", "#f7e6cc", "#5b2f4a"),
}
_BANDS = 640  # entries of the drill core


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    colours = _MOODS[mood]
    dice = frame.fork()
    view = frame.smaller(0.75)
    wander = fractal(view.shape, frame.fork(), 1.15, 5, 0.46)
    crumple = fractal(view.shape, frame.fork(), 5, 4, 0.5)
    x = view.x - np.float32(frame.aspect * dice.uniform(0.35, 0.65))
    y = view.y - np.float32(dice.uniform(0.35, 0.65))
    depth = np.sqrt((x / 1.25) ** 2 + y**2) * 0.85 + 0.16 * wander + 0.006 * crumple
    depth = (depth + 0.12).astype(np.float32)
    # A drill core from the heart outward: broad seasons of colour, and within them bands from thick to hair-thin.
    core = np.linspace(0, 1, _BANDS)
    which = np.interp(core, np.linspace(0, 1, 16), dice.random(16))
    thin = np.interp(core, np.linspace(0, 1, 90), dice.random(90)) * 0.45 + dice.random(_BANDS) * 0.3
    tone = np.clip(which * 0.75 + thin * 0.55 - 0.16, 0, 1)
    step_ = np.interp(np.clip(depth, 0, 1.2) / 1.2, core, tone).astype(np.float32)
    scene = ramp(step_, tuple((i / 4, c) for i, c in enumerate(colours[:5])))
    stain = step(fractal(view.shape, frame.fork(), 1.4, 4, 0.5), 0.4, 1.9)
    scene = mix(scene, scene * rgb(colours[5]) * np.float32(2.6), stain * 0.7)
    # Quartz: facets that each mirror another part of the lamp.
    near, second, facet = cells(view.shape, frame.fork(), 34)
    little, next_, chip = cells(view.shape, frame.fork(), 90)
    heart = step(depth, 0.185, 0.16)
    # Each crystal is a pyramid seen from its point: the faces that lean to the lamp shine, the others show the depth below.
    point = np.minimum(second - near, 0.75) * (0.6 + 0.8 * facet) + 0.16 * np.minimum(next_ - little, 0.6)
    faces = relief(point, 0.03, (-0.6, -0.75, 0.55))
    crystal = 0.1 + 0.8 * faces**1.6 + 0.9 * step(faces * (0.7 + 0.5 * chip), 0.82, 1.0)
    inner = step(depth, 0.0, 0.19)
    scene = mix(
        scene, mix(rgb(colours[2]) * crystal[..., None], rgb("#f1f3f4") * crystal[..., None], 0.3 + 0.6 * inner), heart
    )
    rim = np.exp(-(((depth - 0.18) / 0.008) ** 2))
    scene += rgb("#fff4e0") * (rim * 0.35)[..., None]
    glass = relief(blur(step_, 1.5) * 0.5 + crumple * 0.01, 0.006, (-0.5, -0.6, 1.0))
    scene = scene * (0.55 + 0.62 * (glass + (1 - glass) * heart * 0.7))[..., None]
    milk = np.exp(-((((view.x / frame.aspect) - 0.2) ** 2 + (view.y - 0.15) ** 2) / 0.3))
    scene = scene * np.float32(0.95) + rgb("#ffffff") * (milk * 0.05)[..., None]
    film = Film(exposure=0.3, contrast=1.14, halation=0.05, vignette=0.45, grain=0.016, saturation=1.02)
    return resize(scene.astype(np.float32), frame.shape), film
