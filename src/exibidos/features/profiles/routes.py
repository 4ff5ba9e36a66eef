"""Which URLs do profiles answer? One's own pictures and portfolio, and what a member shows."""

from uuid import UUID

from litestar import Router, delete, put
from litestar.params import FromPath, JSONBody

from exibidos.features import social
from exibidos.features.images import MediaUrls
from exibidos.features.profiles.policy import kind_of
from exibidos.features.profiles.schema import (
    PictureAnswer,
    PictureList,
    PictureRequest,
    PortfolioAnswer,
    PortfolioRequest,
    ShownAnswer,
)
from exibidos.features.profiles.service import pictures, portfolio
from exibidos.features.profiles.service.pictures import PictureDesk
from exibidos.kernel.actor import Member, Scope, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get, needs


@get(
    "/members/{slug:str}/pictures",
    **needs(Scope.READ, guests=True),
    summary="The face and the cover that a member shows",
)
async def shown(
    slug: FromPath[str], viewer: Given[Viewer], database: Given[Database], media: Given[MediaUrls]
) -> ShownAnswer:
    async with database.browse() as tx:
        profile = await social.get_profile(tx, viewer, slug)
        found = await pictures.list_shown(tx, viewer, profile.slug)
    return ShownAnswer.of(found, media, now())


@get("/me/pictures", **needs(Scope.READ), summary="Your own face and cover, and how far a new one has come")
async def own(member: Given[Member], database: Given[Database]) -> PictureList:
    async with database.read() as tx:
        return PictureList(items=[PictureAnswer.of(each) for each in await pictures.list_pictures(tx, member)])


@put(
    "/me/pictures/{kind:str}",
    **needs(Scope.PHOTOS),
    status_code=202,
    summary="Make an upload whose bytes have arrived your `avatar` or your `cover`",
)
async def show(
    kind: FromPath[str],
    data: JSONBody[PictureRequest],
    member: Given[Member],
    picture_desk: Given[PictureDesk],
    database: Given[Database],
) -> PictureAnswer:
    """Said again, the answer is the same picture. It is shown once it is developed, in a few seconds."""
    picture_id: UUID = await picture_desk.finalize(member, data.upload_id, kind_of(kind))
    async with database.read() as tx:
        found = await pictures.find_picture(tx, member, picture_id)
    if found is None:  # taken back, or overtaken by another, in between
        raise NotFound("profiles.no_such_picture")
    return PictureAnswer.of(found)


@delete("/me/pictures/{kind:str}", **needs(Scope.PHOTOS), status_code=204, summary="Take your face or cover away")
async def remove(kind: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await pictures.remove(tx, member, kind_of(kind))


@get(
    "/members/{slug:str}/portfolio",
    **needs(Scope.READ, guests=True),
    summary="The photos that a member has chosen and ordered",
)
async def look(slug: FromPath[str], viewer: Given[Viewer], database: Given[Database]) -> PortfolioAnswer:
    async with database.browse() as tx:
        profile = await social.get_profile(tx, viewer, slug)
        found = await portfolio.list_portfolio(tx, viewer, profile.id)
    return PortfolioAnswer(images=[photo.id for photo in found])


@put("/me/portfolio", **needs(Scope.PHOTOS), summary="Choose the photos of your portfolio, in this order")
async def arrange(
    data: JSONBody[PortfolioRequest], member: Given[Member], database: Given[Database]
) -> PortfolioAnswer:
    async with database.write() as tx:
        await portfolio.arrange(tx, member, data.images)
    return PortfolioAnswer(images=data.images)


ROUTER = Router("/", route_handlers=[shown, own, show, remove, look, arrange], tags=["profiles"])
