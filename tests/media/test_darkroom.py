"""Does a darkroom develop good pictures, refuse bad ones, and go on working?"""

import asyncio
import hashlib
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from exibidos.kernel.errors import Invalid, Unavailable
from exibidos.media import MAX_BYTES, Darkroom, Mark, process
from media.pictures import (
    chunk,
    encoded,
    gradient,
    opened,
    png,
    progressive_with_scans,
    segment,
    with_chunks,
    with_segments,
)

pytestmark = pytest.mark.anyio

MARK = Mark("ana", "Clube da Luz")
JPEG, PNG = encoded(gradient()), encoded(gradient(), "png")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
async def test_each_format_yields_all_variants(darkroom: Darkroom, kind: str) -> None:
    developed = await darkroom.develop(encoded(gradient(3000, 2000), kind), MARK)

    assert developed.source.format == kind
    assert (developed.source.width, developed.source.height) == (3000, 2000)
    sizes = {variant.name: (variant.width, variant.height) for variant in developed.variants}
    assert sizes == {"thumb": (320, 213), "feed": (1080, 720), "full": (2048, 1365), "blur": (320, 213)}
    for variant in developed.variants:
        assert variant.content_type == "image/webp"
        assert variant.sha256 == hashlib.sha256(variant.data).hexdigest()
        assert opened(variant.data).size == (variant.width, variant.height)
    assert len(developed.thumbhash) >= 20
    assert developed.dominant_color.startswith("#")


