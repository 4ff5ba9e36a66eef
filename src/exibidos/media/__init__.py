"""How do a member's bytes become bytes that may be shown? Decoding, variants and the sandbox they run in."""

from exibidos.media.darkroom import Darkroom
from exibidos.media.limits import CARD_HEIGHT, CARD_WIDTH, MAX_BYTES, MAX_PIXELS
from exibidos.media.model import Camera, Corner, Crop, Developed, Likeness, Mark, Source, Variant, Words
from exibidos.media.process import ChildLost
from exibidos.media.sniff import CONTENT_TYPES, HEAD_BYTES, admit, sniff

__all__ = [
    "CARD_HEIGHT",
    "CARD_WIDTH",
    "CONTENT_TYPES",
    "HEAD_BYTES",
    "MAX_BYTES",
    "MAX_PIXELS",
    "Camera",
    "ChildLost",
    "Corner",
    "Crop",
    "Darkroom",
    "Developed",
    "Likeness",
    "Mark",
    "Source",
    "Variant",
    "Words",
    "admit",
    "sniff",
]
