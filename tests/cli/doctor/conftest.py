"""What does a test of the doctor need? A club with a patient's eyes on it, and a worker when it asks for one."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from exibidos.app.handlers import SCHEDULES, bind
from exibidos.app.resources import Resources
from exibidos.app.scheduler import run_scheduler
from exibidos.app.worker import run_worker
from exibidos.cli.doctor.finding import Patient
from exibidos.media import Darkroom
from exibidos.platform.settings import Environment, Settings


@pytest.fixture
def patient(settings: Settings, resources: Resources) -> Patient:
    """Return a club in development without processes."""
    return Patient(
        settings=settings, database=resources.database, cache=resources.cache, storage=resources.storage, patience=1
    )


@pytest.fixture
def in_production(patient: Patient) -> Patient:
    """Return the same, as if it were in production."""
    app = msgspec.structs.replace(patient.settings.app, env=Environment.PRODUCTION)
    return msgspec.structs.replace(patient, settings=msgspec.structs.replace(patient.settings, app=app))


@pytest.fixture
async def at_work(settings: Settings, resources: Resources) -> AsyncIterator[None]:
    """Run a worker and a scheduler."""
    stopping = asyncio.Event()
    worker = run_worker(
        settings,
        db=resources.database,
        transport=resources.transport,
        handlers=bind(resources, Darkroom(children=1)),
        queues=("default", "images"),
        stopping=stopping,
    )
    scheduler = run_scheduler(db=resources.database, schedules=SCHEDULES, stopping=stopping)
    tasks = [asyncio.create_task(worker), asyncio.create_task(scheduler)]
    yield
    stopping.set()
    await asyncio.gather(*tasks)
