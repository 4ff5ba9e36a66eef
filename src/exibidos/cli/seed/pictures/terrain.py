"""What does an eye see of hills before it? Columns of rays over a field of heights, with depth, shadows and clean ridges.

Each picture column marches outward in growing steps. Heights, light and colour live on this fan (steps x columns), which is as fine
as the perspective needs everywhere; `project` then says which step each pixel shows, and `look` fetches any quantity for it.
"""

import msgspec
import numpy as np
import numpy.typing as npt

from exibidos.cli.seed.pictures.frame import Field, Frame


class Fan(msgspec.Struct, frozen=True, kw_only=True):
    """Where the rays touch the plane: `z` (steps, 1) ahead, `u` (steps, columns) to the right."""

    z: Field
    u: Field


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the fan each pixel shows: between `step - 1` and `step`, at `part`; `sky` is 1 where no ground is hit."""

    step: npt.NDArray[np.int64]
    part: Field
    sky: Field


def fan(frame: Frame, near: float, far: float, *, spread: float, steps: float = 0.6, rows: float = 0.66) -> Fan:
    """Return the fan from `near` to `far`; `spread` is the width of the view at distance 1; `steps` is in picture heights.

    A share `rows` of the steps is spaced as rows of a plane are (1/z), the rest as octaves (log z): with many rows the ground nearby
    gets a step for nearly each of them; with few, far ranges keep their shape.
    """
    count = max(60, round(frame.height * steps))
    reach = np.geomspace(near, far, 4096)
    spent = rows * (1 - near / reach) / (1 - near / far) + (1 - rows) * np.linspace(0, 1, reach.size)
    z = np.interp(np.linspace(0, 1, count), spent, reach).astype(np.float32)[:, None]
    return Fan(z=z, u=z * ((frame.x / np.float32(frame.aspect) - np.float32(0.5)) * np.float32(spread)))


def sample(tile: Field, u: Field, v: Field) -> Field:
    """Return a seamless `tile` (its side a power of two) at u, v in tile widths, bilinear, repeating for ever."""
    size = tile.shape[0]
    x, y = u * np.float32(size), v * np.float32(size)
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = (x - x0).astype(np.float32), (y - y0).astype(np.float32)
    ix, iy = x0.astype(np.int32) & (size - 1), y0.astype(np.int32) & (size - 1)
    jx, jy = (ix + 1) & (size - 1), ((iy + 1) & (size - 1)) * size
    iy *= size
    flat = tile.ravel()
    top = flat[iy + ix] * (1 - fx) + flat[iy + jx] * fx
    bottom = flat[jy + ix] * (1 - fx) + flat[jy + jx] * fx
    here: Field = top + (bottom - top) * fy
    return here


def project(
    frame: Frame, rays: Fan, height: Field, *, eye: float, horizon: float, focal: float, crisp: bool = True
) -> Sight:
    """Return what each pixel shows of `height` (steps, columns) from `eye` above zero; `horizon` is its y; `focal` in heights.

    `crisp` keeps crests sharp where light and shade meet on them; without it what lies behind a crest rises out of it, as mist does.
    """
    rows, columns = frame.shape
    steps = height.shape[0]
    own = ((horizon + (eye - height) / rays.z * focal) * rows).astype(np.float32)
    own[0] = np.maximum(own[0], rows + 1)  # what lies nearer than the fan is the fan's first step
    line = np.minimum.accumulate(own, axis=0)
    first = np.clip(np.ceil(line - 0.5), 0, rows).astype(np.int64)
    tally = np.bincount((first * columns + np.arange(columns)).ravel(), minlength=(rows + 1) * columns)
    tally = tally.reshape(rows + 1, columns)[:0:-1].cumsum(axis=0)[::-1]  # how many steps still end below this row
    step = np.clip(tally, 1, steps - 1)
    column = np.arange(columns)[None, :]
    before, after = line[step - 1, column], line[step, column]
    row = np.arange(rows, dtype=np.float32)[:, None] + 0.5
    part = np.clip((before - row) / np.maximum(before - after, 1e-3), 0, 1).astype(np.float32)
    if crisp:  # a step behind a crest is hidden: blending toward it would draw its shade as teeth along the crest
        part[(own > line + 0.01)[step - 1, column]] = 1
    return Sight(step=step * columns + column, part=part, sky=np.clip(line[-1][None, :] - row + 0.5, 0, 1))


def look(sight: Sight, quantity: Field) -> Field:
    """Return a fan's quantity (steps, columns[, bands]) for each pixel."""
    columns = quantity.shape[1]
    flat = quantity.reshape(quantity.shape[0] * columns, *quantity.shape[2:])
    before, after = np.take(flat, sight.step - columns, axis=0), np.take(flat, sight.step, axis=0)
    part = sight.part if quantity.ndim == 2 else sight.part[..., None]  # noqa: PLR2004 -- a field without bands
    after -= before
    after *= part
    after += before
    return after


def slopes(rays: Fan, height: Field) -> tuple[Field, Field]:
    """Return how steeply the ground rises to the right and ahead, on the fan."""
    along = np.gradient(height, axis=0) / np.gradient(rays.z, axis=0)
    right = np.gradient(height, axis=1) / np.gradient(rays.u, axis=1)
    ahead = along - right * (rays.u / rays.z)  # a ray also drifts sideways while it goes ahead
    return right.astype(np.float32), ahead.astype(np.float32)


def shadows(rays: Fan, height: Field, tangent: float, soft: float) -> Field:
    """Return 1 in the sun and 0 in cast shadow, for a sun at the left (positive tangent of its height) or the right (negative)."""
    lifted = height + rays.u * np.float32(tangent)
    way = slice(None) if tangent > 0 else slice(None, None, -1)
    crest = np.maximum.accumulate(lifted[:, way], axis=1)[:, way]
    return np.clip(1 - (crest - lifted) / np.float32(soft), 0, 1).astype(np.float32)
