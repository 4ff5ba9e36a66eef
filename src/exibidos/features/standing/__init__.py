"""How far has somebody come in the club, and what is missing? The door of standing."""

from exibidos.features.standing.events import ReviewStandings
from exibidos.features.standing.model import Condition, Record
from exibidos.features.standing.policy import (
    conditions,
    missing,
    next_standing,
)
from exibidos.features.standing.service import get_record, review

__all__ = [
    "Condition",
    "Record",
    "ReviewStandings",
    "conditions",
    "get_record",
    "missing",
    "next_standing",
    "review",
]
