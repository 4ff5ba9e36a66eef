"""What may not be so in production? Each refusal names the variable and says what to do instead."""

from urllib.parse import parse_qs, urlsplit

from exibidos.platform.settings.model import Environment, Settings

# A 256-bit secret in hex is 64 characters; 32 random characters are the least that nobody guesses.
_LEAST_SECRET = 32
# Google's have 35 characters, X's 50; a password of the host's own choice would be shorter.
_LEAST_CLIENT_SECRET = 16
_DEFAULTS = ("exibidos", "change", "secret", "password", "default", "example")


def refusals(settings: Settings) -> list[str]:
    """Return one sentence per unsafe value; empty outside production."""
    if settings.app.env is not Environment.PRODUCTION:
        return []
    checks = (
        (_weak(settings.session.secret), "SESSION_SECRET is short or a default: set 64 random hex digits."),
        (
            bool(settings.session.secret_previous) and _weak(settings.session.secret_previous),
            "SESSION_SECRET_PREVIOUS is short or a default: drop it or set the real former secret.",
        ),
        (_weak_keys(settings), "MEDIA_SIGNING_KEYS needs `id:key` pairs with keys of 64 random hex digits."),
        (_weak(settings.s3.secret_key), "S3_SECRET_KEY is short or a default: use a generated key."),
        (settings.app.debug, "APP_DEBUG shows insides to strangers: set it to false."),
        (not settings.app.url.startswith("https://"), "APP_URL must be https: cookies and sign-in depend on it."),
        (not settings.media.url.startswith("https://"), "MEDIA_URL must be https: pictures load on an https page."),
        (
            bool(settings.cdn.image_base) and not settings.cdn.image_base.startswith("https://"),
            "CDN_IMAGE_BASE must be https: pictures load on an https page.",
        ),
        (
            _same_origin(settings.app.url, settings.cdn.image_base),
            "CDN_IMAGE_BASE must be an origin of its own, not APP_URL's.",
        ),
        (_same_origin(settings.app.url, settings.media.url), "MEDIA_URL must be an origin of its own, not APP_URL's."),
        (not settings.s3.endpoint.startswith("https://"), "S3_ENDPOINT must be https: originals travel on it."),
        (
            bool(settings.s3.public_endpoint) and not settings.s3.public_endpoint.startswith("https://"),
            "S3_PUBLIC_ENDPOINT must be https: members upload to it.",
        ),
        (settings.queue.url.startswith("http://"), "QUEUE_URL must be https: whoever writes to it keeps workers busy."),
        (
            bool(settings.queue.secret_key) and _weak(settings.queue.secret_key),
            "QUEUE_SECRET_KEY is short or a default: use a generated key, or a role without one.",
        ),
        (_plain_redis(settings), "REDIS_URL must be rediss://: sessions travel on it."),
        (_no_sslmode(settings), "DATABASE_URL needs sslmode=require or stricter."),
        (not settings.smtp.url, "SMTP_URL is not set: without mail nobody can prove an address or find a way back in."),
        (
            settings.smtp.url.startswith("smtp:") and not settings.smtp.url.endswith("?starttls"),
            "SMTP_URL must be smtps:// or end in ?starttls: letters carry ways into accounts.",
        ),
        (not settings.smtp.sender, "SMTP_SENDER is not set: name an address that SMTP_URL's server sends for."),
        ("*" in settings.app.cors_origins, "APP_CORS_ORIGINS must name origins, not *."),
        (not settings.app.limits, "APP_LIMITS must be true: without limits anyone can exhaust the club."),
        (_plain_provider(settings), "OAUTH_ addresses must be https: what comes from them opens accounts."),
        (
            any(secret and len(secret) < _LEAST_CLIENT_SECRET for secret in _client_secrets(settings)),
            "OAUTH_ client secrets are shorter than any provider makes them: copy yours again.",
        ),
        (not settings.accounts.require_verified, "ACCOUNTS_REQUIRE_VERIFIED must be true: e-mail is proven first."),
    )
    return [sentence for unsafe, sentence in checks if unsafe]


def _weak(secret: str) -> bool:
    return len(secret) < _LEAST_SECRET or any(word in secret.lower() for word in _DEFAULTS)


def _weak_keys(settings: Settings) -> bool:
    pairs = [pair.partition(":") for pair in settings.media.signing_keys]
    return not pairs or any(not name or _weak(key) for name, _, key in pairs)


def _same_origin(one: str, other: str) -> bool:
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _plain_provider(settings: Settings) -> bool:
    oauth = settings.oauth
    addresses = (oauth.google_issuer, oauth.x_authorize_url, oauth.x_api_url, *(each.issuer for each in oauth.oidc))
    return not all(address.startswith("https://") for address in addresses)


def _client_secrets(settings: Settings) -> tuple[str, ...]:
    oauth = settings.oauth
    return oauth.google_client_secret, oauth.x_client_secret, *(each.client_secret for each in oauth.oidc)


def _plain_redis(settings: Settings) -> bool:
    return not settings.redis.url.startswith("rediss://")


def _no_sslmode(settings: Settings) -> bool:
    urls = (settings.database.url, settings.database.owner_url, settings.database.replica_url)
    strict = {"require", "verify-ca", "verify-full"}
    return any(url and not strict & set(parse_qs(urlsplit(url).query).get("sslmode", [])) for url in urls)
