"""For which of the things that happen does somebody answer? Reactions that record them in the audit log, by subject key."""

from typing import Any
from uuid import UUID

from exibidos.features import accounts, audit, images, moderation, social
from exibidos.features.accounts.events import RecoveryCodeUsed, SessionsEnded, TermsAgreed
from exibidos.platform.db import Tx
from exibidos.platform.jobs import JobDropped, JobReplayed, QueuePaused, QueueResumed


async def joined(tx: Tx, event: accounts.MemberJoined) -> None:
    await _themselves(tx, "member.joined", event.member_id)


async def signed_in(tx: Tx, event: accounts.MemberSignedIn) -> None:
    await _themselves(tx, "member.signed_in", event.member_id)


async def password_changed(tx: Tx, event: accounts.PasswordChanged) -> None:
    await _themselves(tx, "member.password_changed", event.member_id, by_link=event.by_link)


async def email_change_asked(tx: Tx, event: accounts.EmailChangeAsked) -> None:
    await _themselves(tx, "member.email_change_asked", event.member_id)


async def email_changed(tx: Tx, event: accounts.EmailChanged) -> None:
    await _themselves(tx, "member.email_changed", event.member_id)


async def email_kept(tx: Tx, event: accounts.EmailKept) -> None:
    await _themselves(tx, "member.email_kept", event.member_id)


async def renamed(tx: Tx, event: accounts.SlugChanged) -> None:
    """That they did is answered for; the words stay in their own row."""
    await _themselves(tx, "member.renamed", event.member_id)


async def codes_set_up(tx: Tx, event: accounts.CodesSetUp) -> None:
    await _themselves(tx, "member.codes_set_up", event.member_id)


async def codes_removed(tx: Tx, event: accounts.CodesRemoved) -> None:
    await _themselves(tx, "member.codes_removed", event.member_id)


async def recovery_codes_made(tx: Tx, event: accounts.RecoveryCodesMade) -> None:
    await _themselves(tx, "member.recovery_codes_made", event.member_id)


async def recovery_code_used(tx: Tx, event: RecoveryCodeUsed) -> None:
    await _themselves(tx, "member.recovery_code_used", event.member_id)


async def sessions_ended(tx: Tx, event: SessionsEnded) -> None:
    await _themselves(tx, "member.sessions_ended", event.member_id, ended=event.ended)


async def deactivated(tx: Tx, event: accounts.MemberDeactivated) -> None:
    await _themselves(tx, "member.deactivated", event.member_id)


async def returned(tx: Tx, event: accounts.MemberReturned) -> None:
    await _themselves(tx, "member.returned", event.member_id)


async def agreed(tx: Tx, event: TermsAgreed) -> None:
    await _themselves(tx, "member.agreed", event.member_id, edition=event.edition)


async def token_made(tx: Tx, event: accounts.TokenMade) -> None:
    """How far a token reaches is answered for; its name is the member's own word."""
    details = {"scopes": list(event.scopes), "days": event.days}
    await _act(tx, "token.made", "token", str(event.token_id), event.member_id, **details)


async def token_revoked(tx: Tx, event: accounts.TokenRevoked) -> None:
    await _act(tx, "token.revoked", "token", str(event.token_id), event.member_id)


async def passkey_added(tx: Tx, event: accounts.PasskeyAdded) -> None:
    await _act(tx, "passkey.added", "passkey", str(event.passkey_id), event.member_id)


async def passkey_removed(tx: Tx, event: accounts.PasskeyRemoved) -> None:
    await _act(tx, "passkey.removed", "passkey", str(event.passkey_id), event.member_id)


async def passkey_doubted(tx: Tx, event: accounts.PasskeyDoubted) -> None:
    """The house doubts; whose passkey it is did perhaps nothing."""
    await _act(tx, "passkey.doubted", "passkey", str(event.passkey_id), None)


async def role_changed(tx: Tx, event: accounts.RoleChanged) -> None:
    subject = await _subject(tx, event.member_id)
    await _act(tx, "member.role", "member", str(subject), event.by, before=event.before, after=event.after)


async def joining_decided(tx: Tx, event: accounts.JoiningDecided) -> None:
    """Whom it is about is nobody here yet: the joining stands for them."""
    await _act(tx, "joining.decided", "joining", str(event.joining_id), event.by, verdict=event.verdict)


async def invitation_made(tx: Tx, event: accounts.InvitationMade) -> None:
    details = {"uses": event.uses, "days": event.days}
    await _act(tx, "invitation.made", "invitation", str(event.invitation_id), event.member_id, **details)


async def invitation_revoked(tx: Tx, event: accounts.InvitationRevoked) -> None:
    await _act(tx, "invitation.revoked", "invitation", str(event.invitation_id), event.member_id)


async def identity_linked(tx: Tx, event: accounts.IdentityLinked) -> None:
    """By whom they may be vouched for is answered for; as whom, is theirs alone."""
    await _act(tx, "identity.linked", "identity", str(event.identity_id), event.member_id, issuer=event.issuer)


