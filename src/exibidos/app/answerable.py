"""For which of the things that happen does somebody answer? Reactions that record them in the audit log, by subject key."""

from typing import Any
from uuid import UUID

from exibidos.features import accounts, audit, images
from exibidos.platform.db import Tx
from exibidos.platform.jobs import JobReplayed


async def joined(tx: Tx, event: accounts.MemberJoined) -> None:
    await _themselves(tx, "member.joined", event.member_id)


async def signed_in(tx: Tx, event: accounts.MemberSignedIn) -> None:
    await _themselves(tx, "member.signed_in", event.member_id)


async def published(tx: Tx, event: images.ImageProcessed) -> None:
    await _image(tx, "image.published", event.image_id, event.member_id)


async def refused(tx: Tx, event: images.ImageRefused) -> None:
    """The house refuses; its author does not answer for that."""
    await _image(tx, "image.refused", event.image_id, None, reason=event.reason)


async def edited(tx: Tx, event: images.ImageChanged) -> None:
    """New words are nobody's business; who may see a photo is."""
    if event.changes:
        await _image(tx, "image.edited", event.image_id, event.member_id, **event.changes)


async def deleted(tx: Tx, event: images.ImageDeleted) -> None:
    await _image(tx, "image.deleted", event.image_id, event.member_id)


async def replayed(tx: Tx, event: JobReplayed) -> None:
    act = audit.Act(
        name="job.replayed",
        object_kind="job",
        object_id=str(event.job_id),
        actor=await _subject(tx, event.by),
        details={"name": event.name},
    )
    audit.record(tx, act)


async def _themselves(tx: Tx, name: str, member_id: UUID) -> None:
    subject = await _subject(tx, member_id)
    audit.record(tx, audit.Act(name=name, object_kind="member", object_id=str(subject), actor=subject))


async def _image(tx: Tx, name: str, image_id: UUID, member_id: UUID | None, **details: Any) -> None:
    subject = await _subject(tx, member_id)
    audit.record(tx, audit.Act(name=name, object_kind="image", object_id=str(image_id), actor=subject, details=details))


async def _subject(tx: Tx, member_id: UUID | None) -> UUID | None:
    return None if member_id is None else await accounts.find_subject(tx, member_id)
