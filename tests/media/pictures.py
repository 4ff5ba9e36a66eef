"""Which pictures do the tests send? Made here, with Pillow and by hand, never read from disk."""

import io
import struct
import zlib
from collections.abc import Iterable

import numpy as np
from PIL import Image

SECRETS = (b"SERIAL-4711", b"GPSTRACE", b"XMPSECRET", b"IPTCSECRET", b"COMMENTSECRET", b"THUMBSECRET", b"TRAILERSECRET")


def gradient(width: int = 640, height: int = 480) -> Image.Image:
    """Return a picture whose four corners differ: red grows to the right, green downwards."""
    down, across = np.mgrid[0:height, 0:width]
    red = across * 255 // max(1, width - 1)
    green = down * 255 // max(1, height - 1)
    return Image.fromarray(np.stack([red, green, np.full_like(red, 90)], axis=-1).astype(np.uint8))


def plain(color: tuple[int, int, int], width: int = 640, height: int = 480) -> Image.Image:
    return Image.new("RGB", (width, height), color)


def rocks(seed: int, side: int = 360) -> Image.Image:
    """Return a picture with enough to see for what looks like it to be found."""
    few = np.random.RandomState(seed).randint(0, 256, (24, 24, 3)).astype(np.uint8)
    return Image.fromarray(few).resize((side, side * 3 // 4), Image.Resampling.BICUBIC)


def encoded(image: Image.Image, kind: str = "jpeg", **options: object) -> bytes:
    """Return a file of this picture; options are Pillow's."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return a picture of ours as RGB."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def segment(marker: int, body: bytes) -> bytes:
    """Return one JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """Return a JPEG with segments put right after its start."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, chunks: Iterable[bytes], *, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG of a header, these chunks and an end."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def with_chunks(data: bytes, *chunks: bytes) -> bytes:
    """Return a PNG with chunks put right after its header."""
    return data[:33] + b"".join(chunks) + data[33:]


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a WebP of these chunks."""
    parts = [name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in chunks]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def exif(orientation: int, order: str = "<") -> bytes:
    """Return a TIFF block that says nothing but an orientation."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    return head + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def progressive_with_scans(scans: int) -> bytes:
    """Return a progressive JPEG whose last scan is repeated until there are so many."""
    data = encoded(plain((90, 90, 90), 64, 64), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + b"\xff\xd9"


def photo_with_everything() -> bytes:
    """Return a JPEG with EXIF (serial, GPS, thumbnail), XMP, IPTC, comment, second picture and trailer, each with a word to look for."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0xA431] = SECRETS[0].decode()
    exif.get_ifd(0x8825).update({1: "S", 2: (23.0, 33.0, 1.0), 3: "W", 4: (46.0, 38.0, 2.0), 29: SECRETS[1].decode()})
    thumbnail = with_segments(encoded(gradient(64, 48)), segment(0xFE, SECRETS[5]))
    data = encoded(gradient(800, 600), exif=exif, xmp=b"<x:xmpmeta>" + SECRETS[2] + b"</x:xmpmeta>", comment=SECRETS[4])
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + SECRETS[3]
    jfif_thumbnail = b"JFXX\0\x10" + thumbnail
    return with_segments(data, segment(0xED, iptc), segment(0xE0, jfif_thumbnail)) + thumbnail + SECRETS[6]
