"""What became true about judgements?"""

from uuid import UUID

from exibidos.features.voting.model import Choice
from exibidos.kernel.events import Event


class VoteCast(Event, frozen=True, kw_only=True):
    image_id: UUID
    member_id: UUID
    choice: Choice


class VoteWithdrawn(Event, frozen=True, kw_only=True):
    image_id: UUID
    member_id: UUID
