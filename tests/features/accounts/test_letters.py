"""Does a letter that a stranger asked for count once, however often it is tried?"""

from functools import partial
from uuid import UUID

import msgspec
import pytest

from exibidos.app.resources import Resources
from exibidos.features.accounts import Device, LinkPurpose, SendLink
from exibidos.features.accounts.jobs import Desk, send_link
from exibidos.platform.jobs import Handlers, Ledger, Runner
from exibidos.platform.limits import Limits
from exibidos.platform.mail import Carrier, Mailer
from fixtures_mail import Postbox
from fixtures_make import Make
from ledger_rows import make_due, row_of

pytestmark = pytest.mark.anyio
PHONE = Device(address="192.0.2.1", name="phone")


async def test_an_outage_of_the_mail_server_uses_up_nobodys_letters(resources: Resources, postbox: Postbox) -> None:
    settings, db = resources.settings, resources.database
    async with db.write() as tx:
        await Make(tx).member("ana")
    await resources.recovery.ask(LinkPurpose.RESET, "ana@exibidos.test", PHONE, locale="en")
    async with db.read() as tx:
        (job,) = await tx.rows(_Job, "SELECT id FROM jobs WHERE name = $1", SendLink.name)
    handlers = Handlers()
    handlers.bind(SendLink, partial(send_link, desk=_desk(resources, postbox)))
    runner = Runner(db, Ledger(settings.jobs), handlers)
    postbox.says["RCPT"] = "421 4.3.2 closing down"
    for _ in range(7):  # more than there are letters a day
        await runner.run(job.id)
        await make_due(db, job.id)
    postbox.says.clear()
    await runner.run(job.id)
    assert (await row_of(db, job.id)).state == "done"
    assert len(postbox.messages) == 1


def _desk(resources: Resources, postbox: Postbox) -> Desk:
    carrier = Carrier(postbox.server, own_name="club.test", patience=5)
    settings, database = resources.settings, resources.database
    return Desk(
        mailer=Mailer(settings, resources.catalogue, database, resources.signer, carrier=carrier),
        limits=Limits(resources.cache, enforced=True),
        signer=resources.signer,
        url=settings.app.url,
        locale=settings.app.locale,
    )


class _Job(msgspec.Struct):
    id: UUID
