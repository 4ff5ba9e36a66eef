"""What shall be done for profiles?"""

from typing import ClassVar
from uuid import UUID

from exibidos.kernel.events import Job


class SweepPictures(Job, frozen=True, kw_only=True):
    """Drop objects of pictures that nobody shows: what a worker put that died before it wrote."""

    name: ClassVar[str] = "profile:sweep-pictures"
    queue: ClassVar[str] = "images"


class ProcessPicture(Job, frozen=True, kw_only=True):
    """Develop a member's picture: its crops from one sandboxed decode, and nothing kept of what was sent."""

    name: ClassVar[str] = "profile:picture"
    queue: ClassVar[str] = "images"
    picture_id: UUID
