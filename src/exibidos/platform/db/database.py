"""How is the database opened, and in which order does a transaction end?

At commit: reactions until none is left, then ledger rows, then whatever must be written last (the audit chain). After it, the bell that
tells workers. The composition root passes these steps; this module only keeps their order.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

import asyncpg
import msgspec
import structlog

from exibidos.kernel.errors import Unavailable
from exibidos.platform.db.replica import Replica
from exibidos.platform.db.tx import Connection, ReadTx, RowT, Tx
from exibidos.platform.settings import Database as DatabaseSettings

Step = Callable[[Tx], Awaitable[None]]
# A statement that takes longer than this is a defect, not a wait; it also bounds how long a stopped Postgres holds a request.
_STATEMENT_SECONDS = 10
_CONNECT_SECONDS = 5
# A pool waits for every connection that it lent. One that a cancelled task lost on its way back would keep a process from ending, for ever.
_CLOSE_SECONDS = 3
# The connection is not there, or died with what was asked on it.
_LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
# InsufficientResources (class 53): disk full, out of memory, too many connections. All pass by themselves or by the host's hand.
_FULL = asyncpg.InsufficientResourcesError


class _Connection(asyncpg.Connection):
    """A connection that is returned to the pool without a reset query: nothing here leaves session state behind (PERF, levers)."""

    def get_reset_query(self) -> str:
        return ""


class PoolUsage(msgspec.Struct, frozen=True):
    """How many connections of a pool are lent, wait to be lent, and may still be made."""

    pool: str
    busy: int
    idle: int
    free: int


class Database:
    """The pools of one process. `write` gives a Tx and ends it in order; `read` gives a ReadTx, `browse` one that a replica may answer."""

    def __init__(
        self,
        writer: asyncpg.Pool,
        reader: asyncpg.Pool,
        further: asyncpg.Pool | None = None,
        *,
        before_commit: Sequence[Step],
        after_commit: Sequence[Step],
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._further = further
        self._replica = Replica(partial(_lent, further), partial(_lent, reader), (*_LOST, _FULL)) if further else None
        self._before_commit = before_commit
        self._after_commit = after_commit

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        """Open questions without consequences; raises Unavailable when the database does not answer."""
        async with _lent(self._reader) as connection:
            yield ReadTx(connection)

    @asynccontextmanager
    async def browse(self) -> AsyncIterator[ReadTx]:
        """Open questions that are worth a way to the replica, such as lists; as true as `read`, which is right for a row or two."""
        if self._replica is None:
            async with self.read() as tx:
                yield tx
        else:
            async with self._replica.lend() as answers:
                yield ReadTx(answers)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Open a transaction that commits when the block ends well and leaves nothing when it does not.

        Raises Unavailable("database.unreachable") when nothing was written, and Unavailable("database.uncertain") when the connection
        was lost while Postgres committed: then only a look tells.
        """
        committing = False
        try:
            async with self._writing() as connection, connection.transaction(), _given_up(connection):
                tx = Tx(connection)
                yield tx
                for step in self._before_commit:
                    await step(tx)
                committing = True
        except Unavailable as away:
            if committing and isinstance(away.__cause__, _LOST):
                raise Unavailable("database.uncertain") from away
            raise
        # After the connection has gone back: a Redis that hangs must not hold Postgres' connections as well.
        for step in self._after_commit:
            await step(tx)

    async def statement(self, shape: type[RowT], sql: str, *values: object) -> list[RowT]:
        """Run one statement on the primary that is a transaction by itself: one round trip, no events, no jobs.

        For the ledger's beats, and for personal tokens.
        """
        async with self._writing() as connection:
            return await ReadTx(connection).rows(shape, sql, *values)

    def usage(self) -> list[PoolUsage]:
        """Return how the pools are used at this moment."""
        pools = {"write": self._writer, "read": self._reader, "replica": self._further}
        return [_usage(name, pool) for name, pool in pools.items() if pool is not None]

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Connection]:
        try:
            async with _lent(self._writer) as connection:
                yield connection
        except asyncpg.ReadOnlySQLTransactionError as error:
            # After a failover, what was the primary refuses writes: connections made from now on find the new one.
            await self._writer.expire_connections()
            raise Unavailable("database.read_only") from error


