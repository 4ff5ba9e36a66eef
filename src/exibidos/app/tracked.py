"""Which of the things that happen does the club remember, about people who agreed to that? Reactions that note them for personalisation."""

from typing import Any
from uuid import UUID

from exibidos.features import accounts, images, tracking, voting
from exibidos.platform.db import Tx


async def uploaded(tx: Tx, event: images.ImageUploaded) -> None:
    await track(tx, "image.uploaded", event.member_id, event.image_id)


async def published(tx: Tx, event: images.ImageProcessed) -> None:
    await track(tx, "image.published", event.member_id, event.image_id)


async def deleted(tx: Tx, event: images.ImageDeleted) -> None:
    await track(tx, "image.deleted", event.member_id, event.image_id)


async def restored(tx: Tx, event: images.ImageRestored) -> None:
    await track(tx, "image.restored", event.member_id, event.image_id)


async def voted(tx: Tx, event: voting.VoteCast) -> None:
    await track(tx, "vote.cast", event.member_id, event.image_id, choice=event.choice)


async def took_vote_back(tx: Tx, event: voting.VoteWithdrawn) -> None:
    await track(tx, "vote.withdrawn", event.member_id, event.image_id)


async def track(tx: Tx, what: str, member_id: UUID, object_id: UUID, **details: Any) -> None:
    """Note what a member did, under their key, if they agreed to personalisation; else nothing happens."""
    if not await accounts.consents_to(tx, member_id, accounts.Purpose.PERSONALISATION):
        return
    subject = await accounts.find_subject(tx, member_id)
    if subject is not None:
        await tracking.note(tx, what, subject, object_id, details)
