"""How does a member say how they want to be told, in the club or from a letter?

The way out of a letter needs no session: its token is a MAC of whom and which kind it is about, without an end, since letters are kept for
years. All that it opens is this one box, and that only to be emptied.
"""

from uuid import UUID

from exibidos.features.notifications import policy, store
from exibidos.features.notifications.model import Kind, Wishes
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid
from exibidos.kernel.signing import Signer
from exibidos.platform.db import ReadTx, Tx

_PURPOSE = "unsubscribe"


async def get_wishes(tx: ReadTx, member: Member) -> Wishes:
    """Return how a member wants to be told."""
    return await store.find_wishes(tx, member.id)


async def set_wishes(tx: Tx, member: Member, wishes: Wishes) -> None:
    """Replace how a member wants to be told; raises Invalid."""
    policy.check(wishes)
    await store.replace_wishes(tx, member.id, wishes)


def token_to_unsubscribe(signer: Signer, member_id: UUID, kind: Kind) -> str:
    """Return what stands in a letter: letters, digits, `-`, `_` and dots."""
    key_id, tag = signer.sign(_PURPOSE, member_id.hex, kind)
    return f"{member_id.hex}.{kind}.{key_id}.{tag}"


def read_token(signer: Signer, token: str) -> tuple[UUID, Kind]:
    """Return whom and which kind a letter's token is about; raises Invalid("notifications.unsubscribe_unreadable")."""
    whom, kind, key_id, tag = (*token.split(".", 3), "", "", "", "")[:4]
    try:
        known = UUID(hex=whom), Kind(kind)
    except ValueError:
        raise Invalid("notifications.unsubscribe_unreadable") from None
    if not signer.verify(key_id, tag, _PURPOSE, known[0].hex, known[1]):
        raise Invalid("notifications.unsubscribe_unreadable")
    return known


async def unsubscribe(tx: Tx, signer: Signer, token: str) -> Kind:
    """End the letters of one kind to whoever the letter went to; twice is once. Somebody who is gone gets none anyway."""
    member_id, kind = read_token(signer, token)
    if await store.lock_member(tx, member_id):
        wishes = await store.find_wishes(tx, member_id)
        await store.replace_wishes(tx, member_id, policy.without_mail(wishes, kind))
    return kind
