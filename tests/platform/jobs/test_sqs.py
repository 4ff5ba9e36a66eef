"""Does SQS carry ids and nothing else, hold what is worked on, forget what is done, and cost nobody a job when it is away?"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from exibidos.kernel.errors import Invalid, Unavailable
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, open_database
from exibidos.platform.jobs import Attempt, Handlers, Ledger, Runner, open_carrier, open_transport, receive
from exibidos.platform.jobs.ledger import Ring
from exibidos.platform.jobs.sqs import SqsQueue
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Queue, Redis
from ledger_rows import Greet, count_echoes, enqueue, greet, state_of
from sqs_lender import LentSqs, lent_sqs

pytestmark = pytest.mark.anyio
NO_REDIS = Redis(url="redis://127.0.0.1:1/0")


@pytest.fixture(scope="module")
async def lent() -> AsyncIterator[LentSqs]:
    async with lent_sqs() as sqs:
        yield sqs


@pytest.fixture
def where(lent: LentSqs) -> Queue:
    """Return settings for queues that nobody else uses."""
    words = {name.removeprefix("QUEUE_").lower(): value for name, value in lent.environment().items()}
    return msgspec.convert({**words, "url": f"{lent.url}-{new_id().hex[-12:]}"}, Queue)


@pytest.fixture
async def queue(where: Queue) -> AsyncIterator[SqsQueue]:
    """Open a queue whose messages are held for two seconds."""
    opened = SqsQueue(where, "default", capacity=2, hold_seconds=2)
    assert await opened.is_drained("default")
    yield opened
    await opened.shutdown()


async def test_a_commit_sends_only_the_id(database_url: str, ledger: Ledger, where: Queue, queue: SqsQueue) -> None:
    async with (
        open_transport(NO_REDIS, where) as bell,
        open_database(
            DatabaseSettings(url=database_url), before_commit=[ledger.record], after_commit=[bell.ring]
        ) as db,
    ):
        job_id = await enqueue(db, Greet(whom="Ana"))
        (message,) = await queue._receive(10)
    assert str(job_id) in message["Body"]
    assert "Ana" not in message["Body"]


async def test_many_ids_arrive_once_each_however_many_fit_in_a_batch(queue: SqsQueue) -> None:
    ids = [new_id() for _ in range(23)]
    await queue.send([Ring(each, "default") for each in ids])
    assert not await queue.is_drained("default")
    found: list[str] = []
    while len(found) < 23:
        found += [message["Body"] for message in await queue._receive(10)]
    assert all(sum(str(each) in body for body in found) == 1 for each in ids)


async def test_what_is_no_message_of_ours_is_dropped(queue: SqsQueue, capsys: pytest.CaptureFixture[str]) -> None:
    alien = ["{}", "rm -rf /", '{"task_id":"7","task_name":"do","labels":{},"args":["7"],"kwargs":{}}']
    for body in alien:
        await queue._ask("send_message", "default", MessageBody=body)
    ours = new_id()
    await queue.send([Ring(ours, "default")])
    listening = queue.listen()
    async with asyncio.timeout(20):
        message = await anext(listening)
    assert str(ours).encode() in message.data
    await _acknowledge(message.ack)
    while not await queue.is_drained("default"):
        async with asyncio.timeout(20):  # aliens that came after ours
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(listening), 0.5)
    await listening.aclose()
    assert capsys.readouterr().out.count("jobs.alien_message") == len(alien)


async def test_what_is_worked_on_is_held_and_what_a_dead_worker_held_comes_back(where: Queue, queue: SqsQueue) -> None:
    await queue.send([Ring(new_id(), "default")])
    listening = queue.listen()
    async with asyncio.timeout(20):
        await anext(listening)
    other = SqsQueue(where, "default", hold_seconds=2)
    async with asyncio.timeout(3.5):  # longer than a hold: it was renewed
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(other.listen()), 3)
    await listening.aclose()
    await queue.shutdown()  # as a killed worker: nothing renews, nothing is forgotten
    async with asyncio.timeout(20):
        await anext(other.listen())
    await other.shutdown()


async def test_a_message_is_forgotten_once_the_ledger_knows_the_end_and_not_before(
    db: Database, where: Queue, queue: SqsQueue, handlers: Handlers, runner: Runner
) -> None:
    seen: list[bool] = []

    async def look(job: Greet, attempt: Attempt) -> None:
        seen.append(await queue.is_drained("default"))
        await greet(job, attempt)

    handlers.bind(Greet, look)
    job_id = await enqueue(db)
    await queue.send([Ring(job_id, "default")] * 2)  # SQS may deliver twice
    stopping = asyncio.Event()
    carrier = open_carrier(NO_REDIS, where, "default", capacity=2, hold_seconds=2)
    working = asyncio.create_task(receive(carrier, concurrency=2, runner=runner, stopping=stopping, grace_seconds=5))
    async with asyncio.timeout(20):
        while not await queue.is_drained("default"):  # noqa: ASYNC110 - SQS has no event to wait for
            await asyncio.sleep(0.05)
    stopping.set()
    await working
    assert await state_of(db, job_id) == "done"
    assert await count_echoes(db) == 1
    assert seen == [False]


async def test_a_commit_succeeds_without_sqs_and_asking_it_says_unavailable(database_url: str, ledger: Ledger) -> None:
    nowhere = Queue(url="http://127.0.0.1:1/1/club", region="sa-east-1", access_key="a", secret_key="b")
    async with (
        open_transport(NO_REDIS, nowhere) as bell,
        open_database(
            DatabaseSettings(url=database_url), before_commit=[ledger.record], after_commit=[bell.ring]
        ) as db,
    ):
        assert await state_of(db, await enqueue(db)) == "queued"
        with pytest.raises(Unavailable):
            await bell.is_drained("default")


async def test_a_queue_in_no_region_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # nothing leaves the machine, not even to ask for a role
    with pytest.raises(Invalid, match=r"settings\.missing"):
        async with open_transport(NO_REDIS, Queue(url="http://127.0.0.1:1/1/club")):
            pass
    told_by_its_name = Queue(url="https://sqs.sa-east-1.amazonaws.com/123456789012/club")
    async with open_transport(NO_REDIS, told_by_its_name):
        pass


async def test_a_queue_that_somebody_deleted_is_made_again(queue: SqsQueue) -> None:
    await queue._ask("delete_queue", "default")
    await queue.send([Ring(new_id(), "default")])
    assert not await queue.is_drained("default")


async def _acknowledge(ack: object) -> None:
    assert callable(ack)
    await ack()