@asynccontextmanager
async def open_database(
    settings: DatabaseSettings, *, before_commit: Sequence[Step] = (), after_commit: Sequence[Step] = ()
) -> AsyncIterator[Database]:
    """Open the pools for as long as the block lasts. Connections are made when first needed, so a process can start before Postgres."""
    # A pooler in transaction mode, for which there is no cache of statements, takes no settings for a whole session.
    held = {"default_transaction_read_only": "on"} if settings.statement_cache_size else {}
    async with AsyncExitStack() as pools:
        writer = await pools.enter_async_context(_pool(settings, settings.url, {}))
        reader = await pools.enter_async_context(_pool(settings, settings.url, held))
        further = None
        if settings.replica_url:
            further = await pools.enter_async_context(_pool(settings, settings.replica_url, {}))
        yield Database(writer, reader, further, before_commit=before_commit, after_commit=after_commit)


def _usage(name: str, pool: asyncpg.Pool) -> PoolUsage:
    made, idle = pool.get_size(), pool.get_idle_size()
    return PoolUsage(name, made - idle, idle, pool.get_max_size() - made)


@asynccontextmanager
async def _pool(settings: DatabaseSettings, url: str, server_settings: dict[str, str]) -> AsyncIterator[asyncpg.Pool]:
    pool = await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=settings.pool_size,
        command_timeout=_STATEMENT_SECONDS,
        timeout=_CONNECT_SECONDS,
        statement_cache_size=settings.statement_cache_size,
        server_settings={"application_name": "exibidos", **server_settings},
        connection_class=_Connection,
        init=prepare_connection,
    )
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await pool.close()  # cut short, it drops its connections
        except TimeoutError:
            structlog.get_logger().warning("database.connection_not_given_back")


async def prepare_connection(connection: asyncpg.Connection) -> None:
    """Teach a connection our types: jsonb travels as Python values."""
    await connection.set_type_codec(
        "jsonb", encoder=_encode, decoder=msgspec.json.decode, schema="pg_catalog", format="text"
    )


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()


@asynccontextmanager
async def _lent(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    """Lend a connection; raises Unavailable when Postgres cannot give it, or cannot keep it."""
    try:
        async with pool.acquire(timeout=_CONNECT_SECONDS) as connection, _given_up(connection):
            yield connection
    except (*_LOST, _FULL) as error:
        raise Unavailable("database.unreachable") from error
    except asyncpg.PostgresError as error:
        error.detail = (
            None  # the row that broke a rule, such as an address beside its password's hash: logs print errors whole
        )
        raise
    except asyncpg.InterfaceError as error:
        # asyncpg's one name for our mistakes and for a connection that has gone under our hands. Its subclasses (a value of the wrong
        # type) and two statements at once are mistakes: called an outage, a job that makes one would be tried for ever.
        if type(error) is not asyncpg.InterfaceError or "another operation" in str(error):
            raise
        raise Unavailable("database.unreachable") from ConnectionResetError(str(error))
    except asyncpg.InternalClientError as error:
        # asyncpg loses count when a connection goes between the two halves of a question. Its subclasses tell of other things.
        if type(error) is not asyncpg.InternalClientError:
            raise
        raise Unavailable("database.unreachable") from ConnectionResetError(str(error))


@asynccontextmanager
async def _given_up(connection: Connection) -> AsyncIterator[None]:
    """Drop a connection whose server is silent: rolling back and giving it back would each wait for the same silence again."""
    try:
        yield
    except TimeoutError:
        with suppress(asyncpg.InterfaceError):  # dropped already
            connection.terminate()
        raise
