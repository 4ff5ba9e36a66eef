"""Who finds the page of components? Whoever develops, and nobody in production."""

import httpx
import msgspec
import pytest

from exibidos.app.web import make_web
from exibidos.platform.settings import Environment
from fixtures_club import Club, replaced, transport_to

pytestmark = pytest.mark.anyio


async def test_in_development_there_is_a_page_of_components(club: Club) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.get("/_components")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"


async def test_in_production_there_is_none(club: Club) -> None:
    app = msgspec.structs.replace(club.settings.app, env=Environment.PRODUCTION)
    web = make_web(replaced(club.settings, app=app))
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web), base_url=club.settings.app.url) as guest,
    ):
        absent, unknown = await guest.get("/_components"), await guest.get("/_nothing")
        assert (absent.status_code, unknown.status_code) == (404, 404)
        assert "data-theme" not in absent.text
