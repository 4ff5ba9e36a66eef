"""How are the jobs of notifications done? A letter to who has not looked in, not in their quiet hours; and forgetting in time."""

from urllib.parse import quote

import msgspec

from exibidos.features.notifications import policy, store
from exibidos.features.notifications.events import ForgetNotifications, MailNotification
from exibidos.features.notifications.model import Addressed, Channel
from exibidos.features.notifications.service import wishes, words
from exibidos.kernel.clock import now
from exibidos.kernel.signing import Signer
from exibidos.platform.jobs import Attempt
from exibidos.platform.mail import Mailer
from exibidos.platform.settings import Settings
from exibidos.platform.text import Catalogue

_AT_ONCE = 50_000


class LetterDesk(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter is written with."""

    mailer: Mailer
    catalogue: Catalogue
    signer: Signer
    settings: Settings


async def mail_notification(job: MailNotification, attempt: Attempt, *, desk: LetterDesk) -> None:
    """Send the letter, unless it was seen, is no longer wanted, or may only leave later; then it comes back by itself."""
    async with attempt.read() as tx:
        found = await store.find_addressed(tx, job.notification_id)
    if found is None or not _may_leave(found, desk.settings):
        return
    at = now()
    due = policy.not_before(at, found.wishes, desk.settings.app.time_zone)
    if due > at:
        async with attempt.write() as tx:
            tx.enqueue(job, at=due)
        return
    await _send(found, attempt, desk)
    async with attempt.write() as tx:
        await store.mark_mailed(tx, job.notification_id, at=now())


async def forget(_job: ForgetNotifications, attempt: Attempt) -> None:
    async with attempt.write() as tx:
        await store.delete_old(tx, before=now() - policy.KEPT_FOR, at_most=_AT_ONCE)


def _may_leave(found: Addressed, settings: Settings) -> bool:
    """Say whether somebody wants this letter, at an address that is proven theirs, and whether anybody is left to tell of."""
    kind = found.notification.kind
    proven = found.verified or not settings.accounts.require_verified
    somebody = kind in policy.OF_THE_HOUSE or found.notification.people > 0
    return proven and somebody and policy.wants(found.wishes, kind, Channel.MAIL)


async def _send(found: Addressed, attempt: Attempt, desk: LetterDesk) -> None:
    notification, locale = found.notification, found.locale or desk.settings.app.locale
    home = desk.settings.app.url.rstrip("/")
    token = wishes.token_to_unsubscribe(desk.signer, found.member_id, notification.kind)
    await desk.mailer.send(
        f"notify_{notification.kind}",
        to=found.email,
        locale=locale,
        values={
            "name": found.display_name,
            "sentence": words.sentence(desk.catalogue, locale, notification),
            "href": f"{home}{policy.path_of(notification)}",
        },
        unsubscribe=f"{home}/unsubscribe?token={quote(token)}",
        job_id=attempt.job_id,
    )
