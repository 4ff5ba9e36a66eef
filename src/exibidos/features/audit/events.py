"""What shall be done for the audit log? Its months come and go."""

from typing import ClassVar

from exibidos.kernel.events import Job


class KeepAudit(Job, frozen=True, kw_only=True):
    """Make the partitions of the months to come and drop those older than five years."""

    name: ClassVar[str] = "audit:keep"
