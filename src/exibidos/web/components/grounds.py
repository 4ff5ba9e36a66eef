"""Which colour is the room, for what paints around our pages, a browser's bar or a phone's first second? As in tokens.css."""

from typing import Final

DARKROOM: Final = "#12100e"
PAPER: Final = "#f7f4ee"
