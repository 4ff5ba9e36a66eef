"""Can a program do over HTTP what its token says, and nothing else, from the first request to the one after it was revoked?"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from app.test_outages import browser_at, without_postgres, without_valkey
from exibidos.app.api import make_api
from exibidos.features.accounts.policy import token_of
from exibidos.kernel.actor import Scope
from exibidos.kernel.ids import new_id
from exibidos.platform.settings import Settings
from fixtures_club import Club, Visitor, replaced, transport_to
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
ALL = [scope.value for scope in Scope]
ME = "/api/v1/me"
# What no token may ever do; whoever opens a route to tokens takes it from here and says why in the route.
CLOSED = {
    ("POST", "/api/v1/members"),
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("PUT", "/api/v1/session/proof"),
    ("POST", "/api/v1/session/passkey/options"),
    ("POST", "/api/v1/session/passkey"),
    ("POST", "/api/v1/session/proof/passkey/options"),
    ("PUT", "/api/v1/session/proof/passkey"),
    ("GET", "/api/v1/passkeys"),
    ("POST", "/api/v1/passkeys/options"),
    ("POST", "/api/v1/passkeys"),
    ("PUT", "/api/v1/passkeys/{passkey_id:uuid}"),
    ("DELETE", "/api/v1/passkeys/{passkey_id:uuid}"),
    ("POST", "/api/v1/session/code"),
    ("POST", "/api/v1/session/return"),
    ("GET", "/api/v1/sessions"),
    ("DELETE", "/api/v1/sessions"),
    ("DELETE", "/api/v1/sessions/{session_id:uuid}"),
    ("GET", "/api/v1/tokens"),
    ("POST", "/api/v1/tokens"),
    ("DELETE", "/api/v1/tokens/{token_id:uuid}"),
    ("GET", "/api/v1/images/{image_id:uuid}/events"),
    ("PUT", "/api/v1/members/{slug:str}/follow"),
    ("DELETE", "/api/v1/members/{slug:str}/follow"),
    ("PUT", "/api/v1/members/{slug:str}/mute"),
    ("DELETE", "/api/v1/members/{slug:str}/mute"),
    ("DELETE", "/api/v1/me/followers/{slug:str}"),
    ("GET", "/api/v1/me/requests"),
    ("PUT", "/api/v1/me/requests/{slug:str}"),
    ("DELETE", "/api/v1/me/requests/{slug:str}"),
    ("GET", "/api/v1/me/blocks"),
    ("PUT", "/api/v1/me/blocks/{slug:str}"),
    ("DELETE", "/api/v1/me/blocks/{slug:str}"),
    ("GET", "/api/v1/me/mutes"),
    ("POST", "/api/v1/me/mutes"),
    ("DELETE", "/api/v1/me/mutes/{mute_id:uuid}"),
    ("GET", "/api/v1/me/private"),
    ("PUT", "/api/v1/me/private"),
    ("POST", "/api/v1/images/{image_id:uuid}/reports"),
    ("POST", "/api/v1/notifications/seen"),
    ("GET", "/api/v1/notifications/events"),
    ("GET", "/api/v1/notifications/settings"),
    ("PUT", "/api/v1/notifications/settings"),
}


async def made(ana: Visitor, *scopes: str, name: str = "backup", **said: object) -> dict[str, Any]:
    wish = {"name": name, "scopes": list(scopes), **said}
    answer = await ana.browser.post("/api/v1/tokens", json=wish)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@asynccontextmanager
async def program(club: Club, token: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client that has a token and no cookie."""
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    async with httpx.AsyncClient(
        transport=transport_to(club.web), base_url=club.settings.app.url, headers=headers
    ) as opened:
        yield opened


