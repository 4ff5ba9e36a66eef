"""How does a test send people to a provider and back? A provider of the test run's own, and a club that offers it."""

import asyncio
import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from exibidos.platform.mail import get_kept, list_kept
from exibidos.platform.settings import OAuth, Oidc, Settings
from fixtures_club import Club, Visitor, replaced
from fixtures_make import EDITION
from identity_provider import CLIENTS
from lending import lending


class Provider:
    """A running provider: its address, and the power over what it says."""

    def __init__(self, url: str) -> None:
        self.url = url

    def says(self, **knobs: Any) -> None:
        """Let it say this from now on, and otherwise the truth about one Ana."""
        assert httpx.post(f"{self.url}/_knobs", json=knobs).status_code == 200

    def asked(self) -> list[str]:
        """Return the paths that were asked since it was last told what to say."""
        found: list[str] = httpx.get(f"{self.url}/_asked").json()
        return found

    def settings(self) -> OAuth:
        """Return what a host writes who offers all three kinds."""
        return OAuth(
            google_client_id=CLIENTS["google"][0],
            google_client_secret=CLIENTS["google"][1],
            google_issuer=f"{self.url}/google",
            x_client_id=CLIENTS["x"][0],
            x_client_secret=CLIENTS["x"][1],
            x_authorize_url=f"{self.url}/x/authorize",
            x_api_url=f"{self.url}/x",
            oidc=(
                Oidc(
                    name="house",
                    label="Our house",
                    issuer=f"{self.url}/house",
                    client_id=CLIENTS["house"][0],
                    client_secret=CLIENTS["house"][1],
                ),
            ),
        )

    def vouch(self, address: str) -> str:
        """Go to the provider as a browser does and return where it sends the browser back to: a path of the club."""
        answer = httpx.get(address)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    with lending("identity_provider", {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}) as (line, _, _):
        yield Provider(line.strip())


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    """Lend the provider, telling the truth."""
    running_provider.says()
    return running_provider


def offering(settings: Settings, provider: Provider) -> Settings:
    """Return the settings of a club that offers the provider in all its kinds."""
    return replaced(settings, oauth=provider.settings())


async def sent(visitor: Visitor, name: str = "google", path: str = "/sign-in/with/", **fields: str) -> str:
    """Press the button of a provider and return the address that the page leads to."""
    answer = await visitor.browser.post(f"{path}{name}", data=fields)
    assert answer.status_code == 200, answer.text
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


async def vouched(visitor: Visitor, provider: Provider, name: str = "google", **fields: str) -> httpx.Response:
    """Go all the way: away, to the provider, and back."""
    return await visitor.browser.get(provider.vouch(await sent(visitor, name, **fields)))


async def joins_with(
    visitor: Visitor, provider: Provider, slug: str, name: str = "google", **said: str
) -> httpx.Response:
    """Go all the way and say the rest; returns the answer to that form."""
    answer = await vouched(visitor, provider, name)
    assert answer.headers["location"].startswith("/join/with?ticket="), answer.headers
    ticket = query_of(answer.headers["location"])["ticket"]
    rest = {"ticket": ticket, "slug": slug, "display_name": slug.title(), "of_age": "on", "terms": EDITION, **said}
    return await visitor.browser.post("/join/with", data=rest)


async def letter_link(club: Club) -> str:
    """Wait for a letter to somebody who wants to join, and return what its link opens: a path of the club."""
    for _ in range(400):
        async with club.resources.database.read() as tx:
            for line in await list_kept(tx):
                found = await get_kept(tx, line.id)
                link = re.search(r"/join/letter\?link=(\S+)", found.text) if found else None
                if link:
                    return link.group(1)
        await asyncio.sleep(0.05)
    raise AssertionError("no letter about joining")
