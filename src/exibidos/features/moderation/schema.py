"""What crosses the wire about moderation? A report, and that it was taken."""

from typing import Annotated

import msgspec

from exibidos.features.moderation.model import Kind


class ReportRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong with a photo."""

    kind: Kind
    words: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The same for every report, whatever it is about; what came of it stands on the page of one's cases."""

    taken: bool = True