SOF_65500 = struct.pack(">BHHB", 8, 65_500, 65_500, 3) + bytes([1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "media.unknown_format"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "media.unknown_format"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "media.format_not_allowed"),
    "pdf": (lambda: encoded(gradient(), "pdf"), "media.format_not_allowed"),
    "tiff": (lambda: encoded(gradient(), "tiff"), "media.format_not_allowed"),
    "eps": (lambda: encoded(gradient(), "eps"), "media.format_not_allowed"),
    "gif": (lambda: encoded(gradient(), "gif"), "media.format_not_allowed"),
    "avif": (lambda: encoded(gradient(64, 64), "avif"), "media.format_not_allowed"),
    "heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "media.format_not_allowed"),
    "bytes": (lambda: JPEG.ljust(MAX_BYTES + 1, b"\0"), "media.too_large"),
    "sixty megabytes": (lambda: JPEG.ljust(60_000_000, b"\0"), "media.too_large"),
    "jpeg of a magic number": (lambda: b"\xff\xd8\xff", "media.broken"),
    "jpeg cut": (lambda: JPEG[: len(JPEG) // 2], "media.broken"),
    "jpeg cut and closed": (lambda: JPEG[: len(JPEG) // 2] + b"\xff\xd9", "media.broken"),
    "jpeg of 30,000 scans": (lambda: progressive_with_scans(30_000), "media.too_costly"),
    "jpeg of a profile bomb": (
        lambda: with_segments(JPEG, segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(65_000)) * 70),
        "media.too_costly",
    ),
    "jpeg of 65500 by 65500": (
        lambda: with_segments(JPEG[:2] + JPEG[JPEG.index(b"\xff\xc0") + 19 :], segment(0xC0, SOF_65500)),
        "media.too_many_pixels",
    ),
    "png cut": (lambda: PNG[: len(PNG) // 2], "media.broken"),
    "png bomb": (
        lambda: png(65_535, 65_535, [chunk(b"IDAT", zlib.compress(bytes(20_000_000), 9))]),
        "media.too_many_pixels",
    ),
    "png of a strip": (
        lambda: png(40_000, 1, [chunk(b"IDAT", zlib.compress(bytes(120_001)))]),
        "media.too_many_pixels",
    ),
    "png of no pixels": (lambda: png(0, 0, [chunk(b"IDAT", b"")]), "media.broken"),
    "png of a profile bomb": (
        lambda: with_chunks(PNG, chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(30_000_000)))),
        "media.too_costly",
    ),
    "png of an endless chunk": (
        lambda: PNG[:33] + struct.pack(">I", 0x7FFF_FFFF) + b"zTXt" + PNG[33:],
        "media.broken",
    ),
    "webp cut": (lambda: encoded(gradient(), "webp")[:-40], "media.broken"),
    "webp of a magic number": (lambda: b"RIFF\4\0\0\0WEBP", "media.broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_with_its_reason(darkroom: Darkroom, name: str) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(Invalid) as refused:
        await darkroom.develop(make(), MARK)
    assert refused.value.code == code


async def test_after_all_of_them_the_next_picture_works(darkroom: Darkroom) -> None:
    with pytest.raises(Invalid):
        await darkroom.develop(JPEG[:-2], MARK)
    assert (await darkroom.develop(JPEG, MARK)).variants


@pytest.mark.parametrize(
    "data",
    [
        JPEG + b"<script>alert(1)</script>",
        with_segments(JPEG, segment(0xFE, b"<script>alert(1)</script>")),
        with_chunks(PNG, chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(20_000_000)))) + b"<script>alert(1)</script>",
    ],
    ids=["trailer", "comment", "text_bomb"],
)
async def test_what_is_no_pixel_is_left_behind_and_the_picture_accepted(darkroom: Darkroom, data: bytes) -> None:
    developed = await darkroom.develop(data, MARK)
    assert not any(b"script" in variant.data for variant in developed.variants)


async def test_of_animations_the_first_picture_is_developed(darkroom: Darkroom) -> None:
    red, green = (Image.new("RGB", (60, 40), color) for color in ("red", "lime"))
    for kind in ("png", "webp"):
        developed = await darkroom.develop(encoded(red, kind, save_all=True, append_images=[green]), MARK)
        assert developed.dominant_color[1:3] > "e0"
        assert developed.dominant_color[3:5] < "20"


async def test_the_declared_type_must_fit(darkroom: Darkroom) -> None:
    assert (await darkroom.develop(JPEG, MARK, declared="image/jpeg")).variants
    with pytest.raises(Invalid, match="type_mismatch"):
        await darkroom.develop(JPEG, MARK, declared="image/png")


async def test_children_are_reused_until_their_share_is_done() -> None:
    async with Darkroom(pictures_per_child=2) as room:
        pids = []
        for _ in range(4):
            pids += [child._process.pid for child in room._idle] or [0]
            await room.develop(JPEG, MARK)
        first, again, fresh, last = pids
    assert first == again
    assert fresh == 0
    assert last not in {0, first}


async def test_as_many_children_work_at_once_as_were_asked_for() -> None:
    async with Darkroom(children=2) as room:
        developed = await asyncio.gather(*(room.develop(JPEG, MARK) for _ in range(6)))
        assert len(room._idle) == 2
        assert all(one == developed[0] for one in developed)


async def test_a_cancelled_picture_does_not_hold_its_turn() -> None:
    async with Darkroom(children=1) as room:
        os.kill(room._idle[0]._process.pid, signal.SIGSTOP)
        hanging = asyncio.create_task(room.develop(JPEG, MARK))
        await asyncio.sleep(0.1)
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging
        assert (await room.develop(JPEG, MARK)).variants


async def test_a_child_that_died_while_it_waited_is_replaced() -> None:
    async with Darkroom() as room:
        first = room._idle[0]._process
        first.kill()
        await first.wait()
        assert (await room.develop(JPEG, MARK)).variants
        assert room._idle[0]._process.pid != first.pid


async def test_a_picture_at_work_when_the_room_closes_is_finished_and_its_child_ended() -> None:
    async with Darkroom() as room:
        child = room._idle[0]
        work = asyncio.create_task(room.develop(JPEG, MARK))
        await asyncio.sleep(0)
    assert (await work).variants
    assert child._process.returncode is not None


async def test_when_no_child_can_be_started_the_service_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Darkroom(pictures_per_child=1) as room:
        await room.develop(JPEG, MARK)
        monkeypatch.setattr(process, "_FONTS", process._FONTS.with_name("missing.conf"))
        with pytest.raises(Unavailable, match="no_child"):
            await room.develop(JPEG, MARK)


PARENT = """
import asyncio, os, signal
from exibidos.media import Darkroom
async def main():
    async with Darkroom() as room:
        pid = room._idle[0]._process.pid
        {before}
        print(pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.mark.parametrize("before", ["", "os.kill(pid, signal.SIGSTOP)"], ids=["waiting", "stopped"])
def test_a_child_dies_with_its_parent(before: str) -> None:
    with subprocess.Popen(  # noqa: S603 the interpreter that runs the tests, and lines of theirs
        [sys.executable, "-I", "-c", PARENT.format(before=before)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        assert child.exists()
        parent.kill()
    deadline = time.monotonic() + 5
    while child.exists() and "(zombie)" not in (child / "status").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
