"""Do cursors come back as they went, and no other way?"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.kernel.errors import Invalid
from exibidos.kernel.paging import Cursors
from exibidos.kernel.signing import Signer

CURSORS = Cursors(Signer(("c:secret",)))
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by contract


@given(at=INSTANTS, last=st.uuids())
def test_a_cursor_reads_as_it_was_written(at: datetime, last: object) -> None:
    assert CURSORS.read(CURSORS.write(at, last)) == (at, last)  # type: ignore[arg-type]


def test_no_cursor_is_the_beginning() -> None:
    assert CURSORS.read(None) is None
    assert CURSORS.read("") is None


@given(st.text(max_size=120))
def test_anything_else_is_a_bad_cursor(text: str) -> None:
    if text:
        with pytest.raises(Invalid, match=r"paging\.bad_cursor"):
            CURSORS.read(text)
