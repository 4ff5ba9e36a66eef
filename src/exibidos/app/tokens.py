"""What may a request do that carries a personal token? Asked before every handler of the API, and nowhere else: pages know no tokens."""

from litestar.handlers import BaseRouteHandler
from litestar.openapi.spec import Components, SecurityScheme

from exibidos.app.actors import BEARER, SIGN_IN_FIRST, Connection, resources_of
from exibidos.features import accounts
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, Problem
from exibidos.platform.http import SESSION, TOKEN, SessionCookie
from exibidos.platform.settings import Settings

INVALID, OUT_OF_SCOPE, CLOSED = "accounts.token_invalid", "accounts.token_scope", "accounts.token_closed"
# Problems that mean "nobody knows who you are": 401 for programs.
UNKNOWN = frozenset({SIGN_IN_FIRST, INVALID})
_SCHEME = "bearer"
_SAID = {
    SIGN_IN_FIRST: "",
    INVALID: ', error="invalid_token"',
    OUT_OF_SCOPE: ', error="insufficient_scope", scope="{scope}"',
    CLOSED: ', error="insufficient_scope"',
}
_OF_TOKENS = "A personal token, `exb_…`, made under Settings. Operations name the scope they need; one that names none is closed to tokens."
_OF_SESSIONS = "The cookie that signing in sets, for the club's own pages."


async def check_token(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let requests without a token pass. Remember whom a live token acts for, or refuse it; it is never taken for a guest.

    A route that names no scope is closed to tokens (`platform.http.needs` opens one).
    """
    secret = _bearer(connection)
    if secret is None:
        return
    bearer = await accounts.find_bearer(resources_of(connection).database, secret, at=now())
    if bearer is None:
        raise Forbidden(INVALID)
    scope = handler.opt.get("scope")
    if scope is None:
        raise Forbidden(CLOSED)
    if scope not in bearer.scopes:
        raise Forbidden(OUT_OF_SCOPE, scope=scope)
    connection.state[BEARER] = bearer


def challenge(problem: Problem) -> dict[str, str]:
    """Return the WWW-Authenticate header that a refusal owes (RFC 6750 §3); nothing for other problems."""
    said = _SAID.get(problem.code)
    return {} if said is None else {"WWW-Authenticate": f'Bearer realm="exibidos"{said.format_map(problem.values)}'}


def ways_in(settings: Settings) -> Components:
    """Return how the description of the API names the two ways in."""
    cookie = SessionCookie(secure=settings.app.url.startswith("https://"), days=settings.session.absolute_days)
    return Components(
        security_schemes={
            TOKEN: SecurityScheme(type="http", scheme="bearer", description=_OF_TOKENS),
            SESSION: SecurityScheme(
                type="apiKey", name=cookie.name, security_scheme_in="cookie", description=_OF_SESSIONS
            ),
        }
    )


def _bearer(connection: Connection) -> str | None:
    """Return what stands behind `Authorization: Bearer`; None when no token is there: `Basic` is the affair of a proxy before us.

    A token behind another word, or in one of two headers, is none of ours: refused, so that nobody believes it was read.
    """
    given = connection.headers.getall("authorization", [])
    if not any(value.lower().startswith(_SCHEME) or accounts.TOKEN_PREFIX in value for value in given):
        return None
    scheme, _, secret = given[0].partition(" ")
    return secret.strip() if len(given) == 1 and scheme.lower() == _SCHEME else ""
