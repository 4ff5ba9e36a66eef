"""Does a host learn what storage has lost and what nobody knows, and does mending bring it back?"""

import asyncio
import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from exibidos.cli import photos
from exibidos.features import images, profiles
from exibidos.kernel.clock import now
from exibidos.kernel.ids import new_id
from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


async def _keys(club: Club, image_id: str) -> dict[str, str]:
    async with club.resources.database.read() as tx:
        rows = await tx.values(str, "SELECT name || ' ' || key FROM image_variants WHERE image_id = $1", UUID(image_id))
    return {name: key for name, _, key in (row.partition(" ") for row in rows)}


async def test_what_is_lost_is_made_again_and_what_nobody_knows_is_dropped(
    club: Club, capsys: pytest.CaptureFixture[str]
) -> None:
    storage, database, prefix = club.resources.storage, club.resources.database, club.settings.app.env.value
    async with club.visit("ana") as ana, club.visit("bia"):
        image_id = await ana.upload(encoded(gradient()))
        urls = (await ana.decided(image_id))["urls"]
        face = {"file": ("eu.jpg", encoded(gradient()), "image/jpeg")}
        assert (await ana.browser.post("/settings/profile/avatar", files=face)).status_code == 303
        before = await _keys(club, image_id)
        assert [loss async for loss in images.find_losses(storage, database.read, sample=1)] == []

        other = b"other bytes, as many"
        await storage.delete([before["thumb"]])
        size = len((await club.fetch(urls["blur"])).content)
        changed = other.ljust(size, b".")
        await storage.put(before["blur"], changed, content_type="image/webp", sha256=hashlib.sha256(changed).digest())
        nobodys = [
            f"{prefix}/{new_id()}/{new_id()}/feed.webp",
            f"{prefix}/quarantine/{new_id()}",
            f"{prefix}/faces/{new_id()}/{new_id()}/small.webp",
            f"{prefix}/else/kept.txt",
        ]
        for key in nobodys:
            await storage.put(key, other, content_type="image/webp", sha256=hashlib.sha256(other).digest())
        losses = [loss async for loss in images.find_losses(storage, database.read, sample=1)]
        assert {(loss.key, loss.why) for loss in losses} == {(before["thumb"], "absent"), (before["blur"], "digest")}

        async def orphans(days: int) -> set[str]:
            at = now() + timedelta(days=days)
            found = [key async for key in images.find_orphans(storage, database.read, f"{prefix}/", now=at)]
            return {*found, *[key async for key in profiles.find_orphans(storage, database.read, prefix, now=at)]}

        assert await orphans(0) == set(), "it may be under way"
        assert await orphans(2) == set(nobodys[:3])

        said = await photos.compare(database, storage, club.settings, sample=1, repair=True)
        assert said == 0
        assert "Workers develop 1 photos again" in capsys.readouterr().out
        async with database.write() as tx:
            images.drop_orphans(tx, sorted(await orphans(2)))
        for _ in range(400):
            if not await orphans(2) and not [loss async for loss in images.find_losses(storage, database.read)]:
                break
            await asyncio.sleep(0.05)
        assert [loss async for loss in images.find_losses(storage, database.read, sample=1)] == []
        assert (await club.fetch(urls["thumb"])).status_code == 200
        assert nobodys[3] in {found.key async for found in storage.list_objects(prefix)}

        (original,) = [found.key async for found in storage.list_objects(prefix) if "/original." in found.key]
        await storage.delete([original])
        assert await photos.compare(database, storage, club.settings, sample=0, repair=False) == 1
        assert "bring them back from a backup" in capsys.readouterr().out
        assert await photos.regenerate(database, "nobody-here") == 1
        assert await photos.regenerate(database, "@bia") == 0
