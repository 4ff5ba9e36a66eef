"""How does one tree stand alone? A trunk that forks until it is twigs, in flower, bare before the sun, or half gone in fog."""

import msgspec
import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import away, mix, ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import blur, resize

_ORDERS = 10  # of forks; twigs of the eleventh would be finer than a pixel
_OLD = 4  # orders of wood too old for leaves


class _Mood(msgspec.Struct, frozen=True, kw_only=True):
    """A light to see the tree in; `disc` is the sun's radius in frame heights (0: hidden), `field` runs from far to near."""

    sky: tuple[tuple[float, str], ...]
    sun: tuple[float, float]
    disc: float = 0.0
    light: str
    field: tuple[str, str]
    wood: str
    blossom: str | None = None
    fog: float


_MOODS = {
    "ipe": _Mood(
        sky=((0, "#8fb0c4"), (0.6, "#c9d6d6"), (1, "#efe3c8")),
        sun=(0.8, 0.2),
        light="#fff3d2",
        field=("#a9a888", "#4d5a34"),
        wood="#2a211b",
        blossom="#ffb703",
        fog=0.35,
    ),
    "bare": _Mood(
        sky=((0, "#3a2238"), (0.5, "#b5493a"), (0.85, "#f79a4a"), (1, "#ffc873")),
        sun=(0.6, 0.5),
        disc=0.2,
        light="#ffd27a",
        field=("#3a1a12", "#0c0605"),
        wood="#090405",
        fog=0.15,
    ),
    "jacaranda": _Mood(
        sky=((0, "#7f9fc8"), (0.6, "#bccbe0"), (1, "#f0dfe0")),
        sun=(0.25, 0.2),
        light="#fff0e6",
        field=("#a3a89a", "#4a5440"),
        wood="#231d22",
        blossom="#9a6fd6",
        fog=0.4,
    ),
}
_HORIZON = 0.8
_FOOT = _HORIZON + 0.035


