"""Are manifest, worker and the page for no line what browsers expect, and do they know nobody?"""

import itertools

import pytest

from fixtures_club import Club

pytestmark = pytest.mark.anyio


async def test_each_says_its_type_may_be_kept_by_anybody_and_is_asked_for_again(club: Club) -> None:
    kinds = {
        "/manifest.webmanifest": "application/manifest+json",
        "/sw.js?lang=en": "text/javascript; charset=utf-8",
        "/offline?lang=en": "text/html; charset=utf-8",
    }
    async with club.visit() as guest:
        for method, (path, kind) in itertools.product(("GET", "HEAD"), kinds.items()):
            answer = await guest.browser.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind), (method, path)
            assert answer.headers["cache-control"] == "no-cache", (method, path)
            assert "worker-src 'self'" in answer.headers["content-security-policy"], (method, path)
            assert "set-cookie" not in answer.headers, (method, path)


async def test_a_member_gets_the_same_bytes_as_a_guest(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        for path in ("/manifest.webmanifest", "/sw.js?lang=en", "/offline?lang=en"):
            assert (await ana.browser.get(path)).content == (await guest.browser.get(path)).content


async def test_icons_are_bundled_files_that_never_change(club: Club) -> None:
    async with club.visit() as guest:
        manifest = (await guest.browser.get("/manifest.webmanifest")).json()
        for icon in [*manifest["icons"], *manifest["shortcuts"][0]["icons"]]:
            answer = await guest.browser.get(icon["src"])
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
            assert "immutable" in answer.headers["cache-control"]


async def test_a_language_that_is_not_ours_is_the_clubs(club: Club) -> None:
    async with club.visit() as guest:
        for language in ("xx", "<script>", "pt-br", "en\n"):
            answer = await guest.browser.get("/offline", params={"lang": language})
            assert '<html lang="pt-BR">' in answer.text, language
