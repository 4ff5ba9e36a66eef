"""What stands between a viewer and a person on the person's page? Following, counts, and what the viewer may do about both."""

from collections.abc import Sequence

import msgspec

from exibidos.features import social
from exibidos.features.accounts import Profile
from exibidos.features.social import Circle, Face, FollowState, Relation
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import ReadTx
from exibidos.web.components.faces import Faces
from exibidos.web.components.frame import Person

PEOPLE_PAGE = 48


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """`place` is guest, member or own. `open`: lists and photos of a private account are for this viewer. `requests` are the owner's."""

    person: Person
    place: str = "guest"
    circle: Circle = Circle(followers=0, following=0)
    relation: Relation = Relation()
    private: bool = False
    open: bool = True
    requests: int = 0

    @property
    def follow(self) -> str:
        """The word for how far following has come: none, asked or following."""
        return self.relation.follow or "none"


class FaceLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a list of people; `you` is the viewer, who needs no button."""

    person: Person
    follow: FollowState | None = None
    you: bool = False


async def around(tx: ReadTx, viewer: Viewer, profile: Profile) -> Around:
    """Return what stands between a viewer and somebody whom they may meet."""
    relation = await social.get_relation(tx, viewer, profile.id)
    own = isinstance(viewer, Member) and viewer.id == profile.id
    return Around(
        person=Person(name=profile.display_name, slug=profile.slug),
        place="guest" if viewer.id is None else "own" if own else "member",
        circle=await social.count_circle(tx, viewer, profile.id),
        relation=relation,
        private=profile.private,
        open=social.may_look_around(viewer, profile.id, private=profile.private, relation=relation),
        requests=await social.count_requests(tx, viewer) if own and isinstance(viewer, Member) else 0,
    )


def lines_of(faces: Sequence[Face], viewer: Viewer, worn: Faces) -> tuple[FaceLine, ...]:
    """Return the lines of one page of people, of whom one more than shown may have been asked for; `worn` are their faces."""
    return tuple(
        FaceLine(
            person=Person(name=face.display_name, slug=face.slug, face=worn.get(face.slug)),
            follow=face.follow,
            you=face.id == viewer.id,
        )
        for face in faces[:PEOPLE_PAGE]
    )


def next_people(faces: Sequence[Face], cursors: Cursors, path: str) -> str | None:
    """Return the address of the following page of people, None at the end."""
    if len(faces) <= PEOPLE_PAGE:
        return None
    last = faces[PEOPLE_PAGE - 1]
    return f"{path}?cursor={cursors.write(last.at, last.id)}"
