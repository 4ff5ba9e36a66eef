"""Does work get done? Queues and schedules as the ledger knows them, and a canary through each queue and back."""

import asyncio
from collections.abc import AsyncIterator

from exibidos.app.handlers import CANARIES, QUEUES, SCHEDULES
from exibidos.cli.doctor.finding import Finding, Level, Patient, judged
from exibidos.platform.jobs import AWAY, hear, open_transport, survey_queues
from exibidos.platform.jobs.reason import reason_of

# A photo is decided within seconds (PRODUCT); who waits for minutes has noticed.
_LONG_SECONDS = 120.0


async def queues(patient: Patient) -> AsyncIterator[Finding]:
    """Look at what waits, what died, and what a host holds."""
    async with patient.database.read() as tx:
        found = await survey_queues(tx, QUEUES)
    for queue in found:
        says = f"{queue.queue}: {queue.due} due, {queue.leased} under way, {queue.later} for later, {queue.dead} dead"
        if queue.queue not in QUEUES:
            yield Finding(
                "queues", Level.ODD, f"{says}; no worker takes from it", "Bring every process to the same version."
            )
        elif queue.dead:
            remedy = "`exibidos jobs list --state dead` says why; then `exibidos jobs replay` or `exibidos jobs drop`."
            yield Finding("queues", Level.ODD, says, remedy)
        elif queue.paused:
            yield Finding(
                "queues", Level.ODD, f"{says}; paused", f"`exibidos jobs resume {queue.queue}` lets it go on."
            )
        else:
            late = queue.oldest_seconds > _LONG_SECONDS
            says = f"{says}; the first waits for {queue.oldest_seconds:.0f} s" if late else says
            yield judged(
                "queues",
                says,
                well=not late,
                remedy="Run more workers, or find out what stops them.",
                otherwise=Level.ODD,
            )


async def schedules(patient: Patient) -> AsyncIterator[Finding]:
    """Look whether somebody asks for what goes by the clock."""
    async with patient.database.read() as tx:
        punctual = await tx.values(str, _PUNCTUAL, _LONG_SECONDS)
    late = sorted({schedule.name for schedule in SCHEDULES} - set(punctual))
    says = f"{len(SCHEDULES)} on time" if not late else f"{', '.join(late)}: late or never begun"
    yield judged("schedules", says, well=not late, remedy="Run `exibidos schedule`.", otherwise=Level.ODD)


async def transport(patient: Patient) -> AsyncIterator[Finding]:
    """Ask what carries ids to workers; without it they learn of jobs seconds later, from the ledger."""
    settings = patient.settings
    by, where = ("SQS", settings.queue.url) if settings.queue.url else ("Redis", "streams jobs:…")
    remedy = "Are QUEUE_URL, QUEUE_REGION and the keys or the role right? Meanwhile jobs are done, some seconds later."
    async with open_transport(settings.redis, settings.queue) as carrier:
        try:
            for queue in QUEUES:
                await carrier.is_drained(queue)
        except AWAY as away:
            yield Finding("transport", Level.ODD, f"{by}: {reason_of(away)}", remedy)
            return
    yield Finding("transport", Level.WELL, f"ids travel through {by} ({where})")


async def canaries(patient: Patient) -> AsyncIterator[Finding]:
    """Send a job that does nothing through each queue, and wait for it."""
    async with patient.database.read() as tx:
        surveys = {survey.queue: survey for survey in await survey_queues(tx, QUEUES)}
    sent = [canary for canary in CANARIES if not surveys[canary.queue].paused]
    took = await asyncio.gather(*(hear(patient.database, canary, seconds=patient.patience) for canary in sent))
    for canary, seconds in zip(sent, took, strict=True):
        if seconds is not None:
            yield Finding("workers", Level.WELL, f"{canary.queue}: a canary came back in {seconds:.2f} s")
        elif surveys[canary.queue].leased:
            says = f"{canary.queue}: busy; a canary was not heard for {patient.patience:.0f} s"
            yield Finding("workers", Level.ODD, says, "Look again later, or run more workers.")
        else:
            says = f"{canary.queue}: no worker is running, a canary was not heard for {patient.patience:.0f} s"
            yield Finding(
                "workers", Level.ILL, says, f"Run `exibidos work` (or `exibidos work --queues {canary.queue}`)."
            )


_PUNCTUAL = "SELECT name FROM schedules WHERE next_at > now() - make_interval(secs => $1)"
