"""Which pictures do the tests send? Made here, with Pillow, never read from disk."""

import io

import numpy as np
from PIL import Image


def gradient(width: int = 640, height: int = 480) -> Image.Image:
    """Return a picture whose four corners differ: red grows to the right, green downwards."""
    down, across = np.mgrid[0:height, 0:width]
    red = across * 255 // max(1, width - 1)
    green = down * 255 // max(1, height - 1)
    return Image.fromarray(np.stack([red, green, np.full_like(red, 90)], axis=-1).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "jpeg", **options: object) -> bytes:
    """Return a file of this picture; options are Pillow's."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return a picture of ours as RGB."""
    return Image.open(io.BytesIO(data)).convert("RGB")
