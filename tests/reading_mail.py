"""How does a test read a member's mail? From the outbox of a club that has no server, once a worker has put the letter there."""

import asyncio
import re

from fixtures_club import Club


async def letters_to(club: Club, address: str, name: str, *, count: int = 1) -> list[str]:
    """Wait until so many letters of a name have been written to an address, and return their texts, oldest first."""
    async with asyncio.timeout(20):
        while True:
            async with club.resources.database.read() as tx:
                found = await tx.values(
                    str,
                    "SELECT text FROM letters WHERE recipient = $1 AND name = $2 ORDER BY created_at",
                    address,
                    name,
                )
            if len(found) >= count:
                return found
            await asyncio.sleep(0.03)


async def link_to(club: Club, address: str, name: str, *, count: int = 1) -> str:
    """Return the path of the link in the newest letter."""
    found = re.search(
        r"^http://club\.test(/\S+\?link=\S+)$", (await letters_to(club, address, name, count=count))[-1], re.MULTILINE
    )
    assert found
    return found[1]


def token_in(path: str) -> str:
    return path.partition("link=")[2]


async def idle(club: Club) -> None:
    """Wait until no job waits or is being done."""
    async with asyncio.timeout(20):
        while True:
            async with club.resources.database.read() as tx:
                if not await tx.value(int, "SELECT count(*) FROM jobs WHERE state NOT IN ('done', 'dead')"):
                    return
            await asyncio.sleep(0.03)


async def all_letters(club: Club) -> list[str]:
    """Return name and address of every letter that was written, once nothing is left to do."""
    await idle(club)
    async with club.resources.database.read() as tx:
        return await tx.values(str, "SELECT name || ' ' || recipient FROM letters ORDER BY created_at")


async def verify(club: Club, slug: str) -> None:
    """Let a member have proven their address."""
    async with club.resources.database.write() as tx:
        await tx.execute("UPDATE members SET verified_at = now() WHERE slug = $1", slug)
