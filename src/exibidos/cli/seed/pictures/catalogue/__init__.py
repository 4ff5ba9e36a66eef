"""Which pictures hang in a seeded club? All plates, in the order in which they were hung."""

from exibidos.cli.seed.pictures.catalogue.close import CLOSE
from exibidos.cli.seed.pictures.catalogue.land import LAND
from exibidos.cli.seed.pictures.catalogue.night import NIGHT
from exibidos.cli.seed.pictures.catalogue.water import WATER
from exibidos.cli.seed.pictures.plate import Plate

_STRIDE = 17  # plates between neighbours on the wall; prime, so that a walk by it visits all and mixes subjects


def _hang(plates: tuple[Plate, ...]) -> tuple[Plate, ...]:
    """Return the plates so mixed that no two of one subject hang side by side."""
    return tuple(plates[i * _STRIDE % len(plates)] for i in range(len(plates)))


CATALOGUE: tuple[Plate, ...] = _hang(LAND + WATER + NIGHT + CLOSE)
