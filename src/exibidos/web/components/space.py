"""How much room do a member's photos take, in words that a page can say?"""

import msgspec

from exibidos.features.images import GIGABYTE, MEGABYTE, Allowance


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """`used` is in gigabytes with one digit, or in megabytes where that says more (`small`); `share` is of a hundred."""

    used: float
    small: bool
    limit: int
    share: int
    uploads_left: int


def space_of(allowance: Allowance) -> Space:
    small = allowance.used < GIGABYTE
    return Space(
        used=round(allowance.used / MEGABYTE) if small else round(allowance.used / GIGABYTE, 1),
        small=small,
        limit=allowance.limit // GIGABYTE,
        share=min(100, round(100 * allowance.used / allowance.limit)),
        uploads_left=allowance.uploads_left,
    )
