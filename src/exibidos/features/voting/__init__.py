"""How do members judge a photo? For or against, changeable, secret. The door of voting."""

from exibidos.features.voting.events import VoteCast, VoteWithdrawn
from exibidos.features.voting.model import Ballot, Choice, Figures
from exibidos.features.voting.policy import FEWEST_JUDGES, VOTES_AN_HOUR, choice_of
from exibidos.features.voting.service import cast, find_ballot, find_figures, withdraw

__all__ = [
    "FEWEST_JUDGES",
    "VOTES_AN_HOUR",
    "Ballot",
    "Choice",
    "Figures",
    "VoteCast",
    "VoteWithdrawn",
    "cast",
    "choice_of",
    "find_ballot",
    "find_figures",
    "withdraw",
]
