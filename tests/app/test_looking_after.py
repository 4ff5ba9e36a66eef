"""Does a club get its first admin, and do moderators and inviters get what is theirs and nobody else?"""

import re

import pytest

from exibidos.features import accounts
from exibidos.features.accounts import InvitationWish, Inviters
from exibidos.kernel.actor import Role, Standing
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden
from exibidos.platform.db import Tx
from fixtures_club import PASSWORD, Club, Visitor
from fixtures_make import EDITION, NOON, Make
from joiners import HERE, begin, letter, token_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return {
        **environ,
        "ACCOUNTS_REQUIRE_VERIFIED": "true",
        "ACCOUNTS_JOINING": "approval",
        "ACCOUNTS_INVITERS": "trusted",
    }


async def promote(club: Club, visitor: Visitor, role: Role) -> None:
    async with club.resources.database.write() as tx:
        person = await accounts.find_person(tx, visitor.slug)
        await accounts.set_role(tx, person.id, role, at=now())
    said = {"email": f"{visitor.slug}@exibidos.test", "password": PASSWORD}
    assert (await visitor.browser.post("/api/v1/session", json=said)).status_code == 200


async def member(club: Club, slug: str) -> None:
    """Make a member past the queue, as the seed does."""
    joining = accounts.check(
        accounts.Joining(
            email=f"{slug}@exibidos.test",
            slug=slug,
            display_name=slug.title(),
            of_age=True,
            terms_version=EDITION,
        ),
        PASSWORD,
    )
    password_hash = await club.resources.passwords.hash(PASSWORD)
    async with club.resources.database.write() as tx:
        await accounts.join(tx, joining, password_hash=password_hash, verified=True)


async def inside(club: Club, visitor: Visitor, slug: str) -> None:
    await member(club, slug)
    visitor.slug = slug
    said = {"email": f"{slug}@exibidos.test", "password": PASSWORD}
    assert (await visitor.browser.post("/api/v1/session", json=said)).status_code == 200


async def test_moderators_read_ask_and_let_in(club: Club) -> None:
    async with club.visit() as ana, club.visit() as mo:
        await inside(club, mo, "moema")
        assert (await mo.browser.get("/moderation/joinings")).status_code == 403
        await promote(club, mo, Role.MODERATOR)
        assert "/moderation/joinings" in (await mo.browser.get("/settings")).text
        await begin(ana, "ana", answer="Ruas <b>à noite</b>.")
        assert "Nobody is waiting" in (await mo.browser.get("/moderation/joinings")).text
        stands = (await ana.browser.post(HERE, data={"link": await token_in(club)})).headers["location"]
        queue = await mo.browser.get("/moderation/joinings")
        assert "Ruas &lt;b&gt;" in queue.text
        found = re.search(r'action="(/moderation/joinings/[0-9a-f-]+)"', queue.text)
        assert found
        decide = found.group(1)
        assert (await ana.browser.post(decide, data={"verdict": "approved"})).status_code == 401
        for wrong in ({"verdict": "maybe"}, {"verdict": "asked", "said": " "}, {}):
            assert (await mo.browser.post(decide, data=wrong)).status_code == 422
        await mo.browser.post(decide, data={"verdict": "asked", "said": "Que ruas?"})
        assert "Que ruas?" in (await ana.browser.get(stands)).text
        link = stands.partition("=")[2]
        assert (await ana.browser.post(f"{HERE}/answer", data={"link": link, "answer": " "})).status_code == 422
        assert (await ana.browser.post(f"{HERE}/answer", data={"link": link, "answer": "As minhas."})).is_redirect
        assert "As minhas." in (await mo.browser.get("/moderation/joinings")).text
        said = await mo.browser.post(decide, data={"verdict": "approved"})
        assert said.headers["location"] == "/moderation/joinings?notice=joining_approved"
        again = await mo.browser.post(decide, data={"verdict": "refused", "said": "Changed my mind."})
        assert again.status_code == 409
        assert "Ana" in await letter(club, "join_approved"), "a proven address is greeted by name"
        came = await ana.browser.post(HERE, data={"link": await token_in(club, "join_approved")})
        assert came.headers["location"] == "/?notice=welcome"
        async with club.resources.database.read() as tx:
            acts = await tx.values(str, "SELECT act FROM logs.audit WHERE act LIKE 'joining.%' ORDER BY seq")
        assert acts == ["joining.decided", "joining.decided"]


