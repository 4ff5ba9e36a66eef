"""Does a moderator's word hold on the next request, on every surface, and does the way through reports and reviews lead somewhere?"""

from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from exibidos.features.moderation import read_receipt
from fixtures_club import Club, Visitor
from media.pictures import encoded, rocks

pytestmark = pytest.mark.anyio
API = "/api/v1"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return {**environ, "APP_LIMITS": "false", "MODERATION_OPENERS": "abre,fecha"}


async def _serve(club: Club, visitor: Visitor, role: str) -> None:
    """Give somebody a role, and let them come in with it."""
    async with club.resources.database.write() as tx:
        await tx.execute("UPDATE members SET role = $2 WHERE slug = $1", visitor.slug, role)
    said = {"email": f"{visitor.slug}@exibidos.test", "password": "uma senha bem longa"}
    assert (await visitor.browser.post(f"{API}/session", json=said)).status_code == 200


async def _case(club: Club, image_id: str) -> str:
    async with club.resources.database.read() as tx:
        found = await tx.value(UUID, "SELECT id FROM cases WHERE image_id = $1 AND closed_at IS NULL", UUID(image_id))
    assert found
    return f"/moderation/cases/{found}"


async def _decide(mod: Visitor, case: str, action: str, **said: str) -> Any:
    words = {"rule": "spam", "note": "visto", "statement": "Contra as regras.", **said}
    answer = await mod.browser.post(case, data={"action": action, **words})
    assert answer.status_code == 303, answer.text
    return answer


async def _shown(club: Club, somebody: Visitor, image_id: str, slug: str, url: str) -> dict[str, bool]:
    """Ask every surface of ours whether it shows the photo."""
    said = {}
    for path in ("/", f"/@{slug}", f"{API}/images", f"{API}/members/{slug}/images"):
        said[path] = image_id in (await somebody.browser.get(path)).text
    for path in (f"/p/{image_id}", f"{API}/images/{image_id}", f"{API}/images/{image_id}/vote"):
        answer = await somebody.browser.get(path)
        assert answer.status_code in {200, 404}
        said[path.replace(image_id, "id")] = answer.status_code == 200
    said["media"] = (await club.fetch(url)).status_code == 200
    said["head"] = (await club.fetch(url, method="HEAD")).status_code == 200
    return said


