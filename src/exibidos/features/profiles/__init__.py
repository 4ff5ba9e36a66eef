"""What does a member show of themselves before their photos: a face, a cover, a portfolio? The door of profiles."""

from exibidos.features.profiles.events import ProcessPicture, SweepPictures
from exibidos.features.profiles.model import Kind, Picture, PictureState, Shown, Size, SizedPicture
from exibidos.features.profiles.policy import CROPS, MOST_IN_PORTFOLIO, kind_of
from exibidos.features.profiles.service.pictures import (
    PictureDesk,
    find_orphans,
    find_picture,
    get_deliverable,
    list_faces,
    list_pictures,
    list_shown,
    remove,
    topic,
    url,
)
from exibidos.features.profiles.service.portfolio import (
    arrange,
    choose,
    has_portfolio,
    list_chosen,
    list_portfolio,
    move,
    take_down,
)

__all__ = [
    "CROPS",
    "MOST_IN_PORTFOLIO",
    "Kind",
    "Picture",
    "PictureDesk",
    "PictureState",
    "ProcessPicture",
    "Shown",
    "Size",
    "SizedPicture",
    "SweepPictures",
    "arrange",
    "choose",
    "find_orphans",
    "find_picture",
    "get_deliverable",
    "has_portfolio",
    "kind_of",
    "list_chosen",
    "list_faces",
    "list_pictures",
    "list_portfolio",
    "list_shown",
    "move",
    "remove",
    "take_down",
    "topic",
    "url",
]
