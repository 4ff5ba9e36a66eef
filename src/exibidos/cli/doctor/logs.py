"""Are the logs still what nobody rewrites? Their owner, their guards, the months ahead, and the end of the chain."""

from collections.abc import AsyncIterator

import msgspec

from exibidos.cli.doctor.finding import Finding, Level, Patient, judged
from exibidos.features.audit import Broken, verify_end


class _Log(msgspec.Struct, frozen=True):
    name: str
    own: bool
    guarded: bool


async def guards(patient: Patient) -> AsyncIterator[Finding]:
    """Look for tables of the logs that belong to somebody else or whose guard is off."""
    async with patient.database.read() as tx:
        logs = await tx.rows(_Log, _LOGS)
        writing = await tx.values(str, _WRITING)
    strangers = [log.name for log in logs if not log.own]
    open_ones = [log.name for log in logs if not log.guarded]
    remedy = "ALTER TABLE logs.… OWNER TO the owner of the schema logs, and ask who changed it."
    says = (
        f"{len(logs)} tables belong to the owner of the logs"
        if not strangers
        else _some(strangers, "belong to another role")
    )
    yield judged("logs", says, well=bool(logs) and not strangers, remedy=remedy)
    remedy = (
        "ALTER TABLE logs.… ENABLE ALWAYS TRIGGER nobody_rewrites, ask who turned it off, run `exibidos audit verify`."
    )
    says = "each refuses UPDATE, DELETE and TRUNCATE" if not open_ones else _some(open_ones, "may be rewritten")
    yield judged("logs", says, well=not open_ones, remedy=remedy)
    for name in {"link", "take_turn"} - set(writing):
        remedy = (
            f"ALTER TABLE logs.audit ENABLE ALWAYS TRIGGER {name}: without it new rows do not follow from the last."
        )
        yield Finding("logs", Level.ILL, f"trigger {name} of the audit log is off", remedy)


async def months(patient: Patient) -> AsyncIterator[Finding]:
    """Look whether the logs have somewhere to write when the month ends: what they cannot write, nobody can do."""
    async with patient.database.read() as tx:
        lacking = await tx.values(str, _LACKING_NEXT, 1)
        late = await tx.values(str, _LACKING_NEXT, 2)
    remedy = (
        "Is `exibidos schedule` running, and are workers? `audit:keep` and `tracking:keep` make the months, once a day."
    )
    if lacking:
        yield Finding("months", Level.ILL, _some(lacking, "cannot be written next month"), remedy)
        return
    says = _some(late, "ends in two months") if late else "the logs can be written for two months more"
    yield judged("months", says, well=not late, remedy=remedy, otherwise=Level.ODD)


async def chain(patient: Patient) -> AsyncIterator[Finding]:
    """Walk the last rows of the audit log; all of them is `exibidos audit verify`'s."""
    found = await verify_end(patient.database)
    remedy = "Keep a copy of the database as it is, run `exibidos audit verify`, and ask who had the owner's login."
    if isinstance(found, Broken):
        yield Finding("audit", Level.ILL, f"broken at row {found.seq}, which was {found.damage}", remedy)
        return
    says = f"the last {found.rows} rows follow from each other" if found.rows else "empty so far"
    yield Finding("audit", Level.WELL, says)


def _some(names: list[str], what: str) -> str:
    """Return who it is about: three by name, the rest counted."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 - see above
    return f"{', '.join(sorted(names)[:3])}{more}: {what}"


_LOGS = """
SELECT c.relname::text AS name, c.relowner = n.nspowner AS own,
       EXISTS (
           SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'nobody_rewrites' AND t.tgenabled = 'A'
       ) AS guarded
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'logs' AND c.relkind IN ('r', 'p')
"""
_WRITING = "SELECT tgname::text FROM pg_trigger WHERE tgrelid = to_regclass('logs.audit') AND tgenabled = 'A'"
# Months are named by UTC, as the functions that make them do (0005).
_LACKING_NEXT = """
SELECT p.relname::text FROM pg_class p WHERE p.relnamespace = to_regnamespace('logs') AND p.relkind = 'p' AND NOT EXISTS (
    SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = p.oid
      AND c.relname = p.relname || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1), '_YYYY_MM')
)
"""
