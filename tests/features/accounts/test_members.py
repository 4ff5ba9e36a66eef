"""Do people join once, under names that are theirs alone?"""

import asyncio
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.features.accounts import (
    BIO_LONGEST,
    Joining,
    PrivateChanged,
    check,
    get_profile,
    get_viewer,
    is_private,
    join,
    set_private,
)
from exibidos.features.accounts.policy import canonical_email, canonical_slug
from exibidos.features.accounts.service.members import check_new_password, get_account, has_address
from exibidos.kernel.errors import Conflict, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import EDITION, Make

pytestmark = pytest.mark.anyio


def _joining(slug: str = "ana", email: str = "ana@exibidos.test") -> Joining:
    return Joining(email=email, slug=slug, display_name="Ana", of_age=True, terms_version=EDITION)


@pytest.mark.parametrize("name", ["Fotos do Sul", "F0TOS DO SUL", "Moderação"])
def test_nobody_joins_under_the_name_of_the_club(name: str) -> None:
    said = msgspec.structs.replace(_joining(), display_name=name)
    with pytest.raises(Invalid) as refused:
        check(said, "uma senha bem longa", club="Fotos do Sul")
    assert (refused.value.code, refused.value.field) == ("accounts.name_of_the_house", "display_name")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"bio": "x" * (BIO_LONGEST + 1)}, "accounts.bio_length"),
        ({"of_age": False}, "accounts.too_young"),
    ],
)
def test_who_joins_is_of_age_and_says_no_novel(said: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(msgspec.structs.replace(_joining(), **said), "uma senha bem longa")
    assert refused.value.code == code


def test_who_comes_in_another_way_joins_without_a_password() -> None:
    assert check(_joining(), None).slug == "ana"


async def test_an_address_is_known_however_it_is_spelt(tx: Tx, make: Make) -> None:
    await make.member("ana")
    assert await has_address(tx, " ANA@exibidos.test ")
    assert not await has_address(tx, "bia@exibidos.test")
    assert not await has_address(tx, "no address")


async def test_who_is_gone_or_away_is_nobody(tx: Tx, make: Make) -> None:
    ana, away = await make.member("ana"), await make.member("bia", suspended=True)
    assert (await get_viewer(tx, ana.id)).id == ana.id
    for nobody in (away.id, new_id()):
        with pytest.raises(NotFound):
            await get_viewer(tx, nobody)
    with pytest.raises(NotFound):
        await get_account(tx, new_id())
    with pytest.raises(NotFound):
        await check_new_password(tx, new_id(), "uma senha bem longa")


async def test_an_account_is_made_private_once_and_opened_again(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    assert not await is_private(tx, ana)
    for private in (True, True, False):
        await set_private(tx, ana, private)
        assert await is_private(tx, ana) is private
    assert tx.events[1:] == [PrivateChanged(member_id=ana.id, private=private) for private in (True, False)]


@pytest.mark.parametrize("email", ["a\0b@x.test", "a@x\0.test", "\u202eana@x.test", "ana@x.te\u200bst"])
def test_an_address_that_nobody_can_read_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        canonical_email(email)


@pytest.mark.parametrize("slug", ["", "\0", "a\0b", "\ud800", "@ana", "x" * 10_000])
async def test_what_cannot_be_a_slug_is_nobody(tx: Tx, slug: str) -> None:
    with pytest.raises(NotFound):
        await get_profile(tx, slug)


@given(st.text(max_size=40))
def test_a_slug_is_canonical_or_refused(text: str) -> None:
    try:
        slug = canonical_slug(text)
    except Invalid:
        return
    assert canonical_slug(slug) == slug
    assert slug.isascii()


@given(st.emails())
def test_real_addresses_are_accepted_and_canonical(address: str) -> None:
    assert canonical_email(canonical_email(address)) == canonical_email(address)


async def test_fifty_parallel_joins_make_one_member(database: Database) -> None:
    async def one() -> str:
        try:
            async with database.write() as tx:
                await join(tx, _joining(), password_hash="unused")
        except Conflict as conflict:
            return conflict.code
        return "joined"

    said = await asyncio.gather(*(one() for _ in range(50)))
    assert sorted(set(said)) in (
        ["accounts.slug_taken", "joined"],
        ["accounts.email_taken", "joined"],
        ["accounts.email_taken", "accounts.slug_taken", "joined"],
    )
    assert said.count("joined") == 1


async def test_a_profile_is_found_whatever_the_case_of_its_slug(tx: Tx, make: Make) -> None:
    await make.member("ana")
    assert (await get_profile(tx, "ANA")).slug == "ana"


async def test_a_suspended_member_has_no_profile(tx: Tx, make: Make) -> None:
    await make.member("ana", suspended=True)
    with pytest.raises(NotFound):
        await get_profile(tx, "ana")


def test_checking_comes_before_hashing_and_names_the_field() -> None:
    with pytest.raises(Invalid) as raised:
        check(_joining(slug="admin"), "uma senha longa")
    assert raised.value.field == "slug"


async def test_the_database_itself_refuses_a_second_slug(tx: Tx, make: Make) -> None:
    await make.member("ana")
    with pytest.raises(asyncpg.UniqueViolationError):
        await tx.execute(
            "INSERT INTO members (id, email, email_canonical, slug, display_name, of_age, terms_version)"
            " VALUES (uuidv7(), 'x@y.test', 'x@y.test', 'ana', 'Ana', true, '1')"
        )
