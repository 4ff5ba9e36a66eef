"""Does the club know what somebody agreed to, to which text, and since when no longer?"""

import pytest

from exibidos.features.accounts import Purpose, consents_to, give_consent, list_consents, withdraw_consent
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
MAIL = Purpose.PRODUCT_MAIL


async def test_nobody_agrees_to_anything_by_joining(tx: Tx, make: Make) -> None:
    member = await make.member()
    assert [await consents_to(tx, member.id, purpose) for purpose in Purpose] == [False] * len(Purpose)


async def test_a_consent_holds_for_its_purpose_and_its_giver_alone(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await give_consent(tx, ana.id, MAIL, text_version="1")
    assert await consents_to(tx, ana.id, MAIL)
    assert not await consents_to(tx, ana.id, Purpose.TRAINING)
    assert not await consents_to(tx, bia.id, MAIL)


async def test_agreeing_twice_to_one_text_is_one_consent(tx: Tx, make: Make) -> None:
    member = await make.member()
    for _ in range(2):
        await give_consent(tx, member.id, MAIL, text_version="1")
    assert await _history(tx) == ["1 in force"]


async def test_a_newer_text_ends_the_older_consent_and_keeps_its_row(tx: Tx, make: Make) -> None:
    member = await make.member()
    await give_consent(tx, member.id, MAIL, text_version="1")
    await give_consent(tx, member.id, MAIL, text_version="2")
    assert await _history(tx) == ["1 withdrawn", "2 in force"]
    assert await consents_to(tx, member.id, MAIL)


async def test_a_withdrawn_consent_is_none_and_can_be_given_again(tx: Tx, make: Make) -> None:
    member = await make.member()
    await give_consent(tx, member.id, MAIL, text_version="1")
    await withdraw_consent(tx, member.id, MAIL)
    assert not await consents_to(tx, member.id, MAIL)
    await give_consent(tx, member.id, MAIL, text_version="1")
    assert await _history(tx) == ["1 withdrawn", "1 in force"]


async def test_people_see_all_they_ever_agreed_to_and_nobody_elses(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await give_consent(tx, ana.id, MAIL, text_version="1")
    await withdraw_consent(tx, ana.id, MAIL)
    (consent,) = await list_consents(tx, ana.id)
    assert (consent.purpose, consent.text_version) == (MAIL, "1")
    assert consent.withdrawn_at
    assert await list_consents(tx, bia.id) == []


async def _history(tx: Tx) -> list[str]:
    return await tx.values(
        str,
        "SELECT text_version || CASE WHEN withdrawn_at IS NULL THEN ' in force' ELSE ' withdrawn' END FROM consents ORDER BY id",
    )
