"""What shall be done about notifications? Letters, by id only, and forgetting."""

from typing import ClassVar
from uuid import UUID

from exibidos.kernel.events import Job


class MailNotification(Job, frozen=True, kw_only=True):
    """Tell somebody by mail what they have not seen yet."""

    name: ClassVar[str] = "notifications:mail"
    notification_id: UUID


class ForgetNotifications(Job, frozen=True, kw_only=True):
    """Forget what happened long ago."""

    name: ClassVar[str] = "notifications:forget"
