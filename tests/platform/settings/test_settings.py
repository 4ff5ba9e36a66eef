"""Are settings read once, wholly and strictly, and does production refuse what is unsafe?"""

import re
from pathlib import Path

import msgspec
import pytest

from exibidos.kernel.errors import Invalid
from exibidos.platform.settings import Environment, load, refusals
from exibidos.platform.settings.load import groups, variables

LEAST = {
    "DATABASE_URL": "postgresql://web:x@db/club?sslmode=require",
    "REDIS_URL": "rediss://cache/0",
    "S3_ENDPOINT": "https://s3.test",
    "S3_ACCESS_KEY": "a",
    "S3_SECRET_KEY": "b" * 40,
    "SESSION_SECRET": "c" * 64,
    "MEDIA_SIGNING_KEYS": "k1:" + "d" * 64,
}
MAIL = {"SMTP_URL": "smtps://club:x@mail.test", "SMTP_SENDER": "club@club.test"}
SAFE = {**LEAST, **MAIL, "APP_ENV": "production", "APP_URL": "https://club.test", "MEDIA_URL": "https://media.test"}


def test_the_example_names_every_setting_and_no_other() -> None:
    example = (Path(__file__).parents[3] / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))
    known = {name for prefix, struct in groups().items() for name in variables(prefix, struct)}
    assert named == known


