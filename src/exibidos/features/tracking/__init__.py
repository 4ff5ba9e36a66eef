"""What happened, for those who agreed to be remembered? The door of tracking. Only reactions write it."""

from exibidos.features.tracking.events import KeepTracking
from exibidos.features.tracking.service import note

__all__ = ["KeepTracking", "note"]
