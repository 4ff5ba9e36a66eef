"""Is a slug one person's, with everything that looks like it? And does nobody pass for the house?"""

import asyncio

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.features.accounts import Joining, check, join
from exibidos.features.accounts.policy import SLUG_LONGEST, canonical_email, canonical_slug, check_name, is_slug
from exibidos.features.accounts.service.slugs import find_taken_slug
from exibidos.kernel.actor import Role
from exibidos.kernel.errors import Conflict, Invalid
from exibidos.kernel.names import skeleton
from exibidos.platform.db import Database, Tx
from fixtures_make import EDITION, Make

pytestmark = pytest.mark.anyio
_SLUGS = st.from_regex(r"[a-z0-9][a-z0-9_-]{1,28}[a-z0-9]", fullmatch=True)


def _joining(slug: str) -> Joining:
    return Joining(email=f"{slug}@exibidos.test", slug=slug, display_name="Ana", of_age=True, terms_version=EDITION)


@pytest.mark.parametrize(
    "slug",
    [
        "adm1n",
        "he1p",
        "he_lp",
        "exibid0s",
        "s1gn-in",
        "m0derad0ra",
        "supp-ort",
        "adrnin",
        "ADMIN",
        "\uff41\uff44\uff4d\uff49\uff4e",
    ],
)
def test_words_of_the_house_are_reserved_in_every_disguise(slug: str) -> None:
    with pytest.raises(Invalid, match=r"slug_(reserved|malformed)"):
        canonical_slug(slug)


@given(st.text(max_size=60))
def test_any_text_is_a_slug_of_the_right_length_or_refused(text: str) -> None:
    try:
        slug = canonical_slug(text)
    except Invalid:
        return
    assert is_slug(slug)
    assert len(slug) <= SLUG_LONGEST
    assert canonical_slug(slug) == slug


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_refused_and_a_name_stays_one(text: str) -> None:
    try:
        name = check_name(text)
    except Invalid:
        return
    assert check_name(name) == name


@given(st.text(max_size=300))
def test_any_text_is_an_address_in_its_final_form_or_refused(text: str) -> None:
    try:
        address = canonical_email(text)
    except Invalid:
        return
    assert canonical_email(address) == address


@pytest.mark.parametrize(
    "name",
    ["Admin", "ADM1N", "\u0410dmin", "Ana, admin", "Ana (Moderação)", "M o d e r a d o r a", "exíbidos", "Clube", "Fotos do Sul",
     "Fotos  do·Sul", "Suporte", "|Admin|", "Ana ✓", "Equipe", "Ana ✅"],
)  # fmt: skip
def test_a_member_does_not_pass_for_the_house(name: str) -> None:
    with pytest.raises(Invalid, match="name_of_the_house"):
        check_name(name, club="Fotos do Sul")


@pytest.mark.parametrize(
    "name", ["Ana Luz", "Equipe Aurora", "Lia do Clube", "Amigos da exibidos", "李娜", "Ana 🌞", "O"]
)
def test_a_name_that_is_only_a_name_is_kept(name: str) -> None:
    assert check_name(name, club="Fotos do Sul") == name


def test_who_holds_an_office_may_say_so() -> None:
    assert check_name("Ana, moderação ✓", role=Role.MODERATOR) == "Ana, moderação ✓"


@pytest.mark.parametrize("name", ["\u3164", "\u200b\u200b", "\u0301", "", "x" * 61])
def test_a_name_can_be_seen_and_fits(name: str) -> None:
    with pytest.raises(Invalid, match="name_length"):
        check_name(name)


async def test_the_key_in_sql_is_the_skeleton(tx: Tx) -> None:
    letters = "01ilornmvw-_a"
    slugs = [a + b + c + d for a in letters for b in letters for c in "rvn1-" for d in letters]
    keys = await tx.values(
        str, "SELECT slug_key(slug) FROM unnest($1::text[]) WITH ORDINALITY AS s(slug, n) ORDER BY n", slugs
    )
    assert keys == [skeleton(slug) for slug in slugs]


@pytest.mark.parametrize("like", ["ana-luz", "ana_luz", "analuz", "ana-1uz", "ana-iuz"])
async def test_who_looks_like_a_member_cannot_join(tx: Tx, make: Make, like: str) -> None:
    await make.member("ana-luz")
    assert await find_taken_slug(tx, like) == "ana-luz"
    with pytest.raises(Conflict, match="slug_taken"):
        await join(tx, check(_joining(like), "uma senha longa"), password_hash="unused")


async def test_a_slug_is_not_in_its_own_way(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    assert await find_taken_slug(tx, "ana", mine=ana.id) is None
    assert await find_taken_slug(tx, "bia") is None


async def test_the_table_itself_refuses_a_look_alike(tx: Tx, make: Make) -> None:
    await make.member("ana-luz")
    bia = await make.member("bia")
    with pytest.raises(asyncpg.UniqueViolationError):
        await tx.execute("UPDATE members SET slug = 'ana_luz' WHERE id = $1", bia.id)


async def test_of_fifty_look_alikes_at_once_one_joins(database: Database) -> None:
    async def one(slug: str) -> str:
        try:
            async with database.write() as tx:
                await join(tx, _joining(slug), password_hash="unused")
        except Conflict as conflict:
            return conflict.code
        return "joined"

    slugs = [
        f"o0o{'0o'[bit & 1]}{'0o'[bit >> 1 & 1]}{'0o'[bit >> 2 & 1]}{'il1'[bit % 3]}{'-' * (bit % 2)}a"
        for bit in range(50)
    ]
    said = await asyncio.gather(*(one(slug) for slug in slugs))
    assert said.count("joined") == 1
    assert set(said) <= {"joined", "accounts.slug_taken", "accounts.email_taken"}
