"""Where do photos lie? Any S3 store: signed uploads, and put, get, stream, head, delete, list by key."""

import asyncio
import base64
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from aiobotocore.config import AioConfig
from botocore import UNSIGNED
from botocore.exceptions import ClientError

from exibidos.kernel.errors import Invalid, NotFound, Unavailable
from exibidos.platform.aws import session
from exibidos.platform.settings import S3
from exibidos.platform.storage.bucket import ensure
from exibidos.platform.storage.errors import kernel_errors
from exibidos.platform.storage.model import Body, ObjectInfo, PresignedPut

_CONNECT_SECONDS = 3
_SILENCE_SECONDS = 5  # without a byte, of an answer under way; the length of a transfer itself is not limited
# Until an answer begins, a second attempt and the wait for a free connection included. Stores answer in tens of milliseconds, cold ones in
# one or two seconds; whoever looks at a page gives up after ten.
_ANSWER_SECONDS = 8
_SLOWEST_PUT = 500_000  # bytes a second: 30 MB may take a minute more than an answer; no other bound holds for bytes on their way out
_ATTEMPTS = 2  # one more than botocore's least: jobs have retries of their own, and people wait for pages
_CONNECTIONS = 50
_REFUSED, _BROKEN = 403, 500
_DELETE_AT_ONCE = 1000  # S3's own limit


class Storage:
    """One process's way to the store. An object's name may have a bucket of its own: S3_BUCKET_THUMBS holds `…/thumb.*`."""

    def __init__(self, settings: S3, client: Any, public: Any) -> None:
        self._settings = settings
        self._client = client
        self._public = public  # signs only, for the name by which browsers know the store
        # How often an operation met silence or a failure of the store, by its name (PutObject), for whoever keeps numbers.
        self.failures: Counter[str] = Counter()
        client.meta.events.register("after-call.s3", self._note_answer)
        client.meta.events.register("after-call-error.s3", self._note_silence)
        self._own = {"thumb": settings.bucket_thumbs, "og": settings.bucket_og}

    async def presign_put(
        self, key: str, *, size: int, content_type: str, sha256: bytes, expires: timedelta
    ) -> PresignedPut:
        """Permit one PUT of exactly these bytes. All of it is signed as headers, which AWS, R2, MinIO and SeaweedFS enforce."""
        digest = base64.b64encode(sha256).decode()
        url = await self._public.generate_presigned_url(
            "put_object",
            Params={
                **self._place(key),
                "ContentLength": size,
                "ContentType": content_type,
                "ChecksumSHA256": digest,
                "IfNoneMatch": "*",
            },
            ExpiresIn=int(expires.total_seconds()),
        )
        headers = {"Content-Type": content_type, "If-None-Match": "*", "x-amz-checksum-sha256": digest}
        return PresignedPut(url=url, headers=headers)

    async def put(self, key: str, data: bytes, *, content_type: str, sha256: bytes) -> None:
        """Store `data`, or replace it; the store refuses bytes that do not match `sha256` (32 bytes)."""
        digest = base64.b64encode(sha256).decode()
        with kernel_errors(key):
            async with asyncio.timeout(_ANSWER_SECONDS + len(data) / _SLOWEST_PUT):
                await self._client.put_object(
                    **self._place(key), Body=data, ContentType=content_type, ChecksumSHA256=digest
                )

    async def get(self, key: str, *, max_size: int) -> bytes:
        """Return the whole object; raise NotFound("storage.absent") or Invalid("storage.too_large")."""
        body = await self.stream(key)
        if body.length > max_size:
            await body.close()
            raise Invalid("storage.too_large", key=key, size=body.length, max_size=max_size)
        return b"".join([chunk async for chunk in body])

    async def stream(self, key: str, start: int | None = None, end: int | None = None) -> Body:
        """Open the object, or its bytes from `start` to `end`, both included; raise NotFound or Invalid("storage.range")."""
        part = {} if start is None else {"Range": f"bytes={start}-{'' if end is None else end}"}
        with kernel_errors(key):
            async with asyncio.timeout(_ANSWER_SECONDS):
                found = await self._client.get_object(**self._place(key), **part)
        content_range = found.get("ContentRange", "")
        whole = int(content_range.rpartition("/")[2]) if content_range else found["ContentLength"]
        return Body(_info(key, whole, found), found["ContentLength"], content_range, found["Body"])

    async def head(self, key: str) -> ObjectInfo | None:
        """Return what the store knows of the object, its verified digest included, or None if it is absent."""
        try:
            with kernel_errors(key):
                async with asyncio.timeout(_ANSWER_SECONDS):
                    found = await self._client.head_object(**self._place(key), ChecksumMode="ENABLED")
        except NotFound:
            return None
        return _info(key, found["ContentLength"], found)

    async def delete(self, keys: Iterable[str]) -> None:
        """Remove the objects; those that are absent already are no mistake."""
        by_bucket: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            by_bucket[self._place(key)["Bucket"]].append(key)
        for bucket, all_keys in by_bucket.items():
            for first in range(0, len(all_keys), _DELETE_AT_ONCE):
                objects = [{"Key": key} for key in all_keys[first : first + _DELETE_AT_ONCE]]
                with kernel_errors(objects[0]["Key"]):
                    said = await self._client.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
                for problem in said.get("Errors", []):
                    raise Unavailable("storage.not_deleted", key=problem["Key"], why=problem.get("Code", ""))

    async def list_objects(self, prefix: str) -> AsyncIterator[ObjectInfo]:
        """Yield the objects whose key begins with `prefix`, by key within each bucket; type and digest are not told here."""
        for bucket in self._buckets():
            with kernel_errors(prefix):
                async for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                    for found in page.get("Contents", []):
                        yield _info(found["Key"], found["Size"], found)

    async def ensure_bucket(self, origins: Collection[str]) -> None:
        """Make the buckets that are absent, private, and let browsers of `origins` alone PUT what is signed for them."""
        for bucket in self._buckets():
            uploads = origins if bucket == self._settings.bucket else ()
            with kernel_errors(bucket):
                await ensure(self._client, bucket, region=self._settings.region, origins=uploads)

    def _note_answer(self, http_response: Any, model: Any, **_: Any) -> None:
        # 403 is our own keys; what is absent or a wrong range is the caller's to know.
        if http_response.status_code >= _BROKEN or http_response.status_code == _REFUSED:
            self.failures[model.name] += 1

    def _note_silence(self, event_name: str, **_: Any) -> None:
        self.failures[event_name.rpartition(".")[2]] += 1

    def _place(self, key: str) -> dict[str, str]:
        return {"Bucket": self._own.get(PurePosixPath(key).stem) or self._settings.bucket, "Key": key}

    def _buckets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self._settings.bucket, *self._own.values()))))


