"""Is everything that somebody answers for in the audit log, and nobody's name?"""

from typing import Any

import asyncpg
import pytest

from exibidos.features import audit
from exibidos.features.audit import Whole
from exibidos.kernel.ids import new_id
from exibidos.platform.jobs import replay
from fixtures_club import PASSWORD, Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


async def test_what_a_member_does_is_answered_for_under_a_key_and_without_a_name(club: Club, database_url: str) -> None:
    async with club.visit("ana-lua") as ana:
        wrong = {"email": "ana-lua@exibidos.test", "password": "not hers at all"}
        assert (await ana.browser.post("/api/v1/session", json=wrong)).status_code == 422
        right = {**wrong, "password": PASSWORD}
        assert (await ana.browser.post("/api/v1/session", json=right)).status_code == 200
        image_id = await ana.upload(encoded(gradient()), title="Serra")
        await ana.decided(image_id)
        for words in (
            {"title": "Serra Fina", "visibility": "public"},
            {"title": "Serra Fina", "visibility": "only_me", "sensitive": True},
        ):
            answer = await ana.browser.put(f"/api/v1/images/{image_id}", json=words)
            assert answer.status_code == 200, answer.text
        assert (await ana.browser.delete(f"/api/v1/images/{image_id}")).status_code == 204
        me = (await ana.browser.get("/api/v1/me")).json()
    rows = await _rows(database_url)
    assert [row["act"] for row in rows] == [
        "member.joined",
        "member.signed_in",
        "image.published",
        "image.edited",
        "image.deleted",
    ]
    assert len({row["actor"] for row in rows} - {None}) == 1
    assert '"visibility": ["public", "only_me"]' in rows[3]["details"]
    assert '"sensitive": [false, true]' in rows[3]["details"]
    said = " ".join(str(value) for row in rows for value in row.values())
    for personal in (me["id"], "ana", "Ana", "exibidos.test", "Serra"):
        assert personal not in said
    assert isinstance(await audit.verify(club.resources.database), Whole)


async def test_a_refused_photo_is_the_houses_own_act(club: Club, database_url: str) -> None:
    async with club.visit("bento") as bento:
        await bento.decided(await bento.upload(b"not a picture at all"))
    row = (await _rows(database_url))[-1]
    assert (row["act"], row["actor"]) == ("image.refused", None)
    assert "reason" in row["details"]


async def test_a_replayed_job_is_answered_for(club: Club, database_url: str) -> None:
    async with club.visit("cassia") as cassia:
        me = (await cassia.browser.get("/api/v1/me")).json()
    job_id = new_id()
    async with club.resources.database.write() as tx:
        await tx.execute(
            "INSERT INTO jobs (id, name, queue, payload, state, run_at, ring_at, finished_at)"
            " VALUES ($1, 'jobs:purge', 'default', '{}', 'dead', now(), now(), now())",
            job_id,
        )
        await replay(tx, job_id, by=me["id"])
    joined, replayed = await _rows(database_url)
    assert (replayed["act"], replayed["object_id"]) == ("job.replayed", str(job_id))
    assert replayed["actor"] == joined["actor"]


async def test_a_key_that_erasure_deleted_leads_to_nobody(club: Club, database_url: str) -> None:
    async with club.visit("davi"):
        pass
    async with club.resources.database.write() as tx:
        await tx.execute("DELETE FROM members WHERE slug = 'davi'")
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT count(*) FROM subject_keys") == 0
    assert await connection.fetchval("SELECT count(*) FROM logs.audit WHERE actor IS NOT NULL") == 1
    await connection.close()


async def _rows(database_url: str) -> list[Any]:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT act, actor, object_kind, object_id, details FROM logs.audit ORDER BY seq")
    await connection.close()
    return list(rows)
