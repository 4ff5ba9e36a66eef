"""Which format do these bytes claim to be? Decided by magic bytes alone: names and declared types are what a stranger says."""

from collections.abc import Mapping
from types import MappingProxyType

from exibidos.kernel.errors import Invalid
from exibidos.media.limits import MAX_BYTES

HEAD_BYTES = 1024
"""How much of a file's beginning `sniff` wants: SVG hides its name behind prologue and comments."""

CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "image/jpeg": "jpeg",
        "image/png": "png",
        "image/webp": "webp",
        "image/gif": "gif",
        "image/avif": "avif",
        "image/heic": "heic",
        "image/heif": "heic",
    }
)
"""What may be sent in: each media type and the format, as `sniff` names it, that it promises. Phones say either of the last two."""

_FORMATS = frozenset(CONTENT_TYPES.values())

_MAGIC = (
    ("jpeg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("gif", b"GIF87a"),
    ("gif", b"GIF89a"),
    ("tiff", b"II*\0"),
    ("tiff", b"MM\0*"),
    ("tiff", b"II+\0"),
    ("tiff", b"MM\0+"),
    ("pdf", b"%PDF-"),
    ("eps", b"%!PS"),
    ("eps", b"\xc5\xd0\xd3\xc6"),
    ("bmp", b"BM"),
    ("jxl", b"\xff\x0a"),
    ("jxl", b"\0\0\0\x0cJXL \r\n\x87\n"),
    ("jp2", b"\0\0\0\x0cjP  \r\n\x87\n"),
    ("psd", b"8BPS"),
    ("ico", b"\0\0\1\0"),
)
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"hevx": "heic"}
_GENERAL_BRANDS = frozenset({b"mif1", b"msf1", b"heim", b"heis", b"hevm", b"hevs"})


def sniff(head: bytes) -> str | None:
    """Return the format's short name (`jpeg`, `png`, `webp`, `gif`, `avif`, `svg`, …), or None if the first bytes say nothing known."""
    for name, magic in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _sniff_brand(head)
    if b"<svg" in head[:HEAD_BYTES].lower():
        return "svg"
    return None


def _sniff_brand(head: bytes) -> str | None:
    """ISO media name their dialect in brands: the major one first, then those they also speak."""
    length = min(int.from_bytes(head[:4], "big"), HEAD_BYTES)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
    for brand in brands:
        if brand in _BRANDS:
            return _BRANDS[brand]
    return "heic" if _GENERAL_BRANDS.intersection(brands) else None


def admit(data: bytes, declared: str | None = None) -> str:
    """Return the format of a file that may be developed; `declared` is the media type its sender named, if any did.

    Raises Invalid: media.too_large, media.unknown_format, media.format_not_allowed, media.type_mismatch.
    """
    if len(data) > MAX_BYTES:
        raise Invalid("media.too_large", limit=MAX_BYTES)
    found = sniff(data[:HEAD_BYTES])
    if found is None:
        raise Invalid("media.unknown_format")
    if found not in _FORMATS:
        raise Invalid("media.format_not_allowed", format=found)
    if declared is not None and CONTENT_TYPES.get(declared) != found:
        raise Invalid("media.type_mismatch", declared=declared, found=f"image/{found}")
    return found
