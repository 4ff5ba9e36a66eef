"""Does what happens reach whom it is about: on the bell, on the page, by mail, and not when they do not want it?"""

import asyncio
import re
from contextlib import aclosing

import msgspec
import pytest

from exibidos.features import notifications
from exibidos.features.notifications import Kind, token_to_unsubscribe
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Unavailable
from exibidos.platform.mail import KeptLetter, get_kept, list_kept
from fixtures_club import Club, Visitor
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


async def member_of(club: Club, slug: str) -> Member:
    async with club.resources.database.read() as tx:
        return await tx.row(  # type: ignore[return-value]
            Member, "SELECT id, slug, display_name, true AS verified FROM members WHERE slug = $1", slug
        )


async def tell(club: Club, recipient: Member, kind: Kind = Kind.NEW_SIGN_IN, actor: Member | None = None) -> None:
    async with club.resources.database.write() as tx:
        await notifications.notify(tx, recipient.id, kind, at=now(), actor_id=actor.id if actor else None)


async def letters(club: Club, *, count: int = 1) -> list[KeptLetter]:
    """Wait until so many letters lie in the outbox and return them, newest first."""
    for _ in range(200):
        async with club.resources.database.read() as tx:
            lines = [line for line in await list_kept(tx) if line.name.startswith("notify_")]
            if len(lines) >= count:
                return [letter for line in lines if (letter := await get_kept(tx, line.id))]
        await asyncio.sleep(0.05)
    raise AssertionError(f"{count} letters did not come within 10 s")


async def unseen(visitor: Visitor) -> int:
    answer = await visitor.browser.get("/api/v1/notifications/unseen")
    counted: int = answer.json()["unseen"]
    return counted


