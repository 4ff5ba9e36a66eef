"""Which items of an AVIF or HEIC make its picture? The primary one, its tiles, its transparency; the file is written anew from these.

Left behind are EXIF, XMP, thumbnails, depth and gain maps, other pictures, and the track of a sequence, of which the primary item is the
cover. Rotation, mirror and crop are taken out of the file and applied by us, once: decoders differ in which of them they apply. An EXIF
orientation is ignored, as ISO/IEC 23008-12 demands: writers repeat in it what the properties say, and both would turn the picture twice.
"""

from collections.abc import Mapping
from types import MappingProxyType

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.boxes import Cursor, box, full_box
from exibidos.media.containers.items import Items, Property
from exibidos.media.containers.look import APPLIED, find_look
from exibidos.media.containers.stripped import Stripped, broken, check_size
from exibidos.media.containers.written import Alpha, Part, write
from exibidos.media.limits import MAX_PIXELS

_CODECS: Mapping[str, tuple[bytes, bytes]] = MappingProxyType({"avif": (b"av01", b"av1C"), "heic": (b"hvc1", b"hvcC")})
"""By format, the kind of its coded items and the property that sets up the decoder."""

_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0")
_UNDERSTOOD = frozenset({*APPLIED, b"auxC"})
_MAX_SETUP_BYTES = 10_000  # parameter sets: a few hundred bytes; the rest of such a property could only be freight

Size = tuple[int, int]


def strip(data: bytes, kind: str) -> Stripped:
    """Return a file of one picture; raises Invalid when its boxes contradict each other, leave the file, or promise too much."""
    items = Items(data)
    reader = _Reader(items, kind)
    size, picture = reader.read(items.primary)
    look = find_look(items, size)
    bare = write(kind.encode(), picture, reader.read_alpha(size))
    return Stripped(bare, **look._asdict(), exif=_find_exif(items))


class _Reader:
    """Takes items out of a file; counts the pixels that they announce, since a decoder will make room for all of them."""

    def __init__(self, items: Items, kind: str) -> None:
        self._items = items
        self._codec, self._setup = _CODECS[kind]
        self._pixels = 3 * MAX_PIXELS  # tiles stand over the edges, and transparency is a picture of its own

    def read(self, item: int, *, alpha: bool = False) -> tuple[Size, Part]:
        """Return the announced size and an item: a coded one, or a grid with its tiles."""
        if self._items.kinds.get(item) != b"grid":
            return self._read_coded(item, alpha=alpha)
        size, properties = self._read_properties(item, alpha=alpha)
        layout = self._items.data_of(item)
        tiles = [tile for kind, owner, tiles in self._items.ties if (kind, owner) == (b"dimg", item) for tile in tiles]
        rows, columns, *laid_out = _read_layout(layout)
        if rows * columns != len(tiles) or tuple(laid_out) != size:
            raise broken("grid")
        return size, Part(b"grid", layout, properties, [self._read_coded(tile, alpha=alpha)[1] for tile in tiles])

    def _read_coded(self, item: int, *, alpha: bool) -> tuple[Size, Part]:
        if self._items.kinds.get(item) != self._codec:
            raise broken("codec")
        size, properties = self._read_properties(item, alpha=alpha)
        if not any(body[4:8] == self._setup for _, body in properties):
            raise broken("codec")
        self._pixels -= size[0] * size[1]
        if self._pixels < 0:
            raise Invalid("media.too_many_pixels", width=size[0], height=size[1], limit=MAX_PIXELS)
        return size, Part(self._codec, self._items.data_of(item), properties, [])

    def _read_properties(self, item: int, *, alpha: bool) -> tuple[Size, list[tuple[bool, bytes]]]:
        """Return the size that an item announces and the properties that its decoder needs."""
        size: Size | None = None
        kept: list[tuple[bool, bytes]] = []
        for essential, held in self._items.properties_of(item):
            body = self._keep(held)
            if body is not None:
                kept.append((essential, box(held.name, body)))
            elif essential and held.name not in _UNDERSTOOD:
                raise broken("property")  # its writer says: whoever does not understand this shows a wrong picture
            if held.name == b"ispe" and size is not None:
                raise broken("size")
            if held.name == b"ispe":
                size = _read_size(held)
        if size is None:
            raise broken("size")
        if alpha:
            kept.append((True, full_box(b"auxC", 0, 0, _ALPHA[0])))
        return size, kept

    def _keep(self, held: Property) -> bytes | None:
        """Return as much of a property as its decoder reads; None if it needs nothing of it."""
        if held.name == self._setup:
            if len(held.body) > _MAX_SETUP_BYTES:
                raise Invalid("media.too_costly", why="setup")
            return held.body
        if held.name == b"ispe":
            return held.body[:12]
        if held.name == b"pixi":
            return held.body[: 5 + held.read().take(5)[4]]
        return held.body[:11] if held.name == b"colr" and held.body.startswith(b"nclx") else None

    def read_alpha(self, size: Size) -> Alpha | None:
        """Return how transparent the primary item is, if another one, of the same size, says so."""
        primary = self._items.primary
        for kind, item, owners in self._items.ties:
            if kind == b"auxl" and primary in owners and self._is_alpha(item):
                alpha_size, part = self.read(item, alpha=True)
                if alpha_size != size:
                    raise broken("alpha")
                return Alpha(part, premultiplied=(b"prem", primary, [item]) in self._items.ties)
        return None

    def _is_alpha(self, item: int) -> bool:
        held = (each for _, each in self._items.properties_of(item) if each.name == b"auxC")
        return any(each.body[4:].startswith(_ALPHA) for each in held)


def _find_exif(items: Items) -> bytes:
    """Return the EXIF that describes the primary item; nothing where it lies wrong: the picture is fine, only its note is not."""
    for kind, item, owners in items.ties:
        if kind == b"cdsc" and items.primary in owners and items.kinds.get(item) == b"Exif":
            try:
                body = Cursor(items.data_of(item))
                body.take(
                    body.number(4)
                )  # what stands before the TIFF structure, in most files its name (23008-12, A.2.1)
                return body.rest()
            except Invalid:
                return b""
    return b""


def _read_size(held: Property) -> Size:
    body = held.read()
    body.version()
    width, height = body.number(4), body.number(4)
    check_size(width, height)
    if not width or not height:
        raise broken("size")
    return width, height


def _read_layout(layout: bytes) -> tuple[int, int, int, int]:
    """Return rows, columns, width and height of a grid."""
    body = Cursor(layout)
    body.number(1)
    wide = 4 if body.number(1) & 1 else 2
    return body.number(1) + 1, body.number(1) + 1, body.number(wide), body.number(wide)
