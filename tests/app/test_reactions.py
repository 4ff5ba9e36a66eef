"""Does what happened lead to what follows, in the same transaction, and never for ever?"""

import pytest

from exibidos.app import reactions
from exibidos.features import images
from exibidos.features.images import ImageProcessed, ImageUploaded, ProcessImage
from exibidos.kernel.events import Event
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def test_an_uploaded_photo_is_to_be_developed(tx: Tx) -> None:
    image_id = new_id()
    tx.emit(ImageUploaded(image_id=image_id, member_id=new_id()))
    await reactions.react(tx)
    assert [job for _, job, _ in tx.jobs] == [ProcessImage(image_id=image_id)]
    assert tx.events == []


async def test_whoever_watches_hears_that_a_photo_is_ready(tx: Tx, make: Make) -> None:
    image_id, author = new_id(), await make.member()
    tx.emit(ImageProcessed(image_id=image_id, member_id=author.id))
    await reactions.react(tx)
    assert images.topic(image_id) in tx.bells


async def test_reactions_that_go_in_a_circle_are_an_error(tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    class Echo(Event, frozen=True):
        pass

    async def again(tx: Tx, event: Echo) -> None:
        tx.emit(event)

    monkeypatch.setattr(reactions, "REACTIONS", {Echo: (again,)})
    tx.emit(Echo())
    with pytest.raises(RuntimeError, match="Echo"):
        await reactions.react(tx)


async def test_joining_emits_that_a_member_joined(tx: Tx, make: Make) -> None:
    member = await make.member("ana")
    assert [event.member_id for event in tx.events if hasattr(event, "member_id")] == [member.id]
