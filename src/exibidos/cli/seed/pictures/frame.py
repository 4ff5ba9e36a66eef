"""Where does each pixel of a picture stand, and which dice does its painter throw?"""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.floating[Any]]  # (height, width): one quantity per pixel; float32 wherever speed matters
Light = npt.NDArray[np.floating[Any]]  # (height, width, 3): linear RGB of the scene, 1.0 = paper white in its light
Dice = np.random.Generator


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The ground glass. `y` runs 0 (top) to 1 (bottom), `x` 0 to `aspect`: both in frame heights, so shapes keep their form."""

    width: int
    height: int
    dice: Any  # a Dice; msgspec cannot look into it

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def x(self) -> Field:
        return ((np.arange(self.width, dtype=np.float32) + 0.5) / self.height)[None, :]

    @property
    def y(self) -> Field:
        return ((np.arange(self.height, dtype=np.float32) + 0.5) / self.height)[:, None]

    def fork(self) -> Dice:
        """Return dice of their own for one part of the picture, so that parts do not shift when another throws more."""
        child: Dice = self.dice.spawn(1)[0]
        return child

    def smaller(self, factor: float) -> "Frame":
        """Return the same view on coarser glass, for what is soft anyway."""
        return Frame(
            width=max(8, round(self.width * factor)), height=max(8, round(self.height * factor)), dice=self.dice
        )
