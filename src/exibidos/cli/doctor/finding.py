"""What does a look at one thing say? A finding; what looks, and at what, are its other words."""

from collections.abc import AsyncIterator, Callable
from enum import IntEnum

import msgspec

from exibidos.platform.cache import Cache
from exibidos.platform.db import Database
from exibidos.platform.settings import Environment, Settings
from exibidos.platform.storage import Storage


class Level(IntEnum):
    """How a thing is, and what the command ends with when nothing is worse."""

    WELL = 0
    ODD = 1
    ILL = 2


class Finding(msgspec.Struct, frozen=True):
    """One line of the report: what was looked at, how it is, and what to do when it is not well."""

    what: str
    level: Level
    says: str
    remedy: str = ""


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """The club that is looked at. Nothing is connected before something is asked of it."""

    settings: Settings
    database: Database
    cache: Cache
    storage: Storage
    patience: float

    @property
    def production(self) -> bool:
        return self.settings.app.env is Environment.PRODUCTION


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A look at one thing. It is left out when a check that it `needs` found something ill; `remedy` helps when it fails altogether."""

    what: str
    examine: Callable[[Patient], AsyncIterator[Finding]]
    remedy: str
    needs: str = ""


def judged(what: str, says: str, *, well: bool, remedy: str, otherwise: Level = Level.ILL) -> Finding:
    """Return a finding that is well or, with its remedy, not."""
    return Finding(what, Level.WELL, says) if well else Finding(what, otherwise, says, remedy)
