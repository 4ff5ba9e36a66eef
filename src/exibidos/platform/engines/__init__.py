"""How does the club run where nothing is installed? Real PostgreSQL, Valkey and S3 from wheels, and the supervision of any child."""

from exibidos.platform.engines.guard import Guard
from exibidos.platform.engines.ports import Ports, PortsExhausted
from exibidos.platform.engines.process import DidNotStart, Process, Sink
from exibidos.platform.engines.secrets_file import local_secret
from exibidos.platform.engines.start import Addresses, Engine, Engines
from exibidos.platform.engines.wheels import EnginesMissing

__all__ = [
    "Addresses",
    "DidNotStart",
    "Engine",
    "Engines",
    "EnginesMissing",
    "Guard",
    "Ports",
    "PortsExhausted",
    "Process",
    "Sink",
    "local_secret",
]
