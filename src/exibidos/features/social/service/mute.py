"""How does somebody keep people, words and tags off their walls? Nobody else is told, and links still open."""

from datetime import datetime
from uuid import UUID

from exibidos.features.social import policy
from exibidos.features.social.model import Mute, MuteKind
from exibidos.features.social.store import mutes as store
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx


async def mute(tx: Tx, member: Member, other_id: UUID, *, ends_at: datetime | None, now: datetime) -> None:
    """Keep somebody's photos off one's walls, until `ends_at` or for ever; again, only the end changes."""
    policy.check_may_mute(member, other_id)
    ends_at = policy.check_end(ends_at, now)
    await _make_room(tx, member)
    await store.mute_person(tx, new_id(), member.id, other_id, ends_at)


async def mute_word(
    tx: Tx, member: Member, kind: MuteKind, said: str, *, ends_at: datetime | None, now: datetime
) -> Mute:
    """Keep photos off one's walls whose title or caption has a word, or a tag; again, only the end changes."""
    word = policy.check_word(kind, said)
    ends_at = policy.check_end(ends_at, now)
    await _make_room(tx, member)
    made = await store.mute_word(tx, new_id(), member.id, kind, word, ends_at)
    if made is None:
        raise Invalid("social.word_empty", field="said")
    return made


async def unmute(tx: Tx, member: Member, mute_id: UUID) -> None:
    """Take a mute of one's own back, by its id; another's is NotFound, like one that never was."""
    if not await store.unmute(tx, member.id, mute_id):
        raise NotFound("social.no_such_mute")


async def unmute_person(tx: Tx, member: Member, other_id: UUID) -> None:
    """Let somebody's photos back onto one's walls. Without a mute, nothing happens."""
    await store.unmute_person(tx, member.id, other_id)


async def list_mutes(tx: ReadTx, member: Member) -> list[Mute]:
    """List what a member has muted, newest first."""
    return await store.list_mutes(tx, member.id)


async def _make_room(tx: Tx, member: Member) -> None:
    await store.lock_mutes_of(tx, member.id)
    await store.delete_ended(tx, member.id)
    policy.check_room_for_mute(await store.count_mutes(tx, member.id))
