"""Who did what, in an order that nobody can change afterwards? The door of audit."""

from exibidos.features.audit.events import KeepAudit
from exibidos.features.audit.model import Broken, Head, Whole
from exibidos.features.audit.service import record, verify, verify_end, write
from exibidos.kernel.events import Act

__all__ = ["Act", "Broken", "Head", "KeepAudit", "Whole", "record", "verify", "verify_end", "write"]
