"""Which URLs do accounts answer? Joining, signing in and out, me, a profile."""

from litestar import Response, Router, delete, post
from litestar.params import FromPath, JSONBody

from exibidos.features.accounts.model import Account
from exibidos.features.accounts.schema import JoinRequest, MemberAnswer, ProfileAnswer, SignInRequest
from exibidos.features.accounts.service import members
from exibidos.features.accounts.service.entrance import Device, Entered, Entrance
from exibidos.kernel.actor import Member
from exibidos.platform.db import Database, Tx
from exibidos.platform.http import PUBLIC, Given, Once, SessionCookie, get


@post("/members", opt=PUBLIC, summary="Join the club and be signed in")
async def join(
    data: JSONBody[JoinRequest],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    once: Given[Once],
) -> Response[MemberAnswer]:
    """Asked again under the same Idempotency-Key, the answer comes without a cookie, for no session is kept with it: sign in then."""
    if told := await once.told(MemberAnswer):
        return Response(told, status_code=201)

    async def keep(tx: Tx, account: Account) -> None:
        await once.keep(tx, MemberAnswer.of(account))

    return _entered(await entrance.join(data.joining(), data.password, device, beside=keep), cookie, status=201)


@post("/session", opt=PUBLIC, summary="Sign in: the answer sets the session cookie")
async def sign_in(
    data: JSONBody[SignInRequest], device: Given[Device], entrance: Given[Entrance], cookie: Given[SessionCookie]
) -> Response[MemberAnswer]:
    return _entered(await entrance.sign_in(data.email, data.password, device), cookie, status=200)


@delete("/session", opt=PUBLIC, summary="Sign out of this browser", status_code=204)
async def sign_out(token: Given[str | None], entrance: Given[Entrance], cookie: Given[SessionCookie]) -> Response[None]:
    await entrance.leave(token)
    return Response(None, status_code=204, cookies=[cookie.gone()])


@get("/me", summary="Who am I?")
async def me(member: Given[Member]) -> MemberAnswer:
    return MemberAnswer(
        id=member.id,
        slug=member.slug,
        display_name=member.display_name,
        role=member.role,
        verified=member.verified,
    )


@get("/members/{slug:str}", opt=PUBLIC, summary="A member's public profile")
async def profile(slug: FromPath[str], database: Given[Database]) -> ProfileAnswer:
    async with database.read() as tx:
        found = await members.get_profile(tx, slug)
    return ProfileAnswer(slug=found.slug, display_name=found.display_name, bio=found.bio, created_at=found.created_at)


def _entered(entered: Entered, cookie: SessionCookie, *, status: int) -> Response[MemberAnswer]:
    return Response(MemberAnswer.of(entered.account), status_code=status, cookies=[cookie.holding(entered.token)])


ROUTER = Router("/", route_handlers=[join, sign_in, sign_out, me, profile], tags=["accounts"])
