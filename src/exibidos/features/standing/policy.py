"""Which standing has somebody earned, and what is missing to the next? Pure rules on what they have done (docs/decisions/0015)."""

from datetime import datetime

from exibidos.features.standing.model import Condition, Record
from exibidos.kernel.actor import Standing

# PRODUCT §1 asks these of the trusted.
TRUSTED_DAYS, TRUSTED_PHOTOS, TRUSTED_JUDGEMENTS = 14, 5, 300
# It is silent about members. Three days outlast most accounts that are made to be thrown away; one photo or twenty votes is an evening.
MEMBER_DAYS, MEMBER_PHOTOS, MEMBER_JUDGEMENTS = 3, 1, 20
# Who says one thing nineteen times of twenty looks at nothing: what they say weighs nothing here.
_MOST_ONE_SIDED = 0.95

_ASKED = {
    Standing.MEMBER: (MEMBER_DAYS, MEMBER_PHOTOS, MEMBER_JUDGEMENTS),
    Standing.TRUSTED: (TRUSTED_DAYS, TRUSTED_PHOTOS, TRUSTED_JUDGEMENTS),
}
_NEXT = {Standing.NEW: Standing.MEMBER, Standing.MEMBER: Standing.TRUSTED, Standing.TRUSTED: Standing.TRUSTED}


def next_standing(standing: Standing) -> Standing:
    """Return what somebody works towards; the trusted keep what they have by the same conditions."""
    return _NEXT[standing]


def judgements(record: Record) -> int:
    """Return how many of somebody's votes are consistent: all of them, or none where they only ever say one thing."""
    votes = record.votes_for + record.votes_against
    one_sided = max(record.votes_for, record.votes_against) > votes * _MOST_ONE_SIDED
    # Of a few, all may well be one thing.
    return 0 if votes >= MEMBER_JUDGEMENTS and one_sided else votes


def conditions(record: Record, goal: Standing, *, at: datetime) -> tuple[Condition, ...]:
    """Return what `goal` (member or trusted) asks for, with how far somebody is."""
    days, photos, judged = _ASKED[goal]
    return (
        Condition(name="verified", have=int(record.verified), need=1),
        Condition(name="days", have=min(days, (at - record.joined_at).days), need=days),
        Condition(name="photos", have=min(photos, record.photos), need=photos, way="deeds"),
        Condition(name="judgements", have=min(judged, judgements(record)), need=judged, way="deeds"),
    )


def missing(record: Record, goal: Standing, *, at: datetime) -> tuple[Condition, ...]:
    """Return what is not met yet; of two ways both, as long as neither is gone."""
    asked = conditions(record, goal, at=at)
    gone = {condition.way for condition in asked if condition.met} - {""}
    return tuple(condition for condition in asked if not condition.met and condition.way not in gone)


def earned(record: Record, *, at: datetime) -> Standing:
    """Return the standing that somebody has. Trust goes when its conditions no longer hold; a member stays one."""
    if not missing(record, Standing.TRUSTED, at=at):
        return Standing.TRUSTED
    if record.standing is not Standing.NEW or not missing(record, Standing.MEMBER, at=at):
        return Standing.MEMBER
    return Standing.NEW
