"""How is a thing named for ever? UUIDv7 (RFC 9562 §5.7): sortable by birth, so B-trees grow at one end."""

import secrets
import time
from uuid import UUID

_RANDOM_BITS = 74


def new_id() -> UUID:
    """Return a fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits around version and variant."""
    millis = time.time_ns() // 1_000_000
    random = secrets.randbits(_RANDOM_BITS)
    value = (
        (millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | (random & ((1 << 62) - 1))
    )
    return UUID(int=value)
