"""What are the things of the darkroom? What goes in (a mark), what comes out (a developed picture), as plain values."""

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """Whose picture it is and where it is shown: drawn as `@slug · club` in a corner of the larger variants."""

    slug: str
    club: str


class Source(msgspec.Struct, frozen=True):
    """What was sent in: its format, and its size in pixels once turned upright."""

    format: str
    width: int
    height: int


class Variant(msgspec.Struct, frozen=True):
    """One picture that may be shown: `name` is thumb, feed, full or blur; `sha256` is the hex digest of `data`."""

    name: str
    content_type: str
    width: int
    height: int
    sha256: str
    data: bytes


class Developed(msgspec.Struct, frozen=True):
    """All that one decode yields. `thumbhash` shows the clear picture's shapes: not for those who may not see it."""

    source: Source
    variants: tuple[Variant, ...]
    thumbhash: bytes
    dominant_color: str