def routes(settings: Settings) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Return method, path and handler of everything that the API answers."""
    return [
        (method, route.path, handler)
        for route in make_api(settings).routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and route.path.startswith("/api/v1")
        for method in sorted(handler.http_methods - {"OPTIONS"})
    ]


def test_every_route_of_the_api_names_a_scope_or_is_known_to_be_closed(settings: Settings) -> None:
    closed = {(method, path) for method, path, handler in routes(settings) if "scope" not in handler.opt}
    assert {(method.replace("HEAD", "GET"), path) for method, path in closed} == CLOSED
    for method, path, handler in routes(settings):
        if (scope := handler.opt.get("scope")) is not None:
            assert isinstance(scope, Scope)
            assert (scope is Scope.READ) == (method in {"GET", "HEAD"}), path


async def test_no_route_lets_a_token_in_that_lacks_its_scope(club: Club) -> None:
    async with club.visit("ana") as ana:
        tokens = {
            scope: await made(ana, *(other for other in ALL if other != scope), name=f"no {scope}") for scope in ALL
        }
        every = await made(ana, *ALL, name="all")
        for method, path, handler in routes(club.settings):
            target = path.replace("{slug:str}", "ana").replace("{token_id:uuid}", every["id"])
            target = re.sub(r"\{\w+:uuid\}", str(new_id()), target)
            scope = handler.opt.get("scope")
            async with program(club, (tokens[scope] if scope else every)["token"]) as without:
                answer = await without.request(method, target, json={} if method in {"POST", "PUT"} else None)
            assert answer.status_code == 403, (method, path, answer.text)
            said = f', scope="{scope}"' if scope else ""
            challenge = f'Bearer realm="exibidos", error="insufficient_scope"{said}'
            assert answer.headers["www-authenticate"] == challenge
            if method != "HEAD":
                assert answer.json()["code"] == ("accounts.token_scope" if scope else "accounts.token_closed")
                assert str(scope or "") in answer.json()["detail"]
        assert len((await ana.browser.get("/api/v1/tokens")).json()["items"]) == len(ALL) + 1


async def test_the_description_says_which_scope_a_route_needs(club: Club) -> None:
    async with club.visit() as guest:
        described = (await guest.browser.get("/api/openapi.json")).json()
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert described["components"]["securitySchemes"]["session"]["name"] == "session"
    put = described["paths"]["/api/v1/images/{image_id}/vote"]["put"]
    assert put["security"] == [{"session": []}, {"token": ["votes:write"]}]
    assert {} in described["paths"]["/api/v1/images"]["get"]["security"]


async def test_a_program_uploads_publishes_edits_votes_and_deletes(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await ana.upload(encoded(gradient()))
        await ana.decided(image_id)
        voting = (await made(bia, "votes:write", "read"))["token"]
        writing = (await made(ana, "photos:write", "read"))["token"]
        path = f"/api/v1/images/{image_id}"
        async with program(club, voting) as judge, program(club, writing) as writer:
            assert (await judge.put(f"{path}/vote", json={"choice": "for"})).json()["choice"] == "for"
            assert (await judge.get(f"{path}/vote")).json()["choice"] == "for"
            assert (await judge.delete(f"{path}/vote")).status_code == 204
            assert (await judge.put(path, json={"title": "x"})).status_code == 403
            assert (await writer.put(path, json={"title": "Serra", "visibility": "only_me"})).status_code == 200
            assert (await writer.get(path)).json()["title"] == "Serra"
            assert (await judge.get(path)).status_code == 404
            promise = {"size": 100, "content_type": "image/jpeg", "sha256": "0" * 64}
            assert (await writer.post("/api/v1/uploads", json=promise)).status_code == 201
            assert (await writer.delete(path)).status_code == 204


async def test_a_new_token_is_shown_once_and_kept_by_nobody(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.post("/api/v1/tokens", json={"name": "backup", "scopes": ["read"]})
        assert "no-store" in answer.headers["cache-control"]
        secret = answer.json()["token"]
        listed = await ana.browser.get("/api/v1/tokens")
        (item,) = listed.json()["items"]
        assert set(item) == {"id", "name", "scopes", "created_at", "expires_at", "last_used_at"}
        assert secret not in listed.text
        assert "hash" not in listed.text


async def test_its_last_use_is_seen(club: Club) -> None:
    async with club.visit("ana") as ana:
        token = await made(ana, "read")
        assert token["last_used_at"] is None
        async with program(club, token["token"]) as reader:
            assert (await reader.get(ME)).json()["slug"] == "ana"
        assert (await ana.browser.get("/api/v1/tokens")).json()["items"][0]["last_used_at"]


async def test_a_revoked_token_is_dead_at_the_next_request(club: Club) -> None:
    async with club.visit("ana") as ana:
        token = await made(ana, "read")
        async with program(club, token["token"]) as reader:
            assert (await reader.get(ME)).status_code == 200
            for _ in range(2):
                assert (await ana.browser.delete(f"/api/v1/tokens/{token['id']}")).status_code == 204
            assert (await reader.get(ME)).status_code == 401


async def test_a_token_revoked_while_it_is_busy_is_never_let_in_again(club: Club) -> None:
    async with club.visit("ana") as ana:
        token = await made(ana, "read")
        async with program(club, token["token"]) as reader:
            busy = [asyncio.create_task(reader.get(ME)) for _ in range(20)]
            assert (await ana.browser.delete(f"/api/v1/tokens/{token['id']}")).status_code == 204
            after = await asyncio.gather(*(reader.get(ME) for _ in range(20)))
            assert {answer.status_code for answer in after} == {401}
            assert {answer.status_code for answer in await asyncio.gather(*busy)} <= {200, 401}


async def test_another_members_token_is_not_found(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        token = await made(ana, "read")
        theirs = await bia.browser.delete(f"/api/v1/tokens/{token['id']}")
        nobodys = await bia.browser.delete(f"/api/v1/tokens/{new_id()}")
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
        async with program(club, token["token"]) as reader:
            assert (await reader.get(ME)).status_code == 200


async def test_unknown_expired_revoked_suspended_and_broken_tokens_get_the_same_answer(
    club: Club, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        revoked, expired = await made(ana, "read", name="a"), await made(ana, "read", name="b")
        suspended = await made(bia, "read")
        await ana.browser.delete(f"/api/v1/tokens/{revoked['id']}")
        await owner.execute("UPDATE personal_tokens SET expires_at = now() WHERE id = $1", expired["id"])
        await owner.execute("UPDATE members SET suspended_at = now() WHERE slug = 'bia'")
        await owner.close()
        live = (await made(ana, "read", name="c"))["token"]
        wrong = [revoked["token"], expired["token"], suspended["token"], token_of(1), live[:-1] + "!", live.upper(), ""]
        answers = []
        for token in wrong:
            async with program(club, token) as reader:
                # The second answers guests too: a token that is wrong is never taken for nobody's.
                answers += [
                    await reader.get(ME),
                    await reader.get("/api/v1/images"),
                    await reader.post("/api/v1/session"),
                ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "accounts.token_invalid"
    told = {answer.headers["www-authenticate"] for answer in answers}
    assert told == {'Bearer realm="exibidos", error="invalid_token"'}


async def test_a_malformed_token_does_not_ask_the_database(settings: Settings) -> None:
    async with browser_at(without_postgres(settings)) as browser:
        for token in ("exb_" + "0" * 49, "x", token_of(3)[:-1]):
            assert (await browser.get(ME, headers={"authorization": f"Bearer {token}"})).status_code == 401


async def test_without_postgres_a_token_is_asked_to_come_back(settings: Settings) -> None:
    async with browser_at(without_postgres(settings)) as browser:
        answer = await browser.get(ME, headers={"authorization": f"Bearer {token_of(3)}"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_without_valkey_a_token_works_on(club: Club) -> None:
    async with club.visit("ana") as ana, browser_at(without_valkey(club.settings)) as browser:
        token = (await made(ana, "read"))["token"]
        answer = await browser.get(ME, headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["slug"]) == (200, "ana")


async def test_beside_a_cookie_the_token_decides(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        token = (await made(ana, "read"))["token"]
        mine = await bia.browser.get(ME, headers={"authorization": f"Bearer {token}"})
        assert mine.json()["slug"] == "ana"
        # The cookie could do this; the token cannot, and the cookie does not help it.
        for method, path in (("POST", "/api/v1/tokens"), ("DELETE", "/api/v1/session")):
            answer = await bia.browser.request(method, path, headers={"authorization": f"Bearer {token}"})
            assert answer.json()["code"] == "accounts.token_closed"
        wrong = await bia.browser.get(ME, headers={"authorization": f"Bearer {token_of(1)}"})
        assert wrong.status_code == 401


async def test_a_token_in_the_address_is_not_read(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        token = (await made(ana, "read"))["token"]
        for query in ("access_token", "token", "authorization", "bearer"):
            answer = await guest.browser.get(ME, params={query: token})
            assert (answer.status_code, answer.json()["code"]) == (401, "accounts.sign_in_first")
            assert answer.headers["www-authenticate"] == 'Bearer realm="exibidos"'


async def test_pages_know_no_tokens(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        token = (await made(ana, *ALL))["token"]
        for path in ("/", "/upload", "/settings/tokens", "/@ana"):
            with_token = await guest.browser.get(path, headers={"authorization": f"Bearer {token}"})
            without = await guest.browser.get(path)
            assert (with_token.status_code, with_token.content) == (without.status_code, without.content)


async def test_a_token_is_read_from_one_bearer_header_alone(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        token = (await made(ana, "read"))["token"]
        for header in ("Bearer {}", "bearer {}", "BEARER   {} "):
            answer = await guest.browser.get(ME, headers={"authorization": header.format(token)})
            assert answer.status_code == 200, header
        for header in ("Token {}", "{}", "Bearer", "Bearer {} {}", "Bearer\t{}", "Bearer,{}", "Bearer {},Bearer {}"):
            answer = await guest.browser.get(ME, headers={"authorization": header.replace("{}", token)})
            assert (answer.status_code, answer.json()["code"]) == (401, "accounts.token_invalid"), header


async def test_two_authorization_headers_are_nobodys(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        token = (await made(ana, "read"))["token"]
        for other in ("Basic YW5hOmFuYQ==", f"Bearer {token}"):
            for pair in ((other, f"Bearer {token}"), (f"Bearer {token}", other)):
                answer = await guest.browser.get(ME, headers=[("authorization", value) for value in pair])
                assert answer.status_code == 401, pair


async def test_a_proxys_own_password_leaves_people_signed_in(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.get(ME, headers={"authorization": "Basic YW5hOmFuYQ=="})
        assert answer.json()["slug"] == "ana"


async def test_a_moderators_token_is_a_plain_members(club: Club, owner_url: str) -> None:
    async with club.visit("ana") as ana:
        token = await made(ana, *ALL)
        owner = await asyncpg.connect(owner_url)
        await owner.execute("UPDATE members SET role = 'admin'")
        await owner.close()
        async with program(club, token["token"]) as reader:
            assert (await reader.get(ME)).json()["role"] == "member"


async def test_no_cache_mixes_up_who_asked(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        token = (await made(ana, "read"))["token"]
        for headers in ({"authorization": f"Bearer {token}"}, {"authorization": "Bearer x"}, {}):
            answer = await guest.browser.get("/api/v1/images", headers=headers)
            assert "no-store" in answer.headers["cache-control"]
            assert {"cookie", "authorization"} <= {name.strip().lower() for name in answer.headers["vary"].split(",")}


async def test_another_origin_may_use_a_token_only_where_the_host_lists_it(settings: Settings, club: Club) -> None:
    listed = replaced(settings, app=msgspec.structs.replace(settings.app, cors_origins=("https://app.test",)))
    async with club.visit("ana") as ana, browser_at(listed) as browser:
        token = (await made(ana, "read", "photos:write"))["token"]
        bearer = {"authorization": f"Bearer {token}"}
        for origin, status in (("https://app.test", 201), ("https://evil.test", 403)):
            headers = {**bearer, "origin": origin, "sec-fetch-site": "cross-site"}
            promise = {"size": 100, "content_type": "image/jpeg", "sha256": "0" * 64}
            answer = await browser.post("/api/v1/uploads", json=promise, headers=headers)
            assert answer.status_code == status
        asked = {"origin": "https://app.test", "access-control-request-method": "GET"}
        asked["access-control-request-headers"] = "authorization"
        preflight = await browser.options(ME, headers=asked)
        assert preflight.status_code == 204
        assert "authorization" in preflight.headers["access-control-allow-headers"]
        answer = await browser.get(ME, headers={**bearer, "origin": "https://app.test"})
        assert answer.headers["access-control-allow-origin"] == "https://app.test"
        assert {"origin", "authorization"} <= {name.strip().lower() for name in answer.headers["vary"].split(",")}


async def test_a_wish_that_breaks_a_rule_is_refused(club: Club) -> None:
    wishes: list[tuple[dict[str, object], int, str]] = [
        ({"name": ""}, 422, "accounts.token_name_length"),
        ({"name": "x" * 300}, 422, "request.malformed"),
        ({"scopes": []}, 422, "accounts.token_without_scope"),
        ({"scopes": ["admin"]}, 422, "request.malformed"),
        ({"scopes": ["read"] * 1000}, 422, "request.malformed"),
        ({"expires_in_days": 0}, 422, "request.malformed"),
        ({"expires_in_days": 367}, 422, "request.malformed"),
        ({"expires_in_days": None}, 422, "request.malformed"),
        ({"created_by_id": str(new_id())}, 422, "request.malformed"),
        ({"name": "taken"}, 409, "accounts.token_name_taken"),
    ]
    async with club.visit("ana") as ana:
        await made(ana, "read", name="taken")
        for changes, status, code in wishes:
            answer = await ana.browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"], **changes})
            assert (answer.status_code, answer.json()["code"]) == (status, code), changes


async def test_guests_make_no_tokens_and_see_none(club: Club) -> None:
    async with club.visit() as guest:
        for method, path in (("GET", "/api/v1/tokens"), ("DELETE", f"/api/v1/tokens/{new_id()}")):
            assert (await guest.browser.request(method, path)).status_code == 401
        answer = await guest.browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]})
        assert answer.status_code == 401


async def test_making_tokens_in_a_circle_ends(club: Club) -> None:
    async with club.visit("ana") as ana:
        said = [await ana.browser.post("/api/v1/tokens", json={"name": str(n), "scopes": ["read"]}) for n in range(31)]
        assert [answer.status_code for answer in said] == [201] * 20 + [409] * 10 + [429]
        assert said[20].json()["code"] == "accounts.too_many_tokens"


async def test_making_and_revoking_are_answered_for_without_name_secret_or_digest(
    club: Club, database_url: str
) -> None:
    async with club.visit("ana") as ana:
        token = await made(ana, "votes:write", "read", name="Serra fina", expires_in_days=30)
        await ana.browser.delete(f"/api/v1/tokens/{token['id']}")
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT act, actor, object_kind, object_id, details FROM logs.audit ORDER BY seq")
    await connection.close()
    assert [row["act"] for row in rows] == ["member.joined", "token.made", "token.revoked"]
    assert {row["object_id"] for row in rows[1:]} == {token["id"]}
    assert rows[1]["actor"] == rows[0]["actor"]
    assert json.loads(rows[1]["details"]) == {"scopes": ["read", "votes:write"], "days": 30}
    assert "Serra" not in str(rows)


async def test_no_log_line_ever_holds_a_token(club: Club, capfd: pytest.CaptureFixture[str], owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    async with club.visit("ana") as ana:
        token = (await made(ana, *ALL))["token"]
        await owner.execute("ALTER TABLE personal_tokens ADD CHECK (last_used_at IS NULL)")
        await owner.execute("ALTER TABLE images RENAME TO images_gone")  # so that the handler itself fails too
        await owner.close()
        async with program(club, token) as reader:
            assert (await reader.get(f"/api/v1/images?token={token}")).status_code == 500
    said = "".join(capfd.readouterr())
    assert "request.crashed" in said
    assert "accounts.token_use_not_noted" in said
    assert token not in said
    assert "earer" not in said


async def test_a_repeated_wish_makes_one_token_and_its_secret_is_not_told_again(club: Club, database_url: str) -> None:
    async with club.visit("ana") as ana:
        wish = {"name": "backup", "scopes": ["read"]}
        said = [
            await ana.browser.post("/api/v1/tokens", json=wish, headers={"idempotency-key": "once"}) for _ in range(2)
        ]
        first, again = (answer.json() for answer in said)
        assert [answer.status_code for answer in said] == [201, 201]
        secret = first.pop("token")
        assert again == first
        assert len((await ana.browser.get("/api/v1/tokens")).json()["items"]) == 1
    connection = await asyncpg.connect(database_url)
    kept = await connection.fetchval("SELECT string_agg(encode(answer, 'escape'), ' ') FROM kept_answers")
    await connection.close()
    assert first["id"] in kept
    assert secret not in kept
