"""What did the host configure? One frozen Struct per prefix, read once in `cli`, passed in, never imported as a value."""

from exibidos.platform.settings.load import load
from exibidos.platform.settings.model import (
    S3,
    Accounts,
    App,
    Cdn,
    Database,
    Environment,
    Jobs,
    Media,
    Metrics,
    Moderation,
    OAuth,
    Oidc,
    Queue,
    Redis,
    Session,
    Settings,
    Smtp,
)
from exibidos.platform.settings.production import refusals

__all__ = [
    "S3",
    "Accounts",
    "App",
    "Cdn",
    "Database",
    "Environment",
    "Jobs",
    "Media",
    "Metrics",
    "Moderation",
    "OAuth",
    "Oidc",
    "Queue",
    "Redis",
    "Session",
    "Settings",
    "Smtp",
    "load",
    "refusals",
]
