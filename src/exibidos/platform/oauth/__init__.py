"""Who else may say who somebody is? Providers of OpenID Connect, and X, by the host's settings."""

from exibidos.platform.oauth.model import CANCELLED, Errand, Offer, Provider, Returned, Vouched
from exibidos.platform.oauth.providers import Providers

__all__ = ["CANCELLED", "Errand", "Offer", "Provider", "Providers", "Returned", "Vouched"]
