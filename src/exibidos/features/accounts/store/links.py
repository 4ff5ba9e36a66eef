"""Which SQL asks for and writes links from mails?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Link, LinkPurpose
from exibidos.platform.db import ReadTx, Tx

_COLUMNS = "id, purpose, email, member_id, about, expires_at, locale"


async def insert(tx: Tx, link: Link) -> None:
    await tx.execute(
        "INSERT INTO mail_links (id, purpose, email, member_id, about, expires_at, locale) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        link.id,
        link.purpose,
        link.email,
        link.member_id,
        link.about,
        link.expires_at,
        link.locale,
    )


async def find_any(tx: ReadTx, link_id: UUID, *, at: datetime) -> Link | None:
    """Return an open link, whatever its purpose."""
    sql = f"SELECT {_COLUMNS} FROM mail_links WHERE id = $1 AND used_at IS NULL AND expires_at > $2"
    return await tx.row(Link, sql, link_id, at)


async def find_of_member(tx: ReadTx, member_id: UUID, purpose: LinkPurpose, *, at: datetime) -> Link | None:
    """Return the open link of a member for a purpose; there is at most one."""
    return await tx.row(
        Link,
        f"""
        SELECT {_COLUMNS} FROM mail_links WHERE member_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
        ORDER BY id DESC LIMIT 1
        """,
        member_id,
        purpose,
        at,
    )


async def find_open(tx: ReadTx, link_id: UUID, purpose: LinkPurpose, *, at: datetime) -> Link | None:
    return await tx.row(
        Link,
        f"SELECT {_COLUMNS} FROM mail_links WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
        link_id,
        purpose,
        at,
    )


async def find_sent(tx: ReadTx, link_id: UUID) -> Link | None:
    """Return a link, ended or not."""
    return await tx.row(Link, f"SELECT {_COLUMNS} FROM mail_links WHERE id = $1", link_id)


async def find_about(tx: ReadTx, member_id: UUID, about: UUID) -> UUID | None:
    """Return the id of a member's link that was made because of something else."""
    sql = "SELECT id FROM mail_links WHERE member_id = $1 AND about = $2"
    return await tx.value(UUID, sql, member_id, about)


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


async def end_of_address(tx: Tx, email: str, purposes: Sequence[LinkPurpose], *, at: datetime) -> None:
    """End the open links that were made for whoever reads an address."""
    await tx.execute(
        "UPDATE mail_links SET used_at = $3 WHERE email = $1 AND purpose = ANY($2) AND used_at IS NULL",
        email,
        list(purposes),
        at,
    )


async def end_older(tx: Tx, link: Link, *, at: datetime) -> None:
    """End the open links of the same address and purpose that were made before this one."""
    await tx.execute(
        "UPDATE mail_links SET used_at = $4 WHERE email = $1 AND purpose = $2 AND id < $3 AND used_at IS NULL",
        link.email,
        link.purpose,
        link.id,
        at,
    )


async def delete(tx: Tx, link_id: UUID) -> None:
    """Forget a link that went to nobody, and with it what a stranger typed."""
    await tx.execute("DELETE FROM mail_links WHERE id = $1", link_id)


async def delete_dead(tx: Tx, *, before: datetime) -> int:
    """Delete links that ended before `before`; returns how many."""
    return await tx.execute("DELETE FROM mail_links WHERE expires_at < $1", before)
