"""What does a process tell about its own work? Numbers for Prometheus, on a door of their own. Off unless METRICS_ADDRESS is set."""

from exibidos.platform.telemetry.door import PORTS, Door, open_door
from exibidos.platform.telemetry.measured import Measured
from exibidos.platform.telemetry.meters import Meters

__all__ = ["PORTS", "Door", "Measured", "Meters", "open_door"]
