"""Can everybody use the rooms behind the door: settings, letters' pages, lists of people, the house's own? One walk through all of them."""

import asyncio
import re

import asyncpg
import pytest

from browser.axe import Theme, findings
from browser.keyboard import stumbles
from browser.visitors import House, Visitor
from exibidos.kernel.ids import new_id
from fixtures_club import PASSWORD

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
# Each room in both themes, one at each size.
_LOOKS: tuple[tuple[str, Theme], ...] = (("phone", "dark"), ("desk", "light"))


async def test_axe_and_the_keyboard_find_no_fault_with_the_rooms_behind_the_door(
    house: House, club_owner_url: str
) -> None:
    ana, bia, caio = await house.member(), await house.member(), await house.member()
    await lived_in(ana, bia, caio, club_owner_url)
    guest = await house.visitor()
    faults: list[str] = []
    for path in ROOMS:
        faults += await faults_of(ana, path.replace("ME", ana.slug))
    for path in ("/reset", "/sign-in/link", "/first-admin?link=x", "/join/letter?link=x"):
        faults += await faults_of(guest, path)
    for asked, name in (("/reset", "accounts_reset"), ("/sign-in/link", "accounts_sign_in")):
        link = await link_to(guest, asked, f"{ana.slug}@exibidos.test", name, club_owner_url)
        faults += await faults_of(guest, link)
    assert not faults, "\n".join(faults)


ROOMS = (
    "/settings",
    "/notifications",
    "/settings/notifications",
    "/settings/profile",
    "/settings/standing",
    "/settings/privacy",
    "/settings/password",
    "/settings/codes",
    "/settings/account",
    "/settings/sessions",
    "/settings/events",
    "/settings/deactivate",
    "/settings/invitations",
    "/moderation/joinings",
    "/prove",
    "/first-admin?link=x",
    "/requests",
    "/@ME/followers",
    "/@ME/following",
)


async def faults_of(visitor: Visitor, path: str) -> list[str]:
    """Return what is wrong with a page, each line with its path."""
    await visitor.goto(path)
    found = await findings(visitor.page, looks=_LOOKS)
    wide = await visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    lost = await stumbles(visitor.page)
    return [f"{path}: {fault}" for fault in (*found, *lost, *(["wider than the window"] if wide else []))]


async def lived_in(ana: Visitor, bia: Visitor, caio: Visitor, owner_url: str) -> None:
    """Let Ana look after the club, be followed and asked, have invited somebody, and be asked for by somebody who waits."""
    connection = await asyncpg.connect(owner_url)
    await connection.execute("UPDATE members SET verified_at = now(), role = 'admin' WHERE slug = $1", ana.slug)
    await connection.execute(
        """
        INSERT INTO joinings (id, email, email_canonical, slug, display_name, of_age, terms_version, answer, state, confirmed_at)
        VALUES ($1, $2, $2, $3, 'Dora Maar', true, '2026-11', 'Fotografo portas, e o que fica atrás delas.', 'waiting', now())
        """,
        new_id(),
        f"{new_id().hex}@exibidos.test",
        f"dora-{new_id().hex[-8:]}",
    )
    await connection.close()
    request = ana.context.request
    said = {"email": f"{ana.slug}@exibidos.test", "password": PASSWORD}
    wrong = await request.post(f"{ana.club.url}/api/v1/session", data={**said, "password": "not hers"})
    assert wrong.status == 422
    assert (await request.post(f"{ana.club.url}/api/v1/session", data=said)).ok
    form: dict[str, str | float | bool] = {"note": "For the Sunday walk", "uses": "3", "days": "30"}
    assert (await request.post(f"{ana.club.url}/settings/invitations", form=form)).ok
    assert (await bia.context.request.post(f"{ana.club.url}/@{ana.slug}/follow", form={})).ok
    assert (await request.post(f"{ana.club.url}/@{bia.slug}/follow", form={})).ok
    assert (await request.post(f"{ana.club.url}/settings/people/private", form={"private": "on"})).ok
    assert (await caio.context.request.post(f"{ana.club.url}/@{ana.slug}/follow", form={})).ok
    assert (await request.post(f"{ana.club.url}/api/v1/session", data=said)).ok, "a second device, for the list"


async def link_to(guest: Visitor, asked: str, email: str, name: str, owner_url: str) -> str:
    """Ask for a letter and return the path of the link in it, once it lies in the outbox."""
    assert (await guest.context.request.post(f"{guest.club.url}{asked}", form={"email": email})).ok
    connection = await asyncpg.connect(owner_url)
    try:
        for _ in range(400):
            text = await connection.fetchval("SELECT text FROM letters WHERE name = $1 AND recipient = $2", name, email)
            if text:
                found = re.search(rf"{guest.club.url}(/\S+link=\S+)", text)
                assert found
                return found[1]
            await asyncio.sleep(0.05)
    finally:
        await connection.close()
    raise AssertionError(f"no letter {name} within 20 s")