@asynccontextmanager
async def open_storage(settings: S3) -> AsyncIterator[Storage]:
    """Open connections to the store for as long as the block lasts; the first is made when first needed."""
    async with AsyncExitStack() as stack:
        client = signer = await stack.enter_async_context(_client(settings, settings.endpoint))
        # Making a client takes longer than all else that a process opens: one does for both where browsers use the same name.
        if settings.public_endpoint not in {"", settings.endpoint}:
            signer = await stack.enter_async_context(_client(settings, settings.public_endpoint))
        yield Storage(settings, client, signer)


async def read_unsigned(settings: S3, key: str) -> bool:
    """Say whether a stranger, who signs nothing, may read an object of the main bucket."""
    config = AioConfig(signature_version=UNSIGNED, s3=_style(settings), connect_timeout=_CONNECT_SECONDS)
    async with session().create_client(
        "s3", endpoint_url=settings.endpoint, region_name=settings.region, config=config
    ) as stranger:
        try:
            found = await stranger.get_object(Bucket=settings.bucket, Key=key)
        except ClientError:
            return False
        await found["Body"].aclose()
        return True


def _client(settings: S3, endpoint: str) -> Any:
    return session().create_client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        region_name=settings.region,
        config=AioConfig(
            signature_version="s3v4",
            s3=_style(settings),
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_SILENCE_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=_CONNECTIONS,
            # The default adds a CRC of its own to every PUT, which R2 refuses beside our digest, and signs it of an empty body.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _style(settings: S3) -> dict[str, str]:
    return {"addressing_style": "path" if settings.force_path_style else "virtual"}


def _info(key: str, size: int, found: dict[str, Any]) -> ObjectInfo:
    digest = found.get("ChecksumSHA256")
    return ObjectInfo(
        key=key,
        size=size,
        modified_at=found["LastModified"],
        etag=found["ETag"].strip('"'),
        content_type=found.get("ContentType", ""),
        sha256=base64.b64decode(digest) if digest else None,
    )
