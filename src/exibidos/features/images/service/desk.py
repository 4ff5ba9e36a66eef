"""How does the edge take in a photo? Promise, bytes, finalize, with no transaction open while storage is spoken to."""

import asyncio
import hashlib
from uuid import UUID

import msgspec

from exibidos.features.flags import UPLOADS_OPEN, Flags
from exibidos.features.images import policy
from exibidos.features.images.model import Details, Made, Upload
from exibidos.features.images.service import upload as verbs
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Unavailable
from exibidos.platform.db import Database, Tx
from exibidos.platform.storage import PresignedPut, Storage

# A host closes uploads for minutes, to mend something: programs that ask more often learn nothing new.
_TRY_AGAIN_SECONDS = 60


class DeskRules(msgspec.Struct, frozen=True, kw_only=True):
    """`prefix` is the environment's folder in the bucket; `require_verified` refuses people without a proven address.

    `bare` lets pictures go without a watermark.
    """

    prefix: str
    require_verified: bool
    bare: bool = False


class UploadDesk:
    """The three steps of an upload, for the browser that sends to storage itself and for the form that sends to us."""

    def __init__(self, database: Database, storage: Storage, rules: DeskRules, flags: Flags) -> None:
        self._database = database
        self._storage = storage
        self._rules = rules
        self._flags = flags

    async def check_open(self, member: Member) -> None:
        """Raise Unavailable("images.uploads_closed") while the club takes no photos, or none of theirs."""
        if not await self._flags.is_on(UPLOADS_OPEN, member):
            raise Unavailable("images.uploads_closed", retry_after=_TRY_AGAIN_SECONDS)

    async def promise(
        self, tx: Tx, member: Member, size: int, content_type: str, sha256: bytes
    ) -> tuple[Upload, PresignedPut]:
        """Open an upload and sign the one PUT that fits it: this length, this type, this digest, create-only.

        While the club takes no photos, what was promised before may still be finished. Signing is arithmetic: storage is not asked.
        """
        await self.check_open(member)
        policy.check_may_upload(member, require_verified=self._rules.require_verified)
        upload = await verbs.open_upload(
            tx, member, size=size, content_type=content_type, sha256=sha256, prefix=self._rules.prefix, now=now()
        )
        ticket = await self._storage.presign_put(
            upload.key, size=size, content_type=content_type, sha256=sha256, expires=verbs.PROMISE_LIVES
        )
        return upload, ticket

    async def check_arrived(self, member: Member, upload_id: UUID, details: Details) -> None:
        """Look whether an upload can be finalized; one that has been is fine, for its photo is the answer."""
        self._check(details)
        async with self._database.read() as tx:
            upload = await verbs.find_open_upload(tx, member, upload_id)
            if upload is None:
                await verbs.get_made(tx, member, upload_id)
                return
        await verbs.check_arrived(self._storage, upload)

    async def finalize(self, tx: Tx, member: Member, upload_id: UUID, details: Details) -> Made:
        """Make a photo of an upload that `check_arrived` let pass; returns the same photo each time."""
        return await verbs.finalize(tx, member, upload_id, self._check(details), prefix=self._rules.prefix)

    @property
    def prefix(self) -> str:
        """The environment's folder in the bucket."""
        return self._rules.prefix

    async def check_bytes(self, member: Member, upload_id: UUID) -> None:
        """Look into quarantine for an upload that is still open; of one that is not, whoever finalizes it knows more."""
        async with self._database.read() as tx:
            upload = await verbs.find_open_upload(tx, member, upload_id)
        if upload is not None:
            await verbs.check_arrived(self._storage, upload)

    async def take_in(self, member: Member, data: bytes, content_type: str) -> UUID:
        """Promise an upload and put its bytes where it says, as a browser would; returns the upload's id."""
        policy.check_size(len(data))
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(data).digest())
        async with self._database.write() as tx:
            upload, _ = await self.promise(tx, member, len(data), content_type, sha256)
        await self._storage.put(upload.key, data, content_type=content_type, sha256=sha256)
        return upload.id

    async def accept(self, member: Member, data: bytes, content_type: str, details: Details) -> Made:
        """Take a whole file from a form: the same promise, the same PUT, the same finalize, done by us."""
        self._check(details)
        upload_id = await self.take_in(member, data, content_type)
        await self.check_arrived(member, upload_id, details)
        async with self._database.write() as tx:
            return await self.finalize(tx, member, upload_id, details)

    def _check(self, details: Details) -> Details:
        policy.check_wishes(details.wishes, bare=self._rules.bare)
        return policy.check_details(details)
