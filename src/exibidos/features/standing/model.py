"""What are the things of standing? What somebody has done, and a condition with how far it is met."""

from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.kernel.actor import Standing


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What a member has done, as far as standing asks. `photos` stops counting at what is asked of the most.

    Judgements are votes on photos of others that still hang, which stood for a day.
    """

    member_id: UUID
    joined_at: datetime
    verified: bool
    standing: Standing
    photos: int
    votes_for: int
    votes_against: int


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a standing asks for: `have` of `need`. Of those of one `way` one is enough; `way` is empty for what all need."""

    name: str
    have: int
    need: int
    way: str = ""

    @property
    def met(self) -> bool:
        return self.have >= self.need
