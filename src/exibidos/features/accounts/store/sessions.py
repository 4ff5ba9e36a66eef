"""Which keys of Valkey hold sessions? `session:<sha256 of the token>` → the session, `sessions:<member>` → the set of those hashes.

Only the hash of a token is stored, so whoever reads Valkey cannot sign in with what they find.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from redis.asyncio.client import Pipeline
from redis.exceptions import WatchError

from exibidos.features.accounts.model import Account, OpenSession, Session
from exibidos.kernel.ids import new_id
from exibidos.platform.bells import Bells
from exibidos.platform.cache import Cache

_TOKEN_BYTES = 32
_DEVICE_LONGEST = 200


class Sessions:
    """The sessions of the club: opened at sign-in, found on each request, closed by their person or by a change of rights."""

    def __init__(self, cache: Cache, bells: Bells, *, idle: timedelta, absolute: timedelta) -> None:
        self._cache = cache
        self._bells = bells
        self._idle = idle
        self._absolute = absolute

    async def open(self, account: Account, *, device: str, now: datetime, after: Session | None = None) -> str:
        """Start a session and return its token: 256 random bits, URL-safe base64, shown to the browser once.

        `after` is the one before it in the same browser, when that had to end: to its person the new one is the same.
        """
        token = _fresh()
        session = Session(
            id=after.id if after else new_id(),
            account=account,
            started_at=after.started_at if after else now,
            device=device[:_DEVICE_LONGEST],
            proved_at=now,
        )
        async with self._cache.at_once() as pipe:
            self._put(pipe, token, session)
            await pipe.execute()
        return token

    async def find(self, token: str, *, now: datetime) -> Session | None:
        """Return the live session of a token and let its idle time begin anew; None when it has ended."""
        found = await self._cache.recall(_key(_hashed(token)), renew=self._idle)
        if found is None:
            return None
        session = _read(found)
        if now - session.started_at > self._absolute:
            await self.close(token)
            return None
        return session

    async def renew(self, token: str, account: Account, *, now: datetime) -> str | None:
        """Let a session go on under a new token, proven now; None when it has ended, or somebody else has renewed it meanwhile.

        The old token ends in the same step, so that of two who renew at once one gets a session, and no session is ever in two hands.
        """
        old, fresh = _hashed(token), _fresh()
        async with self._cache.at_once() as pipe:
            while True:
                await pipe.watch(_key(old))
                found = await pipe.get(_key(old))
                if found is None:
                    return None
                pipe.multi()  # type: ignore[no-untyped-call]
                pipe.delete(_key(old))
                pipe.srem(_set(account.id), old)
                self._put(pipe, fresh, msgspec.structs.replace(_read(found), account=account, proved_at=now))
                try:
                    await pipe.execute()
                except WatchError:
                    continue  # another request of the same browser has let its idle time begin anew
                break
        await self._bells.ring(
            topic_of_sessions(account.id)
        )  # its streams began with the old token; browsers open them again
        return fresh

    async def lives(self, token: str, *, now: datetime) -> bool:
        """Say whether the session of a token has not ended. Asking is no use of it: its idle time runs on."""
        found = await self._cache.recall(_key(_hashed(token)))
        return found is not None and now - _read(found).started_at <= self._absolute

    async def list_open(self, member_id: UUID, *, now: datetime) -> list[OpenSession]:
        """Return a member's live sessions, last used first. The time that each has left tells when it was used."""
        held = await self._held(member_id)
        async with self._cache.at_once() as pipe:
            for hashed in held:
                pipe.pttl(_key(hashed))
            left = [timedelta(milliseconds=one) for one in await pipe.execute()]
        found = [
            OpenSession(session=session, used_at=min(now, now - self._idle + rest))
            for session, rest in zip(held.values(), left, strict=True)
            if rest > timedelta() and now - session.started_at <= self._absolute
        ]
        return sorted(found, key=lambda one: one.used_at, reverse=True)

    async def settle(self, member_id: UUID, account: Account | None) -> None:
        """Tell a member's sessions these facts, and end those of an older epoch; all of them when there is no account."""
        _, held = await self._end(member_id, lambda session: account is None or session.account.epoch < account.epoch)
        async with self._cache.at_once() as pipe:
            for hashed, session in held.items():
                if account is not None and session.account.epoch == account.epoch and session.account != account:
                    told = msgspec.structs.replace(session, account=account)
                    # Only what is still there: one that has ended or been renewed meanwhile is not to come back.
                    pipe.set(_key(hashed), msgspec.json.encode(told), xx=True, keepttl=True)
            await pipe.execute()

    async def close(self, token: str) -> None:
        """End one session, by its token."""
        hashed = _hashed(token)
        found = await self._cache.recall(_key(hashed))
        if found is not None:
            await self._drop(_read(found).account.id, hashed)

    async def close_one(self, member_id: UUID, session_id: UUID) -> int:
        """End one session of a member, by its id; return how many that were, none or one."""
        return (await self._end(member_id, lambda session: session.id == session_id))[0]

    async def close_others(self, member_id: UUID, but: UUID) -> int:
        """End every session of a member except one; return how many."""
        return (await self._end(member_id, lambda session: session.id != but))[0]

    async def close_all(self, member_id: UUID) -> int:
        """End every session of a member, on every device; return how many."""
        return (await self._end(member_id, lambda _: True))[0]

    async def _end(self, member_id: UUID, over: Callable[[Session], bool]) -> tuple[int, dict[str, Session]]:
        """End a member's sessions for which `over` holds; return how many, and those that stay.

        Until a look finds none: one that was renewed between the look and the end has another token, and goes in the next round.
        """
        ended: set[UUID] = set()
        while True:
            held = await self._held(member_id)
            ending = [hashed for hashed, session in held.items() if over(session)]
            if not ending:
                return len(ended), held
            ended.update(held[hashed].id for hashed in ending)
            await self._drop(member_id, *ending)

    async def _held(self, member_id: UUID) -> dict[str, Session]:
        """Return a member's sessions by the hashes of their tokens, and forget the hashes of those that are over."""
        hashes = await self._cache.members_of_set(_set(member_id))
        async with self._cache.at_once() as pipe:
            for hashed in hashes:
                pipe.get(_key(hashed))
            found = dict(zip(hashes, await pipe.execute(), strict=True))
            if dead := [hashed for hashed, kept in found.items() if kept is None]:
                pipe.srem(_set(member_id), *dead)
                await pipe.execute()
        return {hashed: _read(kept) for hashed, kept in found.items() if kept is not None}

    def _put(self, pipe: Pipeline, token: str, session: Session) -> None:
        """Keep a session and note that it is its member's: both or neither, or there would be one that nobody can find to end."""
        members = _set(session.account.id)
        pipe.set(_key(_hashed(token)), msgspec.json.encode(session), ex=self._idle)
        pipe.sadd(members, _hashed(token))
        pipe.expire(members, self._absolute)

    async def _drop(self, member_id: UUID, *hashes: str) -> None:
        """End sessions and let the streams that began with them hear of it."""
        async with self._cache.at_once() as pipe:
            pipe.unlink(*map(_key, hashes))
            pipe.srem(_set(member_id), *hashes)
            await pipe.execute()
        await self._bells.ring(topic_of_sessions(member_id))


def _read(kept: bytes | str) -> Session:
    return msgspec.json.decode(kept, type=Session)


def _key(hashed: str) -> str:
    return f"session:{hashed}"


def _set(member_id: UUID) -> str:
    return f"sessions:{member_id}"


def topic_of_sessions(member_id: UUID) -> str:
    """Return the bell that rings when a session of a member ends."""
    return f"sessions:{member_id}"


def _fresh() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
