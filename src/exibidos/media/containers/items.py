"""Which items does an ISO media file list? Their kinds, places, properties and ties, read with limits; nothing is decoded.

ISO/IEC 14496-12 (meta box) and 23008-12 (HEIF). Read is the file's own meta box only: tracks of a sequence are never looked at.
"""

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.boxes import Cursor
from exibidos.media.containers.stripped import broken
from exibidos.media.limits import MAX_ITEMS

_IN_FILE, _IN_META = (
    0,
    1,
)  # where an item's bytes lie; a third way, inside another item, has no use in a photo and can loop
_FIRST_LISTED_VERSION = 2  # of an item's entry; older ones hold no images
_WIDE_IDS_FROM = {b"pitm": 1, b"iref": 1, b"iloc": 2, b"ipma": 1}


class Property:
    """One property: `name` and the bytes of its body."""

    def __init__(self, name: bytes, body: Cursor) -> None:
        self.name, self.body = name, body.rest()

    def read(self) -> Cursor:
        return Cursor(self.body)


class Items:
    """What a meta box says. Raises Invalid while it reads: media.broken, media.too_costly for more items than any photo has."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._in_meta = b""
        self._given = len(data)  # bytes that items may still be made of: shared ones would multiply a small file
        self._properties: list[Property] = []
        self._held: dict[int, list[tuple[bool, int]]] = {}
        self._places: dict[int, list[tuple[int, int, int]]] = {}
        self.primary = 0
        self.kinds: dict[int, bytes] = {}
        self.ties: list[tuple[bytes, int, list[int]]] = []
        metas = [body for name, body in Cursor(data).boxes() if name == b"meta"]
        if len(metas) != 1:
            raise broken("meta")
        self._read(metas[0])

    def _read(self, meta: Cursor) -> None:
        meta.version()
        known = {
            b"hdlr": self._check_handler,
            b"pitm": self._read_primary,
            b"iinf": self._read_kinds,
            b"iloc": self._read_places,
            b"iref": self._read_ties,
            b"iprp": self._read_properties,
            b"idat": self._read_data,
        }
        seen: set[bytes] = set()
        for name, body in meta.boxes():
            if name in seen:
                raise broken("meta")
            if read := known.get(name):
                seen.add(name)
                read(body)

    def _check_handler(self, body: Cursor) -> None:
        body.version()
        body.take(4)
        if body.take(4) != b"pict":
            raise broken("meta")

    def _read_primary(self, body: Cursor) -> None:
        version, _ = body.version()
        self.primary = body.number(_id_bytes(b"pitm", version))

    def _read_kinds(self, body: Cursor) -> None:
        version, _ = body.version()
        _check_count(body.number(4 if version else 2))
        for name, entry in body.boxes():
            listed, _ = entry.version()
            if name != b"infe" or listed < _FIRST_LISTED_VERSION:
                continue
            item = entry.number(2 if listed == _FIRST_LISTED_VERSION else 4)
            protection = entry.number(2)
            kind = entry.take(4)
            if item in self.kinds:
                raise broken("items")
            self.kinds[item] = b"" if protection else kind
            _check_count(len(self.kinds))

    def _read_places(self, body: Cursor) -> None:
        version, _ = body.version()
        sizes = body.number(2)
        offset_bytes, length_bytes, base_bytes = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
        index_bytes = sizes & 15 if version else 0
        wide = _id_bytes(b"iloc", version)
        count, pieces = body.number(wide), 0
        _check_count(count)
        for _ in range(count):
            item = body.number(wide)
            way = body.number(2) & 15 if version else _IN_FILE
            if body.number(2):
                raise broken("elsewhere")  # a data reference: its bytes would lie in another file
            base = body.number(base_bytes)
            extents = body.number(2)
            pieces += extents
            _check_count(pieces)
            places = self._places[item] = []
            for _ in range(extents):
                body.number(index_bytes)
                places.append((way, base + body.number(offset_bytes), body.number(length_bytes)))

    def _read_ties(self, body: Cursor) -> None:
        version, _ = body.version()
        wide = _id_bytes(b"iref", version)
        tied = 0
        for kind, entry in body.boxes():
            item, count = entry.number(wide), entry.number(2)
            tied += count + 1
            _check_count(tied)
            self.ties.append((kind, item, [entry.number(wide) for _ in range(count)]))

    def _read_properties(self, body: Cursor) -> None:
        for name, part in body.boxes():
            if name == b"ipco" and not self._properties:
                self._properties = [Property(*found) for found in part.boxes()]
            elif name == b"ipma":
                self._read_held(part)

    def _read_held(self, body: Cursor) -> None:
        version, flags = body.version()
        wide = 2 if flags & 1 else 1
        essential = 1 << 8 * wide - 1
        count = body.number(4)
        _check_count(count)
        for _ in range(count):
            item = body.number(_id_bytes(b"ipma", version))
            if item in self._held:
                raise broken("items")
            marks = [body.number(wide) for _ in range(body.number(1))]
            self._held[item] = [(bool(mark & essential), mark & essential - 1) for mark in marks]

    def _read_data(self, body: Cursor) -> None:
        self._in_meta = body.rest()

    def properties_of(self, item: int) -> list[tuple[bool, Property]]:
        """Return an item's properties in their order, each with whether a reader must understand it."""
        indexes = self._held.get(item, [])
        if any(index > len(self._properties) for _, index in indexes):
            raise broken("property")
        return [(essential, self._properties[index - 1]) for essential, index in indexes if index]

    def data_of(self, item: int) -> bytes:
        """Return an item's bytes; all that are ever returned are no more than the file has."""
        parts: list[bytes] = []
        for way, start, length in self._places.get(item, []):
            self._given -= length
            if way not in {_IN_FILE, _IN_META} or not length or self._given < 0:
                raise broken("place")
            parts.append(Cursor(self._data if way == _IN_FILE else self._in_meta, start).take(length))
        if not parts:
            raise broken("place")
        return b"".join(parts)


def _id_bytes(name: bytes, version: int) -> int:
    return 4 if version >= _WIDE_IDS_FROM[name] else 2


def _check_count(count: int) -> None:
    if count > MAX_ITEMS:
        raise Invalid("media.too_costly", why="items")
