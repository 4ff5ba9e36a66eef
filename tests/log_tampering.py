"""What can somebody with the keys to the database do to a log? A superuser who switches the guards off, for tests of who notices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def tampering(owner_url: str, log: str = "audit") -> AsyncIterator[asyncpg.Connection]:
    """Give a superuser's connection with the triggers of the log and all its partitions off."""
    connection = await asyncpg.connect(owner_url)
    try:
        tables = await connection.fetch(
            "SELECT relid::text AS name FROM pg_partition_tree(($1)::regclass) ORDER BY level DESC", f"logs.{log}"
        )
        for table in tables:
            await connection.execute(f"ALTER TABLE {table['name']} DISABLE TRIGGER ALL")
        yield connection
        for table in tables:
            if await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table["name"]):
                await connection.execute(f"ALTER TABLE {table['name']} ENABLE TRIGGER ALL")
    finally:
        await connection.close()
