"""What does chance look like in nature? Fractal fields: smooth, ridged, stretched, and cells."""

import numpy as np

from exibidos.cli.seed.pictures.frame import Dice, Field

_SPAN = 2.2  # pixels per cell below which an octave is only aliasing


def _spline(count: int, cells: float, shift: float) -> Field:
    """Return a (count, knots) matrix that draws a cubic B-spline through random knots, `cells` of them over the axis."""
    place = (np.arange(count, dtype=np.float32) + 0.5) / count * cells + shift
    knot = np.floor(place).astype(np.int64)
    t = (place - knot).astype(np.float32)
    matrix = np.zeros((count, int(np.ceil(cells + shift)) + 4), dtype=np.float32)
    row = np.arange(count)
    matrix[row, knot] = (1 - t) ** 3 / 6
    matrix[row, knot + 1] = (3 * t**3 - 6 * t**2 + 4) / 6
    matrix[row, knot + 2] = (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6
    matrix[row, knot + 3] = t**3 / 6
    return matrix


def lattice(shape: tuple[int, int], dice: Dice, cells: float, stretch: float = 1.0) -> Field:
    """Return one octave: `cells` bumps over the height, each `stretch` times as wide as high; mean 0, deviation about 1."""
    height, width = shape
    down = _spline(height, cells, 0.3)
    across = _spline(width, cells * width / height / stretch, 0.6)
    knots = dice.standard_normal((down.shape[1], across.shape[1]), dtype=np.float32)
    field: Field = (down @ knots) @ across.T
    return field * np.float32(2.1)  # a cubic B-spline of white noise has a deviation of 0.48


def fractal(
    shape: tuple[int, int],
    dice: Dice,
    cells: float,
    octaves: int = 6,
    gain: float = 0.5,
    stretch: float = 1.0,
    *,
    ridges: bool = False,
) -> Field:
    """Return octaves of `lattice`, each twice as fine and `gain` times as strong; deviation about 1.

    With `ridges` each octave is folded at zero (creases at the top, 0..1 per octave) and is weighted by the one before it: ridged
    multifractal after Musgrave, the form of eroded rock.
    """
    total = np.zeros(shape, dtype=np.float32)
    weight: Field | float = 1.0
    strength, norm = 1.0, 0.0
    for octave in range(octaves):
        fineness = cells * 2.0**octave
        if octave and shape[0] / fineness < _SPAN:
            break
        bumps = lattice(shape, dice, fineness, stretch)
        if ridges:
            bumps = 1 - np.minimum(np.abs(bumps) * np.float32(0.8), 1)
            bumps *= bumps
            total += bumps * (np.float32(strength) * weight)
            weight = np.clip(bumps * 1.6, 0, 1)
        else:
            total += bumps * np.float32(strength)
        norm += strength**2
        strength *= gain
    return total / np.float32(norm**0.5)


def tile(size: int, dice: Dice, slope: float, low: float = 1.0, high: float | None = None) -> Field:
    """Return a seamless square of fractal noise whose amplitude falls as frequency to the `slope`; mean 0, deviation 1."""
    down = np.fft.fftfreq(size, 1 / size).astype(np.float32)[:, None]
    across = np.fft.rfftfreq(size, 1 / size).astype(np.float32)[None, :]
    frequency = np.sqrt(down**2 + across**2)
    frequency[0, 0] = 1
    shape = frequency ** np.float32(-slope) / (1 + (low / frequency) ** 8)
    if high is not None:
        shape = shape * np.exp(-((frequency / high) ** 2))
    shape[0, 0] = 0
    spectrum = np.fft.rfft2(dice.standard_normal((size, size), dtype=np.float32)) * shape
    field = np.fft.irfft2(spectrum, (size, size)).astype(np.float32)
    result: Field = field / field.std()
    return result


def cells(shape: tuple[int, int], dice: Dice, count: float, jitter: float = 0.9) -> tuple[Field, Field, Field]:
    """Return distances to the nearest and second nearest of scattered seeds (in cell sizes), and a number 0..1 of the nearest.

    `count` cells stand over the height. `second - nearest` is small along the walls between cells (Worley 1996).
    """
    height, width = shape
    columns = int(np.ceil(count * width / height)) + 3
    rows = int(np.ceil(count)) + 3
    seed = dice.random((rows, columns, 2), dtype=np.float32) * np.float32(jitter) + np.float32((1 - jitter) / 2)
    number = dice.random((rows, columns), dtype=np.float32)
    py = ((np.arange(height, dtype=np.float32) + 0.5) / height * count + 1)[:, None]
    px = ((np.arange(width, dtype=np.float32) + 0.5) / height * count + 1)[None, :]
    iy, ix = py.astype(np.int64), px.astype(np.int64)
    down, across = (iy - py).astype(np.float32), (ix - px).astype(np.float32)
    near = np.full(shape, 9, dtype=np.float32)
    second = near.copy()
    who = np.zeros(shape, dtype=np.float32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            home = (iy + dy, ix + dx)
            away = (down + np.float32(dy) + seed[..., 1][home]) ** 2 + (
                across + np.float32(dx) + seed[..., 0][home]
            ) ** 2
            closer = away < near
            second = np.where(closer, near, np.minimum(second, away))
            who = np.where(closer, number[home], who)
            near = np.minimum(near, away)
    return np.sqrt(near), np.sqrt(second), who
