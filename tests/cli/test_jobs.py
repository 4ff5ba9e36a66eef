"""Can a host look after jobs at a console, and does somebody answer for what was done there?"""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from exibidos.cli.main import main
from exibidos.kernel.ids import new_id
from exibidos.platform.engines import Addresses
from killable_worker import worker_environment

_DEAD = """
INSERT INTO jobs (id, name, queue, payload, state, attempts, run_at, ring_at, reason, finished_at)
VALUES ($1, $2, 'images', '{"image_id": "7"}', 'dead', 5, now(), now(), 'Invalid: images.corrupt', now())
"""


@pytest.fixture(autouse=True)
def _environment(database_url: str, engines: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in worker_environment(database_url=database_url, redis_url=engines.redis_url).items():
        monkeypatch.setenv(name, value)


def test_a_dead_job_is_listed_shown_and_replayed_and_the_audit_log_says_so(
    owner_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (dead,) = _dead(owner_url, "image:process")
    said = _said(capsys, "list")
    assert f"{dead}  dead   image:process" in said
    assert "Invalid: images.corrupt" in said
    assert 'payload      {"image_id":"7"}' in _said(capsys, "show", str(dead))
    assert _said(capsys, "replay", str(dead)) == "Queued again.\n"
    assert "queued image:process" in _said(capsys, "list", "--state", "queued")
    assert _acts(owner_url) == [("job.replayed", str(dead))]


def test_all_dead_jobs_of_a_name_are_replayed(owner_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    _dead(owner_url, "image:process", "image:process", "images:sweep")
    assert _said(capsys, "replay", "--all-dead", "--name", "image:process") == "Queued 2 again.\n"
    assert len(_json(capsys, "list", "--json", "--state", "dead")["jobs"]) == 1


def test_a_dead_job_is_forgotten(owner_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    (dead,) = _dead(owner_url, "image:process")
    assert _said(capsys, "drop", str(dead)) == "Forgotten.\n"
    assert "There is no such job" in _said(capsys, "show", str(dead), code=1)
    assert _acts(owner_url) == [("job.dropped", str(dead))]


def test_a_queue_is_paused_and_resumed_and_both_are_audited(owner_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Workers take nothing more from images" in _said(capsys, "pause", "images")
    assert "It is paused already" in _said(capsys, "pause", "images", code=1)
    assert [queue["paused"] for queue in _json(capsys, "list", "--json")["queues"]] == [False, True]
    assert "within seconds" in _said(capsys, "resume", "images")
    assert "It is not paused" in _said(capsys, "resume", "images", code=1)
    assert _acts(owner_url) == [("queue.paused", "images"), ("queue.resumed", "images")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", str(new_id())], 1),
        (["replay", str(new_id())], 1),
        (["drop", str(new_id())], 1),
        (["replay"], 2),
        (["replay", str(new_id()), "--all-dead"], 2),
        (["show", "7"], 2),
        (["pause", "pictures"], 2),
    ],
)
def test_what_is_not_there_or_not_clear_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    assert len(_said(capsys, *words, code=code)) < 200


def _dead(owner_url: str, *names: str) -> list[UUID]:
    ids = [new_id() for _ in names]

    async def insert() -> None:
        owner = await asyncpg.connect(owner_url)
        await owner.executemany(_DEAD, list(zip(ids, names, strict=True)))
        await owner.close()

    asyncio.run(insert())
    return ids


def _acts(owner_url: str) -> list[tuple[str, str]]:
    async def read() -> list[tuple[str, str]]:
        owner = await asyncpg.connect(owner_url)
        rows = await owner.fetch("SELECT act, object_id FROM logs.audit WHERE actor IS NULL ORDER BY seq")
        await owner.close()
        return [tuple(row) for row in rows]

    return asyncio.run(read())


def _said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as end:
        main(["jobs", *words])
    said = capsys.readouterr()
    assert end.value.code == code, said.err
    return said.out


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(_said(capsys, *words))
    return found
