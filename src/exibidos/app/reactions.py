"""What happens because something happened? One table: to read it is to read the product.

A reaction runs in the transaction of its event and may write, emit and enqueue there.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from exibidos.app import answerable, noticed, told, tracked
from exibidos.features import accounts, images, moderation, social, voting
from exibidos.features.accounts.events import RecoveryCodeUsed, SessionsEnded, TermsAgreed
from exibidos.kernel.clock import now
from exibidos.kernel.events import Event
from exibidos.platform.db import Tx
from exibidos.platform.jobs import JobDropped, JobReplayed, QueuePaused, QueueResumed

Reaction = Callable[[Tx, Any], Awaitable[None]]
# Reactions to reactions are few; a chain longer than this is a circle.
_DEEPEST = 8


async def develop(tx: Tx, event: images.ImageUploaded) -> None:
    """A photo that has arrived is developed by a worker."""
    tx.enqueue(images.ProcessImage(image_id=event.image_id))


async def draw_card(tx: Tx, event: images.ImageProcessed | images.ImageChanged) -> None:
    """What other sites show of a photo is drawn anew."""
    tx.enqueue(images.DrawCards(image_id=event.image_id))


async def draw_cards(tx: Tx, event: accounts.Portrayed) -> None:
    """The name on all of somebody's cards may be another one now. After a new address each photo's own new mark asks for its card."""
    tx.enqueue(images.DrawCards(member_id=event.member_id))


async def tell_uploader(
    tx: Tx, event: images.ImageProcessed | images.ImageRefused | images.ImageHeld | images.ImageAwaitsReview
) -> None:
    """Whoever watches a photo being made ready hears that it is decided."""
    tx.ring(images.topic(event.image_id))


async def look_first(tx: Tx, event: images.ImageAwaitsReview) -> None:
    """Moderators look at what looks like a photo that hangs."""
    await moderation.open_review(tx, event.image_id, alike_to=event.alike_to, at=now())


async def look_into(tx: Tx, event: images.ImageHeld) -> None:
    """Who may open it decides what becomes of what a hash has sealed."""
    await moderation.open_review(tx, event.image_id, alike_to=(), at=now())


async def shut_out(tx: Tx, event: accounts.PasswordChanged) -> None:
    """Whoever came in with what was true before, by whichever way and on whichever device, is out; programs too."""
    await accounts.end_sessions(tx, event.member_id, at=now())


async def end_letters(tx: Tx, event: accounts.PasswordChanged) -> None:
    """What was mailed before a new password opens nothing any more."""
    await accounts.end_links(tx, event.member_id, at=now())


async def tell_sessions(
    tx: Tx, event: accounts.StandingChanged | accounts.SlugChanged | accounts.Portrayed | TermsAgreed
) -> None:
    """Open sessions hear what has changed about their person, without a new sign-in."""
    accounts.tell_sessions(tx, event.member_id)


async def sign_anew(tx: Tx, event: accounts.SlugChanged) -> None:
    """Whose slug is new has it in the corner of all their photos."""
    tx.enqueue(images.RedevelopImages(member_id=event.member_id))


REACTIONS: Mapping[type[Event], tuple[Reaction, ...]] = {
    accounts.MemberJoined: (answerable.joined,),
    accounts.MemberSignedIn: (answerable.signed_in, told.signed_in, noticed.signed_in),
    accounts.PasswordChanged: (shut_out, end_letters, answerable.password_changed, noticed.password_changed),
    accounts.LinkSent: (noticed.link_sent,),
    accounts.EmailChangeAsked: (answerable.email_change_asked, noticed.email_change_asked),
    accounts.EmailChanged: (answerable.email_changed, noticed.email_changed),
    accounts.EmailKept: (answerable.email_kept, noticed.email_kept),
    accounts.SlugChanged: (tell_sessions, sign_anew, answerable.renamed),
    accounts.Portrayed: (tell_sessions, draw_cards),
    TermsAgreed: (tell_sessions, answerable.agreed),
    accounts.RoleChanged: (answerable.role_changed,),
    accounts.JoiningDecided: (answerable.joining_decided,),
    accounts.InvitationMade: (answerable.invitation_made,),
    accounts.InvitationRevoked: (answerable.invitation_revoked,),
    accounts.CodesSetUp: (answerable.codes_set_up, noticed.codes_set_up),
    accounts.CodesRemoved: (answerable.codes_removed, noticed.codes_removed),
    accounts.RecoveryCodesMade: (answerable.recovery_codes_made, noticed.codes_set_up),
    RecoveryCodeUsed: (answerable.recovery_code_used,),
    SessionsEnded: (answerable.sessions_ended, noticed.sessions_ended),
    accounts.MemberDeactivated: (answerable.deactivated, noticed.deactivated),
    accounts.MemberReturned: (answerable.returned, noticed.returned),
    accounts.TokenMade: (answerable.token_made, noticed.token_made),
    accounts.TokenRevoked: (answerable.token_revoked, noticed.token_revoked),
    accounts.PasskeyAdded: (answerable.passkey_added, noticed.passkey_added),
    accounts.PasskeyRemoved: (answerable.passkey_removed, noticed.passkey_removed),
    accounts.PasskeyDoubted: (answerable.passkey_doubted,),
    accounts.StandingChanged: (tell_sessions, answerable.standing_changed),
    accounts.PrivateChanged: (answerable.private_changed,),
    social.Followed: (told.followed,),
    social.FollowAsked: (told.follow_asked,),
    social.FollowAccepted: (told.follow_accepted,),
    social.Unfollowed: (told.unfollowed,),
    social.Blocked: (told.blocked, answerable.blocked),
    social.Unblocked: (answerable.unblocked,),
    accounts.IdentityLinked: (answerable.identity_linked, noticed.identity_linked),
    accounts.IdentityUnlinked: (answerable.identity_unlinked, noticed.identity_unlinked),
    images.ImageUploaded: (develop, tracked.uploaded),
    images.ImageProcessed: (tell_uploader, draw_card, told.published, answerable.published, tracked.published),
    images.ImageRefused: (tell_uploader, told.refused, answerable.refused),
    images.ImageHeld: (tell_uploader, look_into, answerable.sealed),
    images.ImageAwaitsReview: (tell_uploader, look_first),
    images.ImageModerated: (answerable.moderated,),
    moderation.Reported: (answerable.reported,),
    moderation.CaseLookedAt: (answerable.looked_at,),
    moderation.CaseDecided: (told.case_decided, answerable.decided),
    moderation.DecisionUndone: (answerable.undone,),
    moderation.CaseOverdue: (told.case_overdue, answerable.overdue),
    images.ImageChanged: (
        draw_card,
        answerable.edited,
    ),
    images.ImageDeleted: (answerable.deleted, tracked.deleted),
    images.ImageRestored: (answerable.restored, tracked.restored),
    images.ImageErased: (answerable.erased,),
    images.OriginalTaken: (answerable.original_taken,),
    voting.VoteCast: (tracked.voted,),
    voting.VoteWithdrawn: (tracked.took_vote_back,),
    JobReplayed: (answerable.replayed,),
    JobDropped: (answerable.dropped,),
    QueuePaused: (answerable.paused,),
    QueueResumed: (answerable.resumed,),
}


async def react(tx: Tx) -> None:
    """Run the reactions of a transaction's events, and of the events that those emit, until none is left."""
    for _ in range(_DEEPEST):
        pending, tx.events = tx.events, []
        if not pending:
            return
        for event in pending:
            for reaction in REACTIONS.get(type(event), ()):
                await reaction(tx, event)
    raise RuntimeError("reactions go in a circle: " + ", ".join(type(event).__name__ for event in tx.events))
