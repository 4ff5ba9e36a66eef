"""Which GIF, AVIF and HEIC files do no encoders make? Put together here, block by block and box by box, so that any part can lie."""

import struct
from collections.abc import Iterable, Sequence

import pillow_heif
from PIL import Image

from exibidos.media.containers.boxes import box, full_box
from exibidos.media.containers.items import Items
from media.pictures import encoded

PALETTE = bytes([250, 10, 10, 10, 250, 10, 10, 10, 250, 250, 250, 10])  # red, green, blue, yellow


def heic(image: Image.Image, **options: object) -> bytes:
    """Return a HEIC of this picture; options are pillow-heif's."""
    pillow_heif.register_heif_opener()
    return encoded(image, "heif", **{"quality": 95, "chroma": 444, **options})


def gif_screen(width: int, height: int, palette: bytes = PALETTE) -> bytes:
    flags = 0x80 | (len(palette) // 3).bit_length() - 2 if palette else 0
    return b"GIF89a" + struct.pack("<HHBBB", width, height, flags, 0, 0) + palette


def gif_image(left: int, top: int, width: int, height: int, rows: Sequence[int], flags: int = 0) -> bytes:
    """Return an image block; `rows` are indexes of the palette, each sent as it is after a clear code, so that no table is needed."""
    bits, used = 0, 0
    for index in rows:
        for code in (4, index):  # clear; codes are of three bits then
            bits |= code << used
            used += 3
    bits |= 5 << used
    packed = bits.to_bytes((used + 3 + 7) // 8, "little")
    blocks = b"".join(
        bytes([len(part)]) + part for part in (packed[at : at + 255] for at in range(0, len(packed), 255))
    )
    return b"," + struct.pack("<HHHHB", left, top, width, height, flags) + b"\2" + blocks + b"\0"


def gif_control(*, transparent: int | None = None) -> bytes:
    return b"!\xf9\4" + bytes([transparent is not None, 0, 0, transparent or 0, 0])


def gif_words(label: int, words: bytes) -> bytes:
    """Return an extension: 0xFE is a comment, 0xFF an application's."""
    return b"!" + bytes([label, len(words)]) + words + b"\0"


def ispe(width: int, height: int) -> tuple[bool, bytes]:
    return False, full_box(b"ispe", 0, 0, struct.pack(">II", width, height))


Item = tuple[bytes, bytes, Sequence[tuple[bool, bytes]]]
"""Kind, data, properties with whether they are essential."""


def coded(data: bytes) -> Item:
    """Return the primary item of an encoder's file."""
    items = Items(data)
    properties = [(essential, box(held.name, held.body)) for essential, held in items.properties_of(items.primary)]
    return items.kinds[items.primary], items.data_of(items.primary), properties


def with_properties(item: Item, *properties: tuple[bool, bytes], without: Iterable[bytes] = ()) -> Item:
    kept = [each for each in item[2] if each[1][4:8] not in set(without)]
    return item[0], item[1], [*kept, *properties]


def grid(rows: int, columns: int, width: int, height: int) -> Item:
    layout = bytes([0, 1, rows - 1, columns - 1]) + struct.pack(">II", width, height)
    return b"grid", layout, [ispe(width, height)]


def tie(kind: bytes, item: int, *to: int) -> bytes:
    return box(kind, struct.pack(f">HH{len(to)}H", item, len(to), *to))


def iso_file(
    *items: Item,
    ties: Sequence[bytes] = (),
    brand: bytes = b"avif",
    places: bytes | None = None,
    more_meta: bytes = b"",
    after: bytes = b"",
) -> bytes:
    """Return a file of these items, numbered from 1, the first one primary; `places` stands in for an honest iloc."""

    def written(start: int) -> bytes:
        kinds, held, spots = b"", b"", b""
        boxes: list[bytes] = []
        for number, (kind, data, properties) in enumerate(items, 1):
            kinds += full_box(b"infe", 2, 0, struct.pack(">HH", number, 0), kind, b"\0")
            spots += struct.pack(">HHHII", number, 0, 1, start, len(data))
            start += len(data)
            marks = [(len(boxes) + at) | essential << 15 for at, (essential, _) in enumerate(properties, 1)]
            boxes += [body for _, body in properties]
            held += struct.pack(f">HB{len(marks)}H", number, len(marks), *marks)
        count = struct.pack(">H", len(items))
        return full_box(
            b"meta",
            0,
            0,
            full_box(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", 0, 0, b"\0\1"),
            full_box(b"iinf", 0, 0, count, kinds),
            places or full_box(b"iloc", 0, 0, b"\x44\0", count, spots),
            full_box(b"iref", 0, 0, *ties),
            box(b"iprp", box(b"ipco", *boxes), full_box(b"ipma", 0, 1, struct.pack(">I", len(items)), held)),
            more_meta,
        )

    head = box(b"ftyp", brand, bytes(4), brand, b"mif1")
    start = len(head) + len(written(0)) + 8
    return head + written(start) + box(b"mdat", *(data for _, data, _ in items)) + after
