"""How do environment variables become Settings? Every name may also be NAME_FILE, the path of a file that holds the value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from exibidos.kernel.errors import Invalid
from exibidos.platform.settings.model import Oidc, Settings

# The original design's names for what is spelt differently here.
ALIASES = {
    "NEXT_PUBLIC_APP_URL": "APP_URL",
    "OAUTH_TWITTER_CLIENT_ID": "OAUTH_X_CLIENT_ID",
    "OAUTH_TWITTER_CLIENT_SECRET": "OAUTH_X_CLIENT_SECRET",
}
_FEATURE = "FEATURE_"
_YES_NO = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def load(environ: Mapping[str, str]) -> Settings:
    """Return the frozen settings, or raise Invalid("settings.missing" | "settings.unreadable") naming the variable."""
    known = {ALIASES.get(name, name): value for name, value in environ.items() if name in ALIASES} | dict(environ)
    read = {prefix: _group(struct, f"{prefix.upper()}_", known) for prefix, struct in groups().items()}
    settings = Settings(**read, feature=_features(known))
    try:
        ZoneInfo(settings.app.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid("settings.wrong", field="APP_TIME_ZONE", name="APP_TIME_ZONE", why=str(error)) from error
    _check_providers(settings)
    return settings


def _check_providers(settings: Settings) -> None:
    """Refuse two providers of one name, or of one issuer: people of one would come in as people of the other."""
    others = settings.oauth.oidc
    names = ["google", "x", *(provider.name for provider in others)]
    issuers = [settings.oauth.google_issuer, "https://x.com", *(provider.issuer for provider in others)]
    for taken in (names, issuers):
        if len(set(taken)) < len(taken):
            why = "two providers have one name or one issuer"
            raise Invalid("settings.wrong", field="OAUTH_OIDC", name="OAUTH_OIDC", why=why)


def groups() -> dict[str, type[msgspec.Struct]]:
    """Return the Struct of each prefix whose variables are known here; those of FEATURE_ are not."""
    return {prefix: struct for prefix, struct in get_type_hints(Settings).items() if prefix != "feature"}


def variables(prefix: str, struct: type[msgspec.Struct]) -> list[str]:
    """Return the variable names of one prefix, in the order of the Struct."""
    return [f"{prefix.upper()}_{field.upper()}" for field in struct.__struct_fields__]


def _group(struct: type[msgspec.Struct], prefix: str, environ: Mapping[str, str]) -> Any:
    hints = get_type_hints(struct, include_extras=True)
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(struct):
        name = prefix + field.name.upper()
        raw = _raw(name, environ)
        if raw is None or (raw == "" and not field.required):
            if field.required:
                raise Invalid("settings.missing", field=name, name=name)
            continue
        given[field.name] = _value(name, raw, hints[field.name])
    return struct(**given)


def _features(environ: Mapping[str, str]) -> dict[str, bool]:
    names = {name.removesuffix("_FILE") for name in environ if name.startswith(_FEATURE)}
    given = {name: _raw(name, environ) for name in sorted(names)}
    return {name.removeprefix(_FEATURE).lower(): bool(_value(name, raw, bool)) for name, raw in given.items() if raw}


def _raw(name: str, environ: Mapping[str, str]) -> str | None:
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Invalid("settings.unreadable", field=name, name=f"{name}_FILE", path=path) from error
    return environ.get(name)


def _value(name: str, raw: str, kind: Any) -> object:
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if kind is bool:
        if raw.lower() not in _YES_NO:
            raise Invalid("settings.not_a_yes_or_no", field=name, name=name)
        return _YES_NO[raw.lower()]
    try:
        if kind == tuple[Oidc, ...]:
            return msgspec.json.decode(raw, type=kind)
        return msgspec.convert(raw, kind, strict=False)
    except msgspec.DecodeError as error:
        raise Invalid("settings.wrong", field=name, name=name, why=str(error)) from error
