"""Is an author told who saw a photo so that it adds up, in words that exist?"""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from exibidos.features.images import Deliveries, Reason, VariantName, ViewerClass
from exibidos.platform.text import LOCALES, Catalogue
from exibidos.web.components.seen import Seen, seen_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PUBLIC = Deliveries(
    viewer=ViewerClass.ANYONE,
    reason=Reason.PUBLIC,
    variant=VariantName.FULL,
    count=5,
    first_at=NOON,
    last_at=NOON,
)
OWN = msgspec.structs.replace(PUBLIC, viewer=ViewerClass.AUTHOR, reason=Reason.OWN, count=90)
CHOSEN = msgspec.structs.replace(PUBLIC, viewer=ViewerClass.MEMBER, reason=Reason.CHOSEN, count=7)
SMALL = msgspec.structs.replace(
    PUBLIC,
    variant=VariantName.THUMB,
    count=3,
    first_at=NOON - timedelta(days=9),
    last_at=NOON + timedelta(hours=1),
)


def test_sizes_of_one_kind_stand_together_from_small_to_large() -> None:
    (kind,) = seen_of([PUBLIC, SMALL], public=True).kinds
    assert kind.sizes == ((VariantName.THUMB, 3), (VariantName.FULL, 5))
    assert (kind.count, kind.last_at) == (8, NOON + timedelta(hours=1))


def test_the_authors_own_looks_stand_last_and_are_not_in_the_sum() -> None:
    seen = seen_of([OWN, PUBLIC, CHOSEN], public=False)
    assert [kind.viewer for kind in seen.kinds] == [ViewerClass.MEMBER, ViewerClass.ANYONE, ViewerClass.AUTHOR]
    assert (seen.total, seen.public) == (12, False)


def test_it_says_since_when_it_counts() -> None:
    assert seen_of([OWN, PUBLIC, SMALL], public=True).since == NOON - timedelta(days=9)


def test_nothing_seen_is_nothing_told() -> None:
    assert seen_of([], public=True) == Seen(kinds=(), total=0, since=None, public=True)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_reason_and_size_has_its_words(locale: str) -> None:
    keys = {f"seen.viewer.{viewer}" for viewer in ViewerClass}
    keys |= {f"seen.reason.{reason}" for reason in Reason if reason is not Reason.ABSENT}
    keys |= {f"seen.{how}.{name}" for how in ("size", "only") for name in VariantName}
    assert keys <= Catalogue.load().keys(locale)
