"""How does a creating request happen once, however often it is sent? Its key and its answer are kept in the transaction of its effect.

A client that did not hear the answer sends the same `Idempotency-Key` and body again and reads the same answer (REQUIREMENTS 18). Nothing
is kept of a request that failed or died, so trying again is right. Answers that hold a secret are kept without it.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ClassVar, TypeVar
from uuid import UUID

import msgspec

from exibidos.kernel.errors import Conflict, Invalid
from exibidos.kernel.events import Job
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database, Tx
from exibidos.platform.jobs import Attempt, Schedule

# What clients make: UUIDs, mostly. Visible ASCII, so that a key looks the same in every log.
LONGEST_KEY = 200
# Whoever has not tried again within a day has asked a person what happened.
KEPT_FOR = timedelta(hours=24)
_AT_ONCE = 50_000
Answer = TypeVar("Answer", bound=msgspec.Struct)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What makes two requests one: who asks for what under which key, and the body."""

    key: str
    owner: UUID | None
    target: str
    body: bytes

    def id(self) -> bytes:
        """Return the row's key: 32 bytes that say nothing about who or what."""
        return hashlib.sha256(f"{self.owner}\n{self.target}\n{self.key}".encode()).digest()


class Once:
    """One creating request. Without a key it simply happens."""

    def __init__(self, database: Database, signer: Signer, asked: Asked | None) -> None:
        """Bodies may hold passwords, so not their digest is kept but its signature: nobody can guess a body from the row."""
        if asked is not None and not (
            0 < len(asked.key) <= LONGEST_KEY and asked.key.isascii() and asked.key.isprintable()
        ):
            raise Invalid("request.bad_idempotency_key", field="Idempotency-Key", most=LONGEST_KEY)
        self._database = database
        self._signer = signer
        self._asked = asked

    async def do(
        self,
        shape: type[Answer],
        effect: Callable[[Tx], Awaitable[Answer]],
        *,
        first: Callable[[], Awaitable[object]] | None = None,
    ) -> Answer:
        """Return the answer that was given before, or let it happen: `first` outside any transaction, then `effect` in one.

        Raises Invalid("request.key_reused") for another body, Conflict("request.in_flight") while the same request is being answered.
        """
        told = await self.told(shape)
        if told is not None:
            return told
        if first is not None:
            await first()
        async with self._database.write() as tx:
            await self.claim(tx)
            answer = await effect(tx)
            await self.keep(tx, answer)
        return answer

    async def told(self, shape: type[Answer]) -> Answer | None:
        """Return the answer that was given before, None when there was none."""
        if self._asked is None:
            return None
        async with self._database.read() as tx:
            kept = await tx.row(_Kept, _FIND, self._asked.id())
        if kept is None:
            return None
        key_id, _, tag = kept.proof.partition(".")
        if not self._signer.verify(key_id, tag, "idempotency", self._digest(self._asked)):
            raise Invalid("request.key_reused", field="Idempotency-Key")
        return msgspec.json.decode(kept.answer, type=shape)

    async def told_since(self, shape: type[Answer], problem: Conflict) -> Answer:
        """Return the answer that was given since we looked: its own effect is then what stood in our way. Else raises the problem."""
        told = await self.told(shape)
        if told is None:
            raise problem
        return told

    async def claim(self, tx: Tx) -> None:
        """Hold the key until the transaction ends, so that of many equal requests one has its effect."""
        if self._asked is not None and not await tx.value(bool, _CLAIM, self._asked.id()):
            raise Conflict("request.in_flight")

    async def keep(self, tx: Tx, answer: msgspec.Struct) -> None:
        """Keep the answer beside the effect: both commit or neither."""
        if self._asked is None:
            return
        proof = ".".join(self._signer.sign("idempotency", self._digest(self._asked)))
        kept = msgspec.json.encode(answer)
        if not await tx.execute(_KEEP_ANSWER, self._asked.id(), self._asked.owner, proof, kept):
            raise Conflict("request.in_flight")  # it was answered between our look and our claim: asking again tells

    @staticmethod
    def _digest(asked: Asked) -> str:
        return hashlib.sha256(asked.body).hexdigest()


class ForgetAnswers(Job, frozen=True, kw_only=True):
    """Forget what was answered more than a day ago."""

    name: ClassVar[str] = "requests:forget"


async def forget_answers(_job: ForgetAnswers, attempt: Attempt) -> None:
    """Delete the oldest kept answers, at most 50,000 a run."""
    async with attempt.write() as tx:
        await tx.execute(_FORGET, KEPT_FOR, _AT_ONCE)


FORGET_HOURLY = Schedule(name="requests:forget", every=timedelta(hours=1), job=ForgetAnswers())


class _Kept(msgspec.Struct, frozen=True):
    proof: str
    answer: bytes


_FIND = "SELECT proof, answer FROM kept_answers WHERE id = $1"
_CLAIM = "SELECT pg_try_advisory_xact_lock(('x' || encode(substr($1::bytea, 1, 8), 'hex'))::bit(64)::bigint)"
_KEEP_ANSWER = (
    "INSERT INTO kept_answers (id, created_by_id, proof, answer) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
)
_FORGET = """
DELETE FROM kept_answers WHERE id IN (
    SELECT id FROM kept_answers WHERE created_at < now() - $1::interval ORDER BY created_at LIMIT $2
)
"""
