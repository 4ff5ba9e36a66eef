"""How do parent and child speak? A length of four bytes, then MessagePack, on pipes."""

from typing import Literal

import msgspec

from exibidos.media.model import Crop, Developed, Mark, Words

LENGTH_BYTES = 4


class Order(msgspec.Struct, frozen=True, tag="develop"):
    """Develop this file; `kind` is its format as sniffed, `camera` asks for how it was taken. With crops nothing else is made of it."""

    data: bytes
    kind: str
    mark: Mark | None = None
    camera: bool = False
    crops: tuple[Crop, ...] = ()


class CardOrder(msgspec.Struct, frozen=True, tag="card"):
    """Draw the card of this file."""

    data: bytes
    kind: str
    words: Words


class Refusal(msgspec.Struct, frozen=True):
    """This picture cannot be developed, with the code and values of `kernel.errors.Invalid`; a child can say no others."""

    code: Literal["media.broken", "media.too_costly", "media.too_many_pixels"]
    values: dict[Literal["why", "width", "height", "limit"], str | int]


class Reply(msgspec.Struct, frozen=True):
    """One of the three, or none: the child is ready for its first order."""

    developed: Developed | None = None
    card: bytes | None = None
    refusal: Refusal | None = None


ORDERS: msgspec.msgpack.Decoder[Order | CardOrder] = msgspec.msgpack.Decoder(Order | CardOrder)
REPLIES = msgspec.msgpack.Decoder(Reply)


def pack(message: Order | CardOrder | Reply) -> bytes:
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def read_length(prefix: bytes) -> int:
    return int.from_bytes(prefix, "big")
