"""Which schema does this code need, and which one is there? Asked without Alembic, whose half second only migrating owes."""

from functools import cache
from pathlib import Path

from exibidos.platform.db.tx import ReadTx

_VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


@cache
def needed_revision() -> str:
    """Return the newest revision of this code. Revisions are numbered files, so the last name is the newest; a test asks Alembic."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py"))


async def present_revision(tx: ReadTx) -> str:
    """Return the revision that the database is at; empty when nobody has ever migrated it."""
    if await tx.value(str, "SELECT to_regclass('alembic_version')::text") is None:
        return ""
    return await tx.value(str, "SELECT max(version_num) FROM alembic_version") or ""
