"""How is a bucket made ready? Private as S3 makes it, and open to browsers only from our own origins, only to upload."""

import contextlib
from collections.abc import Collection
from typing import Any

from botocore.exceptions import ClientError

from exibidos.platform.storage.errors import status_of

_ABSENT = 404
_PREFLIGHT_SECONDS = 600  # ten minutes of uploads ask once; a changed origin takes that long to be known
# What presigned PUTs send (R2 knows no `*` here).
_SENT = ["content-type", "if-none-match", "x-amz-checksum-sha256"]


async def ensure(client: Any, bucket: str, *, region: str, origins: Collection[str] = ()) -> None:
    """Make `bucket` if it is absent; with `origins`, replace its CORS rules."""
    try:
        await client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if status_of(error) != _ABSENT:
            raise
        await _create(client, bucket, region)
    if origins:
        rule = {
            "AllowedOrigins": list(origins),
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": _SENT,
            "ExposeHeaders": ["etag"],
            "MaxAgeSeconds": _PREFLIGHT_SECONDS,
        }
        await client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


async def _create(client: Any, bucket: str, region: str) -> None:
    # AWS wants the region said everywhere but in its first; the others know only themselves.
    elsewhere = {} if region in {"auto", "us-east-1"} else {"LocationConstraint": region}
    with contextlib.suppress(client.exceptions.BucketAlreadyOwnedByYou):  # who started beside us was quicker
        await client.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": elsewhere} if elsewhere else {}))
