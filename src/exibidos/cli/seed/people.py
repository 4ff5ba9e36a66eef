"""Who belongs to a seeded club? Eight members who do not exist, and what each of them hangs."""

import msgspec

from exibidos.cli.seed.pictures import CATALOGUE, Plate


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the seeded club; `slug` is what plates name as their owner."""

    slug: str
    display_name: str
    bio: str


MEMBERS: tuple[Person, ...] = (
    Person(
        slug="ana-lua",
        display_name="Ana Lua Ferreira",
        bio="Guia de montanha em Passa Quatro. Fotografo o que aparece antes do café e o que a névoa deixa.",
    ),
    Person(
        slug="bento-carvalho",
        display_name="Bento Carvalho",
        bio="Recife, ônibus, chuva. Uma câmera pequena e a janela do lado certo.",
    ),
    Person(
        slug="cassia-nogueira",
        display_name="Cássia Nogueira",
        bio="Bióloga aposentada, macro por teimosia. Se cabe na palma da mão, cabe num quadro inteiro.",
    ),
    Person(
        slug="davi-okamoto",
        display_name="Davi Okamoto",
        bio="Arquiteto em São Paulo. Procuro as horas em que a cidade parece maquete.",
    ),
    Person(
        slug="elisa-prado",
        display_name="Elisa Prado",
        bio="Nado no mar antes do trabalho, em Florianópolis, com a câmera num saco estanque. Salt on every lens.",
    ),
    Person(
        slug="joao-batista",
        display_name="João Batista Lima",
        bio="Motorista de jardineira nos Lençóis há vinte anos. Sei onde a areia fica parada até as oito.",
    ),
    Person(
        slug="marina-sa",
        display_name="Marina Sá",
        bio="Química de dia; de noite, aquários, nanquim e um flash emprestado..",
    ),
    Person(
        slug="teo-villar",
        display_name="Téo Villar",
        bio="Astrônomo amador, previsão do tempo como religião. Lua nova, tripé pesado, meia de lã.",
    ),
)


def plates_of(person: Person) -> tuple[Plate, ...]:
    """Return the plates that `person` hangs, in the order of the catalogue."""
    return tuple(plate for plate in CATALOGUE if plate.owner == person.slug)
