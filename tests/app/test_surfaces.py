"""Is there any address at which two people meet across a block? Every GET that can show a person or a photo, in both directions.

The table is made from the routes themselves. Addresses without parameters are all visited; an address with one must be classified here,
so whoever adds one says whether it shows people.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.response import ServerSentEvent

from exibidos.app.media import make_media
from exibidos.app.web import make_web
from exibidos.platform.settings import Settings
from fixtures_club import Club, Visitor, transport_to
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
API = "/api/v1"

# What a member shows of themselves: 200 to who may meet them, and across a block the very answer that nobody's address gets.
ABOUT = {
    "/{handle:str}",
    "/{handle:str}/followers",
    "/{handle:str}/following",
    "/{handle:str}/portfolio",
    "/p/{image_id:uuid}",
    f"{API}/members/{{slug:str}}",
    f"{API}/members/{{slug:str}}/followers",
    f"{API}/members/{{slug:str}}/following",
    f"{API}/members/{{slug:str}}/images",
    f"{API}/members/{{slug:str}}/pictures",
    f"{API}/members/{{slug:str}}/portfolio",
    f"{API}/images/{{image_id:uuid}}",
    f"{API}/images/{{image_id:uuid}}/vote",
}
# A photo's author alone gets more than 404 here.
AUTHORS = {
    "/p/{image_id:uuid}/original",
    f"{API}/images/{{image_id:uuid}}/deliveries",
    f"{API}/images/{{image_id:uuid}}/events",
}
# Signed addresses, made before the block, of pictures that are not everybody's.
MEDIA = {"/i/{image_id:uuid}/{file_name:str}"}
# For moderators alone: a member is refused before anything is looked for.
OFFICE = {"/moderation/cases/{case_id:uuid}", "/m/{image_id:uuid}/{file_name:str}"}
# Nobody but the asker is on these, whatever stands in the address.
# A face is everybody's at its signed address; across a block nobody is given one (tests/features/profiles).
NOBODY = {
    "/static/{file_path:path}",
    "/api/{path:str}",
    f"{API}/notifications/events",
    "/sign-in/with/{name:str}/callback",
    "/f/{picture_id:uuid}/{file_name:str}",
}
# The same for all, strangers included, and nobody is asked who they are: a block changes as little there as in a photo's public address.
EVERYBODYS = {
    "/{handle:str}/feed.xml",
    "/sitemap/{day:date}",
    "/sitemap.xml",
    "/robots.txt",
    "/oembed",
    "/o/{slug:str}/{file_name:str}",
}
# Whom one has blocked stands on these, to be let back; for who was blocked nothing does.
OWN_BLOCKS = {"/settings/people", f"{API}/me/blocks"}
# Pages of development, which production does not have.
WORKSHOP = "/_"


class _Surface(msgspec.Struct, frozen=True):
    path: str
    streams: bool

    @property
    def has_parameter(self) -> bool:
        return "{" in self.path


class _Pair(msgspec.Struct, frozen=True):
    """Two people who are about to be kept apart, and a third who knows both. `images` are photos by slug."""

    one: Visitor
    other: Visitor
    third: Visitor
    images: dict[str, str]
    urls: dict[str, dict[str, str]]


def _surfaces(app: Litestar) -> list[_Surface]:
    return [
        _Surface(route.path, _is_stream(handler))
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods
    ]


def _is_stream(handler: HTTPRouteHandler) -> bool:
    returned = handler.parsed_fn_signature.return_type.annotation
    return isinstance(returned, type) and issubclass(returned, ServerSentEvent)


def _known(surface: _Surface) -> bool:
    if surface.path.startswith(WORKSHOP) or surface.path in ABOUT | AUTHORS | MEDIA | NOBODY | EVERYBODYS | OFFICE:
        return True
    # A stream never ends by itself, so it is not visited: whoever adds one shows by its own test what it tells.
    return not surface.has_parameter and not surface.streams


def test_every_address_that_could_show_somebody_is_in_the_table(settings: Settings) -> None:
    surfaces = [*_surfaces(make_web(settings)), *_surfaces(make_media(settings))]
    paths = {surface.path for surface in surfaces}
    assert paths >= ABOUT | AUTHORS | MEDIA | NOBODY | EVERYBODYS | OFFICE
    assert [surface.path for surface in surfaces if not _known(surface)] == [], "say in this file what it shows"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Everybody asks for everything here, many times."""
    return {**environ, "APP_LIMITS": "false"}


