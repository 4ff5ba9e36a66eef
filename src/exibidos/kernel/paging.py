"""Where does the next page of a list begin? After an instant and an id, in a cursor that is opaque and signed."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from uuid import UUID

from exibidos.kernel.errors import Invalid
from exibidos.kernel.signing import Signer

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDS_BYTES = 8
_BODY_BYTES = _MICROSECONDS_BYTES + 16


class Cursors:
    """Writes and reads cursors of `(instant, id)`; a changed one is Invalid("paging.bad_cursor")."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def write(self, at: datetime, last_id: UUID) -> str:
        """Return the cursor after this row."""
        micros = (at - _EPOCH) // timedelta(microseconds=1)
        body = base64.urlsafe_b64encode(micros.to_bytes(_MICROSECONDS_BYTES, "big") + last_id.bytes).decode()
        key_id, tag = self._signer.sign("cursor", body)
        return f"{body}.{key_id}.{tag}"

    def read(self, cursor: str | None) -> tuple[datetime, UUID] | None:
        """Return where the cursor points, None for no cursor."""
        if not cursor:
            return None
        body, _, signature = cursor.partition(".")
        key_id, _, tag = signature.partition(".")
        try:
            raw = base64.urlsafe_b64decode(body.encode())
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != _BODY_BYTES or not self._signer.verify(key_id, tag, "cursor", body):
            raise Invalid("paging.bad_cursor", field="cursor")
        micros = int.from_bytes(raw[:_MICROSECONDS_BYTES], "big")
        return _EPOCH + timedelta(microseconds=micros), UUID(bytes=raw[_MICROSECONDS_BYTES:])


def instant(said: datetime, *, field: str) -> datetime:
    """Return what a program said as an instant in UTC; a time without a zone is meant in UTC. Invalid when no calendar holds it."""
    try:
        return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except OverflowError as error:
        raise Invalid("paging.bad_instant", field=field) from error
