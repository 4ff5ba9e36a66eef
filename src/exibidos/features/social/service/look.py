"""Whom may a viewer meet, and what is between them? Who has blocked somebody is absent to them, and they to whoever did."""

from datetime import datetime
from uuid import UUID

from exibidos.features import accounts
from exibidos.features.accounts import Profile
from exibidos.features.social import policy
from exibidos.features.social.model import Circle, Face, FollowState, Relation
from exibidos.features.social.store import blocks, follows, mutes
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.errors import Forbidden, NotFound
from exibidos.platform.db import ReadTx

Place = tuple[datetime, UUID]


async def get_profile(tx: ReadTx, viewer: Viewer, slug: str) -> Profile:
    """Return a member as this viewer may meet them; across a block it is the NotFound of a member who never was."""
    profile = await accounts.get_profile(tx, slug)
    if viewer.id is not None and await blocks.are_apart(tx, viewer.id, profile.id):
        raise NotFound("accounts.no_such_member")
    return profile


async def find_id(tx: ReadTx, slug: str) -> UUID | None:
    """Return whose slug this is even across a block, None for nobody's.

    Only for taking something back (unfollow, unblock, unmute): what answers the same in both cases tells nobody who is there.
    """
    asked = slug.casefold()
    return await blocks.find_id(tx, asked) if accounts.is_slug(asked) else None


async def get_blockable(tx: ReadTx, member: Member, slug: str) -> UUID:
    """Return whom a member may block: everybody they could meet, and whom they have blocked already. Raises NotFound."""
    asked = slug.casefold()
    found = await blocks.find_blockable(tx, member.id, asked) if accounts.is_slug(asked) else None
    if found is None:
        raise NotFound("accounts.no_such_member")
    return found


async def get_relation(tx: ReadTx, viewer: Viewer, other_id: UUID) -> Relation:
    """Return what is between a viewer and somebody; nothing for guests and oneself."""
    if viewer.id is None or viewer.id == other_id:
        return Relation()
    return await follows.find_relation(tx, viewer.id, other_id)


async def count_circle(tx: ReadTx, viewer: Viewer, of_id: UUID) -> Circle:
    """Count who follows somebody and whom they follow, of those that this viewer may meet."""
    return await follows.count_circle(tx, viewer.id, of_id)


async def list_followers(
    tx: ReadTx, viewer: Viewer, profile: Profile, *, before: Place | None = None, limit: int = 24
) -> list[Face]:
    """List who follows somebody, newest first; raises Forbidden when that is for followers only."""
    await _check_may_look_around(tx, viewer, profile)
    return await follows.list_followers(tx, viewer.id, profile.id, before, limit, FollowState.FOLLOWING)


async def list_following(
    tx: ReadTx, viewer: Viewer, profile: Profile, *, before: Place | None = None, limit: int = 24
) -> list[Face]:
    """List whom somebody follows, newest first; raises Forbidden when that is for followers only."""
    await _check_may_look_around(tx, viewer, profile)
    return await follows.list_following(tx, viewer.id, profile.id, before, limit, FollowState.FOLLOWING)


async def list_requests(tx: ReadTx, member: Member, *, before: Place | None = None, limit: int = 24) -> list[Face]:
    """List who asks to follow a member, newest first."""
    return await follows.list_followers(tx, member.id, member.id, before, limit, FollowState.ASKED)


async def count_requests(tx: ReadTx, member: Member) -> int:
    """Count who asks to follow a member."""
    return await follows.count_requests(tx, member.id)


async def list_blocked(tx: ReadTx, member: Member, *, before: Place | None = None, limit: int = 24) -> list[Face]:
    """List whom a member has blocked, newest first: theirs alone to see."""
    return await blocks.list_blocked(tx, member.id, before, limit)


async def may_reach(tx: ReadTx, actor_id: UUID, recipient_id: UUID) -> bool:
    """Say whether what somebody does may be told to somebody else: not across a block, and not to who has muted them."""
    return not (await blocks.are_apart(tx, actor_id, recipient_id) or await mutes.has_muted(tx, recipient_id, actor_id))


async def _check_may_look_around(tx: ReadTx, viewer: Viewer, profile: Profile) -> None:
    relation = await get_relation(tx, viewer, profile.id)
    if not policy.may_look_around(viewer, profile.id, private=profile.private, relation=relation):
        raise Forbidden("social.for_followers")
