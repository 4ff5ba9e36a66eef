"""What are the things of audit? Links of a chain, and what looking at all of them shows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A row, as verification reads it: `said` is the text whose SHA-256 `hash` claims to be. `details` may be anything by now."""

    seq: int
    at: datetime
    act: str
    details: Any
    prev_hash: bytes
    hash: bytes
    said: str


class Head(msgspec.Struct, frozen=True):
    """The place and hash of one row: whoever wrote it down elsewhere can prove later that nothing was cut off after it."""

    seq: int
    hash: bytes


class Damage(StrEnum):
    """What happened to a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    REPLACED = "replaced"
    DOUBLED = "doubled"


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first row at which the chain does not hold; `sentence` says how one sees it."""

    seq: int
    damage: Damage
    sentence: str


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """A chain without a fault: how many rows, and its last one."""

    rows: int
    head: Head | None
