"""How do a member's bytes become bytes that may be shown? Decoding, variants and the sandbox they run in."""

from exibidos.media.darkroom import Darkroom
from exibidos.media.limits import MAX_BYTES, MAX_PIXELS
from exibidos.media.model import Camera, Corner, Developed, Mark, Source, Variant
from exibidos.media.process import ChildLost
from exibidos.media.sniff import CONTENT_TYPES, HEAD_BYTES, admit, sniff

__all__ = [
    "CONTENT_TYPES",
    "HEAD_BYTES",
    "MAX_BYTES",
    "MAX_PIXELS",
    "Camera",
    "ChildLost",
    "Corner",
    "Darkroom",
    "Developed",
    "Mark",
    "Source",
    "Variant",
    "admit",
    "sniff",
]
