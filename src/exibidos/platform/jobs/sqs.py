"""How do ids travel through SQS? A standard queue per queue of ours; a message lives until its job has been seen to, or its worker died.

SQS hides a message from others while it is held, for as long as a lease lasts, and the hold is renewed as leases are: so when a worker is
killed, message and lease run out together and another worker takes both. What SQS delivers twice finds a job that is done or leased, and
what it loses is sent again by the sweeper: the ledger decides, here as with Redis.
"""

import asyncio
import contextlib
import re
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiobotocore.config import AioConfig
from aiohttp import ClientConnectionError, ClientPayloadError
from botocore.exceptions import BotoCoreError, ClientError, NoRegionError
from taskiq import AckableMessage, AsyncBroker, BrokerMessage

from exibidos.kernel.errors import Invalid, Unavailable
from exibidos.platform.aws import session
from exibidos.platform.jobs.ledger import Ring
from exibidos.platform.jobs.message import encode, is_ours
from exibidos.platform.settings import Queue

# SQS's own limits: entries of a batch, messages of an answer, seconds of waiting for one.
_AT_ONCE = 10
_WAIT_SECONDS = 20
_CONNECT_SECONDS = 2
# Longer than a long poll, which is silent until something comes.
_SILENCE_SECONDS = _WAIT_SECONDS + 5
_PAUSE_SECONDS = 1.0
# As leases: two renewals may be lost before the third would come too late.
_HOLDS_PER_LEASE = 3
_REGION = re.compile(r"sqs\.([a-z0-9-]+)\.amazonaws\.")
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


