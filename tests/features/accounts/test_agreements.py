"""Is it written down who agreed to which text, when and how, and is nobody taken to agree to what they have not read?"""

import pytest

from exibidos.features.accounts import agree, list_agreements
from exibidos.features.accounts.events import TermsAgreed
from exibidos.kernel.errors import Invalid
from exibidos.platform.db import Tx
from exibidos.platform.text import versions_of
from fixtures_make import EDITION, Make

pytestmark = pytest.mark.anyio
NEWER = EDITION.replace("privacy=", "privacy=x-")


async def test_joining_writes_down_each_text_in_its_version(tx: Tx, make: Make) -> None:
    ana = await make.member()
    found = await list_agreements(tx, ana)
    assert {one.text: one.version for one in found} == versions_of(EDITION)
    assert {one.how.value for one in found} == {"joining"}


async def test_agreeing_again_adds_what_is_new_and_keeps_what_was(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    tx.events.clear()
    for _ in range(2):
        await agree(tx, ana, NEWER, edition=NEWER)
    found = await list_agreements(tx, ana)
    assert [(one.text, one.how.value) for one in found if one.version not in versions_of(EDITION).values()] == [
        ("privacy", "asked")
    ]
    assert len(found) == 4
    assert tx.events == [TermsAgreed(member_id=ana.id, edition=NEWER)], "twice is once"
    assert len(await list_agreements(tx, bia)) == 3
    assert await tx.value(str, "SELECT terms_version FROM members WHERE id = $1", ana.id) == NEWER


@pytest.mark.parametrize(
    ("said", "code"),
    [("", "accounts.terms_not_accepted"), (EDITION, "accounts.terms_changed"), ("on", "accounts.terms_changed")],
)
async def test_only_what_stands_now_can_be_agreed_to(tx: Tx, make: Make, said: str, code: str) -> None:
    ana = await make.member()
    with pytest.raises(Invalid, match=code):
        await agree(tx, ana, said, edition=NEWER)
    assert len(await list_agreements(tx, ana)) == 3


async def test_going_back_to_an_older_edition_keeps_the_first_time(tx: Tx, make: Make) -> None:
    ana = await make.member()
    await agree(tx, ana, NEWER, edition=NEWER)
    await agree(tx, ana, EDITION, edition=EDITION)
    assert len(await list_agreements(tx, ana)) == 4
