"""How do members judge a photo? For or against, changeable, secret. The door of voting."""

from exibidos.features.voting.events import VoteCast, VoteWithdrawn
from exibidos.features.voting.model import Ballot, Choice, Figures
from exibidos.features.voting.service import cast, find_ballot, find_figures, withdraw

__all__ = [
    "Ballot",
    "Choice",
    "Figures",
    "VoteCast",
    "VoteWithdrawn",
    "cast",
    "find_ballot",
    "find_figures",
    "withdraw",
]
