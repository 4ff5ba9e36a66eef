"""How is a plate painted? Its genre gives light, the darkroom a print, a fictional camera the file; the catalogue has all plates."""

import numpy as np

from exibidos.cli.seed.pictures.camera import expose
from exibidos.cli.seed.pictures.catalogue import CATALOGUE
from exibidos.cli.seed.pictures.darkroom import develop
from exibidos.cli.seed.pictures.frame import Frame
from exibidos.cli.seed.pictures.genres import (
    agate,
    caustics,
    city,
    dunes,
    flower,
    ink,
    mountains,
    night,
    rain,
    sea,
    storm,
)
from exibidos.cli.seed.pictures.plate import Plate

__all__ = ["CATALOGUE", "Plate", "paint"]

_PAINTERS = {
    "agate": agate.paint,
    "caustics": caustics.paint,
    "city": city.paint,
    "dunes": dunes.paint,
    "flower": flower.paint,
    "ink": ink.paint,
    "mountains": mountains.paint,
    "night": night.paint,
    "rain": rain.paint,
    "sea": sea.paint,
    "storm": storm.paint,
}


def paint(plate: Plate, scale: float = 1.0) -> bytes:
    """Return the plate as a JPEG, `scale` times its size. The same plate and scale give the same bytes."""
    dice = np.random.default_rng(plate.number)
    frame = Frame(width=round(plate.width * scale), height=round(plate.height * scale), dice=dice)
    scene, film = _PAINTERS[plate.genre](frame, plate.mood)
    return expose(develop(scene, film, frame.fork()), plate, frame.fork())
