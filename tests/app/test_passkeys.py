"""Does a passkey let its person in and nobody else? Answers signed by a device of software, checked as any browser's."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from authenticator import Device
from exibidos.features.accounts import MOST_PASSKEYS
from fixtures_club import PASSWORD, Club, Visitor

pytestmark = pytest.mark.anyio
REFUSED, STALE = "accounts.passkey_refused", "accounts.passkey_stale"


async def asked_to_add(someone: Visitor) -> dict[str, Any]:
    answer = await someone.browser.post("/api/v1/passkeys/options", json={})
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()
    return options


async def send(someone: Visitor, credential: dict[str, Any], name: str = "Laptop", **headers: str) -> httpx.Response:
    said = {"name": name, "credential": credential}
    return await someone.browser.post("/api/v1/passkeys", json=said, headers=headers)


async def add(someone: Visitor, device: Device, name: str = "Laptop") -> dict[str, Any]:
    answer = await send(someone, device.made(await asked_to_add(someone)), name)
    assert answer.status_code == 201, answer.text
    passkey: dict[str, Any] = answer.json()
    return passkey


async def asked(someone: Visitor) -> dict[str, Any]:
    answer = await someone.browser.post("/api/v1/session/passkey/options", json={})
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()
    return options


async def show(someone: Visitor, credential: dict[str, Any]) -> httpx.Response:
    return await someone.browser.post("/api/v1/session/passkey", json={"credential": credential})


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_a_passkey_signs_its_person_in(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        options = await asked(guest)
        assert (options["rpId"], options["allowCredentials"]) == ("club.test", [])
        answer = await show(guest, device.shown(options))
        assert (answer.status_code, answer.json()["slug"]) == (200, "ana")
        assert (await guest.browser.get("/api/v1/me")).json()["slug"] == "ana"
        (kept,) = (await guest.browser.get("/api/v1/passkeys")).json()["items"]
        assert kept["last_used_at"]


async def test_what_is_asked_tells_a_device_nothing_that_leads_elsewhere(club: Club) -> None:
    async with club.visit("ana") as ana:
        first, second = await asked_to_add(ana), await asked_to_add(ana)
        me = (await ana.browser.get("/api/v1/me")).json()
    assert first["user"]["id"] == second["user"]["id"], "a device replaces the passkey of a handle that it knows"
    assert first["challenge"] != second["challenge"]
    assert len(Device().credential_id) == 32
    for personal in (me["id"], me["id"].replace("-", ""), "exibidos.test"):
        assert personal not in str(first)
    assert first["rp"] == {"id": "club.test", "name": club.settings.app.name}
    assert first["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert first["attestation"] == "none"


async def test_a_device_is_told_which_passkeys_are_there(club: Club) -> None:
    phone, key = Device(synced=True), Device(transports=("usb", "nfc"))
    async with club.visit("ana") as ana:
        await add(ana, phone)
        await add(ana, key, "Key")
        known = (await asked_to_add(ana))["excludeCredentials"]
        listed = (await ana.browser.get("/api/v1/passkeys")).json()["items"]
    assert [one.get("transports") for one in known] == [["nfc", "usb"], ["internal"]]
    assert [(one["name"], one["synced"]) for one in listed] == [("Key", False), ("Laptop", True)]


async def test_an_unsound_answer_opens_nothing(club: Club) -> None:
    device = Device()
    lies: dict[str, dict[str, Any]] = {
        "another origin": {"origin": "http://evil.test"},
        "made for another party": {"party": "evil.test"},
        "nobody verified": {"verified": False},
        "not signed": {"signature": b"no signature at all"},
        "another ceremony": {"kind": "webauthn.create"},
        "asked from a frame elsewhere": {"framed": True},
        "another's handle": {"handle": b"x" * 32},
        "no handle": {"handle": None},
    }
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        for why, lie in lies.items():
            assert code(await show(guest, device.shown(await asked(guest), **lie))) == (422, REFUSED), why
            assert (await guest.browser.get("/api/v1/me")).status_code == 401, why


async def test_an_answer_is_good_once(club: Club) -> None:
    device = Device(synced=True)
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        options = await asked(guest)
        answer = device.shown(options)
        assert (await show(guest, answer)).status_code == 200
        assert code(await show(guest, answer)) == (422, STALE)
        assert code(await show(guest, device.shown(options))) == (422, STALE), "nor is its question"


async def test_a_refused_answer_uses_its_question_up(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        options = await asked(guest)
        assert code(await show(guest, device.shown(options, verified=False))) == (422, REFUSED)
        assert code(await show(guest, device.shown(options))) == (422, STALE)


async def test_a_question_that_nobody_put_has_no_answer(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        for challenge in ("", "AAAA", "x" * 43):
            assert code(await show(guest, device.shown(await asked(guest), challenge=challenge))) == (422, STALE)


async def test_the_question_of_another_browser_is_not_ours_to_answer(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as guest, club.visit() as other:
        await add(ana, device)
        theirs = await asked(other)
        await asked(guest)
        assert code(await show(guest, device.shown(theirs))) == (422, STALE)
        assert code(await show(other, device.shown(theirs))) == (422, STALE), "and it is used up"


async def test_two_tabs_of_one_browser_each_have_their_question(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        first = await asked(guest)
        await asked(guest)
        assert (await show(guest, device.shown(first))).status_code == 200


async def test_the_cookie_of_a_question_is_kept_from_scripts_and_other_sites_and_is_short(club: Club) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.post("/api/v1/session/passkey/options", json={})
        cookie = answer.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"))
        guest.browser.cookies.set("browser", "chosen-by-somebody-else", domain="club.test")
        again = await guest.browser.post("/api/v1/session/passkey/options", json={})
        assert "chosen-by-somebody-else" not in again.headers["set-cookie"]


async def test_a_counter_that_falls_back_is_refused_and_answered_for(club: Club, database_url: str) -> None:
    device = Device()
    device.count = 3
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        assert (await show(guest, device.shown(await asked(guest)))).status_code == 200
        for count in (0, 3, 4):
            assert code(await show(guest, device.shown(await asked(guest), count=count))) == (422, REFUSED)
        assert (await show(guest, device.shown(await asked(guest), count=9))).status_code == 200, "it is not lost"
    assert (await _acts(database_url)).count("passkey.doubted") == 3


async def test_a_counter_is_doubted_only_under_a_sound_signature(club: Club, database_url: str) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, device)
        await show(guest, device.shown(await asked(guest)))
        lie = device.shown(await asked(guest), count=1, signature=b"guessed")
        assert code(await show(guest, lie)) == (422, REFUSED)
    assert "passkey.doubted" not in await _acts(database_url)


async def test_of_two_answers_at_once_with_one_count_one_comes_in(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit() as one, club.visit() as two:
        await add(ana, device)
        answers = [device.shown(await asked(visitor), count=7) for visitor in (one, two)]
        said = await asyncio.gather(show(one, answers[0]), show(two, answers[1]))
        assert sorted(answer.status_code for answer in said) == [200, 422]


async def test_whoever_may_not_come_in_gets_one_answer(club: Club) -> None:
    device, stranger, nameless = Device(), Device(), Device()
    nameless.credential_id = b""
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        await add(ana, device)
        theirs = Device()
        gone = await add(bia, theirs)
        assert (await bia.browser.delete(f"/api/v1/passkeys/{gone['id']}")).status_code == 204
        await suspend(club, "ana")
        said = [await show(guest, one.shown(await asked(guest))) for one in (device, stranger, nameless, theirs)]
        assert [answer.status_code for answer in said] == [422] * 4
        assert len({answer.content for answer in said}) == 1


async def suspend(club: Club, slug: str) -> None:
    async with club.resources.database.write() as tx:
        await tx.execute("UPDATE members SET suspended_at = now() WHERE slug = $1", slug)


async def test_trying_is_throttled(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        await add(ana, Device())
        lie = Device().shown({"rpId": "club.test", "challenge": "AAAA"})
        said = [(await show(guest, lie)).status_code for _ in range(51)]
        assert said == [422] * 50 + [429]


async def test_an_unsound_passkey_is_not_kept(club: Club) -> None:
    off_the_curve = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + b"\0" * 32 + b"\x22\x58\x20" + b"\0" * 32
    lies: list[dict[str, Any]] = [
        {"origin": "http://evil.test"},
        {"party": "evil.test"},
        {"verified": False},
        {"kind": "webauthn.get"},
        {"framed": True},
        {"attestation": b"\x00not CBOR"},
        {"key": b"\xa1\x01\x02"},
        {"key": off_the_curve},
    ]
    async with club.visit("ana") as ana:
        for lie in lies:
            answer = await send(ana, Device().made(await asked_to_add(ana), **lie))
            assert code(answer) == (422, "accounts.passkey_unsound"), lie
        for length in (0, 1024):
            device = Device()
            device.credential_id = b"x" * length
            answer = await send(ana, device.made(await asked_to_add(ana)))
            assert code(answer) == (422, "accounts.passkey_unsound"), length
        assert (await ana.browser.get("/api/v1/passkeys")).json()["items"] == []


async def test_the_question_of_another_member_or_session_is_not_ours_to_answer(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        theirs = await asked_to_add(bia)
        assert code(await send(ana, Device().made(theirs))) == (422, STALE)
        hers = await asked_to_add(ana)
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        await ana.browser.post("/api/v1/session", json=said)
        assert code(await send(ana, Device().made(hers))) == (422, STALE), "a new session is asked anew"
        sign_in = await asked(ana)
        made = Device().made(hers, challenge=sign_in["challenge"])
        assert code(await send(ana, made)) == (422, STALE), "nor does one kind of question stand for another"


async def test_one_passkey_is_one_persons(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        await add(ana, device)
        for someone in (ana, bia):
            answer = await send(someone, device.made(await asked_to_add(someone)))
            assert code(answer) == (409, "accounts.passkey_known")


async def test_adding_one_passkey_twice_at_once_adds_it_once(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana:
        made = [device.made(await asked_to_add(ana)) for _ in range(5)]
        said = await asyncio.gather(*(send(ana, one) for one in made))
        assert sorted(answer.status_code for answer in said) == [201, 409, 409, 409, 409]


async def test_a_lost_answer_is_told_again_under_its_key(club: Club) -> None:
    async with club.visit("ana") as ana:
        made = Device().made(await asked_to_add(ana))
        said = [await send(ana, made, **{"idempotency-key": "k"}) for _ in range(2)]
        assert [answer.status_code for answer in said] == [201, 201]
        assert said[0].json() == said[1].json()


async def test_nobody_has_more_than_the_most_not_even_at_once(club: Club) -> None:
    async with club.visit("ana") as ana:
        for number in range(MOST_PASSKEYS - 1):
            await add(ana, Device(), f"Device {number}")
        made = [Device().made(await asked_to_add(ana)) for _ in range(3)]
        said = await asyncio.gather(*(send(ana, one) for one in made))
        assert sorted(answer.status_code for answer in said) == [201, 409, 409]
        more = await ana.browser.post("/api/v1/passkeys/options", json={})
        assert code(more) == (409, "accounts.too_many_passkeys")


async def test_adding_and_removing_ask_who_it_is_and_are_answered_for(club: Club, database_url: str) -> None:
    async with club.visit("ana") as ana:
        passkey = await add(ana, Device())
        await ana.grow_stale()
        said = {"name": "x", "credential": Device().made(await _made_up())}
        for answer in (
            await ana.browser.post("/api/v1/passkeys/options", json={}),
            await ana.browser.post("/api/v1/passkeys", json=said),
            await ana.browser.delete(f"/api/v1/passkeys/{passkey['id']}"),
        ):
            assert code(answer) == (403, "accounts.prove_first")
        await ana.browser.put("/api/v1/session/proof", json={"password": PASSWORD})
        assert (await ana.browser.delete(f"/api/v1/passkeys/{passkey['id']}")).status_code == 204
    assert (await _acts(database_url))[-2:] == ["passkey.added", "passkey.removed"]


async def _made_up() -> dict[str, Any]:
    return {"user": {"id": "AAAA"}, "rp": {"id": "club.test"}, "challenge": "AAAA"}


async def test_who_is_suspended_meanwhile_adds_nothing(club: Club) -> None:
    async with club.visit("ana") as ana:
        made = Device().made(await asked_to_add(ana))
        await suspend(club, "ana")
        assert code(await send(ana, made)) == (403, "accounts.suspended")


async def test_a_passkey_has_the_name_that_its_owner_gives_it(club: Club) -> None:
    async with club.visit("ana") as ana:
        passkey = await add(ana, Device(), "  My\tlaptop ")
        assert passkey["name"] == "My laptop"
        path = f"/api/v1/passkeys/{passkey['id']}"
        assert (await ana.browser.put(path, json={"name": "Phone"})).json()["name"] == "Phone"
        for bad in ("", "\u202e", "x" * 61):
            answer = await ana.browser.put(path, json={"name": bad})
            assert code(answer) == (422, "accounts.passkey_name_length")
        refused = await send(ana, Device().made(await asked_to_add(ana)), "")
        assert code(refused) == (422, "accounts.passkey_name_length")


async def test_another_members_passkey_is_not_there(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        passkey = await add(ana, Device())
        path = f"/api/v1/passkeys/{passkey['id']}"
        assert code(await bia.browser.put(path, json={"name": "x"})) == (404, "accounts.no_such_passkey")
        assert code(await bia.browser.delete(path)) == (404, "accounts.no_such_passkey")
        assert (await bia.browser.get("/api/v1/passkeys")).json()["items"] == []
        assert len((await ana.browser.get("/api/v1/passkeys")).json()["items"]) == 1


async def test_the_last_way_in_stays_though_two_go_at_once(club: Club) -> None:
    async with club.visit("ana") as ana:
        paths = [f"/api/v1/passkeys/{(await add(ana, Device()))['id']}" for _ in range(2)]
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET password_hash = NULL")
        said = await asyncio.gather(*(ana.browser.delete(path) for path in paths))
        assert sorted(answer.status_code for answer in said) == [204, 409]
        refused = next(answer for answer in said if answer.status_code == 409)
        assert refused.json()["code"] == "accounts.last_way_in"


async def test_a_passkey_shows_again_who_it_is(club: Club) -> None:
    device = Device()
    async with club.visit("ana") as ana:
        await add(ana, device)
        await ana.grow_stale()
        before = ana.browser.cookies["session"]
        options = (await ana.browser.post("/api/v1/session/proof/passkey/options", json={})).json()
        assert [one["type"] for one in options["allowCredentials"]] == ["public-key"]
        said = {"credential": device.shown(options, handle=None)}
        assert (await ana.browser.put("/api/v1/session/proof/passkey", json=said)).status_code == 200
        assert ana.browser.cookies["session"] != before
        assert (await ana.browser.post("/api/v1/passkeys/options", json={})).status_code == 200


async def test_only_ones_own_passkey_shows_it(club: Club) -> None:
    hers, theirs = Device(), Device()
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        await add(ana, hers)
        await add(bia, theirs)
        await ana.grow_stale()
        path = "/api/v1/session/proof/passkey"
        for device, lie in ((theirs, {}), (hers, {"handle": theirs.handle})):
            options = (await ana.browser.post(f"{path}/options", json={})).json()
            answer = await ana.browser.put(path, json={"credential": device.shown(options, **lie)})
            assert code(answer) == (422, REFUSED)
        options = (await bia.browser.post(f"{path}/options", json={})).json()
        answer = await ana.browser.put(path, json={"credential": theirs.shown(options)})
        assert code(answer) == (422, STALE)
        assert code(await ana.browser.post("/api/v1/passkeys/options", json={})) == (403, "accounts.prove_first")


async def test_who_has_none_is_told_so(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.post("/api/v1/session/proof/passkey/options", json={})
        assert code(answer) == (409, "accounts.no_passkeys")


async def _acts(database_url: str) -> list[str]:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT act FROM logs.audit ORDER BY seq")
    await connection.close()
    return [row["act"] for row in rows]
