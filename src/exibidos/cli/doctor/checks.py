"""At what does the doctor look, in which order? A new check is a function and a line here."""

from exibidos.cli.doctor.database import clock, replica, roles, schema
from exibidos.cli.doctor.finding import Check
from exibidos.cli.doctor.house import assets, darkroom, settings
from exibidos.cli.doctor.logs import chain, guards, months
from exibidos.cli.doctor.mail import mail
from exibidos.cli.doctor.stores import storage, valkey
from exibidos.cli.doctor.work import canaries, queues, schedules, transport

CHECKS = (
    Check(what="settings", examine=settings, remedy=".env.example names every setting."),
    Check(what="database", examine=schema, remedy="Is PostgreSQL running, and is DATABASE_URL right?"),
    Check(what="clock", examine=clock, remedy="Ask for the time by hand.", needs="database"),
    Check(what="roles", examine=roles, remedy="Run `exibidos migrate`: it makes the roles.", needs="database"),
    Check(what="logs", examine=guards, remedy="Run `exibidos migrate`.", needs="database"),
    Check(what="months", examine=months, remedy="Run `exibidos migrate`.", needs="database"),
    Check(what="audit", examine=chain, remedy="Run `exibidos audit verify`.", needs="database"),
    Check(what="replica", examine=replica, remedy="Is DATABASE_REPLICA_URL right? Empty it to read from DATABASE_URL."),
    Check(what="cache", examine=valkey, remedy="Is Valkey or Redis running, and is REDIS_URL right?"),
    Check(
        what="storage",
        examine=storage,
        remedy="Is the object store running, is there the bucket, are S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY right?",
    ),
    Check(what="mail", examine=mail, remedy=".env.example says what SMTP_URL looks like."),
    Check(what="queues", examine=queues, remedy="Run `exibidos migrate`.", needs="database"),
    Check(what="schedules", examine=schedules, remedy="Run `exibidos migrate`.", needs="database"),
    Check(what="transport", examine=transport, remedy=".env.example says what QUEUE_URL looks like."),
    Check(what="workers", examine=canaries, remedy="Run `exibidos work`.", needs="database"),
    Check(
        what="darkroom",
        examine=darkroom,
        remedy="The sandbox could not start; its reason stands here. Kernel 4.8 or newer with seccomp is needed.",
    ),
    Check(what="assets", examine=assets, remedy="`make assets` bundles styles and scripts."),
)
