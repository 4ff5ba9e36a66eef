"""What does the sea do with light? Waves from a wind spectrum, Fresnel's mirror of the sky, and the sun's path of glitter."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import away, mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal, tile
from exibidos.cli.seed.pictures.pixels import blur
from exibidos.cli.seed.pictures.terrain import fan, look, project, sample, slopes

# mood: (sky, sunlight, deep water, sun x, sun above horizon in heights, its strength, wave height, horizon)
_MOODS = {
    "gold": (
        ((0, "#3d4f6e"), (0.45, "#a98d86"), (0.8, "#f0ad6c"), (1, "#ffd28a")),
        "#ffb764",
        "#0b2a35",
        0.58,
        0.1,
        34.0,
        1.0,
        0.42,
    ),
    "steel": (((0, "#515c66"), (0.6, "#98a3a8"), (1, "#cfd2cc")), "#f4efe2", "#122a33", 0.4, 0.3, 16.0, 1.5, 0.3),
    "coral": (
        ((0, "#2c3a63"), (0.5, "#8b6788"), (0.85, "#ee8f72"), (1, "#ffb98a")),
        "#ff8a58",
        "#0d1f3a",
        0.36,
        0.035,
        30.0,
        0.7,
        0.5,
    ),
    "tropic": (((0, "#1f63a8"), (0.6, "#6db2d8"), (1, "#cfe8ea")), "#fff6dc", "#04545f", 0.7, 0.55, 10.0, 0.8, 0.34),
}


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    sky, sun, deep, sun_x, sun_up, power, swell, horizon = _MOODS[mood]
    dice = frame.fork()
    focal = 1.5
    rays = fan(frame, 1.1, 900, spread=frame.aspect / focal, steps=0.85)
    chop = tile(1024, dice, 1.9, low=6)
    wind = tile(1024, dice, 2.2, low=3)
    z, u = np.broadcast_to(rays.z, rays.u.shape), rays.u
    far = np.float32(1) / (1 + (rays.z / 90) ** 2)
    near = np.float32(1) / (1 + (rays.z / 14) ** 2)
    height = 0.085 * sample(wind, u * 0.017, z * 0.05) * far + 0.03 * sample(chop, u * 0.035 + 0.4, z * 0.07) * far
    height += 0.012 * sample(chop, u * 0.12, z * 0.17 + 0.2) * near
    height += 0.0035 * sample(chop, u * 0.5 + 0.7, z * 0.52) * near
    height = (height * np.float32(swell)).astype(np.float32)
    eye = 1.35
    right, ahead = slopes(rays, height)
    # View and sun as unit vectors; the mirror slope is the one that throws the sun into the lens.
    reach = np.sqrt(u**2 + z**2 + eye**2)
    look_x, look_y, look_z = u / reach, -eye / reach, z / reach
    elevation = sun_up / focal
    lamp = np.array([(sun_x - 0.5) * frame.aspect / focal, elevation, 1.0], dtype=np.float32)
    lamp /= np.float32(np.linalg.norm(lamp))
    half_x, half_y, half_z = lamp[0] - look_x, lamp[1] - look_y, lamp[2] - look_z
    miss = (right + half_x / half_y) ** 2 * 1.4 + (ahead + half_z / half_y) ** 2
    rough = 0.0011 + 0.011 * (1 - near) + 0.012 * (1 - far)
    glint = np.exp(-miss / (2 * rough)) * (0.004 / rough) ** 0.6
    steep = np.sqrt(1 + right**2 + ahead**2)
    facing = np.clip((look_x * right - look_y + look_z * ahead) / steep, 0.0, 1)
    mirror = np.clip(0.02 + 0.98 * (1 - facing) ** 5 * (0.55 + 0.45 * far), 0, 1)
    bounce = np.clip(look_y + 2 * facing / steep, 0.0, 1)  # elevation of the sky that is mirrored
    heaven = ramp(np.clip(1 - bounce * 1.9, 0, 1).astype(np.float32), sky)
    body = rgb(deep) * (0.7 + 5.0 * np.clip(height + 0.04, 0, 1)[..., None])
    water = mix(body, heaven, mirror.astype(np.float32))
    water += rgb(sun) * (glint * power * 0.35)[..., None]
    haze = (1 - np.exp(-rays.z / 330)).astype(np.float32)
    water = mix(water, water * 0.4 + rgb(sky[-1][1]) * 0.55, np.broadcast_to(haze, height.shape)).astype(np.float32)
    sight = project(frame, rays, height, eye=eye, horizon=horizon, focal=focal)
    gaze = np.clip(frame.y / horizon, 0, 1)
    scene = ramp(np.broadcast_to(gaze, frame.shape), sky)
    toward = away(frame, sun_x * frame.aspect, horizon - sun_up)
    cloud = fractal(frame.shape, frame.fork(), 2.0, 7, 0.54, 5.5)
    depth = step(cloud, -0.1, 1.9)
    lining = np.exp(-toward / 0.35)
    scene = mix(scene, scene * 0.42 + rgb(sun) * 0.05, depth * 0.75)
    scene += rgb(sun) * (np.exp(-toward / 0.12) * 1.4 + lining * 0.35 * (1 + 1.5 * depth * (1 - depth)))[..., None]
    if mood != "steel":
        scene = mix(scene, rgb(sun) * np.float32(1.5) + np.float32(5), step(toward, 0.032, 0.027) * (1 - 0.8 * depth))
    scene = mix(look(sight, water), scene, sight.sky)
    film = Film(exposure=-0.15, contrast=1.12, halation=0.12, vignette=0.4, saturation=0.75 if mood == "steel" else 1.0)
    return blur(scene, 0.55 * frame.height / 1400), film
