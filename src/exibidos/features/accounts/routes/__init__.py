"""Which URLs do accounts answer? Joining, signing in and out, me; personal tokens; passkeys."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, delete, post, put
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from exibidos.features.accounts.model import Account, Device, Session
from exibidos.features.accounts.policy import TOKENS_AN_HOUR
from exibidos.features.accounts.routes import passkeys
from exibidos.features.accounts.routes.entered import OWED, answer_to
from exibidos.features.accounts.schema import (
    CodeRequest,
    JoiningAnswer,
    JoinRequest,
    MadeTokenAnswer,
    MemberAnswer,
    ProveRequest,
    SessionAnswer,
    SessionList,
    SignInRequest,
    TokenAnswer,
    TokenList,
    TokenRequest,
)
from exibidos.features.accounts.service import tokens
from exibidos.features.accounts.service.entrance import Entered, Entrance
from exibidos.features.accounts.service.reception import Reception
from exibidos.features.accounts.store.sessions import Sessions
from exibidos.kernel.actor import Member, Scope
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict
from exibidos.platform.db import Database, Tx
from exibidos.platform.http import FORGET_PAGES, PUBLIC, Given, JoinerCookie, Once, SessionCookie, get, needs
from exibidos.platform.limits import Limits

Others = Annotated[bool, QueryParameter(description="Stay signed in here.")]


@post(
    "/members",
    opt=PUBLIC,
    summary="Join the club",
    responses={
        202: ResponseSpec(
            data_container=JoiningAnswer,
            description="Where addresses are proven first: the link in the letter makes the member. The same for every address.",
            generate_examples=False,
        )
    },
)
async def join(
    data: JSONBody[JoinRequest],
    device: Given[Device],
    reception: Given[Reception],
    cookie: Given[SessionCookie],
    joiner_cookie: Given[JoinerCookie],
    locale: Given[str],
    once: Given[Once],
) -> Response[MemberAnswer]:
    """A club that proves addresses, as clubs do, answers 202, and the member comes into being when the link in the letter is confirmed.

    One that does not, in development, answers 201 and signs in. Asked again under the same Idempotency-Key, the answer comes without a
    cookie, for no session is kept with it: sign in then.
    """
    if reception.asks_first:
        return await _begin(data, device, reception, joiner_cookie, locale, once)
    if told := await once.told(MemberAnswer):
        return Response(told, status_code=201)

    async def keep(tx: Tx, account: Account) -> None:
        await once.keep(tx, MemberAnswer.of(account))

    try:
        entered = await reception.join(
            data.joining(locale, reception.rules.edition), data.password, device, beside=keep
        )
    except Conflict as problem:
        return Response(await once.told_since(MemberAnswer, problem), status_code=201)
    return _in(entered, cookie, status=201)


@post(
    "/session",
    opt=PUBLIC,
    status_code=200,
    summary="Sign in: the answer sets the session cookie, or says what is still owed",
    responses=OWED,
)
async def sign_in(
    data: JSONBody[SignInRequest], device: Given[Device], entrance: Given[Entrance], cookie: Given[SessionCookie]
) -> Response[MemberAnswer]:
    """Who has a second factor, or whose account rests, gets 202 and a cookie for `/session/code` or `/session/return`."""
    return answer_to(await entrance.sign_in(data.email, data.password, device), cookie)


@post("/session/code", opt=PUBLIC, status_code=200, responses=OWED, summary="Bring the code that signing in asked for")
async def answer_code(
    data: JSONBody[CodeRequest],
    half_in: Given[str],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
) -> Response[MemberAnswer]:
    return answer_to(await entrance.answer(half_in, data.code, device), cookie)


@post("/session/return", opt=PUBLIC, status_code=200, summary="Be back: wake your account and be signed in")
async def come_back(
    half_in: Given[str], device: Given[Device], entrance: Given[Entrance], cookie: Given[SessionCookie]
) -> Response[MemberAnswer]:
    return answer_to(await entrance.come_back(half_in, device), cookie)


@put(
    "/session/proof",
    summary="Show again that it is you, for dangerous acts of the next half hour; the answer sets a new cookie",
)
async def prove(
    data: JSONBody[ProveRequest],
    member: Given[Member],
    token: Given[str | None],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
) -> Response[MemberAnswer]:
    entered = await entrance.prove(member.id, token or "", data.password, device, code=data.code)
    return _in(entered, cookie)


@delete("/session", opt=PUBLIC, summary="Sign out of this browser", status_code=204)
async def sign_out(token: Given[str | None], entrance: Given[Entrance], cookie: Given[SessionCookie]) -> Response[None]:
    await entrance.leave(token)
    return Response(None, status_code=204, cookies=[cookie.gone()], headers=FORGET_PAGES)


@get("/sessions", summary="Where you are signed in: your sessions, last used first")
async def list_sessions(session: Given[Session], sessions: Given[Sessions]) -> SessionList:
    found = await sessions.list_open(session.account.id, now=now())
    return SessionList(items=[SessionAnswer.of(one, current=one.session.id == session.id) for one in found])


@delete(
    "/sessions/{session_id:uuid}", status_code=204, summary="End a session of yours; what is no session of yours stays"
)
async def end_session(
    session_id: FromPath[UUID], session: Given[Session], entrance: Given[Entrance], device: Given[Device]
) -> None:
    await entrance.end_session(session.account.id, session_id, device)


@delete("/sessions", status_code=204, summary="Sign out everywhere; with `others`, everywhere but here")
async def end_sessions(
    session: Given[Session],
    entrance: Given[Entrance],
    device: Given[Device],
    cookie: Given[SessionCookie],
    others: Others = False,
) -> Response[None]:
    if others:
        await entrance.end_others(session, device)
        return Response(None, status_code=204)
    await entrance.end_all(session.account.id, device)
    return Response(None, status_code=204, cookies=[cookie.gone()], headers=FORGET_PAGES)


@get("/me", **needs(Scope.READ), summary="Who am I?")
async def me(member: Given[Member]) -> MemberAnswer:
    return MemberAnswer(
        id=member.id,
        slug=member.slug,
        display_name=member.display_name,
        role=member.role,
        verified=member.verified,
    )


# Tokens are made, seen and revoked by a person who is signed in: none of these names a scope, so no token can make another.
@post("/tokens", summary="Make a personal token; the answer shows its secret for the only time")
async def make_token(
    data: JSONBody[TokenRequest],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    once: Given[Once],
) -> MadeTokenAnswer:
    """Asked again under the same Idempotency-Key, the answer comes without the secret, for nobody has kept it: revoke the token then."""
    if told := await once.told(MadeTokenAnswer):
        return told
    await limits.spend("accounts.tokens", str(member.id), at_most=TOKENS_AN_HOUR, window=timedelta(hours=1))
    try:
        async with database.write() as tx:
            await once.claim(tx)
            made = await tokens.make_token(tx, member, data.wish(), at=now())
            await once.keep(tx, MadeTokenAnswer.of(made.token))
    except Conflict as problem:
        return await once.told_since(MadeTokenAnswer, problem)
    return MadeTokenAnswer.of(made.token, made.secret)


@get("/tokens", summary="Your personal tokens, newest first; never their secrets")
async def list_tokens(member: Given[Member], database: Given[Database]) -> TokenList:
    async with database.read() as tx:
        return TokenList(items=[TokenAnswer.of(token) for token in await tokens.list_tokens(tx, member)])


@delete("/tokens/{token_id:uuid}", status_code=204, summary="Revoke a token of yours, at once and for good")
async def revoke_token(token_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await tokens.revoke_token(tx, member, token_id, at=now())


async def _begin(
    data: JoinRequest, device: Device, reception: Reception, joiner_cookie: JoinerCookie, locale: str, once: Once
) -> Response[Any]:
    if told := await once.told(JoiningAnswer):
        return Response(told, status_code=202)

    async def keep(tx: Tx) -> None:
        await once.claim(tx)
        await once.keep(tx, JoiningAnswer())

    begun = await reception.begin(data.joining(locale, reception.rules.edition), data.password, device, beside=keep)
    return Response(JoiningAnswer(), status_code=202, cookies=[joiner_cookie.holding(begun, password=True)])


def _in(entered: Entered, cookie: SessionCookie, *, status: int = 200) -> Response[MemberAnswer]:
    return Response(MemberAnswer.of(entered.account), status_code=status, cookies=[cookie.holding(entered.token)])


ROUTER = Router(
    "/",
    route_handlers=[
        join,
        sign_in,
        answer_code,
        come_back,
        prove,
        sign_out,
        list_sessions,
        end_session,
        end_sessions,
        me,
        make_token,
        list_tokens,
        revoke_token,
        *passkeys.HANDLERS,
    ],
    tags=["accounts"],
)
