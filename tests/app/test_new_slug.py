"""Does a new slug reach the corner of the photos that hang already, with none of them away for a moment?"""

import asyncio
from uuid import UUID

import pytest

from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


async def _rows(club: Club, image_id: str) -> dict[str, tuple[str, str]]:
    async with club.resources.database.read() as tx:
        found = await tx.values(
            str,
            "SELECT name || ' ' || key || ' ' || encode(sha256, 'hex') FROM image_variants WHERE image_id = $1",
            UUID(image_id),
        )
    return {name: (key, digest) for name, key, digest in (line.split() for line in found)}


async def test_a_new_slug_is_drawn_into_photos_while_every_address_goes_on_answering(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(encoded(gradient(1200, 900)))
        urls = (await ana.decided(image_id))["urls"]
        before = await _rows(club, image_id)
        old = await club.fetch(urls["full"])
        renamed = await ana.browser.post("/settings/profile/slug", data={"slug": "ana-da-serra"})
        assert renamed.status_code == 303
        after = before
        for _ in range(400):
            assert (await club.fetch(urls["full"])).status_code == 200
            after = await _rows(club, image_id)
            if after != before:
                break
            await asyncio.sleep(0.05)
        assert {name for name in after if after[name][1] != before[name][1]} == {"feed", "full"}
        assert not {key for key, _ in after.values()} & {key for key, _ in before.values()}
        new = await club.fetch(urls["full"])
        assert new.headers["etag"] != old.headers["etag"]
        assert (await club.fetch(urls["full"], headers={"if-none-match": old.headers["etag"]})).status_code == 200
        kept = {key for key, _ in after.values()}
        for _ in range(400):
            folder = next(iter(before.values()))[0].rpartition("/")[0]
            stored = {found.key async for found in club.resources.storage.list_objects(f"{folder}/")}
            if not stored & {key for key, _ in before.values()}:
                break
            await asyncio.sleep(0.05)
        assert {key for key in stored if key.endswith(".webp")} == kept
        assert sum("original" in key for key in stored) == 1
