"""Who does which job, with what, and what happens by the clock? The jobs' counterpart of reactions."""

from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from exibidos.app.resources import Resources
from exibidos.features.accounts import (
    KeepAccounts,
    SendAlert,
    SendJoinLetter,
    SendLink,
    SweepJoinings,
)
from exibidos.features.accounts.events import ResealCodes, SettleSessions
from exibidos.features.accounts.jobs import (
    Desk,
    keep_accounts,
    reseal_codes,
    send_alert,
    send_join_letter,
    send_link,
    settle,
    sweep_wishes,
)
from exibidos.features.audit import KeepAudit
from exibidos.features.audit.jobs import keep_audit
from exibidos.features.images import (
    DrawCards,
    DropObjects,
    FoldDeliveries,
    ProcessImage,
    RedevelopImage,
    RedevelopImages,
    SweepObjects,
    SweepUploads,
)
from exibidos.features.images.jobs import (
    draw_cards,
    drop_objects,
    fold_deliveries,
    give_up_on_image,
    process_image,
    redevelop_image,
    redevelop_images,
    sweep,
    sweep_objects,
)
from exibidos.features.moderation import EscalateCases, SendOutcome
from exibidos.features.moderation.jobs import OutcomeDesk, escalate_cases, send_outcome
from exibidos.features.notifications import ForgetNotifications, MailNotification
from exibidos.features.notifications.jobs import LetterDesk, forget, mail_notification
from exibidos.features.profiles import ProcessPicture, SweepPictures
from exibidos.features.profiles.jobs import give_up_on_picture, process_picture, sweep_pictures
from exibidos.features.standing import ReviewStandings
from exibidos.features.standing.jobs import review_standings
from exibidos.features.tracking import KeepTracking
from exibidos.features.tracking.jobs import keep_tracking
from exibidos.media import Darkroom
from exibidos.platform.http import FORGET_HOURLY, ForgetAnswers, forget_answers
from exibidos.platform.jobs import PURGE_HOURLY, Canary, Handlers, PurgeJobs, Schedule, declared_jobs, purge_jobs, sing
from exibidos.platform.mail import FORGET_DAILY, ForgetLetters, forget_letters

QUEUES = ("default", "images")


class ImagesCanary(Canary, frozen=True, kw_only=True):
    """The canary of the queue that photos travel in."""

    name: ClassVar[str] = "system:canary_images"
    queue: ClassVar[str] = "images"


# One for each queue: a test compares them.
CANARIES = (Canary(), ImagesCanary())
SCHEDULES = (
    PURGE_HOURLY,
    FORGET_HOURLY,
    FORGET_DAILY,
    Schedule(name="accounts:keep", every=timedelta(hours=1), job=KeepAccounts()),
    Schedule(name="accounts:reseal", every=timedelta(days=1), job=ResealCodes()),
    Schedule(name="accounts:sweep-joinings", every=timedelta(hours=1), job=SweepJoinings()),
    Schedule(name="audit:keep", every=timedelta(days=1), job=KeepAudit()),
    Schedule(name="moderation:escalate", every=timedelta(hours=1), job=EscalateCases()),
    Schedule(name="notifications:forget", every=timedelta(days=1), job=ForgetNotifications()),
    Schedule(name="tracking:keep", every=timedelta(days=1), job=KeepTracking()),
    Schedule(name="standing:review", every=timedelta(days=1), job=ReviewStandings()),
    Schedule(name="images:cards", every=timedelta(days=1), job=DrawCards()),
    Schedule(name="images:fold-deliveries", every=timedelta(minutes=15), job=FoldDeliveries()),
    Schedule(name="images:sweep", every=timedelta(minutes=15), job=SweepUploads()),
    Schedule(name="images:sweep-objects", every=timedelta(days=1), job=SweepObjects()),
    Schedule(name="profiles:sweep-pictures", every=timedelta(days=1), job=SweepPictures()),
)


def bind(resources: Resources, darkroom: Darkroom) -> Handlers:
    """Return every handler with what it needs; raises RuntimeError when a declared job has none, so a worker refuses to start."""
    handlers = Handlers()
    club = resources.settings.app.name
    tools: dict[str, Any] = {"storage": resources.storage, "darkroom": darkroom, "club": club}
    bench = {**tools, "bare": resources.settings.media.watermark_optional}
    handlers.bind(ProcessImage, partial(process_image, **bench), give_up_on_image)
    handlers.bind(RedevelopImage, partial(redevelop_image, **bench))
    handlers.bind(DrawCards, partial(draw_cards, **tools))
    handlers.bind(RedevelopImages, redevelop_images)
    handlers.bind(
        ProcessPicture, partial(process_picture, storage=resources.storage, darkroom=darkroom), give_up_on_picture
    )
    handlers.bind(SettleSessions, partial(settle, database=resources.database, sessions=resources.sessions))
    app = resources.settings.app
    desk = Desk(
        mailer=resources.mailer, limits=resources.limits, signer=resources.signer, url=app.url, locale=app.locale
    )
    handlers.bind(SendLink, partial(send_link, desk=desk))
    handlers.bind(SendAlert, partial(send_alert, desk=desk))
    handlers.bind(KeepAccounts, keep_accounts)
    handlers.bind(ResealCodes, partial(reseal_codes, codes=resources.codes))
    handlers.bind(SendJoinLetter, partial(send_join_letter, desk=desk))
    handlers.bind(SweepJoinings, sweep_wishes)
    handlers.bind(DropObjects, partial(drop_objects, storage=resources.storage))
    handlers.bind(FoldDeliveries, fold_deliveries)
    handlers.bind(SweepUploads, sweep)
    kept: dict[str, Any] = {"storage": resources.storage, "prefix": resources.settings.app.env}
    handlers.bind(SweepObjects, partial(sweep_objects, **kept))
    handlers.bind(SweepPictures, partial(sweep_pictures, **kept))
    handlers.bind(PurgeJobs, purge_jobs)
    handlers.bind(ForgetAnswers, forget_answers)
    handlers.bind(ForgetLetters, forget_letters)
    letter_desk = LetterDesk(
        mailer=resources.mailer,
        catalogue=resources.catalogue,
        signer=resources.signer,
        settings=resources.settings,
    )
    handlers.bind(MailNotification, partial(mail_notification, desk=letter_desk))
    handlers.bind(ForgetNotifications, forget)
    outcomes = OutcomeDesk(mailer=resources.mailer, signer=resources.signer, url=app.url, locale=app.locale)
    handlers.bind(SendOutcome, partial(send_outcome, desk=outcomes))
    handlers.bind(EscalateCases, escalate_cases)
    handlers.bind(KeepAudit, keep_audit)
    handlers.bind(ReviewStandings, review_standings)
    handlers.bind(KeepTracking, keep_tracking)
    for canary in CANARIES:
        handlers.bind(type(canary), sing)
    handlers.prove(declared_jobs())
    return handlers
