"""Has this member agreed to what the club says now? Asked when they join, and again when a text has a new version."""

from exibidos.features.accounts.events import TermsAgreed
from exibidos.features.accounts.model import Agreement, AgreementWay
from exibidos.features.accounts.store import agreements as store
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid
from exibidos.platform.db import ReadTx, Tx


def check_agreed(agreed: str, edition: str) -> None:
    """Refuse somebody who does not agree, or agrees to what stands no longer: the text may have changed while they read it."""
    if not agreed:
        raise Invalid("accounts.terms_not_accepted", field="terms")
    if agreed != edition:
        raise Invalid("accounts.terms_changed", field="terms")


async def agree(tx: Tx, member: Member, agreed: str, *, edition: str) -> None:
    """Record that a member agrees to the present edition; raises Invalid when it is not the one that they have read."""
    check_agreed(agreed, edition)
    if await store.update_edition(tx, member.id, edition):
        await store.insert(tx, member.id, edition, AgreementWay.ASKED)
        tx.emit(TermsAgreed(member_id=member.id, edition=edition))


async def list_agreements(tx: ReadTx, member: Member) -> list[Agreement]:
    """Return to which texts a member agreed, newest first."""
    return await store.list_all(tx, member.id)
