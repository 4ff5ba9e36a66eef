"""Do members' codes outlive a change of the secret that seals them, and is nothing mended that is not theirs to mend?"""

from datetime import timedelta
from uuid import UUID

import pyotp
import pytest

from exibidos.app.resources import Resources
from exibidos.features.accounts import Codes, Device
from exibidos.features.accounts.service import codes as service
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid
from exibidos.kernel.sealing import Sealer
from fixtures_make import Make

pytestmark = pytest.mark.anyio
PHONE = Device(address="192.0.2.1", name="phone")
HALF_MINUTE = timedelta(seconds=30)
OLD, NEW = "a:" + "1" * 64, "b:" + "2" * 64


def sealed_with(resources: Resources, *keys: str) -> Codes:
    return Codes(resources.database, resources.limits, Sealer(keys), "Clube")


async def set_up(resources: Resources, codes: Codes, slug: str) -> tuple[UUID, pyotp.TOTP, list[str]]:
    app = pyotp.TOTP(codes.new_secret())
    async with resources.database.write() as tx:
        member = await Make(tx).member(slug)
        # The code of the half minute before, so that the present one is still to be used.
        recovery = await codes.set_up(tx, member.id, app.secret, app.at(now() - HALF_MINUTE), PHONE, at=now())
    return member.id, app, recovery


async def test_a_new_secret_costs_nobody_their_codes(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_SEALS_AT_ONCE", 2)
    before, between = sealed_with(resources, OLD), sealed_with(resources, NEW, OLD)
    people = [await set_up(resources, before, slug) for slug in ("ana", "bia", "caio")]
    already = await set_up(resources, between, "davi")
    assert (await between.reseal()).anew == 3
    assert (await between.reseal()).anew == 0
    after = sealed_with(resources, NEW)
    for member_id, app, _ in (*people, already):
        await after.check(member_id, app.now(), PHONE, at=now())


async def test_a_secret_that_no_key_opens_is_told_of_and_left_as_it_is(resources: Resources) -> None:
    member_id, app, recovery = await set_up(resources, sealed_with(resources, OLD), "ana")
    too_early = sealed_with(resources, NEW)
    done = await too_early.reseal()
    assert (done.anew, done.lost) == (0, 1)
    with pytest.raises(Invalid):
        await too_early.check(member_id, app.now(), PHONE, at=now())
    await too_early.check(member_id, recovery[0], PHONE, at=now())
    await sealed_with(resources, NEW, OLD).reseal()
    await too_early.check(member_id, app.now(), PHONE, at=now())
