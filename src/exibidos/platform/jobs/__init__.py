"""How does work happen later, once, whatever dies in between? A ledger in Postgres, a bell in Redis, handlers in three beats."""

from exibidos.platform.jobs.attempt import Attempt
from exibidos.platform.jobs.dead import DeadJob, JobReplayed, list_dead, replay
from exibidos.platform.jobs.handlers import Handlers, declared_jobs
from exibidos.platform.jobs.ledger import Ledger, LostLease
from exibidos.platform.jobs.receiver import receive
from exibidos.platform.jobs.retention import PURGE_HOURLY, PurgeJobs, purge_jobs
from exibidos.platform.jobs.runner import Runner
from exibidos.platform.jobs.schedules import Schedule, keep_schedules
from exibidos.platform.jobs.sweeper import Sweeper
from exibidos.platform.jobs.transport import Transport, open_transport

__all__ = [
    "PURGE_HOURLY",
    "Attempt",
    "DeadJob",
    "Handlers",
    "JobReplayed",
    "Ledger",
    "LostLease",
    "PurgeJobs",
    "Runner",
    "Schedule",
    "Sweeper",
    "Transport",
    "declared_jobs",
    "keep_schedules",
    "list_dead",
    "open_transport",
    "purge_jobs",
    "receive",
    "replay",
]
