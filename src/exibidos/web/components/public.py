"""What may a page show of the settings? Only this; secrets have no way into a template."""

import msgspec

from exibidos.features.accounts import RelyingParty
from exibidos.features.images import ALLOWED_TYPES, LARGEST_BYTES, TYPES_BY_ENDING
from exibidos.platform.text import DEFAULT_LOCALE


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that people may come in with: its name in addresses, and on the button."""

    name: str
    label: str


class PublicSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The club as people meet it; built once from Settings by `app`."""

    name: str = "exibidos"
    url: str = "http://localhost:3000"
    locale: str = DEFAULT_LOCALE
    time_zone: str = "America/Sao_Paulo"
    minimum_age: int = 18
    # Who answers for the club and where they are reached; empty when the host says neither.
    operator: str = ""
    contact: str = ""
    # The name under which browsers know the passkeys of the club.
    party: RelyingParty = RelyingParty(id="localhost", origin="http://localhost:3000", name="exibidos")
    ways: tuple[Way, ...] = ()
    upload_megabytes: int = LARGEST_BYTES // (1024 * 1024)
    # With the endings, since a browser offers a file of a type that it does not know only by its name.
    upload_types: tuple[str, ...] = (*ALLOWED_TYPES, *TYPES_BY_ENDING)