async def test_what_a_moderator_decides_holds_on_the_next_request_everywhere(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("mod") as mod, club.visit() as guest:
        await _serve(club, mod, "moderator")
        image_id = await ana.upload(encoded(rocks(1)), title="Feira")
        url = (await ana.decided(image_id))["urls"]["feed"]

        async def shown() -> set[bool]:
            return set((await _shown(club, bia, image_id, "ana", url)).values())

        assert await shown() == {True}
        sent = await bia.browser.post(
            f"{API}/images/{image_id}/reports", json={"kind": "spam", "words": "Vende óculos"}
        )
        assert (sent.status_code, sent.json()) == (202, {"taken": True})
        assert await shown() == {True}, "one report hides nothing"
        case = await _case(club, image_id)

        queue = (await mod.browser.get("/moderation")).text
        assert f'href="{case}"' in queue
        page = (await mod.browser.get(case)).text
        assert "Vende óculos" in page
        assert "/blur.webp" in page
        assert "/full.webp" not in page, "grey and blurred first"
        lifted = (await mod.browser.post(f"{case}/look")).text
        clear = lifted.partition('class="case-clear')[2].partition('src="')[2].partition('"')[0].replace("&amp;", "&")
        picture = await club.fetch(clear)
        assert (picture.status_code, picture.headers["cache-control"]) == (200, "private, no-store")

        await _decide(mod, case, "hide")
        assert await shown() == {False}
        theirs = (await ana.browser.get(f"/p/{image_id}")).text
        assert "Hidden by the club" in theirs
        assert "Contra as regras." in theirs
        assert "Contra as regras." in (await ana.browser.get("/cases")).text
        assert "We hid the photo" in (await bia.browser.get("/cases")).text

        undo = (
            (await mod.browser.get("/moderation")).text.partition('action="/moderation/decisions/')[2].partition('"')[0]
        )
        back = await mod.browser.post(f"/moderation/decisions/{undo}")
        assert back.headers["location"].startswith(case)
        assert await shown() == {True}

        await _decide(mod, case, "hold")
        assert await shown() == {False}
        assert (await club.fetch(clear)).status_code == 404, "sealed for this moderator as well"
        assert "we cannot say" in (await ana.browser.get("/cases")).text
        async with club.resources.database.read() as tx:
            acts = await tx.values(str, "SELECT act FROM logs.audit WHERE act LIKE 'case.%' ORDER BY seq")
        assert acts == ["case.reported", "case.looked_at", "case.decided", "case.undone", "case.decided"]

        for path in ("/moderation", case):
            for nobody in (ana, bia):
                assert (await nobody.browser.get(path)).status_code == 403
            assert (await guest.browser.get(path)).status_code in {302, 307, 303}
        stolen = clear.replace("/full.webp", "/feed.webp")
        assert (await club.fetch(stolen)).status_code == 403


async def test_a_copy_of_anothers_photo_waits_for_a_moderator_and_its_sender_may_say_why_it_is_theirs(
    club: Club,
) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("mod") as mod:
        await _serve(club, mod, "moderator")
        first = await ana.upload(encoded(rocks(2)), title="Pedras")
        await ana.decided(first)
        turned = rocks(2).transpose(Image.Transpose.ROTATE_90).resize((200, 266))
        copy = await bia.upload(encoded(turned, quality=70))
        assert (await bia.decided(copy))["state"] == "review"
        waiting = (await bia.browser.get(f"/p/{copy}")).text
        assert "Somebody looks at it first" in waiting
        assert first not in waiting
        assert copy not in (await ana.browser.get("/")).text
        assert (await bia.browser.post(f"/p/{copy}/claim", data={"claim": "Negativo na gaveta"})).status_code == 303
        assert (await ana.browser.post(f"/p/{copy}/claim", data={"claim": "x"})).status_code == 404
        case = await _case(club, copy)
        page = (await mod.browser.get(case)).text
        assert "Negativo na gaveta" in page
        assert f'href="/p/{first}"' in page
        nowhere = await mod.browser.post(case, data={"action": "remove", "note": "cópia"})
        assert nowhere.status_code == 422
        assert "cópia" in nowhere.text, "what was typed stays"
        await _decide(mod, case, "approve", note="")
        assert copy in (await ana.browser.get("/")).text


async def test_somebody_without_an_account_reports_and_reads_what_came_of_it(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("mod") as mod, club.visit() as guest:
        await _serve(club, mod, "moderator")
        image_id = await ana.upload(encoded(rocks(3)), visibility="followers")
        await ana.decided(image_id)
        page = (await guest.browser.get(f"/report?photo={image_id}")).text
        assert "@ana" not in page, "nobody learns whose it is"
        said = {
            "kind": "intimate_without_consent",
            "photo": f"https://club.test/p/{image_id}",
            "email": "eu@exibidos.test",
        }
        there = await guest.browser.post("/report", data=said)
        nothing = await guest.browser.post("/report", data={**said, "photo": f"/p/{UUID(int=7)}"})
        assert (there.status_code, there.headers["location"]) == (nothing.status_code, nothing.headers["location"])
        async with club.resources.database.read() as tx:
            assert await tx.value(str, "SELECT moderation FROM images WHERE id = $1", UUID(image_id)) == "hidden"
            report_id = await tx.value(UUID, "SELECT id FROM reports")
        assert report_id
        key_id, tag = club.resources.signer.sign("report", report_id.hex)
        token = f"{report_id.hex}.{key_id}.{tag}"
        assert read_receipt(club.resources.signer, token) == report_id
        assert read_receipt(club.resources.signer, f"{UUID(int=1).hex}.{key_id}.{tag}") is None
        receipt = f"/report/receipt?link={token}"
        assert "Nobody has decided yet" in (await guest.browser.get(receipt)).text
        await _decide(mod, await _case(club, image_id), "remove")
        assert "We removed the photo" in (await guest.browser.get(receipt)).text
        assert "not whole" in (await guest.browser.get("/report/receipt?link=x")).text
