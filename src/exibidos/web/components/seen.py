"""How is an author told who saw a photo? By kinds of viewers, the others first and the author's own looks last."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from exibidos.features.images import Deliveries, Reason, VariantName, ViewerClass


class SeenKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of viewer with one reason: how often, when last, and in which sizes, small to large."""

    viewer: ViewerClass
    reason: Reason
    count: int
    last_at: datetime
    sizes: tuple[tuple[VariantName, int], ...]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """`total` is of others' looks as far as they can be told from the author's; `since` is the first look that was counted.

    `public` says that the author cannot be told from others: everybody has the same address.
    """

    kinds: tuple[SeenKind, ...]
    total: int
    since: datetime | None
    public: bool


def seen_of(deliveries: Sequence[Deliveries], *, public: bool) -> Seen:
    """Return what a page says about the deliveries of one photo; `public` says that everybody has its address in common."""
    by_kind: dict[tuple[ViewerClass, Reason], list[Deliveries]] = {}
    for each in deliveries:
        by_kind.setdefault((each.viewer, each.reason), []).append(each)
    kinds = [_kind(viewer, reason, found) for (viewer, reason), found in by_kind.items()]
    return Seen(
        kinds=tuple(sorted(kinds, key=lambda kind: (kind.viewer is ViewerClass.AUTHOR, -kind.count))),
        total=sum(kind.count for kind in kinds if kind.viewer is not ViewerClass.AUTHOR),
        since=min((each.first_at for each in deliveries), default=None),
        public=public,
    )


def _kind(viewer: ViewerClass, reason: Reason, found: Sequence[Deliveries]) -> SeenKind:
    counts = {each.variant: each.count for each in found}
    return SeenKind(
        viewer=viewer,
        reason=reason,
        count=sum(counts.values()),
        last_at=max(each.last_at for each in found),
        sizes=tuple((name, counts[name]) for name in VariantName if name in counts),
    )
