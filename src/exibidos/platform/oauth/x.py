"""How does X vouch for somebody? OAuth 2 with PKCE and no ID token: its API says whose token it is, and never an e-mail."""

from typing import Annotated

import msgspec

from exibidos.platform.egress import Egress
from exibidos.platform.oauth import exchange
from exibidos.platform.oauth.model import Errand, Offer, Returned, Vouched, line_of
from exibidos.platform.settings import OAuth

# Both are needed to be told who somebody is (X API: GET /2/users/me).
_SCOPE = "users.read tweet.read"


class _Account(msgspec.Struct, frozen=True, kw_only=True):
    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,30}$")]
    name: str = ""
    username: str = ""


class _Me(msgspec.Struct, frozen=True, kw_only=True):
    data: _Account


class X:
    """X. It has no discovery: where it answers, settings say."""

    def __init__(self, settings: OAuth, egress: Egress) -> None:
        self.offer = Offer(name="x", label="X", issuer="https://x.com")
        self._asks_at = settings.x_authorize_url
        self._api = settings.x_api_url.rstrip("/")
        self._client = exchange.Client(id=settings.x_client_id, secret=settings.x_client_secret)
        self._egress = egress

    async def address(self, errand: Errand) -> str:
        return exchange.address(self._asks_at, self._client.id, errand, scope=_SCOPE)

    async def identify(self, errand: Errand, returned: Returned) -> Vouched:
        exchange.check_issuer(self.offer, returned)
        endpoint = f"{self._api}/2/oauth2/token"
        tokens = await exchange.redeem(self._egress, self.offer, endpoint, self._client, errand, returned)
        if not (tokens.access_token.isascii() and tokens.access_token.isprintable()):
            raise exchange.refused(self.offer, "its token cannot stand in a header")
        bearer = {"authorization": f"Bearer {tokens.access_token}"}
        answer = await exchange.ask(self._egress, self.offer, "GET", f"{self._api}/2/users/me", headers=bearer)
        account = exchange.understood(self.offer, answer, _Me).data
        return Vouched(
            issuer=self.offer.issuer,
            subject=account.id,
            name=line_of(account.name),
            shown=line_of(f"@{account.username or account.id}"),
        )
