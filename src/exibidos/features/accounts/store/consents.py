"""Which SQL asks for and writes consents?"""

from uuid import UUID

from exibidos.features.accounts.model import Consent, ConsentWay, Purpose
from exibidos.platform.db import ReadTx, Tx

# What a page shows; who changes their mind more often has their whole history in their export.
_MOST_LISTED = 100


async def is_in_force(tx: ReadTx, member_id: UUID, purpose: Purpose) -> bool:
    found = await tx.value(
        bool,
        "SELECT true FROM consents WHERE created_by_id = $1 AND purpose = $2 AND withdrawn_at IS NULL",
        member_id,
        purpose,
    )
    return found is not None


async def list_all(tx: ReadTx, member_id: UUID) -> list[Consent]:
    return await tx.rows(
        Consent,
        """
        SELECT purpose, text_version, how, given_at, withdrawn_at FROM consents WHERE created_by_id = $1
        ORDER BY given_at DESC, id DESC LIMIT $2
        """,
        member_id,
        _MOST_LISTED,
    )


async def insert(
    tx: Tx, consent_id: UUID, member_id: UUID, purpose: Purpose, text_version: str, how: ConsentWay
) -> None:
    """Insert a consent, unless one is in force: agreeing twice is agreeing once."""
    await tx.execute(
        """
        INSERT INTO consents (id, created_by_id, purpose, text_version, how) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (created_by_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING
        """,
        consent_id,
        member_id,
        purpose,
        text_version,
        how,
    )


async def withdraw(tx: Tx, member_id: UUID, purpose: Purpose, *, but: str | None = None) -> None:
    """End the consent in force, if any, but not one to the text `but`."""
    await tx.execute(
        """
        UPDATE consents SET withdrawn_at = now()
        WHERE created_by_id = $1 AND purpose = $2 AND withdrawn_at IS NULL AND text_version IS DISTINCT FROM $3
        """,
        member_id,
        purpose,
        but,
    )
