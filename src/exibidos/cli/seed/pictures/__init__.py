"""How is a plate painted? Its genre gives light, the darkroom a print, a fictional camera the file; the catalogue has all plates."""

import numpy as np

from exibidos.cli.seed.pictures.camera import expose
from exibidos.cli.seed.pictures.catalogue import CATALOGUE
from exibidos.cli.seed.pictures.darkroom import develop
from exibidos.cli.seed.pictures.frame import Frame
from exibidos.cli.seed.pictures.genres import (
    agate,
    aurora,
    caustics,
    city,
    clay,
    dunes,
    flower,
    forest,
    ink,
    leaf,
    linen,
    mountains,
    night,
    rain,
    rust,
    sea,
    stairs,
    storm,
    street,
    trails,
    tree,
)
from exibidos.cli.seed.pictures.plate import Plate

__all__ = ["CATALOGUE", "Plate", "paint"]

_PAINTERS = {
    "agate": agate.paint,
    "aurora": aurora.paint,
    "caustics": caustics.paint,
    "city": city.paint,
    "clay": clay.paint,
    "dunes": dunes.paint,
    "flower": flower.paint,
    "forest": forest.paint,
    "ink": ink.paint,
    "leaf": leaf.paint,
    "linen": linen.paint,
    "mountains": mountains.paint,
    "night": night.paint,
    "rain": rain.paint,
    "rust": rust.paint,
    "sea": sea.paint,
    "stairs": stairs.paint,
    "storm": storm.paint,
    "street": street.paint,
    "trails": trails.paint,
    "tree": tree.paint,
}


def paint(plate: Plate, scale: float = 1.0) -> bytes:
    """Return the plate as a JPEG, `scale` times its size. The same plate and scale give the same bytes."""
    dice = np.random.default_rng(plate.number)
    frame = Frame(width=round(plate.width * scale), height=round(plate.height * scale), dice=dice)
    scene, film = _PAINTERS[plate.genre](frame, plate.mood)
    return expose(develop(scene, film, frame.fork()), plate, frame.fork())
