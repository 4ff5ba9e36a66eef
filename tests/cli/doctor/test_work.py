"""Does the doctor see that nobody works, that work died, that a queue stands still, and does a canary come back?"""

import msgspec
import pytest

from exibidos.app.handlers import CANARIES, QUEUES
from exibidos.cli.doctor.finding import Level, Patient
from exibidos.cli.doctor.work import canaries, queues, schedules, transport
from exibidos.kernel.ids import new_id
from exibidos.platform.jobs import Canary, list_jobs, pause_queue
from exibidos.platform.settings import Queue

pytestmark = pytest.mark.anyio


async def test_every_queue_has_a_canary() -> None:
    assert sorted(canary.queue for canary in CANARIES) == sorted(QUEUES)


@pytest.mark.usefixtures("at_work")
async def test_canaries_come_back_from_every_queue(patient: Patient) -> None:
    found = [finding async for finding in canaries(patient)]
    assert [finding.level for finding in found] == [Level.WELL, Level.WELL]


async def test_without_a_worker_the_canary_is_called_back_and_the_host_told(patient: Patient) -> None:
    found = [finding async for finding in canaries(patient)]
    assert [finding.level for finding in found] == [Level.ILL, Level.ILL]
    assert "no worker is running" in found[0].says
    assert "exibidos work" in found[0].remedy
    async with patient.database.read() as tx:
        assert await list_jobs(tx) == []


async def test_a_queue_that_a_host_paused_is_odd_and_sends_no_canary(patient: Patient) -> None:
    async with patient.database.write() as tx:
        await pause_queue(tx, "images")
    _, images = [finding async for finding in queues(patient)]
    assert (images.level, "paused" in images.says) == (Level.ODD, True)
    assert len([finding async for finding in canaries(patient)]) == 1


async def test_dead_and_late_work_is_odd(patient: Patient) -> None:
    async with patient.database.write() as tx:
        late = tx.enqueue(Canary())
        for queue, state, finished in (("images", "dead", "now()"), ("forgotten", "queued", "NULL")):
            await tx.execute(
                "INSERT INTO jobs (id, name, queue, payload, state, run_at, ring_at, finished_at)"
                f" VALUES ($1, 'test:gone', $2, '{{}}', $3, now(), now(), {finished})",
                new_id(),
                queue,
                state,
            )
    async with patient.database.write() as tx:
        await tx.execute("UPDATE jobs SET run_at = now() - interval '5 minutes' WHERE id = $1", late)
    default, forgotten, images = [finding async for finding in queues(patient)]
    assert {default.level, forgotten.level, images.level} == {Level.ODD}
    assert "the first waits for 300 s" in default.says
    assert "no worker takes from it" in forgotten.says
    assert "jobs replay" in images.remedy


async def test_a_carrier_that_is_away_is_odd_since_work_gets_done_without_it(patient: Patient) -> None:
    (found,) = [finding async for finding in transport(patient)]
    assert (found.level, found.says) == (Level.WELL, "ids travel through Redis (streams jobs:…)")
    nowhere = Queue(url="http://127.0.0.1:1/1/club", region="sa-east-1", access_key="a", secret_key="hidden")
    away = msgspec.structs.replace(patient, settings=msgspec.structs.replace(patient.settings, queue=nowhere))
    (found,) = [finding async for finding in transport(away)]
    assert (found.level, found.says) == (Level.ODD, "SQS: Unavailable: jobs.queue_unreachable")


async def test_schedules_that_nobody_keeps_are_odd(patient: Patient) -> None:
    (found,) = [finding async for finding in schedules(patient)]
    assert (found.level, found.remedy) == (Level.ODD, "Run `exibidos schedule`.")
