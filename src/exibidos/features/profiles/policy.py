"""Which pictures may stand for a member, in which shapes are they shown, and in which order? Pure rules."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from exibidos.features.profiles.model import Kind, Size
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.media import Crop

# Twice as many pixels as the largest place where each stands on a page: 40 and 128 for faces, 390 and 800 across for covers.
CROPS: Mapping[Kind, tuple[Crop, ...]] = {
    Kind.AVATAR: (Crop(Size.SMALL, 96, 96), Crop(Size.LARGE, 320, 320)),
    Kind.COVER: (Crop(Size.SMALL, 800, 250), Crop(Size.LARGE, 1600, 500)),
}

# A portfolio is looked at from one end to the other; a hundred pictures in, nobody is looking any more.
MOST_IN_PORTFOLIO = 60


def check_large_enough(kind: Kind, width: int, height: int) -> None:
    """Refuse a picture that the smallest variant would have to be made larger for: it would stand blurred before everybody."""
    smallest = CROPS[kind][0]
    if width < smallest.width or height < smallest.height:
        raise Invalid(f"profiles.{kind}_too_small", field=kind.value, width=smallest.width, height=smallest.height)


def kind_of(word: str) -> Kind:
    """Return an address's word as a Kind; raises NotFound for any other."""
    try:
        return Kind(word)
    except ValueError as error:
        raise NotFound("request.no_such_page") from error


def check_portfolio(image_ids: Sequence[UUID]) -> list[UUID]:
    """Return the photos of a portfolio; raises Invalid for too many, or one that is named twice."""
    if len(image_ids) > MOST_IN_PORTFOLIO:
        raise Invalid("profiles.portfolio_full", field="images", most=MOST_IN_PORTFOLIO)
    if len(set(image_ids)) < len(image_ids):
        raise Invalid("profiles.twice", field="images")
    return list(image_ids)


def moved(image_ids: Sequence[UUID], image_id: UUID, steps: int) -> list[UUID]:
    """Return photos with one of them so many places further on; at either end it stays, and what is not among them moves nothing."""
    if image_id not in image_ids:
        return list(image_ids)
    others = [each for each in image_ids if each != image_id]
    place = min(max(list(image_ids).index(image_id) + steps, 0), len(others))
    return [*others[:place], image_id, *others[place:]]
