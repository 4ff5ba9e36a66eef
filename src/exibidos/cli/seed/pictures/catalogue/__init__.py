"""Which pictures hang in a seeded club? All plates, in the order in which they hang on the wall."""

from exibidos.cli.seed.pictures.catalogue.close import CLOSE
from exibidos.cli.seed.pictures.catalogue.land import LAND
from exibidos.cli.seed.pictures.catalogue.night import NIGHT
from exibidos.cli.seed.pictures.catalogue.water import WATER
from exibidos.cli.seed.pictures.plate import Plate


def _hang(*rooms: tuple[Plate, ...]) -> tuple[Plate, ...]:
    """Return the plates of all rooms, each room spread evenly over the wall and kept in its own order."""
    places = [((i + 0.5) / len(room), plate) for room in rooms for i, plate in enumerate(room)]
    return tuple(plate for _, plate in sorted(places, key=lambda place: place[0]))


CATALOGUE: tuple[Plate, ...] = _hang(LAND, NIGHT, CLOSE, WATER)
