"""Which camera made the file? JPEG bytes with the EXIF that a real one writes, so that the pipeline has something to take away."""

import numpy as np
import pyvips

from exibidos.cli.seed.pictures.frame import Dice, Light
from exibidos.cli.seed.pictures.pixels import to_vips
from exibidos.cli.seed.pictures.plate import Plate

_QUALITY = 90

# Makers that never were, with the lens each plate may have been taken through.
_BODIES = (
    ("Araponga", "Araponga M3", 50),
    ("Ibirá", "Ibirá Sete", 35),
    ("Lumicá", "Lumicá R-II", 85),
    ("Cobalto", "Cobalto 6x7", 90),
)
_SPEEDS = ("1/15", "1/60", "1/125", "1/250", "1/500", "1/1000", "2/1", "8/1")
_STOPS = (14, 20, 28, 40, 56, 80, 110)  # tenths
_ISO = (64, 100, 200, 400, 800, 1600)

# Brazil, roughly: the box that holds Chapada Diamantina, Minas, the coast from Bahia to Santa Catarina.
_SOUTH, _WEST = (13, 27), (41, 49)


def _write(image: pyvips.Image, where: str, name: str, value: str, kind: str = "ASCII") -> None:
    image.set_type(
        pyvips.GValue.gstr_type, f"exif-ifd{where}-{name}", f"{value} ({value}, {kind}, 1 components, 1 bytes)"
    )


def _place(dice: Dice, degrees: tuple[int, int]) -> str:
    return f"{dice.integers(*degrees)}/1 {dice.integers(60)}/1 {dice.integers(5999)}/100"


def expose(pixels: Light, plate: Plate, dice: Dice) -> bytes:
    """Return `pixels` (0..255) as a JPEG taken by a fictional camera somewhere in Brazil."""
    image = to_vips(np.rint(pixels).astype(np.uint8)).copy(interpretation="srgb")
    maker, model, lens = _BODIES[int(dice.integers(len(_BODIES)))]
    month, date, hour, minute = (int(dice.integers(*span)) for span in ((1, 13), (1, 29), (5, 23), (0, 60)))
    day = f"2025:{month:02}:{date:02} {hour:02}:{minute:02}:{dice.integers(60):02}"
    for where, name, value in (
        ("0", "Make", maker),
        ("0", "Model", model),
        ("0", "DateTime", day),
        ("0", "Artist", plate.owner),
        ("2", "DateTimeOriginal", day),
        ("2", "BodySerialNumber", f"{dice.integers(10**6, 10**7)}"),
        ("3", "GPSLatitudeRef", "S"),
        ("3", "GPSLongitudeRef", "W"),
    ):
        _write(image, where, name, value)
    for where, name, value in (
        ("2", "ExposureTime", _SPEEDS[int(dice.integers(len(_SPEEDS)))]),
        ("2", "FNumber", f"{_STOPS[int(dice.integers(len(_STOPS)))]}/10"),
        ("2", "FocalLength", f"{lens}/1"),
        ("3", "GPSLatitude", _place(dice, _SOUTH)),
        ("3", "GPSLongitude", _place(dice, _WEST)),
    ):
        _write(image, where, name, value, "Rational")
    _write(image, "2", "ISOSpeedRatings", str(_ISO[int(dice.integers(len(_ISO)))]), "Short")
    data: bytes = image.jpegsave_buffer(Q=_QUALITY, optimize_coding=True, subsample_mode="off")
    return data
