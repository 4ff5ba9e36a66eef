"""What is there to see of one photo? The picture in its light, its label, and for its owner the means to change both."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import images, voting
from exibidos.features.images import MediaUrls, Photo, Sight, State, VariantName, Visibility
from exibidos.features.voting import FEWEST_JUDGES, VOTES_AN_HOUR, Figures
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound, Problem
from exibidos.platform.db import Database, ReadTx
from exibidos.platform.http import Given, get
from exibidos.platform.limits import Limits
from exibidos.platform.settings import Settings
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import card_of, cards_of
from exibidos.web.components.case_note import CaseNote, note_of
from exibidos.web.components.faces import faces_of
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.preview import Preview, preview_of
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.components.seen import Seen, seen_of
from exibidos.web.components.terms import TermsCard, terms_of
from exibidos.web.pages.upload import DetailsForm, details_of


class Veil(StrEnum):
    """What this viewer can do about a veil."""

    NONE = "none"
    LIFT = "lift"
    LIFTED = "lifted"
    SIGN_IN = "sign_in"
    OF_AGE = "of_age"
    FOLLOW = "follow"
    FOLLOW_SIGN_IN = "follow_sign_in"


class VoteBox(msgspec.Struct, frozen=True, kw_only=True):
    """What this viewer may do about judging: `place` is author, guest or judge; `choice` is their own; `figures` are the author's alone."""

    place: str
    choice: str | None = None
    figures: Figures | None = None
    fewest: int = FEWEST_JUDGES


class PhotoPage(msgspec.Struct, frozen=True, kw_only=True):
    """`card.src` is the largest variant that this viewer may see; `reason` is why a photo was rejected or failed, as a sentence."""

    frame: Frame
    card: PhotoCard
    published_at: datetime | None
    caption: str = ""
    veil: Veil = Veil.NONE
    sensitive: bool = False
    teaser: bool = False
    own: bool = False
    reason: str | None = None
    # The photo that this one was the same as, to who sent both.
    first: UUID | None = None
    note: CaseNote | None = None
    form: Form = Form()
    more: tuple[PhotoCard, ...] = ()
    vote: VoteBox | None = None
    seen: Seen | None = None
    terms: TermsCard | None = None
    preview: Preview | None = None
    # Engines are asked not to keep what has no card: what lists do not offer, or needs a veil.
    shy: bool = False


_MORE = 6


class VoteForm(msgspec.Struct, frozen=True, kw_only=True):
    choice: str = ""


@get("/p/{image_id:uuid}")
async def photo(
    image_id: FromPath[UUID],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page:
    return reader.page("photo.html", await _page(image_id, viewer, database, media, settings, reader))


@post("/p/{image_id:uuid}/reveal", status_code=200)
async def reveal(
    image_id: FromPath[UUID],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page:
    """Lift the veil for this one look. Who may not lift it gets the page as it was."""
    return reader.page(
        "photo.html", await _page(image_id, images.lifting(viewer), database, media, settings, reader, lifted=True)
    )


@post("/p/{image_id:uuid}/edit")
async def edit(
    image_id: FromPath[UUID],
    data: URLEncodedBody[DetailsForm],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await images.describe(tx, member, image_id, details_of(data), bare=settings.media.watermark_optional)
    except NotFound:
        raise
    except Problem as problem:
        page = await _page(image_id, member, database, media, settings, reader)
        form = reader.refused(problem, msgspec.structs.asdict(data))
        return reader.page("photo.html", msgspec.structs.replace(page, form=form), problem=problem)
    return go(f"/p/{image_id}", "saved")


@post("/p/{image_id:uuid}/vote")
async def vote(
    image_id: FromPath[UUID],
    data: URLEncodedBody[VoteForm],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    settings: Given[Settings],
) -> Redirect:
    """Cast, change or withdraw, then show the photo again."""
    await limits.spend(
        "voting.votes", str(member.id), at_most=VOTES_AN_HOUR[member.standing], window=timedelta(hours=1)
    )
    async with database.write() as tx:
        if data.choice == "withdraw":
            await voting.withdraw(tx, member, image_id)
        else:
            await voting.cast(
                tx, member, image_id, voting.choice_of(data.choice), require_verified=settings.accounts.require_verified
            )
    return go(f"/p/{image_id}")


@post("/p/{image_id:uuid}/delete")
async def delete(image_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        await images.delete(tx, member, image_id)
    return go(f"/@{member.slug}", "deleted")


async def _page(
    image_id: UUID,
    viewer: Viewer,
    database: Database,
    media: MediaUrls,
    settings: Settings,
    reader: Reader,
    *,
    lifted: bool = False,
) -> PhotoPage:
    at = now()
    async with database.browse() as tx:
        found = await images.get_photo(tx, viewer, image_id)
        more = await images.list_by_author(tx, viewer, found.author_id, limit=_MORE + 1)
        box = await _vote_box(tx, found, viewer)
        seen = await _seen(tx, found, viewer)
        said = (await images.list_terms(tx, [found.id])).get(found.id)
        card = await images.find_card(tx, found.id)
        refused = found.state is State.REJECTED and found.author_id == viewer.id
        first = await images.find_first(tx, found.id) if refused else None
        note = await note_of(tx, viewer, found, contact=reader.club.contact)
        worn = await faces_of(tx, viewer, media, [found.author_slug], at)
    others = [other for other in more if other.id != found.id and other.listed][:_MORE]
    return PhotoPage(
        frame=reader.frame,
        card=card_of(found, viewer, media, at, largest=VariantName.FULL, worn=worn),
        published_at=found.published_at,
        caption=found.caption,
        veil=_veil(found, viewer, lifted=lifted),
        sensitive=found.sensitive,
        teaser=found.teaser,
        own=viewer.id == found.author_id,
        reason=reader.sentence(found.reason) if found.reason and viewer.id == found.author_id else None,
        first=first,
        note=note,
        more=cards_of(others, viewer, media, at),
        vote=box,
        seen=seen,
        terms=terms_of(said, bare=settings.media.watermark_optional, veiled=found.sight is not Sight.CLEAR)
        if said
        else None,
        preview=preview_of(found, card, media, reader.club),
        shy=not found.listed or found.sensitive,
    )


async def _vote_box(tx: ReadTx, found: Photo, viewer: Viewer) -> VoteBox | None:
    if found.state is not State.PUBLISHED or found.sight is not Sight.CLEAR:
        return None
    if not isinstance(viewer, Member):
        return VoteBox(place="guest")
    if viewer.id == found.author_id:
        return VoteBox(place="author", figures=await voting.find_figures(tx, viewer, found.id))
    ballot = await voting.find_ballot(tx, viewer, found.id)
    return VoteBox(place="judge", choice=ballot.choice if ballot else None)


async def _seen(tx: ReadTx, found: Photo, viewer: Viewer) -> Seen | None:
    """Return who saw a photo that can be seen, to its author."""
    if not isinstance(viewer, Member) or viewer.id != found.author_id or found.width is None:
        return None
    return seen_of(
        await images.list_deliveries(tx, viewer, found.id),
        public=found.visibility is Visibility.PUBLIC and not found.author_private,
    )


def _veil(found: Photo, viewer: Viewer, *, lifted: bool) -> Veil:
    if found.sight is Sight.TEASER:
        return Veil.FOLLOW if isinstance(viewer, Member) else Veil.FOLLOW_SIGN_IN
    if found.sight is not Sight.VEILED:
        return Veil.LIFTED if lifted and found.sensitive else Veil.NONE
    if viewer.id is None:
        return Veil.SIGN_IN
    return Veil.LIFT if viewer.of_age else Veil.OF_AGE
