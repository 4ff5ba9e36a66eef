"""Which settings are there, and what are they when nobody says?

A field's variable is PREFIX_FIELD in capitals (`DATABASE_URL` is `Database.url`); a test holds `.env.example` equal to this file.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

import msgspec


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class App(msgspec.Struct, frozen=True, kw_only=True):
    """APP_: the club as people meet it."""

    env: Environment = Environment.DEVELOPMENT
    url: str = "http://localhost:3000"
    name: str = "exibidos"
    # For who asks for no language that we speak; a test holds these equal to the catalogues.
    locale: Literal["pt-BR", "en"] = "pt-BR"
    time_zone: str = "America/Sao_Paulo"
    # Show tracebacks to whoever meets a crash; refused in production.
    debug: bool = False
    # Proxies whose X-Forwarded-For we believe; an address that is not listed changes nothing.
    trusted_proxies: tuple[str, ...] = ()
    # Other origins that may use the API from a browser, without cookies; `*` is refused in production.
    cors_origins: tuple[str, ...] = ()
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    limits: bool = True


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """DATABASE_: PostgreSQL 18 with pgvector. `owner_url` migrates; `url` serves; `replica_url` may answer lists."""

    url: str
    owner_url: str = ""
    replica_url: str = ""
    pool_size: int = 10
    # Behind PgBouncer in transaction mode a prepared statement may live on another connection: 0 turns the cache off.
    statement_cache_size: int = 256


class Redis(msgspec.Struct, frozen=True, kw_only=True):
    """REDIS_: sessions, counters, bells and the job transport."""

    url: str


class S3(msgspec.Struct, frozen=True, kw_only=True):
    """S3_: any S3 API. Browsers upload to `public_endpoint`, which is `endpoint` unless they reach it by another name."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str = "exibidos-images"
    bucket_thumbs: str = ""
    bucket_og: str = ""
    region: str = "auto"
    force_path_style: bool = True
    public_endpoint: str = ""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """SESSION_: `secret` derives cookie, token and deal keys; `secret_previous` stays valid while it is rotated out."""

    secret: str
    secret_previous: str = ""
    idle_days: int = 30
    absolute_days: int = 180


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """MEDIA_: the origin that delivers pictures, and the keys that sign its URLs (`id:key,…`, newest first).

    `watermark_optional` lets authors show a photo without the club's mark in a corner.
    """

    signing_keys: tuple[str, ...]
    url: str = "http://127.0.0.1:4001"
    watermark_optional: bool = False


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """ACCOUNTS_: who may join and what they must show first."""

    require_verified: bool = True
    minimum_age: Annotated[int, msgspec.Meta(ge=18)] = 18  # only upward (PRODUCT §1)
    joining: Literal["open", "approval", "invitation"] = "open"
    # What a club that approves asks; without words of the host the catalogues' own question.
    question_pt_br: str = ""
    question_en: str = ""
    inviters: Literal["admin", "trusted"] = "admin"


class Oidc(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider of OAUTH_OIDC. `name` stands in addresses, `label` on the button.

    `trust_email` says that this provider proves addresses as we would: whom it calls verified need not show it again.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,30}$")]
    # No longer than the column that keeps it.
    issuer: Annotated[str, msgspec.Meta(pattern=r"^https?://[^?#\s]+$", max_length=500)]
    client_id: Annotated[str, msgspec.Meta(min_length=1)]
    client_secret: str = ""
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    trust_email: bool = False


class OAuth(msgspec.Struct, frozen=True, kw_only=True):
    """OAUTH_: who else may vouch for people. A provider without a client id is not offered; those of `oidc` are a JSON list."""

    google_client_id: str = ""
    google_client_secret: str = ""
    google_issuer: str = "https://accounts.google.com"
    x_client_id: str = ""
    x_client_secret: str = ""
    # X has no discovery: the page that asks, and the API that answers.
    x_authorize_url: str = "https://x.com/i/oauth2/authorize"
    x_api_url: str = "https://api.x.com"
    oidc: tuple[Oidc, ...] = ()


class Legal(msgspec.Struct, frozen=True, kw_only=True):
    """LEGAL_: whose club this is, whom to write to, and the host's own texts (`<locale>/terms.md`, …) in place of ours."""

    operator: str = ""
    # Without one, letters' sender.
    contact: str = ""
    folder: str = ""


class Jobs(msgspec.Struct, frozen=True, kw_only=True):
    """JOBS_: how work is carried. A lease lives `lease_seconds` unless its worker's heartbeat renews it."""

    concurrency: int = 2
    lease_seconds: int = 30
    sweep_seconds: int = 5
    max_attempts: int = 5


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """QUEUE_: SQS in Redis' place as what carries jobs' ids. Queues are named `url`-default, `url`-images, and made if they are not there.

    Without keys they are found as AWS's programs do: by the role of the machine or container.
    """

    url: Annotated[str, msgspec.Meta(pattern=r"^$|^https?://[^/?#]+/[^/?#]+/[A-Za-z0-9_-]{1,60}$")] = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """METRICS_: numbers for Prometheus, over plain HTTP to whoever reaches `address`; empty is off."""

    address: str = ""
    port: int = 9460


class Cdn(msgspec.Struct, frozen=True, kw_only=True):
    """CDN_: a cache in front of MEDIA_URL. Pictures are addressed at `image_base`; it asks MEDIA_URL for them."""

    image_base: str = ""


class Moderation(msgspec.Struct, frozen=True, kw_only=True):
    """MODERATION_: `openers` are the slugs of the two members who alone may open what is sealed as suspected to be illegal."""

    openers: tuple[str, ...] = ()


class Smtp(msgspec.Struct, frozen=True, kw_only=True):
    """SMTP_: the server that takes our letters, and whom they are from. Without `url` they stay in an outbox: development only."""

    url: Annotated[
        str,
        msgspec.Meta(pattern=r"^$|^smtps?://([^/?#@\s]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#@:\s]+)(:\d{1,5})?/?(\?starttls)?$"),
    ] = ""
    sender: Annotated[str, msgspec.Meta(pattern=r"^$|^[!#-;=?A-~]+@[A-Za-z0-9.-]+$")] = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the host configured, one field per prefix."""

    app: App
    database: Database
    redis: Redis
    s3: S3
    session: Session
    media: Media
    accounts: Accounts
    oauth: OAuth
    legal: Legal
    jobs: Jobs
    queue: Queue
    metrics: Metrics
    cdn: Cdn
    smtp: Smtp
    moderation: Moderation
    # FEATURE_NAME, by the flag's name: whatever stands here wins over the database. Which flags there are, features declare.
    feature: Mapping[str, bool] = {}

    @property
    def pictures_url(self) -> str:
        """Return where browsers fetch pictures."""
        return self.cdn.image_base or self.media.url

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """Return SESSION_SECRET and its predecessor as `id:secret`, newest first; ids follow from secrets, so they survive rotation."""
        secrets = filter(None, (self.session.secret, self.session.secret_previous))
        return tuple(f"{hashlib.sha256(secret.encode()).hexdigest()[:8]}:{secret}" for secret in secrets)
