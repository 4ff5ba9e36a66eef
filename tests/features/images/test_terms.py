"""Does a photo hang on the terms that its author named, and do pictures follow when those change?"""

import pytest

from exibidos.features.images import Corner, Details, Licence, Wishes, find_habits, list_terms
from exibidos.features.images import store as images
from exibidos.features.images.events import RedevelopImage
from exibidos.features.images.policy import LICENCE_PAGES, check_wishes, marked_in
from exibidos.features.images.service.edit import describe
from exibidos.features.images.service.upload import finalize
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.media import Camera
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
CAMERA = Camera("FUJIFILM X-T5", "XF23mmF2", 23.0, 5.6, 0.004, 200)


def redone(tx: Tx) -> int:
    return sum(isinstance(job, RedevelopImage) for _, job, _ in tx.jobs)


async def test_the_last_terms_are_remembered_and_what_is_named_wins(tx: Tx, make: Make) -> None:
    ana = await make.member()
    assert await find_habits(tx, ana) == Wishes()
    said = Wishes(licence=Licence.BY_SA, watermark=Corner.TOP_LEFT, ranked=False)
    first = (await finalize(tx, ana, (await make.upload(ana)).id, Details(wishes=said), prefix="t")).id
    second = (await finalize(tx, ana, (await make.upload(ana)).id, Details(wishes=Wishes(ranked=True)), prefix="t")).id
    terms = await list_terms(tx, [first, second])
    assert [terms[one].licence for one in (first, second)] == [Licence.BY_SA, Licence.BY_SA]
    assert [terms[one].ranked for one in (first, second)] == [False, True]
    assert terms[second].watermark is Corner.TOP_LEFT
    assert (await find_habits(tx, ana)) == Wishes(licence=Licence.BY_SA, watermark=Corner.TOP_LEFT, ranked=True)
    other = await make.member()
    third = (await finalize(tx, other, (await make.upload(other)).id, Details(), prefix="t")).id
    assert (await list_terms(tx, [third]))[third].licence is Licence.ALL_RIGHTS


async def test_pictures_are_made_anew_only_for_what_is_in_them(tx: Tx, make: Make) -> None:
    ana = await make.member()
    image_id = await make.image(ana)
    for wishes, times in (
        (Wishes(licence=Licence.ZERO, comments=False, ranked=False), 0),
        (Wishes(watermark=Corner.BOTTOM_RIGHT), 0),
        (Wishes(watermark=Corner.TOP_RIGHT), 1),
        (Wishes(watermark=Corner.TOP_RIGHT), 1),
        (Wishes(camera=True), 2),
        (Wishes(camera=True), 2),
        (Wishes(camera=False), 2),
    ):
        await describe(tx, ana, image_id, Details(wishes=wishes))
        assert redone(tx) == times, wishes
    terms = (await list_terms(tx, [image_id]))[image_id]
    assert (terms.licence, terms.comments, terms.ranked) == (Licence.ZERO, False, False)


async def test_opting_out_erases_what_was_known_of_the_camera(tx: Tx, make: Make) -> None:
    ana = await make.member()
    image_id = await make.image(ana)
    await images.keep_camera(tx, image_id, CAMERA)
    count = "SELECT count(*) FROM image_cameras WHERE image_id = $1"
    assert await tx.value(int, count, image_id) == 0, "who has not opted in is not written about"
    await describe(tx, ana, image_id, Details(wishes=Wishes(camera=True)))
    await images.keep_camera(tx, image_id, CAMERA)
    shown = (await list_terms(tx, [image_id]))[image_id]
    assert (shown.camera_name, shown.aperture) == ("FUJIFILM X-T5", 5.6)
    await describe(tx, ana, image_id, Details(title="Outra coisa"))
    assert await tx.value(int, count, image_id) == 1, "an edit that does not speak of it changes nothing"
    await describe(tx, ana, image_id, Details(wishes=Wishes(camera=False)))
    assert await tx.value(int, count, image_id) == 0


async def test_only_the_author_changes_them_and_none_goes_bare_without_leave(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    image_id = await make.image(ana)
    with pytest.raises(NotFound):
        await describe(tx, bia, image_id, Details(wishes=Wishes(licence=Licence.ZERO)))
    with pytest.raises(Invalid):
        await describe(tx, ana, image_id, Details(wishes=Wishes(watermark=Corner.NONE)))
    await describe(tx, ana, image_id, Details(wishes=Wishes(watermark=Corner.NONE)), bare=True)
    terms = (await list_terms(tx, [image_id]))[image_id]
    assert (terms.licence, terms.watermark) == (Licence.ALL_RIGHTS, Corner.NONE)
    assert marked_in(terms.watermark, bare=False) is Corner.BOTTOM_RIGHT, "the club may change its mind"
    assert marked_in(terms.watermark, bare=True) is Corner.NONE
    check_wishes(Wishes(), bare=False)


def test_every_licence_but_the_law_itself_can_be_read() -> None:
    assert set(LICENCE_PAGES) == set(Licence) - {Licence.ALL_RIGHTS}
    assert all(
        page.startswith("https://creativecommons.org/") and page.endswith("/") for page in LICENCE_PAGES.values()
    )
