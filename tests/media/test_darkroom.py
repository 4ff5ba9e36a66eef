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
from exibidos.media import MAX_BYTES, Crop, Darkroom, Mark, process
from media.by_hand import coded, gif_image, gif_screen, grid, heic, iso_file, ispe, tie, with_properties
from media.pictures import (
    SECRETS,
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
JPEG, PNG, GIF = encoded(gradient()), encoded(gradient(), "png"), encoded(gradient(), "gif")
AVIF, HEIC = encoded(gradient(), "avif"), heic(gradient())


def small_by_its_words(data: bytes, brand: bytes = b"avif") -> bytes:
    """Return a file that announces fewer pixels than its decoder will find."""
    return iso_file(with_properties(coded(data), ispe(16, 16), without=[b"ispe"]), brand=brand)


def large_by_its_words(data: bytes, brand: bytes = b"avif") -> bytes:
    return iso_file(with_properties(coded(data), ispe(65_535, 65_535), without=[b"ispe"]), brand=brand)


async def test_crops_come_without_any_other_variant_and_refusals_are_the_same(darkroom: Darkroom) -> None:
    crops = (Crop("small", 96, 96), Crop("large", 320, 320))
    made = await darkroom.cut(JPEG, crops, declared="image/jpeg")
    assert {(each.name, each.width, each.height) for each in made.variants} == {("small", 96, 96), ("large", 320, 320)}
    with pytest.raises(Invalid, match=r"media\.type_mismatch"):
        await darkroom.cut(JPEG, crops, declared="image/png")
    with pytest.raises(Invalid, match=r"media\.broken"):
        await darkroom.cut(JPEG[: len(JPEG) // 2], crops)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "avif", "heic"])
async def test_each_format_yields_all_variants(darkroom: Darkroom, kind: str) -> None:
    picture = gradient(3000, 2000)
    developed = await darkroom.develop(heic(picture) if kind == "heic" else encoded(picture, kind), MARK)

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
    "bmp": (lambda: encoded(gradient(), "bmp"), "media.format_not_allowed"),
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
    "gif of a magic number": (lambda: b"GIF89a", "media.broken"),
    "gif cut": (lambda: GIF[: len(GIF) // 2], "media.broken"),
    "gif of 65535 by 65535": (
        lambda: gif_screen(65_535, 65_535) + gif_image(0, 0, 1, 1, [0]) + b";",
        "media.too_many_pixels",
    ),
    "gif of codes that mean nothing": (
        lambda: gif_screen(50, 50) + b"," + struct.pack("<HHHHB", 0, 0, 50, 50, 0) + b"\2\x10" + b"\xff" * 16 + b"\0;",
        "media.broken",
    ),
    "gif of codes too wide": (
        lambda: (
            gif_screen(50, 50) + b"," + struct.pack("<HHHHB", 0, 0, 50, 50, 0) + b"\x63\x10" + b"\xff" * 16 + b"\0;"
        ),
        "media.broken",
    ),
    "avif of a magic number": (lambda: b"\0\0\0\x14ftypavif\0\0\0\0avif", "media.broken"),
    "avif cut": (lambda: AVIF[: len(AVIF) // 2], "media.broken"),
    "avif of noise": (lambda: iso_file((b"av01", os.urandom(5_000), coded(AVIF)[2])), "media.broken"),
    "avif of zeroes": (lambda: iso_file((b"av01", bytes(5_000), coded(AVIF)[2])), "media.broken"),
    "avif of 65535 by 65535": (lambda: large_by_its_words(AVIF), "media.too_many_pixels"),
    "avif of a thousand tiles": (
        lambda: iso_file(grid(32, 32, 2048, 2048), *[coded(AVIF)] * 1024, ties=[tie(b"dimg", 1, *range(2, 1026))]),
        "media.too_costly",
    ),
    "heic of a magic number": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "media.broken"),
    "heic cut": (lambda: HEIC[: len(HEIC) // 2], "media.broken"),
    "heic of noise": (lambda: iso_file((b"hvc1", os.urandom(5_000), coded(HEIC)[2]), brand=b"heic"), "media.broken"),
    "heic of zeroes": (lambda: iso_file((b"hvc1", bytes(5_000), coded(HEIC)[2]), brand=b"heic"), "media.broken"),
    "heic that says it is small": (lambda: small_by_its_words(HEIC, b"heic"), "media.too_costly"),
    "heic of 65535 by 65535": (lambda: large_by_its_words(HEIC, b"heic"), "media.too_many_pixels"),
    "heic that is an avif": (lambda: AVIF.replace(b"avif", b"heic"), "media.broken"),
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
    for kind in ("png", "webp", "gif", "avif"):
        developed = await darkroom.develop(encoded(red, kind, save_all=True, append_images=[green]), MARK)
        assert developed.dominant_color[1:3] > "e0"
        assert developed.dominant_color[3:5] < "20"


async def test_an_avif_larger_than_it_says_is_as_large_as_it_says(darkroom: Darkroom) -> None:
    source = (await darkroom.develop(small_by_its_words(AVIF), MARK)).source
    assert (source.width, source.height) == (16, 16)


@pytest.mark.parametrize("kind", ["gif", "avif", "heic"])
async def test_no_note_of_a_camera_or_an_editor_is_in_any_variant(darkroom: Darkroom, kind: str) -> None:
    words = Image.Exif()
    words[0x0112], words[0x010F] = 6, SECRETS[0].decode()
    notes: dict[str, object] = {"exif": words, "xmp": b"<x:xmpmeta>" + SECRETS[2], "comment": SECRETS[4]}
    picture = gradient(800, 600)
    data = (heic(picture, **notes) if kind == "heic" else encoded(picture, kind, **notes)) + SECRETS[6] * (
        kind == "gif"
    )
    assert any(secret in data for secret in SECRETS)
    developed = await darkroom.develop(data, MARK)
    assert not [secret for secret in SECRETS for variant in developed.variants if secret in variant.data]


async def test_heavy_pictures_go_one_at_a_time_and_do_not_hold_up_light_ones(darkroom: Darkroom) -> None:
    heavy = [asyncio.create_task(darkroom.develop(data, MARK)) for data in (AVIF, HEIC, AVIF)]
    async with darkroom._heavy_turn:
        await darkroom.develop(JPEG, MARK)
        assert not [task for task in heavy if task.done()]
    assert [(await task).source.format for task in heavy] == ["avif", "heic", "avif"]


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
