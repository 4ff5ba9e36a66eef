"""How does low sun model sand? Crests with slip faces in cast shadow, ripples underfoot, and lagoons where the rain stays."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Field, Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal, tile
from exibidos.cli.seed.pictures.pixels import blur
from exibidos.cli.seed.pictures.terrain import fan, look, project, sample, shadows, slopes

# mood: (sky, sand, sunlight, skylight, air, tangent of the sun's height, water level or None, film)
_MOODS = {
    "amber": (
        ((0, "#6d86a3"), (0.6, "#c9b6a2"), (1, "#f3d3a8")),
        "#d9a066",
        "#ffc98a",
        "#5d6f96",
        "#e8c6a2",
        0.3,
        None,
    ),
    "violet": (
        ((0, "#4a4a74"), (0.6, "#b58a9c"), (1, "#f2b79c")),
        "#c98a63",
        "#ffae7c",
        "#5a5796",
        "#d99f98",
        0.22,
        None,
    ),
    "lagoon": (
        ((0, "#3f78ad"), (0.6, "#8db9d3"), (1, "#dfe9e6")),
        "#efe4d2",
        "#fff0d8",
        "#86a8d0",
        "#cfdde2",
        0.5,
        -0.03,
    ),
    "noir": (
        ((0, "#2a2724"), (0.7, "#575049"), (1, "#8f867b")),
        "#b39a83",
        "#fff0dc",
        "#39383c",
        "#7c746b",
        0.34,
        None,
    ),
}


def _crest(t: Field) -> Field:
    """Return the profile of a dune over its phase: a long windward rise, then the slip face at the angle where sand slides."""
    t = t - np.floor(t)
    rise = np.clip(t / 0.7, 0, 1)
    fall = np.clip((1 - t) / 0.3, 0, 1)
    rise = rise**1.5
    profile: Field = (rise + fall - np.sqrt((rise - fall) ** 2 + 0.0009)) / 2  # a crest is rounded by a hand's width
    return profile


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    sky, sand, sun, blue, air, tangent, level = _MOODS[mood]
    dice = frame.fork()
    horizon = 0.3 if frame.aspect > 1 else 0.34
    rays = fan(frame, 0.42, 40, spread=frame.aspect / 1.5, steps=1.05, rows=0.42)
    soft = tile(1024, dice, 2.7, low=1)
    start = dice.random(2) * 9
    u, v = rays.u + np.float32(start[0]), rays.z + np.float32(start[1])
    drift = sample(soft, u * 0.05, v * 0.05)
    swell = sample(soft, u * 0.021 + 0.3, v * 0.021)
    phase = u * 0.62 + drift * 0.62 + v * 0.16
    size = np.clip(0.75 + 0.42 * swell, 0.12, 2)
    height = 0.34 * _crest(phase) * size + 0.11 * _crest(u * 0.3 - v * 0.38 - drift * 0.55 + 0.2) + 0.16 * swell
    height = (height * (0.45 + 0.55 * step(rays.z, 0.4, 3.0))).astype(np.float32)
    bent = drift * 9 + 2.2 * sample(soft, u * 0.21, v * 0.21)
    ripple = np.sin(u * 150 + v * 70 + bent * 9) + 0.6 * np.sin(u * 171 + v * 52 + bent * 8 + 1)
    fine = ripple * np.exp(-((rays.z / 1.7) ** 2)) * (0.5 + 0.5 * step(drift, -0.8, 0.8))
    ground = height if level is None else np.maximum(height, np.float32(level))
    right, ahead = slopes(rays, height + fine.astype(np.float32) * 0.0011)
    lamp = np.array([-1.0, tangent, 0.35], dtype=np.float32) / np.float32(np.hypot(np.hypot(1, tangent), 0.35))
    lit = np.maximum((-right * lamp[0] + lamp[1] - ahead * lamp[2]) / np.sqrt(1 + right**2 + ahead**2), 0)
    cast = shadows(rays, height, tangent, 0.02)
    open_sky = 0.5 + 0.5 * step(height, -0.05, 0.5)
    light = rgb(sun) * (2.5 * lit * cast)[..., None] + rgb(blue) * (0.62 * open_sky)[..., None]
    light += rgb(sun) * (0.1 * (1 - cast))[..., None]  # what sunlit flanks throw into the shade
    shade = rgb(sand) * light * (1 + 0.05 * sample(soft, u * 3.1, v * 3.1))[..., None]
    gaze = np.clip(frame.y / horizon, 0, 1)
    heaven = ramp(np.broadcast_to(gaze, frame.shape), sky)
    if level is not None:
        depth = np.clip((np.float32(level) - height) * 7, 0, 1)
        water = ramp(depth, ((0, "#bfe3d6"), (0.25, "#63c3bd"), (0.7, "#1d8aa0"), (1, "#125a7d")))
        grazing = np.exp(-1.1 / rays.z * 1.6).astype(np.float32) * 0.55
        water = mix(
            water * np.float32(1.25),
            np.broadcast_to(rgb(sky[1][1]), water.shape),
            np.broadcast_to(grazing, height.shape),
        )
        shade = mix(shade, water, step(height, level + 0.004, level - 0.006))
    haze = (1 - np.exp(-np.maximum(rays.z - 2, 0) * 0.055)).astype(np.float32)
    shade = mix(shade, np.broadcast_to(rgb(air), shade.shape), np.broadcast_to(haze, height.shape)).astype(np.float32)
    sight = project(frame, rays, ground, eye=0.86, horizon=horizon, focal=1.5)
    veil = fractal(frame.shape, frame.fork(), 2.4, 6, 0.55, 4.5)
    heaven = mix(heaven, heaven * 0.7 + rgb(air) * 0.45, step(veil, 0.0, 2.0) * gaze**0.5)
    scene = mix(look(sight, shade), heaven, sight.sky)
    film = Film(exposure=-0.1, contrast=1.12, vignette=0.4, grain=0.022, saturation=0.0 if mood == "noir" else 1.04)
    return blur(scene, 0.6 * frame.height / 1400), film