async def test_trusted_members_invite_where_the_host_says_so(club: Club) -> None:
    async with club.visit() as bia:
        await inside(club, bia, "bia")
        assert (await bia.browser.get("/settings/invitations")).status_code == 403
        assert "/settings/invitations" not in (await bia.browser.get("/settings")).text
        async with club.resources.database.write() as tx:
            person = await accounts.find_person(tx, "bia")
            await accounts.set_standing(tx, person.id, Standing.TRUSTED)
        assert "/settings/invitations" in (await bia.browser.get("/settings")).text
        for wrong in ({"uses": "0", "days": "7"}, {"uses": "x", "days": "7"}, {"uses": "1", "days": "9999999999"}):
            assert (await bia.browser.post("/settings/invitations", data=wrong)).status_code == 422
        made = await bia.browser.post("/settings/invitations", data={"note": "Família", "uses": "3", "days": "7"})
        assert made.is_redirect
        page = (await bia.browser.get("/settings/invitations")).text
        assert re.search(r"/join\?code=[0-9a-z]{12}", page)
        found = re.search(r'action="(/settings/invitations/[0-9a-f-]+/revoke)"', page)
        assert found
        assert (await bia.browser.post(found.group(1))).is_redirect
        assert (await bia.browser.post(found.group(1))).status_code == 404


async def test_the_first_admin_comes_by_a_link_that_works_once(club: Club) -> None:
    async with club.visit() as ana, club.visit() as eve:
        await inside(club, ana, "ana")
        await inside(club, eve, "eve")
        async with club.resources.database.write() as tx:
            older = await accounts.make_admin_link(tx, at=now())
            link = await accounts.make_admin_link(tx, at=now())
        old, token = (accounts.token_of_link(club.resources.signer, one) for one in (older, link))
        async with club.visit() as guest:
            led = await guest.browser.get("/first-admin", params={"link": token})
            assert led.is_redirect
            assert "first-admin" in led.headers["location"]
        assert (await ana.browser.get("/first-admin", params={"link": old})).status_code == 422
        assert 'value="' + token in (await ana.browser.get("/first-admin", params={"link": token})).text
        came = await ana.browser.post("/first-admin", data={"link": token})
        assert came.headers["location"] == "/settings?notice=admin_now"
        assert (await ana.browser.get("/api/v1/me")).json()["role"] == "admin"
        assert (await ana.browser.get("/moderation/joinings")).status_code == 200
        assert (await eve.browser.post("/first-admin", data={"link": token})).status_code == 422
        assert (await eve.browser.get("/api/v1/me")).json()["role"] == "member"


async def test_a_role_ends_the_sessions_that_knew_another(club: Club) -> None:
    async with club.visit() as ana:
        await inside(club, ana, "ana")
        async with club.resources.database.write() as tx:
            person = await accounts.find_person(tx, "ana")
            await accounts.set_role(tx, person.id, Role.MODERATOR, at=now())
            await accounts.set_role(tx, person.id, Role.MODERATOR, at=now())
        assert (await ana.browser.get("/api/v1/me")).status_code == 401
        async with club.resources.database.read() as tx:
            acts = await tx.values(str, "SELECT act FROM logs.audit WHERE act = 'member.role'")
        assert acts == ["member.role"]


async def test_who_may_not_invite_makes_no_invitation(tx: Tx, make: Make) -> None:
    bia = await make.member()
    with pytest.raises(Forbidden, match="may_not_invite"):
        await accounts.make_invitation(
            tx, bia, InvitationWish(note="", uses=1, days=1), inviters=Inviters.ADMIN, at=NOON
        )


async def test_a_member_agrees_and_withdraws_and_sees_when(club: Club) -> None:
    async with club.visit() as ana:
        await inside(club, ana, "ana")
        assert (await ana.browser.get("/settings/privacy")).text.count('name="agrees"') == 3
        for agrees in ({"agrees": "on"}, {}, {"agrees": "on"}):
            answer = await ana.browser.post("/settings/privacy", data={"purpose": "training", **agrees})
            assert answer.is_redirect
        page = (await ana.browser.get("/settings/privacy")).text
        assert page.count('name="agrees"') == 2
        assert page.count("In the settings") == 2
        wrong = await ana.browser.post("/settings/privacy", data={"purpose": "everything", "agrees": "on"})
        assert wrong.status_code == 422
