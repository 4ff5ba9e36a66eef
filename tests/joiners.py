"""How does a test join a club that proves addresses? By the form, and by the letter in the outbox."""

import asyncio
import re
from typing import Any

from exibidos.platform.mail import get_kept, list_kept
from fixtures_club import Club, Visitor, joining
from fixtures_make import EDITION

HERE = "/join/letter"


def form(slug: str, **changes: object) -> dict[str, Any]:
    said = joining(slug, **changes)
    return {**said, "of_age": "on", "terms": EDITION}


async def letter(club: Club, name: str, number: int = 1) -> str:
    """Wait until so many letters of a name lie in the outbox and return the newest one's text."""
    for _ in range(400):
        async with club.resources.database.read() as tx:
            lines = [line for line in await list_kept(tx) if line.name == name]
            if len(lines) >= number:
                found = await get_kept(tx, lines[0].id)
                assert found is not None
                return found.text
        await asyncio.sleep(0.05)
    raise AssertionError(f"no letter {name}")


async def token_in(club: Club, name: str = "join", number: int = 1) -> str:
    found = re.search(r"/join/letter\?link=(\S+)", await letter(club, name, number))
    assert found
    return found.group(1)


async def members(club: Club) -> int:
    async with club.resources.database.read() as tx:
        return await tx.value(int, "SELECT count(*) FROM members") or 0


async def begin(visitor: Visitor, slug: str, **changes: object) -> None:
    answer = await visitor.browser.post("/join", data=form(slug, **changes))
    assert (answer.status_code, answer.headers["location"]) == (303, "/join/sent"), answer.text
