"""What of a file needs the decoder see? Pixels, palette, profile; never metadata, trailers, later frames.

Each container is walked here, in plain Python inside the sandbox, and rebuilt from the pieces it needs. So the C parsers for EXIF, XMP,
text and thumbnails never meet a stranger's bytes, and what they would have carried cannot reach a variant.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from exibidos.media.containers import gif, heif, jpeg, png, webp
from exibidos.media.containers.stripped import Stripped

STRIP: Mapping[str, Callable[[bytes], Stripped]] = MappingProxyType(
    {
        "jpeg": jpeg.strip,
        "png": png.strip,
        "webp": webp.strip,
        "gif": gif.strip,
        "avif": partial(heif.strip, kind="avif"),
        "heic": partial(heif.strip, kind="heic"),
    }
)
"""By format, as `sniff` names it. Each raises Invalid: media.broken, media.too_costly or media.too_many_pixels."""
