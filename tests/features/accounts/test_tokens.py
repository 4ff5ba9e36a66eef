"""Does a personal token reach as far as its maker said, as long as they said, and no further?"""

import asyncio
import hashlib
import re
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.features import accounts
from exibidos.features.accounts import MOST_TOKENS, MadeToken, TokenWish, find_bearer, list_tokens, make_token
from exibidos.features.accounts.policy import TOKEN_BITS, is_token, token_of
from exibidos.kernel.actor import Member, Role, Scope, Standing
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC)
DOCS = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def wish(name: str = "backup", *scopes: Scope, days: int = 90) -> TokenWish:
    return TokenWish(name=name, scopes=scopes or (Scope.READ,), days=days)


@given(st.integers(min_value=0, max_value=2**TOKEN_BITS - 1))
def test_every_secret_makes_a_token_that_scanners_find_and_we_know(secret: int) -> None:
    token = token_of(secret)
    given = re.search(r"^\\b.*\\b$", DOCS, re.MULTILINE)
    assert given
    assert re.search(given[0], f"key={token};")
    assert is_token(token)


def test_the_docs_name_every_scope() -> None:
    assert set(re.findall(r"^\| `([a-z:]+)` \|", DOCS, re.MULTILINE)) == {scope.value for scope in Scope}


@given(st.integers(min_value=0, max_value=2**TOKEN_BITS - 1), st.integers(0, 52), st.sampled_from("09AZaz-_ \0é"))
def test_a_token_with_another_letter_is_none(secret: int, place: int, letter: str) -> None:
    token = token_of(secret)
    other = token[:place] + letter + token[place + 1 :]
    assert is_token(other) == (other == token)


@pytest.mark.parametrize(
    "text", ["", "exb_", "exb_" + "0" * 49, "ghp_" + "0" * 36, token_of(7) + "\n", token_of(7)[:-1]]
)
def test_what_only_looks_like_a_token_is_none(text: str) -> None:
    assert not is_token(text)


def test_the_checksum_is_the_documented_one() -> None:
    token = token_of(12345)
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value = 0
    for letter in token[-6:]:
        value = value * 62 + digits.index(letter)
    assert value == zlib.crc32(token[:-6].encode())


async def test_a_new_token_is_listed_without_its_secret(tx: Tx, make: Make) -> None:
    ana = await make.member()
    made = await make_token(tx, ana, wish("  My\tbackup ", Scope.VOTES, Scope.READ), at=NOW)
    assert await list_tokens(tx, ana) == [made.token]
    assert (made.token.name, made.token.scopes) == ("My backup", ("read", "votes:write"))
    assert made.token.expires_at == NOW + timedelta(days=90)


async def test_only_the_digest_of_a_secret_is_kept(tx: Tx, make: Make) -> None:
    made = await make_token(tx, await make.member(), wish(), at=NOW)
    row = await tx.value(str, "SELECT to_jsonb(t)::text FROM personal_tokens t")
    assert row
    assert made.secret not in row
    assert made.secret[4:-6] not in row
    assert hashlib.sha256(made.secret.encode()).hexdigest() in row


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (wish(""), "accounts.token_name_length"),
        (wish("\u202e\u200f"), "accounts.token_name_length"),
        (wish("x" * 61), "accounts.token_name_length"),
        (TokenWish(name="x", scopes=(), days=90), "accounts.token_without_scope"),
        (wish(days=0), "accounts.token_days"),
        (wish(days=367), "accounts.token_days"),
    ],
)
async def test_a_wish_that_breaks_a_rule_is_refused_with_its_reason(
    tx: Tx, make: Make, bad: TokenWish, code: str
) -> None:
    with pytest.raises(Invalid) as raised:
        await make_token(tx, await make.member(), bad, at=NOW)
    assert raised.value.code == code


