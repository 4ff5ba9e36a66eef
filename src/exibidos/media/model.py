"""What are the things of the darkroom? What goes in (a mark), what comes out (a developed picture), as plain values.

The bounds are checked when the child's answer is decoded: it has touched a stranger's bytes, and is not believed.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Pixels = Annotated[int, Meta(ge=1)]
Sha256Hex = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Color = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
PdqHash = Annotated[bytes, Meta(min_length=32, max_length=32)]
ThumbHash = Annotated[bytes, Meta(min_length=5, max_length=25)]


class Corner(StrEnum):
    """Where the mark stands; none is for clubs that allow it."""

    BOTTOM_RIGHT = "bottom_right"
    BOTTOM_LEFT = "bottom_left"
    TOP_RIGHT = "top_right"
    TOP_LEFT = "top_left"
    NONE = "none"


class Mark(Struct, frozen=True):
    """Whose picture it is and where it is shown: drawn as `@slug · club` in a corner of the larger variants."""

    slug: str
    club: str
    corner: Corner = Corner.BOTTOM_RIGHT


Said = Annotated[str, Meta(max_length=161, pattern=r"^[ -~]*\Z")]


class Camera(Struct, frozen=True):
    """How a photo was taken: millimetres, f-number, seconds, the camera's own day. What the file did not say, or said wrong, is empty."""

    name: Said = ""
    lens: Said = ""
    focal_length: Annotated[float, Meta(gt=0, le=10_000)] | None = None
    aperture: Annotated[float, Meta(gt=0, le=256)] | None = None
    shutter: Annotated[float, Meta(gt=0, le=86_400)] | None = None
    iso: Annotated[int, Meta(ge=1, le=65_535)] | None = None
    taken_on: date | None = None


class Words(Struct, frozen=True):
    """What a card says beside its picture: the photo's title, its author and where it hangs. Any may be empty."""

    title: str
    name: str
    slug: str
    club: str


class Crop(Struct, frozen=True):
    """A variant that is cut to a shape, in pixels, around what draws the eye; a smaller picture is cut to the shape and not made larger."""

    name: str
    width: int
    height: int


class Source(Struct, frozen=True):
    """What was sent in: its format, its size in pixels once turned upright, and, if asked for, how it was taken."""

    format: Annotated[str, Meta(pattern="^(jpeg|png|webp|gif|avif|heic)$")]
    width: Pixels
    height: Pixels
    camera: Camera | None = None


class Variant(Struct, frozen=True):
    """One picture that may be shown; `sha256` is of `data`."""

    name: Annotated[str, Meta(pattern="^(thumb|feed|full|blur|small|large)$")]
    content_type: Annotated[str, Meta(pattern="^image/webp$")]
    width: Pixels
    height: Pixels
    sha256: Sha256Hex
    data: bytes


class Likeness(Struct, frozen=True):
    """By what copies are known: `pixels` is the digest of the decoded picture, `turns` its PDQ in eight orientations, as it is first.

    `quality`, 0 to 100, says how much there is to see; the hashes of a picture below 50 say nothing.
    """

    pixels: Sha256Hex
    turns: Annotated[tuple[PdqHash, ...], Meta(min_length=8, max_length=8)]
    quality: Annotated[int, Meta(ge=0, le=100)]


class Developed(Struct, frozen=True):
    """All that one decode yields. `thumbhash` shows the clear picture's shapes: not for those who may not see it."""

    source: Source
    variants: Annotated[tuple[Variant, ...], Meta(min_length=1, max_length=4)]
    thumbhash: ThumbHash
    dominant_color: Color
    likeness: Likeness
