"""How does a stored picture leave over HTTP? HEAD, ETag, 304 and single ranges, and how long whoever receives it may keep it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.response import Stream

from exibidos.kernel.clock import now
from exibidos.platform.storage import Storage

# A browser may show a public picture for five minutes without asking again (DESIGN §5).
PUBLIC_SECONDS = 300


class Sendable(msgspec.Struct, frozen=True, kw_only=True):
    """Which object leaves; `sha256` is its digest and its ETag, size is bytes."""

    key: str
    content_type: str
    size: int
    sha256: bytes


async def send(
    request: Request[Any, Any, Any],
    storage: Storage,
    found: Sendable,
    *,
    expires: str | None,
    public: bool,
    leaves: Callable[[], None] | None = None,
) -> Response[Any]:
    """Answer with a picture that may leave; `expires` is when its address ends, None for one without an end.

    `leaves` is called once when bytes of it do: not for HEAD, 304 and 416.
    """
    headers = _headers(found.sha256, expires, public=public, at=now())
    if {headers["ETag"], "*"} & _tags(request.headers.get("if-none-match", "")):
        return Response(b"", status_code=304, headers=headers)
    span = _span(request.headers.get("range"), request.headers.get("if-range"), headers["ETag"], found.size)
    if span is None:
        refused = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Range": f"bytes */{found.size}"}
        return Response(b"", status_code=416, headers=refused)
    start, end = span
    partial = (start, end) != (0, found.size - 1)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end}/{found.size}"
    headers["Content-Length"] = str(end - start + 1)
    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(b"", status_code=status, headers=headers, media_type=found.content_type)
    body = await storage.stream(found.key, start=start, end=end)
    if leaves is not None:
        leaves()
    return Stream(body, status_code=status, headers=headers, media_type=found.content_type)


def _headers(sha256: bytes, expires: str | None, *, public: bool, at: datetime) -> dict[str, str]:
    left = PUBLIC_SECONDS
    if expires is not None:
        left = max(0, min(left, int(expires) - int(at.timestamp())))
    scope = f"public, max-age={left}, s-maxage={left}" if public else f"private, max-age={left}"
    return {"ETag": f'"{sha256.hex()[:32]}"', "Cache-Control": scope, "Accept-Ranges": "bytes"}


def _tags(header: str) -> set[str]:
    """Return the ETags of an `If-None-Match`."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _span(header: str | None, if_range: str | None, tag: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send, None when the range lies outside; anything but one plain range means everything."""
    whole = (0, size - 1)
    if not header or not header.startswith("bytes=") or "," in header or (if_range and if_range != tag):
        return whole
    first, dash, last = header.removeprefix("bytes=").strip().partition("-")
    if not dash or not (first + last).isdecimal() or len(first + last) > 20:  # noqa: PLR2004 - two 32-bit numbers
        return whole
    if not first:
        return None if int(last) == 0 else (max(0, size - int(last)), size - 1)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start >= size:
        return None
    return (start, end) if start <= end else whole