def test_the_examples_defaults_are_the_programs_defaults() -> None:
    example = (Path(__file__).parents[3] / ".env.example").read_text(encoding="utf-8")
    said = dict(re.findall(r"^([A-Z][A-Z0-9_]+)=([^#\n]*?)\s*(?:#.*)?$", example, re.MULTILINE))
    bare = load(LEAST)
    for prefix, struct in groups().items():
        for field in msgspec.structs.fields(struct):
            if field.required:
                continue
            value = getattr(getattr(bare, prefix), field.name)
            shown = ",".join(value) if isinstance(value, tuple) else str(value)
            expected = shown.lower() if isinstance(value, bool) else shown
            assert said[f"{prefix.upper()}_{field.name.upper()}"] == expected, field.name


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(Invalid) as raised:
        load({name: value for name, value in LEAST.items() if name != "REDIS_URL"})
    assert (raised.value.code, raised.value.field) == ("settings.missing", "REDIS_URL")


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("e" * 64 + "\n", encoding="utf-8")
    environ = {**LEAST, "SESSION_SECRET": "", "SESSION_SECRET_FILE": str(tmp_path / "secret")}
    assert load(environ).session.secret == "e" * 64


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as raised:
        load({**LEAST, "SESSION_SECRET_FILE": str(tmp_path / "absent")})
    assert raised.value.values["name"] == "SESSION_SECRET_FILE"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_DEBUG", "perhaps"),
        ("DATABASE_POOL_SIZE", "many"),
        ("APP_ENV", "staging"),
        ("APP_LOCALE", "tlh"),
        ("APP_TIME_ZONE", "Moon/Base"),
        ("APP_LOG_LEVEL", "loud"),
        ("ACCOUNTS_MINIMUM_AGE", "16"),
        ("SMTP_URL", "mail.test:587"),
        ("SMTP_URL", "smtp://mail.test?tls=maybe"),
        ("SMTP_URL", "http://mail.test"),
        ("SMTP_SENDER", "club"),
        ("SMTP_SENDER", "Club <club@club.test>"),
        ("SMTP_SENDER", "club@club.test\nBcc: all@club.test"),
        ("OAUTH_OIDC", "house"),
        ("OAUTH_OIDC", '[{"name": "House!", "label": "A", "issuer": "https://a.test", "client_id": "c"}]'),
        ("OAUTH_OIDC", '[{"name": "google", "label": "A", "issuer": "https://a.test", "client_id": "c"}]'),
        ("OAUTH_OIDC", '[{"name": "a", "label": "A", "issuer": "https://accounts.google.com", "client_id": "c"}]'),
        ("OAUTH_OIDC", '[{"name": "a", "label": "A", "issuer": "https://a.test", "client_id": "c", "secret": "typo"}]'),
        ("QUEUE_URL", "sqs.sa-east-1.amazonaws.com"),
        ("QUEUE_URL", "https://sqs.sa-east-1.amazonaws.com/123456789012/"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(name: str, value: str) -> None:
    with pytest.raises(Invalid) as raised:
        load({**LEAST, name: value})
    assert raised.value.field == name


def test_the_original_designs_name_is_understood() -> None:
    assert load({**LEAST, "NEXT_PUBLIC_APP_URL": "https://club.test"}).app.url == "https://club.test"


def test_the_original_designs_names_for_x_are_understood() -> None:
    oauth = load({**LEAST, "OAUTH_TWITTER_CLIENT_ID": "id", "OAUTH_TWITTER_CLIENT_SECRET": "s"}).oauth
    assert (oauth.x_client_id, oauth.x_client_secret) == ("id", "s")


def test_other_providers_are_a_list_that_may_stand_in_a_file(tmp_path: Path) -> None:
    said = '[{"name": "house", "label": "Our house", "issuer": "https://id.test", "client_id": "club", "trust_email": true}]'
    (tmp_path / "oidc").write_text(said, encoding="utf-8")
    (found,) = load({**LEAST, "OAUTH_OIDC_FILE": str(tmp_path / "oidc")}).oauth.oidc
    assert (found.name, found.label, found.issuer) == ("house", "Our house", "https://id.test")
    assert (found.client_id, found.client_secret, found.trust_email) == ("club", "", True)


def test_lists_are_split_at_commas() -> None:
    assert load({**LEAST, "APP_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2,"}).app.trusted_proxies == ("10.0.0.1", "10.0.0.2")


def test_safe_production_is_not_refused() -> None:
    assert refusals(load(SAFE)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_SECRET", "short"),
        ("SESSION_SECRET", "changeme-changeme-changeme-changeme-changeme"),
        ("SESSION_SECRET_PREVIOUS", "short"),
        ("MEDIA_SIGNING_KEYS", "k1:short"),
        ("MEDIA_SIGNING_KEYS", "no-name"),
        ("S3_SECRET_KEY", "minio"),
        ("APP_DEBUG", "true"),
        ("APP_URL", "http://club.test"),
        ("MEDIA_URL", "http://media.test"),
        ("MEDIA_URL", "https://club.test"),
        ("CDN_IMAGE_BASE", "http://cdn.test"),
        ("CDN_IMAGE_BASE", "https://club.test"),
        ("S3_ENDPOINT", "http://s3.test"),
        ("S3_PUBLIC_ENDPOINT", "http://s3.test"),
        ("REDIS_URL", "redis://cache/0"),
        ("QUEUE_URL", "http://sqs.test/1/club"),
        ("QUEUE_SECRET_KEY", "short"),
        ("DATABASE_URL", "postgresql://web:x@db/club"),
        ("DATABASE_URL", "postgresql://web:x@db/club?sslmode=prefer"),
        ("SMTP_URL", ""),
        ("SMTP_URL", "smtp://club:x@mail.test:587"),
        ("SMTP_SENDER", ""),
        ("OAUTH_GOOGLE_ISSUER", "http://accounts.google.com"),
        ("OAUTH_X_API_URL", "http://api.x.com"),
        ("OAUTH_GOOGLE_CLIENT_SECRET", "short"),
        ("OAUTH_OIDC", '[{"name": "a", "label": "A", "issuer": "http://a.test", "client_id": "c"}]'),
        ("APP_CORS_ORIGINS", "*"),
        ("APP_LIMITS", "false"),
        ("ACCOUNTS_REQUIRE_VERIFIED", "false"),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(name: str, value: str) -> None:
    said = refusals(load({**SAFE, name: value}))
    assert len(said) == 1
    assert name.removesuffix("_FILE").split("_")[0] in said[0]
    assert refusals(load({**LEAST, name: value})) == []


def test_development_is_the_default() -> None:
    assert load(LEAST).app.env is Environment.DEVELOPMENT


def test_features_are_read_by_their_own_names_and_only_when_they_say_something() -> None:
    environ = {**LEAST, "FEATURE_UPLOADS_OPEN": "off", "FEATURE_DUELS": "1", "FEATURE_MAPS": ""}
    assert load(environ).feature == {"uploads_open": False, "duels": True}
    assert load(LEAST).feature == {}


def test_a_feature_that_is_neither_on_nor_off_is_named() -> None:
    with pytest.raises(Invalid) as raised:
        load({**LEAST, "FEATURE_UPLOADS_OPEN": "perhaps"})
    assert (raised.value.code, raised.value.field) == ("settings.not_a_yes_or_no", "FEATURE_UPLOADS_OPEN")