async def test_a_photo_that_is_ready_stands_on_the_page_and_on_the_bell(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(encoded(gradient()), title="Neblina")
        await ana.decided(image_id)
        page = (await ana.browser.get("/notifications")).text
        assert "Your photo is ready" in page
        assert f'href="/p/{image_id}"' in page
        assert "Neblina" in page
        assert re.search(r"data-count>1<", page)


async def test_who_follows_is_told_once_and_who_is_muted_not_at_all(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("caio") as caio:
        assert (await ana.browser.put("/api/v1/members/caio/mute", json={})).is_success
        for fan in (bia, caio):
            assert (await fan.browser.put("/api/v1/members/ana/follow")).is_success
        listed = (await ana.browser.get("/api/v1/notifications")).json()["items"]
        names = [[face["slug"] for face in each["faces"]] for each in listed if each["kind"] == "followed"]
        assert names == [["bia"]]


async def test_who_leaves_or_is_blocked_is_no_news(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("caio") as caio:
        for fan in (bia, caio):
            assert (await fan.browser.put("/api/v1/members/ana/follow")).is_success
        assert (await bia.browser.delete("/api/v1/members/ana/follow")).is_success
        assert (await ana.browser.put("/api/v1/me/blocks/caio")).is_success
        assert (await ana.browser.get("/api/v1/notifications")).json()["items"] == []
        assert await unseen(ana) == 0


async def test_marking_as_seen_empties_the_bell_and_keeps_the_lines(club: Club) -> None:
    async with club.visit("ana") as ana:
        await tell(club, await member_of(club, "ana"))
        page = (await ana.browser.get("/notifications")).text
        until = re.search(r'name="until" value="([^"]+)"', page)
        assert until
        await ana.browser.post("/notifications/seen", data={"until": until.group(1)})
        after = (await ana.browser.get("/notifications")).text
        assert await unseen(ana) == 0
        assert "news-new" not in after
        assert "Somebody signed in" in after


async def test_a_device_that_was_not_here_is_told_of_and_one_that_was_is_not(club: Club) -> None:
    said = {"email": "ana@exibidos.test", "password": "uma senha bem longa"}
    async with club.visit("ana") as ana:
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET created_at = now() - interval '1 day' WHERE slug = 'ana'")
        counts = []
        for device in ("Firefox/130.0 (Linux)", "Firefox/131.0 (Linux)", "Firefox/131.0 (Windows)"):
            answer = await ana.browser.post("/api/v1/session", json=said, headers={"user-agent": device})
            assert answer.is_success
            async with club.resources.database.read() as tx:
                counts.append(
                    await tx.value(int, "SELECT count(*) FROM notifications WHERE kind = 'new_sign_in' AND shown")
                )
            await ana.browser.post("/api/v1/notifications/seen", json={})
        assert counts == [1, 1, 2]


async def test_a_letter_comes_and_its_way_out_works_for_a_mail_program_of_another_site(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as program:
        recipient = await member_of(club, "ana")
        await tell(club, recipient)
        (letter,) = await letters(club)
        assert letter.recipient == "ana@exibidos.test"
        way = re.search(r"/unsubscribe\?token=\S+", letter.text)
        assert way
        asked = await ana.browser.get(way.group())
        assert "Stop these letters" in asked.text
        foreign = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
        acted = await program.browser.post(way.group(), data={"List-Unsubscribe": "One-Click"}, headers=foreign)
        assert acted.status_code == 200
        await ana.browser.post("/api/v1/notifications/seen", json={})
        async with club.resources.database.write() as tx:
            await notifications.notify(tx, recipient.id, Kind.NEW_SIGN_IN, at=now())
            assert tx.jobs == []


async def test_looking_at_the_way_out_changes_nothing(club: Club) -> None:
    async with club.visit("ana"), club.visit() as scanner:
        recipient = await member_of(club, "ana")
        token = token_to_unsubscribe(club.resources.signer, recipient.id, Kind.NEW_SIGN_IN)
        assert (await scanner.browser.get(f"/unsubscribe?token={token}")).status_code == 200
        async with club.resources.database.read() as tx:
            assert (await notifications.get_wishes(tx, recipient)).choices == {}


async def test_no_other_door_opens_to_other_sites(club: Club) -> None:
    async with club.visit("ana") as ana:
        for path in ("/sign-out", "/notifications/seen", "/settings/notifications", "/api/v1/notifications/seen"):
            answer = await ana.browser.post(path, headers={"sec-fetch-site": "cross-site"})
            assert answer.status_code == 403, path


async def test_a_way_out_that_is_not_whole_says_so(club: Club) -> None:
    async with club.visit() as guest:
        for path in ("/unsubscribe", "/unsubscribe?token=x", f"/unsubscribe?token={'a' * 32}.followed.k.t"):
            assert (await guest.browser.get(path)).status_code == 422
            assert (await guest.browser.post(path)).status_code == 422


async def test_what_was_seen_in_time_needs_no_letter_and_quiet_hours_hold_one_back(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        night = {"begins": 0, "ends": 1439}
        wishes = (await ana.browser.get("/api/v1/notifications/settings")).json()
        answer = await ana.browser.put("/api/v1/notifications/settings", json={**wishes, "quiet": night})
        assert answer.json()["quiet"] == night
        await tell(club, await member_of(club, "ana"))
        await tell(club, await member_of(club, "bia"))
        (letter,) = await letters(club)
        assert letter.recipient == "bia@exibidos.test"
        async with club.resources.database.read() as tx:
            waiting = await tx.value(
                int,
                "SELECT count(*) FROM jobs WHERE name = 'notifications:mail' AND state = 'queued' AND run_at > now()",
            )
        assert waiting == 1
        assert await unseen(bia) == 1


async def test_the_settings_are_a_form_that_keeps_what_is_said(club: Club) -> None:
    async with club.visit("ana") as ana:
        said = {"ticked": ["followed.mail"], "quiet": "on", "begins": "22:30", "ends": "06:00"}
        answer = await ana.browser.post("/settings/notifications", data={**said, "time_zone": "Europe/Lisbon"})
        assert answer.headers["location"].startswith("/settings/notifications?notice=saved")
        page = (await ana.browser.get("/settings/notifications")).text
        assert re.search(r'value="followed.mail" checked', page)
        assert not re.search(r'value="followed.in_app" checked', page)
        assert 'value="22:30"' in page
        assert "<option selected>Europe/Lisbon" in page
        wished = {"ticked": ["follow_asked.mail"], "quiet": "on", "begins": "23:15", "ends": "23:15"}
        wrong = await ana.browser.post("/settings/notifications", data={**wished, "time_zone": "Asia/Tokyo"})
        assert wrong.status_code == 422
        assert "begin and end at different times" in wrong.text
        assert re.search(r'value="follow_asked.mail" checked', wrong.text), "what was typed is still there"
        assert not re.search(r'value="followed.mail" checked', wrong.text)
        assert 'value="23:15"' in wrong.text
        assert "<option selected>Asia/Tokyo" in wrong.text
        for bad in ({"ticked": "x.y"}, {"quiet": "on", "begins": "99:99"}, {"time_zone": "Moon/Base"}):
            assert (await ana.browser.post("/settings/notifications", data=bad)).status_code == 422


async def test_the_bell_costs_a_member_one_question_and_a_guest_none(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    read = notifications.count_unseen

    async def counted(tx: object, member: Member) -> int:
        asked.append(member.slug)
        return await read(tx, member)  # type: ignore[arg-type]

    monkeypatch.setattr("exibidos.app.web.count_unseen", counted)
    async with club.visit("ana") as ana, club.visit() as guest:
        await guest.browser.get("/")
        assert asked == []
        await ana.browser.get("/")
        assert asked == ["ana"]


async def test_an_open_page_hears_of_each_change_until_the_process_stops(club: Club) -> None:
    async with club.visit("ana"):
        ana = await member_of(club, "ana")
        heard: list[int] = []
        async with aclosing(club.resources.bell_watch.counts(ana)) as counts, asyncio.timeout(10):
            async for event in counts:
                heard.append(msgspec.json.decode(event["data"])["unseen"])
                if len(heard) == 1:
                    await tell(club, ana)
                elif len(heard) == 2:
                    async with club.resources.database.write() as tx:
                        await notifications.mark_seen(tx, ana, until=now(), at=now())
                else:
                    club.resources.stopping.set()
        assert heard == [0, 1, 0]


async def test_a_guest_has_no_news(club: Club) -> None:
    async with club.visit() as guest:
        assert (await guest.browser.get("/notifications")).headers["location"].startswith("/sign-in")
        assert (await guest.browser.get("/api/v1/notifications")).status_code == 401


async def test_an_unreachable_database_hides_a_number_not_a_page(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> int:
        raise Unavailable("database.unreachable")

    monkeypatch.setattr("exibidos.app.web.count_unseen", away)
    async with club.visit("ana") as ana:
        assert (await ana.browser.get("/upload")).status_code == 200
