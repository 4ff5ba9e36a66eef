"""What crosses the wire about judgements? One's own choice, and to an author the figures."""

import msgspec

from exibidos.features.voting.model import Choice


class VoteRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    choice: Choice


class VoteAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The asker's own choice; `votes_for` and `votes_against` to the author from five judges on, null otherwise."""

    choice: Choice | None
    votes_for: int | None = None
    votes_against: int | None = None