async def _make_pair(one: Visitor, other: Visitor, third: Visitor) -> _Pair:
    images, urls = {}, {}
    for author in (one, other):
        image_id = await author.upload(encoded(gradient()), visibility="followers", title=f"De {author.slug}")
        public = await author.upload(encoded(gradient(64, 48)), title=f"De {author.slug}")
        await author.decided(image_id)
        await author.decided(public)
        images[author.slug] = image_id
    for asking, asked in ((one, other), (other, one), (third, one), (third, other), (one, third), (other, third)):
        answer = await asking.browser.put(f"{API}/members/{asked.slug}/follow")
        assert answer.status_code == 200, answer.text
    for viewer, author in ((one, other), (other, one)):
        urls[viewer.slug] = (await viewer.photo(images[author.slug]))["urls"]
    return _Pair(one=one, other=other, third=third, images=images, urls=urls)


def _address(path: str, author: Visitor, image_id: str) -> str:
    named = path.replace("{handle:str}", f"@{author.slug}").replace("{slug:str}", author.slug)
    return named.replace("{image_id:uuid}", image_id)


def _shows(answer: httpx.Response, somebody: Visitor, image_id: str) -> bool:
    """Say whether an answer names somebody or a photo of theirs; names and titles hold the slug, in any case."""
    said = answer.text.casefold()
    return somebody.slug in said or image_id in said


Ask = Callable[[str], Awaitable[httpx.Response]]


async def _sees(pair: _Pair, author: Visitor, ask: Ask, paths: list[str]) -> list[str]:
    """Return at which addresses somebody who asks meets an author: their own, and those of a third who knows both."""
    met = []
    image_id = pair.images[author.slug]
    for path in paths:
        addresses = [_address(path, author, image_id)]
        if "{slug:str}" in path or "{handle:str}" in path:
            addresses.append(_address(path, pair.third, image_id))
        for address in addresses:
            answer = await ask(address)
            assert answer.status_code < 500, address
            # The address of what is asked for may come back in an answer about nothing; what it says besides may not.
            if answer.status_code != 404 and _shows(answer, author, image_id):
                met.append(address)
    return met


async def _token(visitor: Visitor) -> str:
    answer = await visitor.browser.post(
        f"{API}/tokens", json={"name": "quadro", "scopes": ["read"], "expires_in_days": 7}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def test_across_a_block_nobody_is_seen_at_any_address_in_either_direction(club: Club) -> None:
    web = [
        surface for surface in _surfaces(club.web) if not surface.streams and surface.path not in NOBODY | EVERYBODYS
    ]
    paths = [surface.path for surface in web if not surface.path.startswith(WORKSHOP)]
    async with (
        club.visit("zuleide") as one,
        club.visit("quirino") as other,
        club.visit("clarabela") as third,
        httpx.AsyncClient(transport=transport_to(club.web), base_url=club.settings.app.url) as program,
    ):
        pair = await _make_pair(one, other, third)
        directions = ((one, other), (other, one))
        tokens = {viewer.slug: await _token(viewer) for viewer in (one, other)}

        def with_token(viewer: Visitor) -> Ask:
            headers: dict[str, Any] = {"authorization": f"Bearer {tokens[viewer.slug]}"}
            return lambda address: program.get(address, headers=headers)

        api = [path for path in paths if path.startswith(API)]
        for viewer, author in directions:
            before = await _sees(pair, author, viewer.browser.get, paths)
            # The control: everything that is about people does show them while nobody is blocked.
            named = [
                path
                for path in ABOUT
                if not path.endswith(("/vote", "/followers", "/following", "/pictures", "/portfolio"))
            ]
            assert {_address(path, author, pair.images[author.slug]) for path in named} <= set(before)
            assert {"/", f"{API}/images", "/@clarabela/followers", "/@clarabela/following"} <= set(before)
            assert f"{API}/members/{author.slug}" in await _sees(pair, author, with_token(viewer), api)
            assert [(await club.fetch(url)).status_code for url in pair.urls[viewer.slug].values()] == [200] * 4

        assert (await one.browser.put(f"{API}/me/blocks/{other.slug}")).status_code == 204

        for viewer, author in directions:
            met = await _sees(pair, author, viewer.browser.get, paths)
            assert set(met) == (OWN_BLOCKS if viewer is one else set()), f"{viewer.slug} meets {author.slug}"
            assert await _sees(pair, author, with_token(viewer), api) == []
            assert [(await club.fetch(url)).status_code for url in pair.urls[viewer.slug].values()] == [404] * 4
            await _absent_like_nobody(pair, viewer, author)


async def _absent_like_nobody(pair: _Pair, viewer: Visitor, author: Visitor) -> None:
    """What is about somebody across a block answers byte for byte as what is about nobody."""
    for path in sorted(ABOUT | AUTHORS):
        answers = [
            await viewer.browser.get(_address(path, author, pair.images[author.slug])),
            await viewer.browser.get(
                path.replace("{handle:str}", "@nobody-here")
                .replace("{slug:str}", "nobody-here")
                .replace("{image_id:uuid}", "0190a5a0-0000-7000-8000-000000000000")
            ),
        ]
        assert {answer.status_code for answer in answers} == {404}, path
        assert len({answer.content for answer in answers}) == 1, path
