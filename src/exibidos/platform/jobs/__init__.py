"""How does work happen later, once, whatever dies in between? A ledger in Postgres, a bell in Redis or SQS, handlers in three beats."""

from exibidos.platform.jobs.attempt import Attempt
from exibidos.platform.jobs.canary import Canary, hear, sing
from exibidos.platform.jobs.dead import JobDropped, JobReplayed, drop, replay, replay_dead
from exibidos.platform.jobs.handlers import Handlers, Hopeless, NotNow, declared_jobs
from exibidos.platform.jobs.ledger import Ledger, LostLease
from exibidos.platform.jobs.pauses import QueuePaused, QueueResumed, pause_queue, resume_queue
from exibidos.platform.jobs.receiver import receive
from exibidos.platform.jobs.retention import PURGE_HOURLY, PurgeJobs, purge_jobs
from exibidos.platform.jobs.runner import JobEnd, Runner, Told
from exibidos.platform.jobs.schedules import Schedule, keep_schedules
from exibidos.platform.jobs.survey import JobRow, JobState, QueueSurvey, get_job, list_jobs, survey_queues
from exibidos.platform.jobs.sweeper import Sweeper
from exibidos.platform.jobs.transport import AWAY, Transport, open_carrier, open_transport

__all__ = [
    "AWAY",
    "PURGE_HOURLY",
    "Attempt",
    "Canary",
    "Handlers",
    "Hopeless",
    "JobDropped",
    "JobEnd",
    "JobReplayed",
    "JobRow",
    "JobState",
    "Ledger",
    "LostLease",
    "NotNow",
    "PurgeJobs",
    "QueuePaused",
    "QueueResumed",
    "QueueSurvey",
    "Runner",
    "Schedule",
    "Sweeper",
    "Told",
    "Transport",
    "declared_jobs",
    "drop",
    "get_job",
    "hear",
    "keep_schedules",
    "list_jobs",
    "open_carrier",
    "open_transport",
    "pause_queue",
    "purge_jobs",
    "receive",
    "replay",
    "replay_dead",
    "resume_queue",
    "sing",
    "survey_queues",
]
