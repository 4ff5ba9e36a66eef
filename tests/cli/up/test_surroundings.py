"""Do children get what runs here, and keep what the host said?"""

from pathlib import Path

from exibidos.cli.up.surroundings import Doors, children_environ, engines_wanted
from exibidos.platform.engines import Addresses, Engine
from exibidos.platform.settings import load

OURS = Addresses(
    database_url="postgresql://exibidos:owner@127.0.0.1:15432/exibidos",
    redis_url="redis://:secret@127.0.0.1:16379/0",
    s3_endpoint="http://127.0.0.1:18333",
    s3_access_key="exibidos",
    s3_secret_key="key",
)
HERE = Doors("127.0.0.1", web=3010, api=4010, media=4011)


def test_an_engine_is_wanted_only_where_the_host_named_none() -> None:
    assert engines_wanted({}) == list(Engine)
    assert engines_wanted({"DATABASE_URL": "postgresql://elsewhere", "S3_ENDPOINT_FILE": "/run/s3"}) == [Engine.VALKEY]
    assert engines_wanted({"REDIS_URL": ""}) == [Engine.POSTGRES, Engine.VALKEY, Engine.SEAWEED]


def test_an_empty_environment_becomes_whole_settings(tmp_path: Path) -> None:
    settings = load(children_environ({}, OURS, HERE, tmp_path))
    assert settings.app.url == "http://localhost:3010"
    assert settings.media.url == "http://127.0.0.1:4011"
    assert settings.s3.endpoint == "http://127.0.0.1:18333"
    assert len(settings.session.secret) == 64


def test_servers_do_not_log_in_as_the_owner_of_the_tables(tmp_path: Path) -> None:
    database = load(children_environ({}, OURS, HERE, tmp_path)).database
    assert database.owner_url == OURS.database_url
    assert database.url.startswith("postgresql://club:")
    assert database.url.endswith("@127.0.0.1:15432/exibidos")


def test_what_the_host_said_wins(tmp_path: Path) -> None:
    said = {"APP_URL": "http://club.test", "SESSION_SECRET": "mine", "DATABASE_URL": "postgresql://elsewhere/db"}
    ours = Addresses(redis_url=OURS.redis_url, s3_endpoint=OURS.s3_endpoint, s3_access_key="k", s3_secret_key="s")
    assert children_environ(said, ours, HERE, tmp_path).items() >= said.items()


def test_production_gets_no_secrets_from_this_folder(tmp_path: Path) -> None:
    environ = children_environ({"APP_ENV": "production"}, Addresses(), HERE, tmp_path)
    assert "SESSION_SECRET" not in environ
    assert "MEDIA_SIGNING_KEYS" not in environ


def test_in_the_network_everything_is_said_by_its_address(tmp_path: Path) -> None:
    doors = Doors("192.168.1.7", web=3000, api=4000, media=4001)
    environ = children_environ({}, OURS, doors, tmp_path, s3_public="http://192.168.1.7:18333")
    assert environ["APP_URL"] == "http://192.168.1.7:3000"
    assert environ["MEDIA_URL"] == "http://192.168.1.7:4001"
    assert environ["S3_PUBLIC_ENDPOINT"] == "http://192.168.1.7:18333"
