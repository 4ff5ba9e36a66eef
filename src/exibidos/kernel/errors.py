"""What can go wrong, in the six kinds that an edge knows how to answer?

A problem carries a stable code `feature.reason` and plain values for its sentence, never a sentence of its own: the catalogue under
`error.<code>` has one per language. HTTP status is chosen once, at the edge.
"""

from collections.abc import Mapping


class Problem(Exception):
    """Something that a person or a program asked for cannot be done.

    `code` is stable and public (`images.too_large`); `field` names the input at fault, if one is; `values` fill the sentence.
    """

    def __init__(self, code: str, *, field: str | None = None, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values: Mapping[str, str | int] = values


class NotFound(Problem):
    """It is not there, or this viewer may not know that it is."""


class Forbidden(Problem):
    """It is there and visible, but this act is not theirs."""


class Conflict(Problem):
    """It collides with what is already true."""


class Invalid(Problem):
    """The input breaks a rule that the code names."""


class Limited(Problem):
    """Too much, too soon; `retry_after` says in how many seconds it will be fine."""

    def __init__(self, code: str, *, retry_after: int, field: str | None = None, **values: str | int) -> None:
        super().__init__(code, field=field, retry_after=retry_after, **values)
        self.retry_after = retry_after


class Unavailable(Problem):
    """Something we depend on does not answer; trying again later is right."""

    def __init__(self, code: str, *, retry_after: int = 5, field: str | None = None, **values: str | int) -> None:
        super().__init__(code, field=field, retry_after=retry_after, **values)
        self.retry_after = retry_after
