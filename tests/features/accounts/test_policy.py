"""Which passwords are refused, and is the rest taken as it was typed?"""

import pytest

from exibidos.features.accounts.policy import check_password
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.kernel.errors import Invalid


def _refusal(password: str) -> str | None:
    try:
        check_password(password, email="ana@exibidos.test", slug="ana-luz")
    except Invalid as problem:
        return problem.code.removeprefix("accounts.")
    return None


@pytest.mark.parametrize(
    "password", ["12345678", "password", "PassWord", "qwertyuiop", "flamengo", "Flamengo10", "senha123", "deuséfiel"]
)
def test_common_passwords_are_refused_whatever_their_case(password: str) -> None:
    assert _refusal(password) == "password_common"


@pytest.mark.parametrize(
    ("length", "refusal"), [(7, "password_length"), (8, None), (128, None), (129, "password_length")]
)
def test_a_password_has_8_to_128_characters_of_any_kind(length: int, refusal: str | None) -> None:
    assert _refusal("çã🌒 x\u0301ñ日本語"[:7].ljust(length, "ø")[:length]) == refusal


@pytest.mark.parametrize("password", ["ana-luz-ana-luz", "password de ana", " 12345678", "12345678 ", "senha 123"])
def test_what_merely_contains_a_common_password_is_taken(password: str) -> None:
    assert _refusal(password) is None


@pytest.mark.parametrize("password", ["ana@exibidos.test", "ANA@exibidos.test"])
def test_ones_own_address_is_no_password(password: str) -> None:
    assert _refusal(password) == "password_obvious"


@pytest.mark.anyio
async def test_every_character_of_a_password_counts_as_it_was_typed() -> None:
    passwords, typed = Passwords(), "é" * 127
    kept = await passwords.hash(typed + "a")
    assert await passwords.matches(kept, typed + "a")
    assert not await passwords.matches(kept, typed + "b"), "the last of 128 characters, far behind 72 bytes"
    assert not await passwords.matches(kept, typed[:-1] + "e\u0301a"), "nothing is normalised"
