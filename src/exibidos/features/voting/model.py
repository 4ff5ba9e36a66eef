"""What are the things of voting? A choice, a ballot, and the figures that many ballots make."""

from enum import StrEnum

import msgspec


class Choice(StrEnum):
    """What a member says about a photo."""

    FOR = "for"
    AGAINST = "against"


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """One member's own choice; nobody else ever reads it."""

    choice: Choice


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many judged a photo, and how. Only its author sees them, and only once they are enough to hide each one."""

    votes_for: int
    votes_against: int

    @property
    def judges(self) -> int:
        return self.votes_for + self.votes_against
