"""Which providers has the host configured? By the name that stands in addresses."""

from exibidos.kernel.errors import NotFound
from exibidos.platform.egress import Egress
from exibidos.platform.oauth.model import Offer, Provider
from exibidos.platform.oauth.openid import OpenId
from exibidos.platform.oauth.x import X
from exibidos.platform.settings import OAuth, Oidc


class Providers:
    """Those with a client id, in the order in which pages offer them."""

    def __init__(self, settings: OAuth, egress: Egress) -> None:
        openid = list(settings.oidc)
        if settings.google_client_id:
            google = Oidc(
                name="google",
                label="Google",
                issuer=settings.google_issuer,
                client_id=settings.google_client_id,
                client_secret=settings.google_client_secret,
                # Google's `email_verified` is of its own mail, or was proven by a link as ours.
                trust_email=True,
            )
            openid.insert(0, google)
        found: list[Provider] = [OpenId(facts, egress) for facts in openid]
        if settings.x_client_id:
            found.insert(1 if settings.google_client_id else 0, X(settings, egress))
        self._by_name = {provider.offer.name: provider for provider in found}

    @property
    def offers(self) -> tuple[Offer, ...]:
        return tuple(provider.offer for provider in self._by_name.values())

    def get(self, name: str) -> Provider:
        """Return a provider; raises NotFound("oauth.no_such_provider")."""
        if name not in self._by_name:
            raise NotFound("oauth.no_such_provider")
        return self._by_name[name]
