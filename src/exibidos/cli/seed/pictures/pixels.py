"""How are fields of pixels blurred, resized and bent? By libvips, which is several times faster at it than numpy."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips

from exibidos.cli.seed.pictures.frame import Field

_COARSE = 3.0  # px of sigma; a wider blur is made on a smaller picture, where nobody can tell


def to_vips(pixels: npt.NDArray[Any]) -> pyvips.Image:
    if pixels.dtype == np.float64:
        pixels = pixels.astype(np.float32)  # libvips would carry doubles through every step at twice the cost
    return pyvips.Image.new_from_array(np.ascontiguousarray(pixels))


def _back(image: pyvips.Image) -> Field:
    return np.asarray(image.numpy(), dtype=np.float32)


def resize(pixels: Field, shape: tuple[int, int], kernel: str = "cubic") -> Field:
    """Return `pixels` (height, width[, bands]) at `shape`."""
    height, width = pixels.shape[:2]
    image = to_vips(pixels).resize(shape[1] / width, vscale=shape[0] / height, kernel=kernel)
    if (image.height, image.width) != shape:
        image = image.gravity("centre", shape[1], shape[0], extend="copy")
    return _back(image)


def blur(pixels: Field, sigma: float) -> Field:
    """Return `pixels` behind a Gaussian of `sigma` pixels; edges are held."""
    if sigma < 0.2:  # noqa: PLR2004 -- a fifth of a pixel is invisible
        return pixels
    height, width = pixels.shape[:2]
    factor = max(1.0, sigma / _COARSE)
    if factor > 1:
        small = resize(pixels, (max(4, round(height / factor)), max(4, round(width / factor))), "linear")
        return resize(blur(small, min(sigma * small.shape[0] / height, _COARSE)), (height, width))
    margin = int(sigma * 4) + 2
    image = to_vips(pixels).embed(margin, margin, width + 2 * margin, height + 2 * margin, extend="copy")
    return _back(image.gaussblur(sigma, precision="float", min_ampl=0.02).crop(margin, margin, width, height))


def smear(pixels: Field, length: float, *, vertical: bool) -> Field:
    """Return `pixels` dragged along one axis over `length` pixels, as by a long exposure or by wet asphalt."""
    height, width = pixels.shape[:2]
    squeeze = max(1.0, length / _COARSE)
    small = (max(4, round(height / squeeze)), width) if vertical else (height, max(4, round(width / squeeze)))
    kernel = pyvips.Image.new_from_array([[0.06, 0.12, 0.2, 0.24, 0.2, 0.12, 0.06]])
    image = to_vips(resize(pixels, small, "linear")).conv(kernel.rot90() if vertical else kernel, precision="float")
    return resize(_back(image), (height, width))


def bend(pixels: Field, right: Field, down: Field) -> Field:
    """Return `pixels` sampled at each place plus an offset in pixels (bilinear, edges held)."""
    height, width = pixels.shape[:2]
    place = np.empty((*right.shape, 2), dtype=np.float32)
    place[..., 0] = np.clip(np.arange(width, dtype=np.float32)[None, :] + right, 0, width - 1)
    place[..., 1] = np.clip(np.arange(height, dtype=np.float32)[:, None] + down, 0, height - 1)
    return _back(to_vips(pixels).mapim(to_vips(place), interpolate=pyvips.Interpolate.new("bilinear"), extend="copy"))
