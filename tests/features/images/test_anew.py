"""Are many photos developed again a few at a time, each of them once?"""

import pytest

from exibidos.features.images import RedevelopImages, State
from exibidos.features.images.events import RedevelopImage
from exibidos.features.images.service.anew import redevelop_some
from exibidos.platform.db import Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio


async def test_an_authors_photos_are_asked_for_twenty_at_a_time_and_nobody_elses(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    photos = [await make.image(ana, deleted=number == 3) for number in range(23)]
    await make.image(bia)
    await make.image(ana, state=State.REJECTED)
    assert await redevelop_some(tx, ana.id, None, now=NOON) == 20
    ((_, following, at),) = [job for job in tx.jobs if isinstance(job[1], RedevelopImages)]
    assert isinstance(following, RedevelopImages)
    assert at is not None
    assert at > NOON
    assert await redevelop_some(tx, following.member_id, following.after, now=NOON) == 3
    asked = [job.image_id for _, job, _ in tx.jobs if isinstance(job, RedevelopImage)]
    assert sorted(asked) == sorted(photos)
    assert sum(isinstance(job, RedevelopImages) for _, job, _ in tx.jobs) == 1
    assert await redevelop_some(tx, None, photos[-1], now=NOON) == 1  # everybody's: Bia's came after Ana's last
