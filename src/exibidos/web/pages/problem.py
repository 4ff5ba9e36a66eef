"""What do people see when a page cannot be shown? An empty frame with its label; hidden and absent look the same."""

import msgspec

from exibidos.web.components.frame import Frame


class NotFoundPage(msgspec.Struct, frozen=True, kw_only=True):
    """The same bytes for what is not there and for what this viewer may not know of."""

    frame: Frame


class ErrorPage(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is the rest of a key under `problem.`; `reference` finds the log line; `sentence` replaces the kind's own."""

    frame: Frame
    kind: str = "unexpected"
    reference: str | None = None
    sentence: str | None = None