async def test_two_live_tokens_of_one_name_could_not_be_told_apart(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    first = await make_token(tx, ana, wish("backup"), at=NOW)
    with pytest.raises(Conflict):
        await make_token(tx, ana, wish("BACKUP"), at=NOW)
    await make_token(tx, bia, wish("backup"), at=NOW)
    await accounts.revoke_token(tx, ana, first.token.id, at=NOW)
    await make_token(tx, ana, wish("backup"), at=NOW)


async def test_an_expired_token_makes_room_for_one_of_its_name(tx: Tx, make: Make) -> None:
    ana = await make.member()
    await make_token(tx, ana, wish(days=1), at=NOW)
    later = NOW + timedelta(days=2)
    made = await make_token(tx, ana, wish(), at=later)
    assert await list_tokens(tx, ana) == [made.token]


async def test_what_died_a_month_ago_is_forgotten_with_the_next_token(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    gone = await make_token(tx, ana, wish("gone"), at=NOW)
    await accounts.revoke_token(tx, ana, gone.token.id, at=NOW)
    await make_token(tx, ana, wish("old", days=1), at=NOW)
    await make_token(tx, bia, wish("old", days=1), at=NOW)
    recent = await make_token(tx, ana, wish("recent", days=20), at=NOW)
    made = await make_token(tx, ana, wish("new"), at=NOW + timedelta(days=32))
    assert set(await tx.values(str, "SELECT name FROM personal_tokens WHERE created_by_id = $1", ana.id)) == {
        "recent",
        "new",
    }
    assert await list_tokens(tx, ana) == [made.token, recent.token]
    assert len(await list_tokens(tx, bia)) == 1


async def test_revoking_twice_is_revoking_once(tx: Tx, make: Make) -> None:
    ana = await make.member()
    made = await make_token(tx, ana, wish(), at=NOW)
    tx.events.clear()
    for _ in range(2):
        await accounts.revoke_token(tx, ana, made.token.id, at=NOW)
    assert tx.events == [accounts.TokenRevoked(member_id=ana.id, token_id=made.token.id)]
    assert await list_tokens(tx, ana) == []


async def test_another_members_token_is_not_there(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    made = await make_token(tx, ana, wish(), at=NOW)
    for token_id in (made.token.id, new_id()):
        with pytest.raises(NotFound):
            await accounts.revoke_token(tx, bia, token_id, at=NOW)
    assert await list_tokens(tx, bia) == []
    assert await list_tokens(tx, ana) == [made.token]


async def test_who_is_suspended_makes_no_token(tx: Tx, make: Make) -> None:
    with pytest.raises(Forbidden):
        await make_token(tx, await make.member(suspended=True), wish(), at=NOW)


async def test_the_table_refuses_a_token_without_an_end(tx: Tx, make: Make) -> None:
    await make_token(tx, await make.member(), wish(days=366), at=NOW)
    with pytest.raises(asyncpg.CheckViolationError):
        await tx.execute("UPDATE personal_tokens SET expires_at = now() + interval '2 years'")


async def test_a_bearer_acts_for_its_maker_as_they_are_now(database: Database) -> None:
    ana, made = await _made(database)
    found = await find_bearer(database, made.secret, at=NOW)
    assert found
    assert (found.member, found.scopes, found.token_id) == (ana, frozenset({"read"}), made.token.id)
    await _do(database, "UPDATE members SET of_age = false, display_name = 'Outra', standing = 'trusted'")
    now = await find_bearer(database, made.secret, at=NOW)
    assert now
    assert (now.member.of_age, now.member.display_name, now.member.standing) == (False, "Outra", Standing.TRUSTED)


@pytest.mark.parametrize("role", ["moderator", "admin"])
async def test_a_role_is_not_handed_to_a_program(database: Database, role: str) -> None:
    _, made = await _made(database)
    await _do(database, f"UPDATE members SET role = '{role}'")
    found = await find_bearer(database, made.secret, at=NOW)
    assert found
    assert (type(found.member), found.member.role) == (Member, Role.MEMBER)


@pytest.mark.parametrize(
    "ended",
    [
        "UPDATE personal_tokens SET revoked_at = now()",
        "UPDATE personal_tokens SET expires_at = now() - interval '1 second'",
        "UPDATE members SET suspended_at = now()",
        "DELETE FROM members",
    ],
)
async def test_a_token_dies_with_what_it_stands_for(database: Database, ended: str) -> None:
    _, made = await _made(database)
    await _do(database, ended)
    assert await find_bearer(database, made.secret, at=datetime.now(UTC)) is None


async def test_a_token_lives_to_its_last_second_and_no_longer(database: Database) -> None:
    _, made = await _made(database)
    assert await find_bearer(database, made.secret, at=made.token.expires_at - timedelta(seconds=1))
    assert await find_bearer(database, made.secret, at=made.token.expires_at) is None


async def test_an_unknown_token_is_nobodys(database: Database) -> None:
    await _made(database)
    assert await find_bearer(database, token_of(1), at=NOW) is None


async def test_its_use_is_noted_at_most_once_in_five_minutes(database: Database) -> None:
    ana, made = await _made(database)
    uses = [NOW, NOW + timedelta(minutes=4), NOW + timedelta(minutes=6)]
    noted = []
    for at in uses:
        await asyncio.gather(*(find_bearer(database, made.secret, at=at) for _ in range(5)))
        async with database.read() as tx:
            noted.append((await list_tokens(tx, ana))[0].last_used_at)
    assert noted == [uses[0], uses[0], uses[2]]


async def test_a_use_that_cannot_be_noted_is_no_reason_to_refuse(database: Database, owner_url: str) -> None:
    _, made = await _made(database)
    owner = await asyncpg.connect(owner_url)
    await owner.execute("ALTER TABLE personal_tokens ADD CHECK (last_used_at IS NULL)")
    assert await find_bearer(database, made.secret, at=NOW)
    await owner.close()


async def test_nobody_waits_for_a_row_that_is_held_to_note_a_use(database: Database, owner_url: str) -> None:
    _, made = await _made(database)
    owner = await asyncpg.connect(owner_url)
    async with owner.transaction():
        await owner.execute("SELECT FROM personal_tokens FOR UPDATE")
        assert await asyncio.wait_for(find_bearer(database, made.secret, at=NOW), timeout=5)
    await owner.close()


async def test_fifty_at_once_make_as_many_as_one_may_have(database: Database) -> None:
    async with database.write() as tx:
        ana = await Make(tx).member()

    async def one(number: int) -> str:
        try:
            async with database.write() as tx:
                await make_token(tx, ana, wish(f"program {number}"), at=NOW)
        except Conflict as conflict:
            return conflict.code
        return "made"

    said = await asyncio.gather(*(one(number) for number in range(50)))
    assert (said.count("made"), said.count("accounts.too_many_tokens")) == (MOST_TOKENS, 50 - MOST_TOKENS)


async def _made(database: Database) -> tuple[Member, MadeToken]:
    async with database.write() as tx:
        ana = await Make(tx).member()
        return ana, await make_token(tx, ana, wish(), at=NOW)


async def _do(database: Database, sql: str) -> None:
    async with database.write() as tx:
        assert await tx.execute(sql) == 1


@pytest.mark.parametrize("secret", ["", "a password", token_of(7)[:-1]])
async def test_what_is_no_token_is_nobodys_and_costs_no_question(database: Database, secret: str) -> None:
    assert await find_bearer(database, secret, at=NOW) is None
