"""What became true, and what shall be done? The two things that a transaction may leave behind, as base words.

An event is a fact that others may react to in the same transaction. A job is work for later, named on the wire as the original design
named it (`image:process`). Both are frozen; features declare theirs in `events.py`.
"""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, in the past tense: `ImageProcessed`."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work, in the imperative: `ProcessImage`. `name` is its wire name, `queue` the stream that carries it."""

    name: ClassVar[str]
    queue: ClassVar[str] = "default"
