"""How are the jobs of moderation done? Letters to who reported without an account, and cases that wait too long."""

from urllib.parse import quote

import msgspec

from exibidos.features.moderation import service, store
from exibidos.features.moderation.events import EscalateCases, SendOutcome
from exibidos.kernel.clock import now
from exibidos.kernel.signing import Signer
from exibidos.platform.jobs import Attempt
from exibidos.platform.mail import Mailer


class OutcomeDesk(msgspec.Struct, frozen=True, kw_only=True):
    """What these letters are written with."""

    mailer: Mailer
    signer: Signer
    url: str
    locale: str


async def send_outcome(job: SendOutcome, attempt: Attempt, *, desk: OutcomeDesk) -> None:
    """Write that a report has arrived, or what came of it; the letter holds no word of anybody's, its address is not proven."""
    async with attempt.read() as tx:
        to = await store.find_stranger(tx, job.report_id)
        receipt = await store.find_receipt(tx, job.report_id)
    if to is None or receipt is None:
        return
    page = f"{desk.url.rstrip('/')}/report/receipt?link={quote(service.receipt_token(desk.signer, job.report_id))}"
    await desk.mailer.send(
        "report_arrived" if receipt.action is None else "report_decided",
        to=to[0],
        locale=to[1] or desk.locale,
        values={"href": page},
        job_id=attempt.job_id,
    )
    async with attempt.write():
        pass


async def escalate_cases(_job: EscalateCases, attempt: Attempt) -> None:
    async with attempt.write() as tx:
        await service.escalate(tx, at=now())
