"""What shall be done for the event log? Its months come and go."""

from typing import ClassVar

from exibidos.kernel.events import Job


class KeepTracking(Job, frozen=True, kw_only=True):
    """Make the partitions of the months to come and drop those older than 24 months."""

    name: ClassVar[str] = "tracking:keep"
