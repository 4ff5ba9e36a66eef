"""Does a server outside hold nobody up, lead nobody elsewhere, and fill no memory?"""

import time

import pytest

from exibidos.kernel.errors import Unavailable
from exibidos.platform.egress import PATIENCE_SECONDS, Egress, open_egress
from fixtures_provider import Provider

pytestmark = pytest.mark.anyio
PATH = ".well-known/openid-configuration"


async def test_an_answer_comes_with_its_status_and_its_bytes(provider: Provider) -> None:
    provider.says(at={PATH: {"status": 404, "body": "gone"}})
    async with open_egress() as egress:
        answer = await egress.ask("GET", f"{provider.url}/google/{PATH}", headers={})
    assert (answer.status, answer.body) == (404, b"gone")


async def test_who_is_slow_is_given_up_in_time(provider: Provider) -> None:
    provider.says(at={PATH: {"late": 0.5}})
    egress = Egress(patience=0.1)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await egress.ask("GET", f"{provider.url}/google/{PATH}", headers={})
    assert time.monotonic() - began < 0.5
    await egress.close()
    assert PATIENCE_SECONDS == 5


async def test_what_does_not_end_is_given_up(provider: Provider) -> None:
    provider.says(at={PATH: {"body": " " * 1024, "times": 300}})
    async with open_egress() as egress:
        with pytest.raises(Unavailable):
            await egress.ask("GET", f"{provider.url}/google/{PATH}", headers={})


async def test_a_redirect_is_an_answer_and_not_followed(provider: Provider) -> None:
    provider.says(at={PATH: {"redirect": f"{provider.url}/elsewhere"}})
    async with open_egress() as egress:
        answer = await egress.ask("GET", f"{provider.url}/google/{PATH}", headers={})
    assert answer.status == 302
    assert provider.asked() == [PATH]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::bad", "file:///etc/passwd", "no address"])
async def test_where_nobody_answers_nobody_is_there(url: str) -> None:
    async with open_egress() as egress:
        with pytest.raises(Unavailable):
            await egress.ask("GET", url, headers={})


async def test_a_way_out_that_nobody_took_closes_without_a_word() -> None:
    async with open_egress():
        pass
