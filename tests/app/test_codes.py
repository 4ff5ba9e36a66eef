"""Does signing in ask for a code in every way in, take each code once, and let nobody guess one?"""

import asyncio
import html
import re
from datetime import timedelta
from uuid import UUID

import httpx
import pyotp
import pytest

from exibidos.features.accounts import Device
from exibidos.features.accounts.service.members import get_account
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Limited
from exibidos.kernel.sealing import Sealer
from fixtures_club import PASSWORD, Club, Visitor

pytestmark = pytest.mark.anyio
HERE = "/settings/codes"
PHONE = Device(address="192.0.2.1", name="phone")
LATER = timedelta(seconds=30)


async def begun(ana: Visitor) -> tuple[str, str]:
    """Open the page that sets codes up; return its token and the secret that it shows."""
    page = (await ana.browser.get(HERE)).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    secret = re.search(r'codes-secret"[^>]*>([A-Z2-7 ]+)<', page)
    assert token
    assert secret
    assert 'src="data:image/svg+xml' in page
    return token[1], secret[1].replace(" ", "")


async def set_up(ana: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """Set codes up with the code of half a minute ago, so that the present one is still to be used; return recovery codes too."""
    token, secret = await begun(ana)
    app = pyotp.TOTP(secret)
    answer = await ana.browser.post(HERE, data={"token": token, "code": app.at(now() - LATER)})
    assert answer.status_code == 200, answer.text
    shown = re.search(r"data-secret>([^<]+)<", answer.text)
    assert shown
    recovery = html.unescape(shown[1]).split()
    assert len(set(recovery)) == 10
    return app, recovery


async def sign_in(visitor: Visitor, slug: str = "ana") -> httpx.Response:
    said = {"email": f"{slug}@exibidos.test", "password": PASSWORD}
    return await visitor.browser.post("/api/v1/session", json=said)


async def bring(visitor: Visitor, code: str) -> httpx.Response:
    return await visitor.browser.post("/api/v1/session/code", json={"code": code})


async def own_id(club: Club) -> UUID:
    async with club.resources.database.read() as tx:
        found = await tx.value(UUID, "SELECT id FROM members WHERE slug = 'ana'")
    assert found
    return found


async def test_the_form_leads_from_the_password_to_the_code_and_in(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        app, _ = await set_up(ana)
        said = {"email": "ana@exibidos.test", "password": PASSWORD, "next": "/upload"}
        first = await there.browser.post("/sign-in", data=said)
        assert first.headers["location"] == "/sign-in/code?next=%2Fupload"
        assert "session" not in there.browser.cookies
        page = await there.browser.get(first.headers["location"])
        assert 'name="next" value="/upload"' in page.text
        wrong = await there.browser.post("/sign-in/code", data={"code": "000000", "next": "/upload"})
        assert wrong.status_code == 422
        assert "does not fit" in wrong.text
        right = await there.browser.post("/sign-in/code", data={"code": app.now(), "next": "/upload"})
        assert right.headers["location"].startswith("/upload")
        assert (await there.browser.get("/api/v1/me")).status_code == 200


async def test_the_api_says_what_is_owed_and_takes_it(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        app, _ = await set_up(ana)
        answer = await sign_in(there)
        assert (answer.status_code, answer.json()) == (202, {"owes": "code"})
        assert (await there.browser.get("/api/v1/me")).status_code == 401
        assert (await bring(there, app.now())).status_code == 200
        assert (await there.browser.get("/api/v1/me")).status_code == 200


async def test_a_code_is_taken_once_within_its_window_and_none_before_it(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as one, club.visit() as two:
        app, _ = await set_up(ana)
        code, before = app.now(), app.at(now() - LATER)
        for visitor in (one, two):
            await sign_in(visitor)
        assert (await bring(one, code)).status_code == 200
        for old in (code, before):
            assert (await bring(two, old)).json()["code"] == "accounts.code_wrong"


async def test_of_two_who_bring_one_code_at_once_one_comes_in(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as one, club.visit() as two:
        app, recovery = await set_up(ana)
        for code in (app.now(), recovery[0]):
            for visitor in (one, two):
                await sign_in(visitor)
            answers = await asyncio.gather(*(bring(visitor, code) for visitor in (one, two)))
            assert sorted(answer.status_code for answer in answers) == [200, 422], code


async def test_a_recovery_code_opens_once_however_it_is_written(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        _, recovery = await set_up(ana)
        await sign_in(there)
        assert (await bring(there, recovery[0].upper().replace("-", " "))).status_code == 200
        await sign_in(there)
        assert (await bring(there, recovery[0])).status_code == 422
        assert "9 left" in (await ana.browser.get(HERE)).text


async def test_clocks_may_differ_by_half_a_minute_and_no_more(club: Club) -> None:
    async with club.visit("ana") as ana:
        app, _ = await set_up(ana)
        member_id, codes = await own_id(club), club.resources.codes
        at = now() + timedelta(hours=1)
        for off in (-2, 2):
            with pytest.raises(Invalid):
                await codes.check(member_id, app.at(at + off * LATER), PHONE, at=at)
        await codes.check(member_id, app.at(at - LATER), PHONE, at=at)
        await codes.check(member_id, app.at(at + LATER), PHONE, at=at)


async def test_guessing_over_many_sign_ins_is_throttled_by_member_and_the_owner_has_recovery_codes(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        _, recovery = await set_up(ana)
        answers = []
        for n in range(4):
            await sign_in(there)
            answers += [(await bring(there, f"{n}0000{tries}")).status_code for tries in range(3)]
        assert answers == [422] * 10 + [429] * 2
        assert (await bring(there, recovery[3])).status_code == 200


async def test_a_day_of_guessing_ends(club: Club) -> None:
    async with club.visit("ana") as ana:
        await set_up(ana)
        member_id = await own_id(club)
        client = club.resources.cache.client
        for n in range(50):
            await client.delete(*await client.keys(f"limit:accounts.code:{member_id}") or ["none"])
            with pytest.raises(Invalid):
                await club.resources.codes.check(member_id, f"{n:06}", PHONE, at=now())
        await client.delete(f"limit:accounts.code:{member_id}")
        with pytest.raises(Limited):
            await club.resources.codes.check(member_id, "000000", PHONE, at=now())


async def test_what_is_owed_is_of_this_browser_once_and_not_after_a_new_password(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there, club.visit() as thief:
        app, recovery = await set_up(ana)
        await sign_in(there)
        assert (await bring(thief, app.now())).json()["code"] == "accounts.half_in_stale"
        half = there.browser.cookies["half-in"]
        assert (await bring(there, recovery[0])).status_code == 200
        thief.browser.cookies.set("half-in", half, domain="club.test")
        assert (await bring(thief, recovery[1])).json()["code"] == "accounts.half_in_stale"
        await sign_in(there)
        assert (await ana.browser.post("/settings/password", data={"password": "outra senha bem longa"})).is_redirect
        assert (await bring(there, recovery[2])).json()["code"] == "accounts.half_in_stale"
        assert (await there.browser.get("/sign-in/return")).headers["location"] == "/sign-in"
        assert (await there.browser.post("/sign-in/return")).status_code == 422
        assert (await thief.browser.get("/sign-in/code")).headers["location"] == "/sign-in"


async def test_a_way_with_two_factors_of_its_own_owes_no_code(club: Club) -> None:
    async with club.visit("ana") as ana:
        await set_up(ana)
        async with club.resources.database.read() as tx:
            account = await get_account(tx, await own_id(club))
        assert (await club.resources.entrance.admit_back(account, PHONE)).owes == "code"
        assert (await club.resources.entrance.admit_back(account, PHONE, verified=True)).owes is None


async def test_showing_that_it_is_them_asks_for_the_code_too(club: Club) -> None:
    async with club.visit("ana") as ana:
        app, recovery = await set_up(ana)
        assert 'name="code"' in (await ana.browser.get("/prove")).text
        assert (await ana.browser.post("/prove", data={"password": PASSWORD})).status_code == 422
        assert (
            await ana.browser.post("/prove", data={"password": "wrong wrong", "code": app.now()})
        ).status_code == 422
        assert (await ana.browser.post("/prove", data={"password": PASSWORD, "code": app.now()})).is_redirect
        proof = {"password": PASSWORD, "code": recovery[0]}
        assert (await ana.browser.put("/api/v1/session/proof", json=proof)).status_code == 200


async def test_setting_up_shows_that_the_app_has_the_secret(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        token, secret = await begun(ana)
        wrong = await ana.browser.post(HERE, data={"token": token, "code": "000000"})
        assert wrong.status_code == 422
        assert f'value="{token}"' in wrong.text, "the picture stays, for the app has it by now"
        for stale in ("", "not a token"):
            answer = await ana.browser.post(HERE, data={"token": stale, "code": pyotp.TOTP(secret).now()})
            assert answer.status_code == 422
            assert "new picture" in answer.text
        stolen = await bia.browser.post(HERE, data={"token": token, "code": pyotp.TOTP(secret).now()})
        assert stolen.status_code == 422
        assert (await sign_in(ana)).status_code == 200, "nothing is asked for yet"
        assert (
            await ana.browser.post(HERE, data={"token": token, "code": pyotp.TOTP(secret).now()})
        ).status_code == 200
        assert (await sign_in(ana)).status_code == 202


async def test_there_is_one_app_at_a_time(club: Club) -> None:
    async with club.visit("ana") as ana:
        token, secret = await begun(ana)
        await set_up(ana)
        again = await ana.browser.post(HERE, data={"token": token, "code": pyotp.TOTP(secret).now()})
        assert again.status_code == 409


async def test_new_recovery_codes_replace_the_old_and_removing_ends_all(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        assert (await ana.browser.post(f"{HERE}/recovery")).status_code == 404
        _, old = await set_up(ana)
        page = await ana.browser.post(f"{HERE}/recovery")
        assert old[0] not in page.text
        await sign_in(there)
        assert (await bring(there, old[0])).status_code == 422
        for _ in range(2):
            removed = await ana.browser.post(f"{HERE}/remove")
            assert removed.headers["location"] == f"{HERE}?notice=codes_removed"
        assert (await bring(there, "000000")).status_code == 422
        assert (await sign_in(there)).status_code == 200
        async with club.resources.database.read() as tx:
            acts = await tx.values(str, "SELECT act FROM logs.audit ORDER BY seq")
            assert await tx.value(int, "SELECT count(*) FROM recovery_codes") == 0
            kinds = await tx.values(str, "SELECT kind FROM security_events ORDER BY id")
        wanted = ["member.codes_set_up", "member.recovery_codes_made", "member.codes_removed"]
        assert [act for act in acts if act in wanted] == wanted
        assert kinds.count("factor_added") == 2
        assert kinds.count("factor_removed") == 1


@pytest.mark.parametrize("path", [HERE, f"{HERE}/recovery", f"{HERE}/remove", "/settings/deactivate"])
async def test_all_of_it_asks_who_it_is(club: Club, path: str) -> None:
    async with club.visit("ana") as ana:
        await ana.grow_stale()
        answer = await ana.browser.post(
            path, data={"token": "x", "code": "1"}, headers={"referer": f"http://club.test{HERE}"}
        )
        assert answer.headers["location"] == "/prove?next=%2Fsettings%2Fcodes"


async def test_a_copy_of_the_database_makes_no_codes_and_lost_keys_leave_the_recovery_codes(club: Club) -> None:
    async with club.visit("ana") as ana:
        app, recovery = await set_up(ana)
        member_id, codes = await own_id(club), club.resources.codes
        async with club.resources.database.read() as tx:
            sealed = await tx.value(bytes, "SELECT secret FROM authenticators")
            kept = await tx.values(bytes, "SELECT hash FROM recovery_codes")
        assert sealed
        assert app.secret.encode() not in sealed
        assert not {code.encode() for code in recovery} & set(kept)
        other = codes.__class__(club.resources.database, club.resources.limits, Sealer(("x:" + "9" * 64,)), "x")
        with pytest.raises(Invalid):
            await other.check(member_id, app.now(), PHONE, at=now())
        await other.check(member_id, recovery[0], PHONE, at=now())


async def test_who_goes_quiet_is_absent_everywhere_and_comes_back_as_they_were(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        secret = (await ana.browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]})).json()["token"]
        assert (await ana.browser.get("/settings/deactivate")).status_code == 200
        answer = await ana.browser.post("/settings/deactivate")
        assert answer.headers["location"] == "/?notice=deactivated"
        assert (await ana.browser.get("/api/v1/me")).status_code == 401
        assert (await there.browser.get("/@ana")).status_code == 404
        bearer = {"authorization": f"Bearer {secret}"}
        assert (await there.browser.get("/api/v1/me", headers=bearer)).status_code == 401
        said = {"email": "ana@exibidos.test", "password": PASSWORD, "next": "/upload"}
        asked = await there.browser.post("/sign-in", data=said)
        assert asked.headers["location"] == "/sign-in/return?next=%2Fupload"
        assert "Wake my account" in (await there.browser.get(asked.headers["location"])).text
        assert (await there.browser.get("/@ana")).status_code == 404, "asking changes nothing"
        back = await there.browser.post("/sign-in/return", data={"next": "/upload"})
        assert back.headers["location"] == "/upload?notice=returned"
        assert (await there.browser.get("/@ana")).status_code == 200
        assert (await there.browser.get("/api/v1/me", headers=bearer)).status_code == 401, "tokens stay ended"


async def test_who_went_quiet_and_has_codes_brings_one_first(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        app, _ = await set_up(ana)
        await ana.browser.post("/settings/deactivate")
        assert (await sign_in(there)).json() == {"owes": "code"}
        assert (await there.browser.post("/api/v1/session/return", json={})).status_code == 422
        owed = await bring(there, app.now())
        assert (owed.status_code, owed.json()) == (202, {"owes": "return"})
        answers = await asyncio.gather(*(there.browser.post("/api/v1/session/return", json={}) for _ in range(2)))
        assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_who_is_suspended_meanwhile_stays_outside(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as there:
        _, recovery = await set_up(ana)
        await sign_in(there)
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = now()")
        assert (await bring(there, recovery[0])).json()["code"] == "accounts.half_in_stale"
