"""What did people agree to? Consents, each for one purpose and one text, given and withdrawn."""

from uuid import UUID

from exibidos.features.accounts.model import Consent, ConsentWay, Purpose
from exibidos.features.accounts.store import consents as store
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx


async def consents_to(tx: ReadTx, member_id: UUID, purpose: Purpose) -> bool:
    """Say whether a member agrees now. Nobody does who was not asked."""
    return await store.is_in_force(tx, member_id, purpose)


async def give_consent(
    tx: Tx, member_id: UUID, purpose: Purpose, *, text_version: str, how: ConsentWay = ConsentWay.SETTINGS
) -> None:
    """Record that a member agreed to a text; agreeing to a newer one ends the older consent."""
    await store.withdraw(tx, member_id, purpose, but=text_version)
    await store.insert(tx, new_id(), member_id, purpose, text_version, how)


async def list_consents(tx: ReadTx, member_id: UUID) -> list[Consent]:
    """Return everything that a member ever agreed to, newest first."""
    return await store.list_all(tx, member_id)


async def withdraw_consent(tx: Tx, member_id: UUID, purpose: Purpose) -> None:
    """Record that a member no longer agrees; it holds from the next thing that happens."""
    await store.withdraw(tx, member_id, purpose)
