"""Which SQL asks for and writes links from mails?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Link, LinkPurpose
from exibidos.platform.db import ReadTx, Tx

_COLUMNS = "id, purpose, email, member_id, about, expires_at"


async def insert(tx: Tx, link: Link) -> None:
    await tx.execute(
        "INSERT INTO mail_links (id, purpose, email, member_id, about, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        link.id,
        link.purpose,
        link.email,
        link.member_id,
        link.about,
        link.expires_at,
    )


async def find_open(tx: ReadTx, link_id: UUID, purpose: LinkPurpose, *, at: datetime) -> Link | None:
    return await tx.row(
        Link,
        f"SELECT {_COLUMNS} FROM mail_links WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
        link_id,
        purpose,
        at,
    )


async def mark_used(tx: Tx, link_id: UUID, purpose: LinkPurpose, *, at: datetime) -> Link | None:
    """Use a link up and return it; None when somebody has, or it is too late. Of two at once one gets it."""
    return await tx.row(
        Link,
        f"""
        UPDATE mail_links SET used_at = $3 WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING {_COLUMNS}
        """,
        link_id,
        purpose,
        at,
    )


async def end_of_member(tx: Tx, member_id: UUID, purpose: LinkPurpose, *, at: datetime) -> None:
    """End the open links of a member for a purpose."""
    await tx.execute(
        "UPDATE mail_links SET used_at = $3 WHERE member_id = $1 AND purpose = $2 AND used_at IS NULL",
        member_id,
        purpose,
        at,
    )


async def delete_dead(tx: Tx, *, before: datetime) -> int:
    """Delete links that ended before `before`; returns how many."""
    return await tx.execute("DELETE FROM mail_links WHERE expires_at < $1", before)
