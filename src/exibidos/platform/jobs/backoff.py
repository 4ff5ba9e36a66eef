"""How long does a failed job wait? Exponentially longer, with full jitter, so that jobs which failed together do not return together."""

from datetime import timedelta
from random import Random

# 2, 4, 8, 16 … seconds at most: five attempts are over within half a minute, so people learn soon that a photo failed.
_FIRST_SECONDS = 2.0
_LONGEST_SECONDS = 60.0
# A dependency that returns is used again within 30 s (REQUIREMENTS 20); the sweeper's own pace needs the rest of them.
_LONGEST_OUTAGE_SECONDS = 20.0
# Greylisting lets a letter through after a minute or five; RFC 5321 §4.5.4.1 would have half an hour between tries, but what we write is
# awaited. Who has said no for a day will not say yes; that RFC's four days are for servers, which people do not watch.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
PUT_OFF_AT_MOST = timedelta(days=1)


def after_failure(attempt: int, random: Random) -> timedelta:
    """Return the wait after the attempt with this number (1 is the first): anything up to 2 s doubled each time, ≤ 60 s."""
    ceiling = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** (attempt - 1))
    return timedelta(seconds=random.uniform(0, ceiling))


def after_not_now(put_off_for: timedelta, random: Random) -> timedelta:
    """Return the wait when somebody who answers says "later": 30 s to an hour, as long as they have said so already and up to half more."""
    return min(_LONGEST_WAIT, max(_FIRST_WAIT, put_off_for) * random.uniform(1, 1.5))


def after_outage(retry_after: float, random: Random) -> timedelta:
    """Return the wait when a dependency is down and said when to ask again: that and up to as much again, ≤ 20 s."""
    return timedelta(seconds=min(_LONGEST_OUTAGE_SECONDS, retry_after * random.uniform(1, 2)))
