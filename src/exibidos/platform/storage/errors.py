"""Which of the six kinds is a failure of S3?"""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientConnectionError, ClientPayloadError
from botocore.exceptions import BotoCoreError, ClientError

from exibidos.kernel.errors import Invalid, NotFound, Unavailable

_BUSY, _BROKEN = 429, 500


@contextmanager
def kernel_errors(key: str) -> Iterator[None]:
    """Raise NotFound, Invalid or Unavailable in place of what S3 and the way to it say; anything else is our own mistake."""
    try:
        yield
    except ClientError as error:
        status = status_of(error)
        if status == 404:  # noqa: PLR2004 (HTTP's own names for its numbers are no clearer)
            raise NotFound("storage.absent", key=key) from error
        if status == 416:  # noqa: PLR2004
            raise Invalid("storage.range", key=key) from error
        if status == 403:  # noqa: PLR2004
            raise Unavailable("storage.refused", key=key) from error  # our own keys: nobody's fault who asks
        if status >= _BROKEN or status == _BUSY:
            raise Unavailable("storage.unreachable", key=key) from error
        raise
    except (
        BotoCoreError,
        ClientConnectionError,
        ClientPayloadError,
        OSError,
    ) as error:  # refused, reset, silent, gone in the middle of a body
        raise Unavailable("storage.unreachable", key=key) from error


def status_of(error: ClientError) -> int:
    status: int = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return status
