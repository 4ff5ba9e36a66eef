"""Which parts of the house are open, and to whom? The door of flags."""

from exibidos.features.flags.model import DECLARED, UPLOADS_OPEN, Audience, Flag, Flip, Setting, Source, Standing
from exibidos.features.flags.service.flip import clear_flag, list_flips, set_flag
from exibidos.features.flags.service.follow import TOPIC, Flags, open_flags

__all__ = [
    "DECLARED",
    "TOPIC",
    "UPLOADS_OPEN",
    "Audience",
    "Flag",
    "Flags",
    "Flip",
    "Setting",
    "Source",
    "Standing",
    "clear_flag",
    "list_flips",
    "open_flags",
    "set_flag",
]
