"""How does a member give a program a key to the club, and take it back? The tokens among their settings."""

from datetime import timedelta
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import (
    MOST_TOKENS,
    TOKEN_DAYS,
    TOKEN_NAME_LONGEST,
    TOKENS_AN_HOUR,
    MadeToken,
    Token,
    TokenWish,
)
from exibidos.kernel.actor import Member, Scope
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.platform.limits import Limits
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/tokens"


class TokenLine(msgspec.Struct, frozen=True, kw_only=True):
    """A token as its owner's list shows it; one that has expired stays for a while, to say why a program stopped."""

    token: Token
    expired: bool

    @property
    def scopes(self) -> list[str]:
        """Those that we have words for, in their order."""
        return [scope.value for scope in Scope if scope in self.token.scopes]


class TokensPage(msgspec.Struct, frozen=True, kw_only=True):
    """`made` is the token that this request made, with its secret: on this one page and nowhere else."""

    frame: Frame
    lines: tuple[TokenLine, ...] = ()
    form: Form = Form()
    made: MadeToken | None = None
    scopes: tuple[str, ...] = tuple(scope.value for scope in Scope)
    days: tuple[int, ...] = (7, 30, TOKEN_DAYS, 365)
    usual: int = TOKEN_DAYS
    longest: int = TOKEN_NAME_LONGEST
    most: int = MOST_TOKENS

    @property
    def full(self) -> bool:
        return sum(not line.expired for line in self.lines) >= self.most


class TokenForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends; the verb judges it. Of several boxes one that is ticked arrives as a word, more as a list."""

    name: str = ""
    scopes: str | list[str] = []
    expires_in_days: str = ""

    @property
    def ticked(self) -> list[str]:
        return [self.scopes] if isinstance(self.scopes, str) else self.scopes

    def wish(self) -> TokenWish:
        """Return the form's words as a wish; scopes and days that no form offers are refused as if none were chosen."""
        days = int(self.expires_in_days) if self.expires_in_days.isascii() and self.expires_in_days.isdigit() else 0
        known = tuple(scope for scope in Scope if scope in self.ticked)
        if len(known) < len(set(self.ticked)):
            raise Invalid("accounts.token_without_scope", field="scopes")
        return TokenWish(name=self.name, scopes=known, days=days)

    def typed(self) -> dict[str, str]:
        return {"name": self.name, "scopes": " ".join(self.ticked), "expires_in_days": self.expires_in_days}


@get(_HERE)
async def tokens_page(member: Given[Member], database: Given[Database], reader: Given[Reader]) -> Page:
    return reader.page("tokens.html", await _page(member, database, reader))


@post(_HERE, status_code=200)
async def make_token(
    data: URLEncodedBody[TokenForm],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    reader: Given[Reader],
) -> Page:
    """Make a token and show its secret on this very answer, which is kept nowhere: sent again, its name is taken and it tells nothing."""
    try:
        await limits.spend("accounts.tokens", str(member.id), at_most=TOKENS_AN_HOUR, window=timedelta(hours=1))
        async with database.write() as tx:
            made = await accounts.make_token(tx, member, data.wish(), at=now())
    except Problem as problem:
        page = await _page(member, database, reader, form=reader.refused(problem, data.typed()))
        return reader.page("tokens.html", page, problem=problem)
    return reader.page("tokens.html", await _page(member, database, reader, made=made))


@post("/settings/tokens/{token_id:uuid}/revoke")
async def revoke_token(token_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        await accounts.revoke_token(tx, member, token_id, at=now())
    return go(_HERE, "token_revoked")


async def _page(
    member: Member, database: Database, reader: Reader, *, form: Form | None = None, made: MadeToken | None = None
) -> TokensPage:
    at = now()
    async with database.read() as tx:
        tokens = await accounts.list_tokens(tx, member)
    return TokensPage(
        frame=reader.frame,
        lines=tuple(TokenLine(token=token, expired=token.expires_at <= at) for token in tokens),
        form=form or Form(),
        made=made,
    )
