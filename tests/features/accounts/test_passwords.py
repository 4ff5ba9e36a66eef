"""Are passwords compared in the same time for everybody, and kept as argon2id says?"""

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from exibidos.features.accounts import Passwords
from exibidos.features.accounts.service.passwords import DECOY

pytestmark = pytest.mark.anyio


def test_the_decoy_costs_what_a_real_comparison_costs() -> None:
    assert not PasswordHasher().check_needs_rehash(DECOY)
    assert extract_parameters(DECOY).type is Type.ID


async def test_a_password_matches_its_own_hash_and_no_other() -> None:
    passwords = Passwords()
    kept = await passwords.hash("correta e longa")
    assert await passwords.matches(kept, "correta e longa")
    assert not await passwords.matches(kept, "Correta e longa")


async def test_nobodys_password_matches_never() -> None:
    assert not await Passwords().matches(None, "a password that nobody has")


async def test_a_damaged_hash_matches_nothing() -> None:
    assert not await Passwords().matches("$argon2id$damaged", "x")
