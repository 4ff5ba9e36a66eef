"""Which class gives a picture its ratio? Steps of 2 %, because a page has no inline style to carry the exact one.

A wall's row is justified by `flex-grow: ratio`, so widths and heights must come from the same number; the class sets that number as
`--r`, and the picture inside is cropped by at most 1 %, which no eye finds. `python -m exibidos.web.components.ratio` prints the
stylesheet (assets/styles/ratios.css); a test holds the two equal.
"""

import math
import sys
from typing import Final

_STEP: Final = math.log(1.02)
# From a tall phone screenshot cut in half (1:5) to a stitched panorama (8:1); beyond, the wall crops.
_LEAST: Final = round(math.log(1 / 5) / _STEP)
_MOST: Final = round(math.log(8) / _STEP)


def ratio_class(width: int, height: int) -> str:
    """Return `r-<thousandths>` for a picture of this size; 3:2 while the size is not known."""
    if width <= 0 or height <= 0:
        width, height = 3, 2
    return _name(min(max(round(math.log(width / height) / _STEP), _LEAST), _MOST))


def stylesheet() -> str:
    """Return one rule per step: `.r-1485{--r:1.4859}`."""
    rules = (f".{_name(step)}{{--r:{_value(step):.4f}}}" for step in range(_LEAST, _MOST + 1))
    return "/* Printed by `python -m exibidos.web.components.ratio`; see there. */\n" + "\n".join(rules) + "\n"


def _value(step: int) -> float:
    return math.exp(step * _STEP)


def _name(step: int) -> str:
    return f"r-{round(_value(step) * 1000)}"


if __name__ == "__main__":
    sys.stdout.write(stylesheet())