async def identity_unlinked(tx: Tx, event: accounts.IdentityUnlinked) -> None:
    await _act(tx, "identity.unlinked", "identity", str(event.identity_id), event.member_id, issuer=event.issuer)


async def standing_changed(tx: Tx, event: accounts.StandingChanged) -> None:
    """The house judges; whom it judged does not answer for that."""
    subject = await _subject(tx, event.member_id)
    await _act(tx, "member.standing", "member", str(subject), None, before=event.before, after=event.after)


async def private_changed(tx: Tx, event: accounts.PrivateChanged) -> None:
    subject = await _subject(tx, event.member_id)
    await _act(tx, "member.private", "member", str(subject), event.member_id, private=event.private)


async def blocked(tx: Tx, event: social.Blocked) -> None:
    await _act(tx, "member.blocked", "member", str(await _subject(tx, event.blocked_id)), event.member_id)


async def unblocked(tx: Tx, event: social.Unblocked) -> None:
    await _act(tx, "member.unblocked", "member", str(await _subject(tx, event.blocked_id)), event.member_id)


async def published(tx: Tx, event: images.ImageProcessed) -> None:
    await _image(tx, "image.published", event.image_id, event.member_id)


async def refused(tx: Tx, event: images.ImageRefused) -> None:
    """The house refuses; its author does not answer for that."""
    await _image(tx, "image.refused", event.image_id, None, reason=event.reason)


async def sealed(tx: Tx, event: images.ImageHeld) -> None:
    """The house seals what a hash names, and only a hash."""
    await _image(tx, "image.sealed", event.image_id, None)


async def reported(tx: Tx, event: moderation.Reported) -> None:
    """Of what kind is answered for; the words stay in their own row."""
    await _act(tx, "case.reported", "case", str(event.case_id), event.by, of=event.kind)


async def looked_at(tx: Tx, event: moderation.CaseLookedAt) -> None:
    await _act(tx, "case.looked_at", "case", str(event.case_id), event.by, image=str(event.image_id))


async def decided(tx: Tx, event: moderation.CaseDecided) -> None:
    details = {"action": event.action, "rule": event.rule, "banned": event.banned, "image": str(event.image_id)}
    await _act(tx, "case.decided", "case", str(event.case_id), event.by, **details)


async def undone(tx: Tx, event: moderation.DecisionUndone) -> None:
    await _act(tx, "case.undone", "case", str(event.case_id), event.by, decision=str(event.decision_id))


async def overdue(tx: Tx, event: moderation.CaseOverdue) -> None:
    await _act(tx, "case.overdue", "case", str(event.case_id), None)


async def moderated(tx: Tx, event: images.ImageModerated) -> None:
    """Who did it stands with the case; some photos the house hides by itself."""
    await _image(tx, "image.moderated", event.image_id, None, before=event.before, after=event.after)


async def edited(tx: Tx, event: images.ImageChanged) -> None:
    """New words are nobody's business; who may see a photo is."""
    if event.changes:
        await _image(tx, "image.edited", event.image_id, event.member_id, **event.changes)


async def deleted(tx: Tx, event: images.ImageDeleted) -> None:
    await _image(tx, "image.deleted", event.image_id, event.member_id)


async def restored(tx: Tx, event: images.ImageRestored) -> None:
    await _image(tx, "image.restored", event.image_id, event.member_id)


async def erased(tx: Tx, event: images.ImageErased) -> None:
    await _image(tx, "image.erased", event.image_id, event.member_id)


async def original_taken(tx: Tx, event: images.OriginalTaken) -> None:
    await _image(tx, "image.original_taken", event.image_id, event.member_id)


async def replayed(tx: Tx, event: JobReplayed) -> None:
    await _act(tx, "job.replayed", "job", str(event.job_id), event.by, name=event.name)


async def dropped(tx: Tx, event: JobDropped) -> None:
    await _act(tx, "job.dropped", "job", str(event.job_id), event.by, name=event.name)


async def paused(tx: Tx, event: QueuePaused) -> None:
    await _act(tx, "queue.paused", "queue", event.queue, event.by)


async def resumed(tx: Tx, event: QueueResumed) -> None:
    await _act(tx, "queue.resumed", "queue", event.queue, event.by)


async def _themselves(tx: Tx, name: str, member_id: UUID, **details: Any) -> None:
    subject = await _subject(tx, member_id)
    act = audit.Act(name=name, object_kind="member", object_id=str(subject), actor=subject, details=details)
    audit.record(tx, act)


async def _image(tx: Tx, name: str, image_id: UUID, member_id: UUID | None, **details: Any) -> None:
    await _act(tx, name, "image", str(image_id), member_id, **details)


async def _act(tx: Tx, what: str, kind: str, object_id: str, by: UUID | None, **details: Any) -> None:
    actor = await _subject(tx, by)
    audit.record(tx, audit.Act(name=what, object_kind=kind, object_id=object_id, actor=actor, details=details))


async def _subject(tx: Tx, member_id: UUID | None) -> UUID | None:
    return None if member_id is None else await accounts.find_subject(tx, member_id)
