"""Who may follow, block and mute whom, how often, and who may look around somebody? Pure rules."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.social.model import FollowState, MuteKind, Relation
from exibidos.kernel.actor import Member, Standing, Viewer
from exibidos.kernel.errors import Conflict, Forbidden, Invalid
from exibidos.kernel.names import plain_line

# Each asks for somebody's attention: whoever is new reaches a handful of people an hour, like the first comments of PRODUCT §10.
FOLLOWS_AN_HOUR: Mapping[Standing, int] = {Standing.NEW: 20, Standing.MEMBER: 120, Standing.TRUSTED: 240}
# Walls look for each of them in each photo; no person keeps a longer list in mind.
MOST_MUTES = 500
WORD_LONGEST = 60
# Longer is for ever, which is said by leaving the end out.
_LONGEST_MUTE = timedelta(days=366)


def check_may_follow(member: Member, other_id: UUID, *, require_verified: bool) -> None:
    """Refuse following oneself, and followers whose address is not proven where the club asks for that."""
    _check_other(member, other_id)
    if require_verified and not member.verified:
        raise Forbidden("accounts.unverified")


def check_may_block(member: Member, other_id: UUID) -> None:
    """Refuse blocking oneself."""
    _check_other(member, other_id)


def check_may_mute(member: Member, other_id: UUID) -> None:
    """Refuse muting oneself."""
    _check_other(member, other_id)


def check_word(kind: MuteKind, said: str) -> str:
    """Return a word or tag as it is shown: on one line, a tag without its sign; raises Invalid when nothing is left to look for."""
    if kind is MuteKind.PERSON:
        raise Invalid("social.no_such_kind", field="kind")
    line = plain_line(said)
    # One word of letters, digits and _ is what can stand behind a # in a text.
    word = line.removeprefix("#") if kind is MuteKind.TAG else line
    letters = unicodedata.normalize("NFKD", word)
    if not any(letter.isalnum() for letter in letters):
        raise Invalid("social.word_empty", field="said")
    if len(word) > WORD_LONGEST:
        raise Invalid("social.word_too_long", field="said", longest=WORD_LONGEST)
    if kind is MuteKind.TAG and not all(
        letter.isalnum() or letter == "_" or unicodedata.combining(letter) for letter in letters
    ):
        raise Invalid("social.tag_malformed", field="said")
    return word


def check_end(ends_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a mute ends, None for never; refuse an end that has passed or is more than a year away."""
    if ends_at is not None and not now < ends_at <= now + _LONGEST_MUTE:
        raise Invalid("social.bad_end", field="ends_at")
    return ends_at


def check_room_for_mute(count: int) -> None:
    """Refuse one mute more than anybody may have."""
    if count >= MOST_MUTES:
        raise Conflict("social.too_many_mutes", most=MOST_MUTES)


def may_look_around(viewer: Viewer, other_id: UUID, *, private: bool, relation: Relation) -> bool:
    """Say whether a viewer may see whom somebody follows and who follows them: a private account shows that to its followers."""
    return not private or viewer.id == other_id or relation.follow is FollowState.FOLLOWING


def _check_other(member: Member, other_id: UUID) -> None:
    if member.id == other_id:
        raise Conflict("social.yourself")
