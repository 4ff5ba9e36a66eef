"""What does an author read on a photo of theirs about which the club decides, or has decided?"""

import msgspec

from exibidos.features import moderation
from exibidos.features.images import Moderation, Photo, State
from exibidos.features.moderation import WORDS_LONGEST
from exibidos.kernel.actor import Member, Viewer
from exibidos.platform.db import ReadTx


class CaseNote(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is alike (its author may say why it is theirs), reported (hidden until somebody looks) or hidden (with rule and words)."""

    state: str
    rule: str = ""
    statement: str = ""
    claim: str = ""
    contact: str = ""
    longest: int = WORDS_LONGEST


async def note_of(tx: ReadTx, viewer: Viewer, photo: Photo, *, contact: str) -> CaseNote | None:
    """Return what to say to the author; None to everybody else, and where nothing is to be said."""
    if not isinstance(viewer, Member) or viewer.id != photo.author_id:
        return None
    if photo.moderation is Moderation.HIDDEN:
        notices = await moderation.list_notices(tx, viewer)
        said = next((each for each in notices if each.image_id == photo.id and each.action == "hide"), None)
        if said is None:
            return CaseNote(state="reported")
        return CaseNote(state="hidden", rule=said.rule, statement=said.statement, contact=contact)
    claim = await moderation.find_claim(tx, viewer, photo.id) if photo.state is State.REVIEW else None
    return None if claim is None else CaseNote(state="alike", claim=claim)
