"""Does every picture get a ratio class that exists and is near enough to its shape?"""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import exibidos
from exibidos.web.components.ratio import ratio_class, stylesheet

RATIOS = Path(exibidos.__file__).parent / "web" / "assets" / "styles" / "ratios.css"
SIDES = st.integers(min_value=1, max_value=20_000)


def test_the_stylesheet_is_the_one_that_the_classes_were_computed_for() -> None:
    assert RATIOS.read_text(encoding="utf-8") == stylesheet()


def test_no_two_steps_share_a_class() -> None:
    names = re.findall(r"\.(r-\d+)\{", stylesheet())
    assert len(names) == len(set(names))


@given(width=SIDES, height=SIDES)
def test_a_ratio_is_met_within_one_percent(width: int, height: int) -> None:
    ratios = dict(re.findall(r"\.(r-\d+)\{--r:([\d.]+)\}", stylesheet()))
    ratio = min(max(width / height, 1 / 5), 8)
    assert abs(float(ratios[ratio_class(width, height)]) / ratio - 1) < 0.0105


def test_a_picture_of_unknown_size_hangs_as_three_by_two() -> None:
    assert ratio_class(0, 0) == ratio_class(3, 2)
