"""What became true, what shall be done, and who answers for it? The three things that a transaction may leave behind, as base words.

An event is a fact that others may react to in the same transaction. A job is work for later, named on the wire as the original design
named it (`image:process`). Both are frozen; features declare theirs in `events.py`. An act is a line of the audit log.
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, in the past tense: `ImageProcessed`."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work, in the imperative: `ProcessImage`. `name` is its wire name, `queue` the stream that carries it."""

    name: ClassVar[str]
    queue: ClassVar[str] = "default"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done and that somebody answers for: `image.deleted`.

    `actor` is a subject key, never a member's id; None is the house itself. `details` hold no name, address or e-mail, for nobody can
    take them out again.
    """

    name: str
    object_kind: str
    object_id: str
    actor: UUID | None = None
    details: Mapping[str, Any] = {}
