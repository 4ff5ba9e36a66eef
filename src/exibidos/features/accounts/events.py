"""What became true about people?"""

from uuid import UUID

from exibidos.kernel.events import Event


class MemberJoined(Event, frozen=True, kw_only=True):
    member_id: UUID
