"""Does a link from a mail open once, for its purpose, in time, and for nobody who made it up?"""

from datetime import timedelta

import pytest

from exibidos.features.accounts import LinkPurpose, read_link, token_of_link
from exibidos.features.accounts.service.links import LINK_LIFE, make_link, use_link
from exibidos.kernel.errors import Invalid
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio
SIGNER = Signer(("k1:" + "a" * 64,))
RESET = LinkPurpose.RESET


async def test_a_link_is_read_as_often_as_one_likes_and_used_once(tx: Tx, make: Make) -> None:
    ana = await make.member()
    link = await make_link(tx, RESET, email="ana@exibidos.test", member_id=ana.id, at=NOON)
    token = token_of_link(SIGNER, link)
    for _ in range(2):
        assert await read_link(tx, SIGNER, token, RESET, at=NOON) == link
    assert await use_link(tx, SIGNER, token, RESET, at=NOON) == link
    for again in (read_link, use_link):
        with pytest.raises(Invalid, match="link_stale"):
            await again(tx, SIGNER, token, RESET, at=NOON)


async def test_a_link_dies_after_an_hour(tx: Tx) -> None:
    link = await make_link(tx, RESET, email="ana@exibidos.test", at=NOON)
    token = token_of_link(SIGNER, link)
    await read_link(tx, SIGNER, token, RESET, at=NOON + LINK_LIFE - timedelta(seconds=1))
    with pytest.raises(Invalid, match="link_stale"):
        await use_link(tx, SIGNER, token, RESET, at=NOON + LINK_LIFE)


async def test_a_link_opens_nothing_but_its_purpose(tx: Tx) -> None:
    link = await make_link(tx, LinkPurpose.JOIN, email="ana@exibidos.test", at=NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await use_link(tx, SIGNER, token_of_link(SIGNER, link), RESET, at=NOON)


async def test_a_newer_link_ends_the_older_of_its_purpose_and_no_other(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    older = await make_link(tx, RESET, email="ana@exibidos.test", member_id=ana.id, at=NOON)
    email = await make_link(tx, LinkPurpose.EMAIL, email="ana@exibidos.test", member_id=ana.id, at=NOON)
    others = await make_link(tx, RESET, email="bia@exibidos.test", member_id=bia.id, at=NOON)
    await make_link(tx, RESET, email="ana@exibidos.test", member_id=ana.id, at=NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await use_link(tx, SIGNER, token_of_link(SIGNER, older), RESET, at=NOON)
    for link in (email, others):
        await use_link(tx, SIGNER, token_of_link(SIGNER, link), link.purpose, at=NOON)


@pytest.mark.parametrize(
    "made_up",
    ["", ".", "..", "nothing", "{id}", "{id}.k1", "{id}.k1.", "{id}.k2.{tag}", "{id}.k1.{tag}x", "{other}.k1.{tag}"],
)
async def test_what_somebody_made_up_opens_nothing(tx: Tx, made_up: str) -> None:
    link = await make_link(tx, RESET, email="ana@exibidos.test", at=NOON)
    _, _, tag = token_of_link(SIGNER, link).split(".")
    token = made_up.format(id=link.id.hex, other=new_id().hex, tag=tag)
    with pytest.raises(Invalid, match="link_stale"):
        await use_link(tx, SIGNER, token, RESET, at=NOON)


async def test_a_rotated_secret_still_opens_links_on_their_way(tx: Tx) -> None:
    link = await make_link(tx, RESET, email="ana@exibidos.test", at=NOON)
    rotated = Signer(("k2:" + "b" * 64, "k1:" + "a" * 64))
    assert await use_link(tx, rotated, token_of_link(SIGNER, link), RESET, at=NOON) == link
