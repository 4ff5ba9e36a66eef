"""Can a host see who is here, give a role, and get the first admin in?"""

import asyncio

import pytest

from exibidos.cli.main import main
from exibidos.features.accounts import Joining, check, join
from exibidos.kernel.sealing import Sealer
from exibidos.platform.db import Database
from exibidos.platform.engines import Addresses
from fixtures_make import EDITION
from killable_worker import worker_environment


@pytest.fixture(autouse=True)
def _environment(database_url: str, engines: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    surroundings = worker_environment(database_url=database_url, redis_url=engines.redis_url)
    readable = {"MEDIA_SIGNING_KEYS": "k:" + "7" * 64, "S3_ENDPOINT": "http://unused.test"}
    for name, value in {**surroundings, **readable}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def ana(database: Database, anyio_backend: str) -> str:
    assert anyio_backend == "asyncio"
    said = Joining(email="ana@exibidos.test", slug="ana", display_name="Ana", of_age=True, terms_version=EDITION)
    async with database.write() as tx:
        await join(tx, check(said, "uma senha bem longa"), password_hash="unused")
    return "ana"


def test_a_host_lists_people_and_gives_a_role(capsys: pytest.CaptureFixture[str], ana: str) -> None:
    assert "unproven address" in _said(capsys, "list")
    assert _said(capsys, "role", f"@{ana}", "moderator") == "@ana is moderator now.\n"
    line = _said(capsys, "list")
    assert line.split()[:2] == ["@ana", "moderator"]


def test_nobody_gets_no_role(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["members", "role", "nobody", "admin"])
    assert "accounts.no_such_member" in str(ended.value)
    assert capsys.readouterr().out == ""


def test_the_link_for_the_first_admin_is_printed_while_there_is_none(
    capsys: pytest.CaptureFixture[str], ana: str
) -> None:
    assert "/first-admin?link=" in _said(capsys, "admin-link", "--if-none")
    _said(capsys, "role", ana, "admin")
    assert _said(capsys, "admin-link", "--if-none") == ""
    assert "/first-admin?link=" in _said(capsys, "admin-link")


async def test_a_host_seals_codes_with_a_new_secret_before_the_old_one_goes(
    capsys: pytest.CaptureFixture[str], ana: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ana
    async with database.write() as tx:
        sealed = Sealer(("x:" + "9" * 64,)).seal("JBSWY3DPEHPK3PXP")
        await tx.execute(
            "INSERT INTO authenticators (created_by_id, secret, last_step) SELECT id, $1, 1 FROM members", sealed
        )
    assert "SESSION_SECRET_PREVIOUS dropped too early?" in await _ran(capsys, "reseal")
    monkeypatch.setenv("SESSION_SECRET_PREVIOUS", "9" * 64)
    assert (await _ran(capsys, "reseal")).startswith("1 sealed anew")


async def _ran(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Say a command beside the test's own loop, in which it cannot run one of its own."""
    return await asyncio.to_thread(_said, capsys, *words)


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["members", *words])
    assert ended.value.code == 0
    return capsys.readouterr().out
