"""In which environment do the children live? The host's own, completed by what runs here and by secrets of this folder."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from exibidos.platform.engines import Addresses, Engine, local_secret

_GIVEN_BY = {Engine.POSTGRES: "DATABASE_URL", Engine.VALKEY: "REDIS_URL", Engine.SEAWEED: "S3_ENDPOINT"}
_MEMBER_OF_APP = "club"  # the login that serves; migrations make it, and it owns nothing


class Doors(msgspec.Struct, frozen=True):
    """Where the three servers listen."""

    host: str
    web: int
    api: int
    media: int


def engines_wanted(environ: Mapping[str, str]) -> list[Engine]:
    """Return the engines for which the host named no other."""
    return [engine for engine, name in _GIVEN_BY.items() if not _given(environ, name)]


def children_environ(
    environ: Mapping[str, str], addresses: Addresses, doors: Doors, home: Path, *, s3_public: str = ""
) -> dict[str, str]:
    """Return the whole environment of the children; what the host set wins over everything but an engine of ours."""
    defaults = {
        "APP_URL": f"http://{_friendly(doors.host)}:{doors.web}",
        # On another host name than the pages, since cookies ignore ports: media must not see them.
        "MEDIA_URL": f"http://{doors.host}:{doors.media}",
        "PYTHONUNBUFFERED": "1",  # a line is read when it is written
    }
    if environ.get("APP_ENV", "development") == "development":
        defaults["SESSION_SECRET"] = local_secret(home, "session")
        defaults["MEDIA_SIGNING_KEYS"] = f"local:{local_secret(home, 'media')}"
    asked = {name: value for name, value in defaults.items() if not _given(environ, name)}
    return {**environ, **asked, **_of_engines(addresses, home, s3_public)}


def _of_engines(addresses: Addresses, home: Path, s3_public: str) -> dict[str, str]:
    found = {}
    if addresses.database_url:
        found["DATABASE_OWNER_URL"] = addresses.database_url
        found["DATABASE_URL"] = _as_member(addresses.database_url, local_secret(home, "club"))
    if addresses.redis_url:
        found["REDIS_URL"] = addresses.redis_url
    if addresses.s3_endpoint:
        found["S3_ENDPOINT"] = addresses.s3_endpoint
        found["S3_PUBLIC_ENDPOINT"] = s3_public
        found["S3_ACCESS_KEY"] = addresses.s3_access_key
        found["S3_SECRET_KEY"] = addresses.s3_secret_key
    return found


def _as_member(url: str, password: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{_MEMBER_OF_APP}:{password}@{parts.hostname}:{parts.port}"))


def _friendly(host: str) -> str:
    return "localhost" if host == "127.0.0.1" else host


def _given(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))
