"""What becomes of a photo that is here already, and of one that the club does not want, on the whole way through HTTP and the darkroom?"""

from uuid import UUID

import pytest
from PIL import Image

from exibidos.features.images import Outcome, ban_hash
from fixtures_club import Club, Visitor
from media.pictures import encoded, rocks

pytestmark = pytest.mark.anyio


async def _send(visitor: Visitor, png: bytes, **details: str) -> str:
    sent = await visitor.send(png, content_type="image/png", **details)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"]).partition("?")[0].removeprefix("/p/")


async def test_a_photo_sent_again_is_the_one_that_hangs_and_what_is_banned_leaves_nothing(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        png = encoded(rocks(1), "png")
        first = await _send(ana, png, title="Pedras")
        assert (await ana.decided(first))["state"] == "published"

        again = await ana.send(png, content_type="image/png", title="Pedras outra vez")
        assert again.headers["location"] == f"/p/{first}?notice=here_already"
        assert "You have shown this photo already" in (await ana.browser.get(again.headers["location"])).text

        repacked = await _send(ana, encoded(rocks(1), "png", compress_level=1))
        refused = await ana.decided(repacked)
        assert (refused["state"], refused["reason"]) == ("rejected", "images.already_uploaded")
        assert f'href="/p/{first}"' in (await ana.browser.get(f"/p/{repacked}")).text
        assert len((await ana.browser.get("/api/v1/images")).json()["items"]) == 1

        async with club.resources.database.write() as tx:
            await ban_hash(tx, UUID(first), Outcome.REFUSE, source="test", by=None)
        mirrored = rocks(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((300, 225))
        copy = await bia.upload(encoded(mirrored, quality=60))
        unwanted = await bia.decided(copy)
        assert (unwanted["state"], unwanted["reason"]) == ("rejected", "images.not_wanted")
        page = (await bia.browser.get(f"/p/{copy}")).text
        assert "cannot be shown here" in page
        assert first not in page
        held = [each.key async for each in club.resources.storage.list_objects("")]
        assert not [key for key in held if copy in key], "nothing was made of it"
