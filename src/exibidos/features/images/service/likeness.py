"""Is this picture here already, or one that the club does not want? What the darkroom's hashes say, and the bans that moderators set."""

from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.model import Ban, Original, Outcome
from exibidos.features.images.policy import telling
from exibidos.kernel.errors import Invalid
from exibidos.kernel.ids import new_id
from exibidos.media import Likeness
from exibidos.platform.db import ReadTx, Tx

SAME_AGAIN, NOT_WANTED = "images.already_uploaded", "images.not_wanted"


async def find_ban(tx: ReadTx, original: Original, likeness: Likeness) -> Outcome | None:
    """Return what follows for a picture that is not wanted here, None for any other and where a moderator has looked before."""
    if await store.is_vetted(tx, original.id):
        return None
    return await store.find_ban(
        tx,
        sha256=original.original_sha256,
        likeness=likeness,
        member_id=original.created_by_id,
        image_id=original.id,
    )


async def check_wanted(tx: ReadTx, member_id: UUID, sha256: bytes, likeness: Likeness) -> None:
    """Raise Invalid("images.not_wanted") for a banned picture that is sent to be something else than a photo."""
    if await store.find_ban(tx, sha256=sha256, likeness=likeness, member_id=member_id) is not None:
        raise Invalid(NOT_WANTED)


async def find_twin(tx: Tx, original: Original, likeness: Likeness) -> UUID | None:
    """Return their own photo that shows these very pixels, whatever file they came in.

    Holds the lock under which photos are hung: of two that are developed at once, one is the first.
    """
    await store.lock_publishing(tx)
    pixels = bytes.fromhex(likeness.pixels)
    return await store.find_same_pixels(tx, original.id, original.created_by_id, pixels)


async def list_alike(tx: Tx, original: Original, likeness: Likeness) -> tuple[UUID, ...]:
    """Return others' photos that hang and look like this one; none where a moderator has looked before.

    Called under the lock of `find_twin`: of two strangers who send one picture at once, the second is compared with the first.
    """
    turns = telling(likeness)
    if not turns or await store.is_vetted(tx, original.id):
        return ()
    return tuple(await store.list_alike(tx, original.id, original.created_by_id, turns))


async def find_first(tx: ReadTx, image_id: UUID) -> UUID | None:
    """Return the photo that one which was refused for being the same again points to; its author may know."""
    return await store.find_first(tx, image_id)


async def ban_hash(tx: Tx, image_id: UUID, outcome: Outcome, *, source: str, by: UUID | None) -> None:
    """Keep copies of a photo out from now on: the same file, the same pixels, and what looks the same in any orientation.

    They are looked for before anything is made of what was sent. `source` says whose word it is: a decision, or a list.
    """
    await store.insert_ban(tx, Ban(id=new_id(), image_id=image_id, outcome=outcome, source=source, created_by_id=by))


async def lift_ban(tx: Tx, image_id: UUID) -> None:
    """Let copies of a photo in again. Without a ban nothing happens."""
    await store.delete_ban(tx, image_id)
