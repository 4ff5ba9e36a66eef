"""Who is asking, in which language, from which device? Providers for handlers' parameters, by name."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.params import HeaderParameter

from exibidos.app.resources import Resources
from exibidos.features.accounts import PROVED_FOR, Device, Session
from exibidos.features.accounts.store.sessions import topic_of_sessions
from exibidos.kernel.actor import GUEST, Admin, Member, Moderator, Proven, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, Unavailable
from exibidos.kernel.names import plain_line
from exibidos.platform.http import LONGEST_KEY, Asked, Browser, Given, Once, Stream, client_address
from exibidos.platform.text import choose_locale

SIGN_IN_FIRST = "accounts.sign_in_first"
PROVE_FIRST = "accounts.prove_first"
# Where a request remembers that sessions could not be read: who must be a member is then asked to come back, not to sign in.
_AWAY = "sessions_away"
# Where a request remembers who asks, so that sessions are read once.
_KNOWN = "viewer"
# Where it remembers the live session that told so; a personal token has none.
_SESSION = "session"
_KEY_SAYS = (
    "Any string of yours, once per thing to create: the same key and body within 24 hours get the same answer again."
)
# Where a request of the API remembers whose personal token it carries (app/tokens.py); the cookie beside it then says nothing.
BEARER = "bearer"
Connection = ASGIConnection[Any, Any, Any, Any]


def resources_of(connection: Connection) -> Resources:
    """Return what this process opened at start."""
    resources: Resources = connection.app.state["resources"]
    return resources


def locale_of(connection: Connection) -> str:
    """Return the reader's language: what they chose here or among their settings, else the first of theirs that we speak, else the club's.

    Of a member's choice it knows once their session has been read (`viewer`).
    """
    session: Session | None = connection.state.get(_SESSION)
    return choose_locale(
        connection.cookies.get("lang") or (session.account.locale if session else None),
        connection.headers.get("accept-language"),
        default=resources_of(connection).settings.app.locale,
    )


async def viewer(request: Connection) -> Viewer:
    """Anyone: whom a personal token acts for, else the member of a live session, or a guest.

    With Valkey away nobody is signed in, and reading goes on.
    """
    if _KNOWN not in request.state:
        request.state[_KNOWN] = await _identified(request)
    known: Viewer = request.state[_KNOWN]
    return known


async def member(request: Connection, viewer: Given[Viewer]) -> Member:
    """Someone signed in, or Forbidden("accounts.sign_in_first"); Unavailable when nobody could be asked who they are."""
    if isinstance(viewer, Member):
        return viewer
    raise request.state.get(_AWAY) or Forbidden(SIGN_IN_FIRST)


async def proven(request: Connection, member: Given[Member]) -> Proven:
    """A member whose session showed within the last half hour that it is them, or Forbidden("accounts.prove_first")."""
    session: Session | None = request.state.get(_SESSION)
    if session is None or session.proved_at is None or now() - session.proved_at > PROVED_FOR:
        raise Forbidden(PROVE_FIRST)
    return Proven(**{name: getattr(member, name) for name in Proven.__struct_fields__})


async def session(request: Connection, member: Given[Member]) -> Session:  # noqa: ARG001 - who is none is led to the door
    """The live session behind a member who came with a cookie, as it was when this request began."""
    found: Session | None = request.state.get(_SESSION)
    if found is None:
        raise Forbidden(SIGN_IN_FIRST)
    return found


async def stream(request: Connection, session: Given[Session]) -> Stream:
    """What every event stream of a member passes through: it ends when the session does that it began with."""
    resources = resources_of(request)
    token = resources.cookie.token(request) or ""

    async def lives() -> bool:
        return await resources.sessions.lives(token, now=now())

    return Stream(resources.bells, topic_of_sessions(session.account.id), lives)


async def moderator(member: Given[Member]) -> Moderator:
    """A moderator or admin; to others the door is not even there to be knocked at."""
    if not isinstance(member, Moderator):
        raise Forbidden("accounts.not_a_moderator")
    return member


async def admin(member: Given[Member]) -> Admin:
    if not isinstance(member, Admin):
        raise Forbidden("accounts.not_an_admin")
    return member


async def device(request: Connection) -> Device:
    """Where the request comes from, for throttles, the list of sessions and what happened lately."""
    resources = resources_of(request)
    address = client_address(request, resources.settings.app.trusted_proxies)
    name = plain_line(request.headers.get("user-agent", ""))[:200]
    return Device(address=address, name=name, network=".".join(resources.signer.sign("network", address)))


async def browser(request: Connection) -> Browser:
    """Which browser asks, so that what it was asked is answered by no other."""
    return Browser.of(request, secure=resources_of(request).settings.app.url.startswith("https://"))


async def token(request: Connection) -> str | None:
    """The session token that the request carries, if any."""
    return resources_of(request).cookie.token(request)


async def joiner(request: Connection) -> UUID | None:
    """The joining that this browser began within the last hour, if any."""
    return resources_of(request).joiner_cookie.joining(request)


async def half_in(request: Connection) -> str:
    """What the request carries of somebody who has begun to sign in and owes something; empty when nothing."""
    return resources_of(request).cookie.half_in(request)


async def once(
    request: Request[Any, Any, Any],
    viewer: Given[Viewer],
    key: Annotated[
        str | None, HeaderParameter(name="Idempotency-Key", description=_KEY_SAYS, max_length=LONGEST_KEY)
    ] = None,
) -> Once:
    """What makes a creating request happen once: its key, if it brought one, and who sent what to where."""
    resources = resources_of(request)
    asked = None
    if key is not None:
        target = f"{request.method} {request.url.path}"
        asked = Asked(key=key, owner=viewer.id, target=target, body=await request.body())
    return Once(resources.database, resources.signer, asked)


async def locale(request: Connection, viewer: Given[Viewer]) -> str:  # noqa: ARG001 - reads the session, which holds the member's choice
    return locale_of(request)


async def _identified(request: Connection) -> Viewer:
    if (bearer := request.state.get(BEARER)) is not None:
        acting: Member = bearer.member
        return acting
    resources = resources_of(request)
    token = resources.cookie.token(request)
    if token is None:
        return GUEST
    try:
        session = await resources.sessions.find(token, now=now())
    except Unavailable as away:
        request.state[_AWAY] = away
        return GUEST
    if session is None:
        return GUEST
    request.state[_SESSION] = session
    return session.account.actor()


ACTORS = {
    "viewer": Provide(viewer),
    "member": Provide(member),
    "proven": Provide(proven),
    "session": Provide(session),
    "stream": Provide(stream),
    "moderator": Provide(moderator),
    "admin": Provide(admin),
    "device": Provide(device),
    "browser": Provide(browser),
    "token": Provide(token),
    "joiner": Provide(joiner),
    "half_in": Provide(half_in),
    "once": Provide(once),
    "locale": Provide(locale),
}
