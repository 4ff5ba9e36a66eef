"""Can a portfolio be arranged with plain forms and over the API, and is it found and read?"""

import pytest

from exibidos.kernel.ids import new_id
from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
_ROOM = "/settings/portfolio"


async def test_a_portfolio_is_arranged_with_buttons_and_read_by_a_guest(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        empty = await guest.browser.get("/@ana/portfolio")
        assert "has not chosen any photos yet" in empty.text
        assert "/@ana/portfolio" not in (await guest.browser.get("/@ana")).text
        first = await ana.upload(encoded(gradient()), title="Serra", caption="Cedo, antes do sol.")
        second = await ana.upload(encoded(gradient(480, 640)), title="Mar")
        for image_id in (first, second):
            await ana.decided(image_id)
            added = await ana.browser.post(_ROOM, data={"add": image_id})
            assert added.headers["location"] == f"{_ROOM}#p-{image_id}"
        await ana.browser.post(_ROOM, data={"up": second})
        page = (await guest.browser.get("/@ana/portfolio")).text
        assert page.index("Mar</b>") < page.index("Serra</b>") < page.index("Cedo, antes do sol.")
        assert "/@ana/portfolio" in (await guest.browser.get("/@ana")).text
        assert f"p-{second}" in (await ana.browser.get(_ROOM)).text

        shown = await guest.browser.get("/api/v1/members/ana/portfolio")
        assert shown.json() == {"images": [second, first]}
        put = await ana.browser.put("/api/v1/me/portfolio", json={"images": [first]})
        assert put.json() == {"images": [first]}
        for wrong, status in ((str(new_id()), 404), ("serra", 404)):
            assert (await ana.browser.post(_ROOM, data={"add": wrong})).status_code == status
        twice = await ana.browser.put("/api/v1/me/portfolio", json={"images": [first, first]})
        assert twice.status_code == 422
        await ana.browser.post(_ROOM, data={"away": first})
        assert (await guest.browser.get("/api/v1/members/ana/portfolio")).json() == {"images": []}
        assert (await guest.browser.get(_ROOM)).headers["location"].startswith("/sign-in")
        assert (await guest.browser.get("/@nobody/portfolio")).status_code == 404
        assert (await guest.browser.get("/ana/portfolio")).status_code == 404

        await ana.browser.post("/settings/profile/slug", data={"slug": "ana-da-serra"})
        assert (await guest.browser.get("/@ana/portfolio")).headers["location"] == "/@ana-da-serra/portfolio"
