"""How does a host look after work? `exibidos jobs`: what waits and what died, another chance for it, and a hand on a queue."""

import argparse
import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from exibidos.app.console import open_console
from exibidos.app.handlers import QUEUES
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, NotFound
from exibidos.platform.db import Database
from exibidos.platform.jobs import (
    JobRow,
    JobState,
    QueueSurvey,
    drop,
    get_job,
    list_jobs,
    pause_queue,
    replay,
    replay_dead,
    resume_queue,
    survey_queues,
)
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import load

HELP = "show the jobs, replay or drop dead ones, pause and resume queues"
_ABSENT = 1
_SENTENCES = {
    "jobs.no_such_job": "There is no such job; done ones are kept for a week, dead ones for three months.",
    "jobs.not_dead": "It is not dead: only a dead job can be replayed or dropped. `exibidos jobs show` says how it stands.",
    "jobs.paused_already": "It is paused already.",
    "jobs.not_paused": "It is not paused.",
}


class Overview(msgspec.Struct, frozen=True):
    """What `list --json` prints."""

    queues: list[QueueSurvey]
    jobs: list[JobRow]


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    every = verbs.add_parser("list", help="the queues, and the jobs that are not done, newest first")
    every.add_argument("--state", type=JobState, choices=list(JobState), help="jobs of this state only")
    every.add_argument("--queue", help="jobs of this queue only")
    every.add_argument("--name", help="jobs of this name only, such as image:process")
    every.add_argument("--limit", type=int, default=50, help="how many jobs at most (default: %(default)s)")
    one = verbs.add_parser("show", help="all that the ledger knows about one job")
    again = verbs.add_parser("replay", help="give a dead job all its attempts again")
    again.add_argument("id", type=UUID, nargs="?")
    again.add_argument("--all-dead", action="store_true", help="every job that is dead now")
    again.add_argument("--name", help="with --all-dead: jobs of this name only")
    gone = verbs.add_parser("drop", help="forget a dead job that shall never be done")
    for verb in (one, gone):
        verb.add_argument("id", type=UUID)
    for name, what in (("pause", "let workers take nothing more from a queue"), ("resume", "let them take again")):
        verbs.add_parser(name, help=what).add_argument("queue", choices=QUEUES)
    for verb in (every, one):
        verb.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    if args.verb == "replay" and (args.id is None) != args.all_dead:
        print("Say which: an id, or --all-dead.")
        return 2
    settings = load(environ)
    configure_logs(settings)

    async def work() -> None:
        async with open_console(settings) as db:
            await _VERBS[args.verb](db, args)

    try:
        asyncio.run(work())
    except (NotFound, Conflict) as problem:
        print(_SENTENCES[problem.code])
        return _ABSENT
    return 0


async def _list(db: Database, args: argparse.Namespace) -> None:
    async with db.read() as tx:
        queues = await survey_queues(tx, QUEUES)
        jobs = await list_jobs(tx, state=args.state, queue=args.queue, name=args.name, limit=args.limit)
    if args.json:
        _print_json(Overview(queues, jobs))
        return
    print(f"{'queue':12} {'due':>7} {'later':>7} {'running':>7} {'dead':>7}  oldest due")
    for queue in queues:
        oldest = _length(queue.oldest_seconds) if queue.due else "-"
        paused = "  paused" if queue.paused else ""
        print(f"{queue.queue:12} {queue.due:7} {queue.later:7} {queue.leased:7} {queue.dead:7}  {oldest}{paused}")
    print()
    for job in jobs:
        print(f"{job.id}  {job.state:6} {job.name:20} {_age(job.created_at):>8} old  tries {job.attempts}", end="")
        print(f"  {job.reason}" if job.reason else "")
    if not jobs:
        print("No such jobs.")


async def _show(db: Database, args: argparse.Namespace) -> None:
    async with db.read() as tx:
        job = await get_job(tx, args.id)
    if args.json:
        _print_json(job)
        return
    for name in job.__struct_fields__:
        value = getattr(job, name)
        if value is not None:
            text = msgspec.json.encode(value).decode() if name == "payload" else value
            print(f"{name:12} {f'{text:%Y-%m-%d %H:%M:%S} UTC' if isinstance(text, datetime) else text}")


async def _replay(db: Database, args: argparse.Namespace) -> None:
    if not args.all_dead:
        async with db.write() as tx:
            await replay(tx, args.id)
        print("Queued again.")
        return
    async with db.read() as tx:
        began = await tx.value(datetime, "SELECT now()") or now()  # Postgres's clock: the ledger knows no other
    total = 0
    while True:
        async with db.write() as tx:
            replayed = await replay_dead(tx, died_before=began, name=args.name)
        total += replayed
        if not replayed:
            break
    print(f"Queued {total} again.")


async def _drop(db: Database, args: argparse.Namespace) -> None:
    async with db.write() as tx:
        await drop(tx, args.id)
    print("Forgotten.")


async def _pause(db: Database, args: argparse.Namespace) -> None:
    async with db.write() as tx:
        await pause_queue(tx, args.queue)
    print(f"Workers take nothing more from {args.queue}; what they are doing they finish.")


async def _resume(db: Database, args: argparse.Namespace) -> None:
    async with db.write() as tx:
        await resume_queue(tx, args.queue)
    print(f"Workers take from {args.queue} again within seconds.")


_VERBS = {"list": _list, "show": _show, "replay": _replay, "drop": _drop, "pause": _pause, "resume": _resume}


def _print_json(value: object) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def _age(since: datetime) -> str:
    return _length((now() - since).total_seconds())


def _length(seconds: float) -> str:
    """Return a length of time by its largest unit, such as `3 h`."""
    for name, unit in (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if seconds >= unit.total_seconds():
            return f"{seconds / unit.total_seconds():.0f} {name}"
    return f"{seconds:.0f} s"
