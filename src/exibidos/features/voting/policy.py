"""Who may judge what, and who may know? Pure rules."""

from collections.abc import Mapping

from exibidos.features.images import Photo, Sight, State
from exibidos.features.voting.model import Choice, Figures
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.errors import Conflict, Forbidden, Invalid

# PRODUCT §3: below five judges a figure would tell who said what.
FEWEST_JUDGES = 5
# PRODUCT §10.
VOTES_AN_HOUR: Mapping[Standing, int] = {Standing.NEW: 120, Standing.MEMBER: 600, Standing.TRUSTED: 1_200}


def check_may_judge(member: Member, photo: Photo, *, require_verified: bool) -> None:
    """Refuse judging one's own photo, one that is not on show, one behind a veil, and judges whose address is not proven."""
    if photo.author_id == member.id:
        raise Forbidden("voting.own_photo")
    if require_verified and not member.verified:
        raise Forbidden("accounts.unverified")
    if photo.state is not State.PUBLISHED:
        raise Conflict("voting.not_on_show")
    if photo.sight is not Sight.CLEAR:
        raise Conflict("voting.behind_the_veil")


def shown_to_author(figures: Figures | None) -> Figures | None:
    """Return the figures once they hide each judge, else None."""
    return figures if figures is not None and figures.judges >= FEWEST_JUDGES else None


def choice_of(word: str) -> Choice:
    """Return a form's word as a Choice; raises Invalid for any other."""
    try:
        return Choice(word)
    except ValueError as error:
        raise Invalid("voting.no_such_choice", field="choice") from error
