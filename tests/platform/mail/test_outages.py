"""Does a letter's job outlive an outage of the mail server, and end when the server says never?"""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from exibidos.kernel.events import Job
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database, open_database
from exibidos.platform.jobs import Attempt, Handlers, Ledger, Runner
from exibidos.platform.mail import Carrier, Mailer
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Settings
from exibidos.platform.text import LOCALES, Catalogue
from fixtures_mail import Postbox
from ledger_rows import make_due, row_of

pytestmark = pytest.mark.anyio

SENTENCES = {"mail.trial.subject": "Hello", "mail.trial.lead": "Look"}
WORDS = Catalogue({locale: {**Catalogue.load()._sentences[locale], **SENTENCES} for locale in LOCALES})


class SendTrial(Job, frozen=True, kw_only=True):
    """Send the letter `trial`."""

    name: ClassVar[str] = "test:send-trial"


@pytest.fixture
async def db(database_url: str, settings: Settings) -> AsyncIterator[Database]:
    steps = [Ledger(settings.jobs).record]
    async with open_database(DatabaseSettings(url=database_url), before_commit=steps) as opened:
        yield opened


@pytest.fixture
def runner(db: Database, settings: Settings, postbox: Postbox) -> Runner:
    carrier = Carrier(postbox.server, own_name="club.test", patience=5)
    mailer = Mailer(settings, WORDS, db, Signer(settings.signing_secrets), carrier=carrier)

    async def send(_job: SendTrial, attempt: Attempt) -> None:
        await mailer.send("trial", to="ana@exibidos.test", locale="en", values={}, job_id=attempt.job_id)

    handlers = Handlers()
    handlers.bind(SendTrial, send)
    return Runner(db, Ledger(settings.jobs), handlers)


async def test_letters_wait_for_a_server_that_is_away_and_none_is_lost(
    db: Database, runner: Runner, postbox: Postbox
) -> None:
    postbox.says["RCPT"] = "421 4.3.2 closing down"
    async with db.write() as tx:
        job_id = tx.enqueue(SendTrial())
    for _ in range(7):  # more than a job has attempts
        await runner.run(job_id)
        row = await row_of(db, job_id)
        assert (row.state, row.attempts) == ("queued", 0)
        await make_due(db, job_id)
    postbox.says.clear()
    await runner.run(job_id)
    assert (await row_of(db, job_id)).state == "done"
    assert len(postbox.messages) == 1


async def test_a_letter_that_is_refused_is_tried_once_and_its_job_says_why(
    db: Database, runner: Runner, postbox: Postbox
) -> None:
    postbox.says["RCPT"] = "550 5.1.1 no ana@exibidos.test here"
    async with db.write() as tx:
        job_id = tx.enqueue(SendTrial())
    await runner.run(job_id)
    row = await row_of(db, job_id)
    assert (row.state, row.attempts, row.reason) == ("dead", 1, "Refused: the server said 550 5.1.1")
