"""What shall be done about standings?"""

from typing import ClassVar
from uuid import UUID

from exibidos.kernel.events import Job


class ReviewStandings(Job, frozen=True, kw_only=True):
    """Look at the members after this one, as many as one transaction holds, and ask for the rest."""

    name: ClassVar[str] = "standing:review"
    after: UUID | None = None
