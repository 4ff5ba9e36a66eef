"""How is a wall cut into pages? By cursors in the address, one photo more than shown telling whether there is a next."""

from exibidos.features.images import Photo
from exibidos.kernel.paging import Cursors

WALL_PAGE = 24


def next_page(photos: list[Photo], cursors: Cursors, path: str, *, by_birth: bool = False) -> str | None:
    """Return the address of the following page, None at the end; walls go by publication, an author's own by birth."""
    if len(photos) <= WALL_PAGE:
        return None
    last = photos[WALL_PAGE - 1]
    at = last.created_at if by_birth or last.published_at is None else last.published_at
    return f"{path}?cursor={cursors.write(at, last.id)}"
