"""What of all that happens should a member be able to look up about their own account? Reactions that note it, and mail what is serious."""

from exibidos.features import accounts
from exibidos.features.accounts import LinkPurpose, SecurityKind
from exibidos.features.accounts.events import SessionsEnded
from exibidos.kernel.clock import now
from exibidos.platform.db import Tx


async def signed_in(tx: Tx, event: accounts.MemberSignedIn) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.SIGNED_IN, at=now(), device=event.device)


async def password_changed(tx: Tx, event: accounts.PasswordChanged) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.PASSWORD_CHANGED, at=now(), device=event.device)


async def link_sent(tx: Tx, event: accounts.LinkSent) -> None:
    """Who asked is not told: it may have been anybody, and their network is none of the member's business."""
    kind = SecurityKind.RESET_ASKED if event.purpose is LinkPurpose.RESET else SecurityKind.SIGN_IN_ASKED
    await accounts.note_security(tx, event.member_id, kind, at=now())


async def email_change_asked(tx: Tx, event: accounts.EmailChangeAsked) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.EMAIL_ASKED, at=now(), device=event.device)


async def email_changed(tx: Tx, event: accounts.EmailChanged) -> None:
    """Both addresses are told: of the two, one is surely read by the member."""
    device, told = event.device, event.told
    await accounts.note_security(tx, event.member_id, SecurityKind.EMAIL_CHANGED, at=now(), device=device, old=told)


async def email_kept(tx: Tx, event: accounts.EmailKept) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.EMAIL_KEPT, at=now(), device=event.device)


async def passkey_added(tx: Tx, event: accounts.PasskeyAdded) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.FACTOR_ADDED, at=now(), device=event.device)


async def passkey_removed(tx: Tx, event: accounts.PasskeyRemoved) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.FACTOR_REMOVED, at=now(), device=event.device)


async def token_made(tx: Tx, event: accounts.TokenMade) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.TOKEN_MADE, at=now())


async def token_revoked(tx: Tx, event: accounts.TokenRevoked) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.TOKEN_REVOKED, at=now())


async def sessions_ended(tx: Tx, event: SessionsEnded) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.SESSIONS_ENDED, at=now(), device=event.device)


async def deactivated(tx: Tx, event: accounts.MemberDeactivated) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.DEACTIVATED, at=now(), device=event.device)


async def returned(tx: Tx, event: accounts.MemberReturned) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.RETURNED, at=now(), device=event.device)


async def codes_set_up(tx: Tx, event: accounts.CodesSetUp | accounts.RecoveryCodesMade) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.FACTOR_ADDED, at=now(), device=event.device)


async def codes_removed(tx: Tx, event: accounts.CodesRemoved) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.FACTOR_REMOVED, at=now(), device=event.device)


async def identity_linked(tx: Tx, event: accounts.IdentityLinked) -> None:
    """Whoever has just joined that way needs no letter about it."""
    if not event.joined:
        await accounts.note_security(tx, event.member_id, SecurityKind.FACTOR_ADDED, at=now())


async def identity_unlinked(tx: Tx, event: accounts.IdentityUnlinked) -> None:
    await accounts.note_security(tx, event.member_id, SecurityKind.FACTOR_REMOVED, at=now())
