"""What does storage hand out? Facts about an object, a permission to upload one, and a body that is read as it arrives."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from exibidos.platform.storage.errors import kernel_errors

_CHUNK = 64 * 1024


class ObjectInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An object as the store describes it; `sha256` (32 bytes) is what it verified at upload, if it did; `size` is of the whole."""

    key: str
    size: int
    modified_at: datetime
    etag: str
    content_type: str = ""
    sha256: bytes | None = None


class PresignedPut(msgspec.Struct, frozen=True, kw_only=True):
    """Where a browser may PUT exactly one object, once, and the headers it must send as they are (Content-Length comes by itself)."""

    url: str
    headers: Mapping[str, str]


class Body:
    """An open object. Iterate it once to the end, or `close()` it: its connection waits for either."""

    def __init__(self, info: ObjectInfo, length: int, content_range: str, raw: Any) -> None:
        self.info = info
        self.length = length  # bytes that this body yields
        self.content_range = content_range  # "bytes 2-4/11" for a part, else empty
        self._raw = raw

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            with kernel_errors(self.info.key):
                async for chunk in self._raw.iter_chunks(_CHUNK):
                    yield chunk
        finally:
            await self.close()

    async def close(self) -> None:
        await self._raw.aclose()
