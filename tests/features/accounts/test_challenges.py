"""Is a challenge answered once, by who holds its token, and for what it was made for?"""

import asyncio

import msgspec
import pytest

from exibidos.app.resources import Resources

pytestmark = pytest.mark.anyio


class Asked(msgspec.Struct, frozen=True):
    what: str


async def test_of_two_who_answer_at_once_one_finds_the_question(resources: Resources) -> None:
    challenges = resources.challenges
    token = await challenges.put("test", Asked("who are you?"))
    answers = await asyncio.gather(*(challenges.take("test", token, Asked) for _ in range(10)))
    assert [answer for answer in answers if answer] == [Asked("who are you?")]


async def test_a_challenge_of_one_kind_answers_no_other(resources: Resources) -> None:
    token = await resources.challenges.put("test", Asked("who are you?"))
    assert await resources.challenges.take("other", token, Asked) is None


async def test_a_challenge_ends_by_itself_and_its_token_is_kept_nowhere(resources: Resources) -> None:
    token = await resources.challenges.put("test", Asked("who are you?"))
    (key,) = await resources.cache.client.keys("challenge:*")
    assert token.encode() not in key
    assert 590 <= await resources.cache.client.ttl(key) <= 600
