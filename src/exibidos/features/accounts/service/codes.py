"""How does a code from an app show who somebody is? Set up once, each code taken once; and ten others for the day when the app is gone.

Time-based codes (RFC 6238): six digits, half a minute each. One of the half minute before or after is taken too, for clocks that differ;
of a half minute that was used, and of those before it, none is.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

from exibidos.features.accounts.events import CodesRemoved, CodesSetUp, RecoveryCodesMade, RecoveryCodeUsed
from exibidos.features.accounts.model import Authenticator, Device, Resealed
from exibidos.features.accounts.store import codes as store
from exibidos.kernel.errors import Conflict, Invalid, NotFound
from exibidos.kernel.sealing import Sealer
from exibidos.platform.db import Database, ReadTx, Tx
from exibidos.platform.limits import Limits

RECOVERY_CODES = 10
# 17 of 31 letters and digits: 84 bits, which nobody guesses, so that a plain hash keeps them, whatever becomes of our keys.
_RECOVERY_LETTERS, _RECOVERY_LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 17
_DRIFT = 1
# At each moment three codes of a million are right. 10 in 5 minutes and 50 a day, at whatever address and with however many sign-ins:
# a guesser who knows the password already has one chance in 6,600 a day. The owner's recovery codes and passkeys are not counted here.
_TRIES, _WINDOW = 10, timedelta(minutes=5)
_TRIES_A_DAY, _DAY = 50, timedelta(days=1)
# In one transaction: some tens of milliseconds, so that nobody who signs in meanwhile waits.
_SEALS_AT_ONCE = 200
_WRONG = "accounts.code_wrong"


class Codes:
    """Second factors of members: set up, checked, replaced, removed. The secret is sealed, so a copy of the database makes no codes."""

    def __init__(self, database: Database, limits: Limits, sealer: Sealer, club: str) -> None:
        self._database = database
        self._limits = limits
        self._sealer = sealer
        self._club = club

    def new_secret(self) -> str:
        """Return a secret for an app: 160 random bits in base 32."""
        return pyotp.random_base32()

    def address(self, secret: str, slug: str) -> str:
        """Return the address that apps read from a picture: whose codes, of which club, from which secret."""
        return pyotp.TOTP(secret).provisioning_uri(name=slug, issuer_name=self._club)

    async def find(self, tx: ReadTx, member_id: UUID) -> Authenticator | None:
        """Return a member's second factor, None when they have none."""
        return await store.find(tx, member_id)

    async def set_up(
        self, tx: Tx, member_id: UUID, secret: str, code: str, device: Device, *, at: datetime
    ) -> list[str]:
        """Let codes of this secret be asked for from now on; return the recovery codes, for the one time that they are shown.

        The first code proves that the app has the secret. Raises Invalid for a wrong one, Conflict when one is set up.
        """
        step = _step_of(secret, code, at)
        if step is None:
            raise Invalid(_WRONG, field="code")
        if not await store.insert(tx, member_id, self._sealer.seal(secret), step):
            raise Conflict("accounts.codes_there")
        tx.emit(CodesSetUp(member_id=member_id, device=device))
        return await self._new_recovery(tx, member_id)

    async def renew_recovery(self, tx: Tx, member_id: UUID, device: Device) -> list[str]:
        """Return ten new recovery codes; those before them are worth nothing from the commit on."""
        made = await self._new_recovery(tx, member_id)
        tx.emit(RecoveryCodesMade(member_id=member_id, device=device))
        return made

    async def remove(self, tx: Tx, member_id: UUID, device: Device) -> None:
        """Ask for codes no longer. Removed twice is removed once."""
        if await store.delete(tx, member_id):
            tx.emit(CodesRemoved(member_id=member_id, device=device))

    async def check(self, member_id: UUID, code: str, device: Device, *, at: datetime) -> None:
        """Take a code from the app, or a recovery code; raises one Invalid for every reason to refuse, Limited when tried too often."""
        plain = "".join(code.split()).replace("-", "").lower()
        by_app = plain.isascii() and plain.isdigit()
        await self._count(member_id, by_app=by_app)
        async with self._database.write() as tx:
            if by_app:
                taken = await self._take_step(tx, member_id, plain, at)
            elif taken := await store.use_recovery(tx, member_id, _digest(plain), at=at):
                tx.emit(RecoveryCodeUsed(member_id=member_id, device=device))
        if not taken:
            raise Invalid(_WRONG, field="code")

    async def reseal(self) -> Resealed:
        """Seal every secret with the newest key, so that the ones before it may be dropped. Twice or during sign-ins does the same."""
        anew = lost = 0
        after = UUID(int=0)
        while True:
            async with self._database.write() as tx:
                found = await store.list_sealed(tx, after=after, at_most=_SEALS_AT_ONCE)
                for sealed in found:
                    fresh = self._sealer.reseal(sealed.secret)
                    if fresh is None:
                        lost += 1
                    elif fresh != sealed.secret:
                        anew += await store.reseal(tx, sealed, fresh)
            if len(found) < _SEALS_AT_ONCE:
                return Resealed(anew=anew, lost=lost)
            after = found[-1].member_id

    async def _count(self, member_id: UUID, *, by_app: bool) -> None:
        if not by_app:
            await self._limits.spend("accounts.recovery", str(member_id), at_most=_TRIES, window=_WINDOW)
            return
        await self._limits.spend("accounts.code", str(member_id), at_most=_TRIES, window=_WINDOW)
        await self._limits.spend("accounts.code", f"{member_id} today", at_most=_TRIES_A_DAY, window=_DAY)

    async def _take_step(self, tx: Tx, member_id: UUID, code: str, at: datetime) -> bool:
        found = await store.find(tx, member_id)
        secret = None if found is None else self._sealer.open(found.secret)
        step = None if secret is None else _step_of(secret, code, at)
        if secret is None or step is None:
            return False
        return await store.use_step(tx, member_id, step, self._sealer.seal(secret))

    async def _new_recovery(self, tx: Tx, member_id: UUID) -> list[str]:
        made = [_new_code() for _ in range(RECOVERY_CODES)]
        if not await store.replace_recovery(tx, member_id, [_digest(code.replace("-", "")) for code in made]):
            raise NotFound("accounts.no_codes")
        return made


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the half minute that a code is of, if it is near enough."""
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    near = range(now - _DRIFT, now + _DRIFT + 1)
    return next((step for step in near if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())), None)


def _new_code() -> str:
    letters = "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH))
    return "-".join((letters[:6], letters[6:12], letters[12:]))


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
