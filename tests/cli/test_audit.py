"""Does `exibidos audit verify` say in one line, and by its exit code, whether the log is whole?"""

import asyncio

import asyncpg
import pytest

from exibidos.cli.main import main
from killable_worker import worker_environment
from log_tampering import tampering

_ROW = "INSERT INTO logs.audit (act, object_kind, object_id) VALUES ('test.done', 'test', '1')"


@pytest.fixture(autouse=True)
def _environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in worker_environment(database_url=database_url, redis_url="redis://unused").items():
        monkeypatch.setenv(name, value)


def test_a_whole_log_ends_well_and_gives_its_last_row_to_keep(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_execute(database_url, *[_ROW] * 3))
    assert _verify() == 0
    said = capsys.readouterr().out
    assert "whole: 3 rows" in said
    assert _verify("--known", said.split()[-1]) == 0


def test_a_broken_log_ends_with_one_and_names_the_row(
    database_url: str, owner_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_execute(database_url, *[_ROW] * 3))
    asyncio.run(_tamper(owner_url))
    assert _verify() == 1
    assert "broken at row 2, which was changed" in capsys.readouterr().out


def _verify(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["audit", "verify", *words])
    assert isinstance(end.value.code, int)
    return end.value.code


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def _tamper(owner_url: str) -> None:
    async with tampering(owner_url) as superuser:
        await superuser.execute("UPDATE logs.audit SET object_id = '2' WHERE seq = 2")