def _grow(dice: Dice, x: float, y: float, size: float) -> tuple[Field, Field]:
    """Return (4, n) points of the wood (x, y, half width, depth) and (2, m) places of the outermost twigs."""
    wood: list[Field] = []
    tips: list[tuple[float, float]] = []

    def fork(place: tuple[float, float], heading: float, reach: float, half: float, depth: int) -> None:
        count = max(6, int(reach * 900))
        t = np.linspace(0, 1, count)
        turn = heading + np.cumsum(dice.normal(0, 0.9 / np.sqrt(count), count)) * 0.6
        turn += (-np.pi / 2 - turn) * 0.18 * t  # everything grows toward the light a little
        px, py = place[0] + np.cumsum(np.cos(turn)) * reach / count, place[1] + np.cumsum(np.sin(turn)) * reach / count
        flare = 0.35 * np.exp(-t * 9) if depth else 0.9 * np.exp(-t * 6)
        wood.append(np.stack([px, py, half * (1 - 0.36 * t + flare), np.full(count, depth)]))
        if depth > _OLD:  # leaves grow on young wood
            tips.append(
                (px[-1 if depth == _ORDERS - 1 else count // 2], py[-1 if depth == _ORDERS - 1 else count // 2])
            )
        if depth == _ORDERS - 1:
            return
        for side in (-1, 1) if depth else (-1, 1, 0.1):
            if depth >= _OLD and dice.random() < 0.1:  # noqa: PLR2004 -- one young twig in ten is lost to wind
                continue
            angle, shorter, thinner = (
                side * dice.uniform(0.22, 0.62),
                dice.uniform(0.68, 0.88),
                dice.uniform(0.58, 0.69),
            )
            fork((px[-1], py[-1]), turn[-1] + angle, reach * shorter, half * thinner, depth + 1)

    fork((x, y), -np.pi / 2 + dice.normal(0, 0.06), 0.2 * size, 0.019 * size, 0)
    return np.concatenate(wood, axis=1), np.array(tips).T


def _solid(frame: Frame, wood: Field) -> Field:
    """Return where the wood hides what is behind it."""
    rows = frame.height
    cover = np.zeros(frame.shape, dtype=np.float32)
    for order in range(_ORDERS):
        px, py, half, _ = wood[:, wood[3] == order]
        thick = float(half.mean()) * rows
        sigma = max(0.45, thick * 0.55)
        points = splat(frame.shape, px * rows, py * rows, np.full(px.size, rows / 900, dtype=np.float32))
        trace = blur(points, sigma) * np.float32(sigma * 2.6)
        # Wood thinner than a pixel only dims what is behind it.
        solid = step(trace, 0.28, 0.72) if sigma > 1 else np.clip(trace * np.float32(thick * 2.2), 0, 1)
        cover = np.maximum(cover, solid)
    return cover


def _bloom(frame: Frame, scene: Light, tips: Field, mood: _Mood, colour: str) -> Light:
    """Return `scene` with blossom around the twigs: flowers lit on the sun's side, large ones in front."""
    dice, rows = frame.fork(), frame.height
    scale, air = rows / 1300, rgb(mood.sky[-1][1])
    count = tips.shape[1] * 44
    pick = dice.integers(0, tips.shape[1], count)
    spread = dice.normal(0, 0.017, (2, count)) * dice.uniform(0.3, 1.5, count)
    px, py = (tips[:, pick] + spread) * rows
    sunny = 14 * (spread[0] * np.sign(mood.sun[0] - 0.5) - spread[1])
    light = np.clip(0.55 + sunny + dice.normal(0, 0.25, count), 0.32, 1.5)
    for share, sigma in ((slice(0, None, 3), 1.5), (slice(1, None, 3), 1.05), (slice(2, None, 3), 0.7)):
        amount = blur(splat(frame.shape, px[share], py[share], np.ones_like(px[share])), sigma * scale)
        shine = blur(splat(frame.shape, px[share], py[share], light[share]), sigma * scale)
        alpha = 1 - np.exp(-amount * np.float32((sigma * scale) ** 2 * 12))
        petals = rgb(colour) * (shine / np.maximum(amount, 1e-4) * np.float32(1.25))[..., None]
        scene = mix(scene, petals * np.float32(1 - 0.35 * mood.fog) + air * np.float32(0.3 * mood.fog), alpha)
    return scene


def _fallen(frame: Frame, x: float, count: int = 9000) -> Field:
    """Return where fallen petals lie around the foot of a tree at `x`."""
    dice, rows = frame.fork(), frame.height
    px, py = x + dice.normal(0, 0.2, count), _FOOT + 0.015 + np.abs(dice.normal(0, 0.03, count))
    petals = splat(frame.shape, px * rows, py * rows, np.ones(count, dtype=np.float32))
    scale = rows / 1300
    lying: Field = np.clip(blur(petals, 0.8 * scale) * np.float32(scale**2 * 3), 0, 1)
    return lying


def _sky(frame: Frame, mood: _Mood, toward: Field) -> Light:
    scene = ramp(np.broadcast_to(np.clip(frame.y / _HORIZON, 0, 1), frame.shape), mood.sky)
    cloud = fractal(frame.smaller(0.5).shape, frame.fork(), 1.6, 6, 0.55, 3.5)
    cloud = resize(step(cloud, -0.2, 2.2), frame.shape)
    sun = rgb(mood.light)
    scene = mix(scene, scene * 0.72 + sun * 0.22, cloud * (0.35 if mood.disc else 0.7))
    scene += sun * (np.exp(-toward / 0.3) * (0.5 if mood.disc else 0.25))[..., None]
    if not mood.disc:
        return scene
    veil = 0.72 + 0.28 * step(frame.y, mood.sun[1] + mood.disc, mood.sun[1] - mood.disc) - 0.25 * cloud
    return mix(scene, rgb("#ffdf8f") * (2.6 * veil)[..., None], step(toward, mood.disc, mood.disc - 0.004))


def paint(glass: Frame, mood: str) -> tuple[Light, Film]:
    air = _MOODS[mood]
    frame = glass.smaller(0.85)
    dice = frame.fork()
    toward = away(frame, air.sun[0] * frame.aspect, air.sun[1])
    scene = _sky(frame, air, toward)
    grass = fractal(frame.shape, frame.fork(), 26, 5, 0.72, 0.45)
    land = fractal(frame.shape, frame.fork(), 2, 4, 0.5, 4.0)
    depth = np.clip((frame.y - _HORIZON) / (1 - _HORIZON), 0, 1) ** 0.6
    far, near = (rgb(colour) for colour in air.field)
    field = (far + (near - far) * depth[..., None]) * np.clip(0.9 + (0.05 + 0.16 * depth) * grass + 0.1 * land, 0.2, 2)[
        ..., None
    ]
    line = _HORIZON + 0.012 * land[:1] + 0.0025 * grass[:1]
    scene = mix(scene, field, step(frame.y - line, -0.003, 0.006))
    x = frame.aspect * (air.sun[0] if air.disc else dice.uniform(0.38, 0.6))
    wood, tips = _grow(dice, x, _FOOT, 0.9 if frame.aspect > 1 else 0.72)
    pale = rgb(air.sky[-1][1])
    bark = fractal(frame.shape, frame.fork(), 40, 3, 0.6, 0.3)
    body = rgb(air.wood) * np.clip(0.85 + 0.2 * bark, 0.5, 1.7)[..., None]
    scene = mix(scene, body * np.float32(1 - air.fog * 0.3) + pale * np.float32(air.fog * 0.25), _solid(frame, wood))
    if air.blossom:
        scene = _bloom(frame, scene, tips, air, air.blossom)
        petals = np.broadcast_to(rgb(air.blossom) * np.float32(0.75), scene.shape)
        scene = mix(scene, petals, _fallen(frame, x) * np.float32(1 - 0.7 * air.fog))
    low = np.exp(-(((frame.y - _HORIZON) / 0.09) ** 2)) * air.fog * (0.75 + 0.25 * land)
    scene = mix(scene, pale + rgb(air.light) * (0.12 * np.exp(-toward / 0.5))[..., None], np.clip(low, 0, 1))
    film = Film(exposure=-0.1, contrast=1.1, halation=0.08, vignette=0.4, grain=0.028)
    return resize(scene.astype(np.float32), glass.shape), film
