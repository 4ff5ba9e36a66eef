"""How do a member's bytes become bytes that may be shown? Decoding, variants and the sandbox they run in."""

from exibidos.media.darkroom import Darkroom
from exibidos.media.model import Developed, Mark, Source, Variant
from exibidos.media.process import ChildLost
from exibidos.media.sniff import CONTENT_TYPES, HEAD_BYTES, admit, sniff

__all__ = [
    "CONTENT_TYPES",
    "HEAD_BYTES",
    "ChildLost",
    "Darkroom",
    "Developed",
    "Mark",
    "Source",
    "Variant",
    "admit",
    "sniff",
]
