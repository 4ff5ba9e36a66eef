"""Does every room of the settings have its line in the list, and every line its room?"""

import re

import pytest
from litestar.handlers import HTTPRouteHandler

from exibidos.web.components.rooms import WINGS
from fixtures_club import Club

pytestmark = pytest.mark.anyio


async def test_every_room_is_listed_and_opens(club: Club) -> None:
    async with club.visit("ana") as ana:
        listed = set(re.findall(r'href="(/settings/[^"]+)"', (await ana.browser.get("/settings")).text))
        assert listed == {room.href for wing in WINGS for room in wing.rooms}
        for href in listed:
            room = await ana.browser.get(href)
            assert room.status_code == 200, href
            assert f'<a href="{href}" aria-current="page">' in room.text


async def test_no_room_is_without_a_line(club: Club) -> None:
    rooms = {
        route.path
        for route in club.web.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods
        if re.fullmatch(r"/settings/[a-z-]+", route.path)
    }
    house = {"/settings/invitations"}  # not everybody's: pages/settings.py lists it for whom it is open
    assert rooms - house == {room.href for wing in WINGS for room in wing.rooms}


async def test_a_guest_is_led_to_the_door(club: Club) -> None:
    async with club.visit() as guest:
        assert (await guest.browser.get("/settings")).headers["location"] == "/sign-in?next=%2Fsettings"