class SqsQueue(AsyncBroker):
    """One process's way to SQS: taskiq's broker for one queue's reader, and the sending side for all queues."""

    def __init__(self, settings: Queue, queue: str, *, capacity: int = 1, hold_seconds: int = 30) -> None:
        """`capacity` is how many jobs may be taken and unfinished; `hold_seconds` how long a lease lasts."""
        super().__init__()
        self._settings = settings
        self._queue = queue
        self._capacity = capacity
        self._hold_seconds = hold_seconds
        self._taken = 0
        self._closed = False
        self._room = asyncio.Event()
        self._opening = asyncio.Lock()
        self._opened = contextlib.AsyncExitStack()
        self._client: Any = None
        self._holding: set[asyncio.Task[None]] = set()

    async def kick(self, message: BrokerMessage) -> None:
        """Send one message to this queue."""
        await self._ask("send_message", self._queue, MessageBody=message.message.decode())

    async def send(self, rings: Sequence[Ring]) -> None:
        """Send ids to their queues, ten at a time; raises Unavailable when SQS did not take them all."""
        by_queue: defaultdict[str, list[Ring]] = defaultdict(list)
        for ring in rings:
            by_queue[ring.queue].append(ring)
        for queue, its in by_queue.items():
            for batch in (its[first : first + _AT_ONCE] for first in range(0, len(its), _AT_ONCE)):
                entries = [{"Id": str(place), "MessageBody": encode(ring).decode()} for place, ring in enumerate(batch)]
                said = await self._ask("send_message_batch", queue, Entries=entries)
                if said.get("Failed"):
                    raise Unavailable("jobs.queue_refused")

    async def is_drained(self, queue: str) -> bool:
        """Say whether nothing waits in a queue and nobody holds anything of it, as far as SQS knows: it counts about, and late."""
        said = await self._ask("get_queue_attributes", queue, AttributeNames=list(_COUNTS))
        return not any(int(said["Attributes"].get(name, 0)) for name in _COUNTS)

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """Yield messages for ever, never holding more than this process has room for: others may be idle."""
        while True:
            while self._taken >= self._capacity:
                self._room.clear()
                await self._room.wait()
            for message in await self._receive(min(_AT_ONCE, self._capacity - self._taken)):
                handle, data = message["ReceiptHandle"], message["Body"].encode()
                if not is_ours(data):
                    structlog.get_logger().warning(
                        "jobs.alien_message", queue=self._queue, message=message["MessageId"]
                    )
                    await self._forget(handle)
                    continue
                self._taken += 1
                holding = asyncio.create_task(self._hold(handle))
                self._holding.add(holding)
                yield AckableMessage(data=data, ack=partial(self._done, handle, holding))

    async def shutdown(self) -> None:
        """Close the connections. What is still held is let go by SQS when its time is over."""
        for holding in self._holding:
            holding.cancel()
        self._closed = True
        await self._opened.aclose()
        await super().shutdown()

    async def _receive(self, at_most: int) -> list[Any]:
        try:
            said = await self._ask(
                "receive_message",
                self._queue,
                MaxNumberOfMessages=at_most,
                WaitTimeSeconds=_WAIT_SECONDS,
                VisibilityTimeout=self._hold_seconds,
            )
        except Unavailable:
            await asyncio.sleep(_PAUSE_SECONDS)
            return []
        messages: list[Any] = said.get("Messages", [])
        return messages

    async def _hold(self, handle: str) -> None:
        """Keep a message from others for as long as it is worked on."""
        while True:
            await asyncio.sleep(self._hold_seconds / _HOLDS_PER_LEASE)
            with contextlib.suppress(Unavailable):  # then another worker may get it, whom the lease refuses
                await self._ask(
                    "change_message_visibility", self._queue, ReceiptHandle=handle, VisibilityTimeout=self._hold_seconds
                )

    async def _done(self, handle: str, holding: asyncio.Task[None]) -> None:
        holding.cancel()
        self._holding.discard(holding)
        self._taken -= 1
        self._room.set()
        if not self._closed:  # a job that was given back at the very end: its message comes again, and so does its job
            await self._forget(handle)

    async def _forget(self, handle: str) -> None:
        with contextlib.suppress(Unavailable):  # then it comes again, finds its job done and is forgotten
            await self._ask("delete_message", self._queue, ReceiptHandle=handle)

    async def _ask(self, verb: str, queue: str, **words: Any) -> Any:
        """Ask SQS about a queue, which is made if it is not there; raises Unavailable("jobs.queue_unreachable")."""
        url = f"{self._settings.url}-{queue}"
        try:
            client = await self.open()
            try:
                return await getattr(client, verb)(QueueUrl=url, **words)
            except client.exceptions.QueueDoesNotExist:
                await client.create_queue(QueueName=url.rpartition("/")[2])
                structlog.get_logger().info("jobs.queue_made", queue=queue)
                return await getattr(client, verb)(QueueUrl=url, **words)
        except (ClientError, BotoCoreError, ClientConnectionError, ClientPayloadError, OSError) as error:
            reason = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
            structlog.get_logger().warning("jobs.sqs_failed", queue=queue, verb=verb, reason=reason)
            raise Unavailable("jobs.queue_unreachable") from error

    async def open(self) -> Any:
        """Make the client, once; nothing is asked of SQS yet. Raises Invalid when nobody says which region it is in."""
        async with self._opening:
            if self._client is None:
                try:
                    self._client = await self._opened.enter_async_context(_client(self._settings))
                except NoRegionError as error:
                    raise Invalid("settings.missing", field="QUEUE_REGION", name="QUEUE_REGION") from error
        return self._client


def _client(settings: Queue) -> Any:
    endpoint = urlsplit(settings.url)
    told = _REGION.match(endpoint.hostname or "")
    return session().create_client(
        "sqs",
        endpoint_url=f"{endpoint.scheme}://{endpoint.netloc}",
        # Empty: as AWS's programs find them, by the role of the machine or container.
        aws_access_key_id=settings.access_key or None,
        aws_secret_access_key=settings.secret_key or None,
        region_name=settings.region or (told[1] if told else None),
        config=AioConfig(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_SILENCE_SECONDS,
            # Nobody waits for SQS: what was not sent now, the sweeper sends.
            retries={"mode": "standard", "total_max_attempts": 2},
        ),
    )
