"""How does a link from a mail prove that somebody reads an address? Made, read without consequence, and used once.

The row holds no secret: the token in the mail is the row's id and a MAC of it, so neither the database nor the job that sends the mail
knows what opens it. Programs that look through mails fetch every link in them: reading changes nothing, only a click on the page uses it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.accounts.model import Link, LinkPurpose
from exibidos.features.accounts.store import links as store
from exibidos.kernel.errors import Invalid
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import ReadTx, Tx

# PRODUCT §10: mail and reset links live an hour.
LINK_LIFE = timedelta(hours=1)
_STALE = "accounts.link_stale"


async def make_link(
    tx: Tx,
    purpose: LinkPurpose,
    *,
    email: str,
    at: datetime,
    member_id: UUID | None = None,
    about: UUID | None = None,
    life: timedelta = LINK_LIFE,
    locale: str | None = None,
) -> Link:
    """Make a link for the reader of an address; a newer one to the same member for the same purpose ends the older."""
    if member_id is not None:
        await store.end_of_member(tx, member_id, purpose, at=at)
    link = Link(
        id=new_id(),
        purpose=purpose,
        email=email,
        member_id=member_id,
        about=about,
        expires_at=at + life,
        locale=locale,
    )
    await store.insert(tx, link)
    return link


def token_of_link(signer: Signer, link: Link) -> str:
    """Return what stands in the mail: `<id>.<key id>.<MAC>`, letters, digits, `-`, `_` and dots."""
    key_id, tag = signer.sign("link", link.purpose, link.id.hex)
    return f"{link.id.hex}.{key_id}.{tag}"


async def read_link(tx: ReadTx, signer: Signer, token: str, purpose: LinkPurpose, *, at: datetime) -> Link:
    """Return an open link and leave it open, for the page that asks before it acts; raises Invalid("accounts.link_stale")."""
    found = await store.find_open(tx, _checked(signer, token, purpose), purpose, at=at)
    if found is None:
        raise Invalid(_STALE)
    return found


async def use_link(tx: Tx, signer: Signer, token: str, purpose: LinkPurpose, *, at: datetime) -> Link:
    """Use a link up and return it; raises Invalid("accounts.link_stale") when it is used, too old, ended, or none of ours."""
    found = await store.mark_used(tx, _checked(signer, token, purpose), purpose, at=at)
    if found is None:
        raise Invalid(_STALE)
    return found


def _checked(signer: Signer, token: str, purpose: LinkPurpose) -> UUID:
    written, key_id, tag = (*token.split(".", 2), "", "")[:3]
    try:
        link_id = UUID(hex=written)
    except ValueError:
        raise Invalid(_STALE) from None
    if not signer.verify(key_id, tag, "link", purpose, link_id.hex):
        raise Invalid(_STALE)
    return link_id
