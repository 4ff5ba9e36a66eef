"""What became true about photos, and what shall be done with them?"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from exibidos.kernel.events import Event, Job


class ImageUploaded(Event, frozen=True, kw_only=True):
    """A photo's bytes have arrived and wait to be developed."""

    image_id: UUID
    member_id: UUID


class ImageProcessed(Event, frozen=True, kw_only=True):
    """A photo has its variants and is published."""

    image_id: UUID
    member_id: UUID


class ImageRefused(Event, frozen=True, kw_only=True):
    """A photo could not be accepted; `reason` is a problem code."""

    image_id: UUID
    member_id: UUID
    reason: str


class ImageHeld(Event, frozen=True, kw_only=True):
    """What was sent is sealed: a hash says that it is what nobody may have. Nothing was made of it."""

    image_id: UUID
    member_id: UUID


class ImageAwaitsReview(Event, frozen=True, kw_only=True):
    """A photo has its variants and looks like others' that hang (`alike_to`): somebody looks before it is published."""

    image_id: UUID
    member_id: UUID
    alike_to: tuple[UUID, ...]


class ImageModerated(Event, frozen=True, kw_only=True):
    """What moderators decided about a photo is so from now on, on every surface."""

    image_id: UUID
    member_id: UUID
    before: str
    after: str


class ImageChanged(Event, frozen=True, kw_only=True):
    """Its author edited a photo. `changes` has what decides who sees it, with its old and new value; words are not told."""

    image_id: UUID
    member_id: UUID
    changes: Mapping[str, tuple[str | bool, str | bool]] = {}


class ImageDeleted(Event, frozen=True, kw_only=True):
    """Its author put a photo into the trash; it is absent everywhere from now on."""

    image_id: UUID
    member_id: UUID


class ImageRestored(Event, frozen=True, kw_only=True):
    """Its author took a photo out of the trash; it hangs where it hung."""

    image_id: UUID
    member_id: UUID


class ImageErased(Event, frozen=True, kw_only=True):
    """Its author erased a photo out of the trash; nothing brings it back."""

    image_id: UUID
    member_id: UUID


class OriginalTaken(Event, frozen=True, kw_only=True):
    """Its author fetched the original of a photo."""

    image_id: UUID
    member_id: UUID


class ProcessImage(Job, frozen=True, kw_only=True):
    """Develop a photo: all variants from one sandboxed decode."""

    name: ClassVar[str] = "image:process"
    queue: ClassVar[str] = "images"
    image_id: UUID


class RedevelopImage(Job, frozen=True, kw_only=True):
    """Make a published photo's variants anew from its original: its mark has changed, or how it was taken shall be shown."""

    name: ClassVar[str] = "image:redevelop"
    queue: ClassVar[str] = "images"
    image_id: UUID


class DrawCards(Job, frozen=True, kw_only=True):
    """Draw the cards that other sites show: of one photo, of a member's, or of all whose words have changed; a few, then the rest."""

    name: ClassVar[str] = "image:card"
    queue: ClassVar[str] = "images"
    image_id: UUID | None = None
    member_id: UUID | None = None
    after: UUID | None = None


class RedevelopImages(Job, frozen=True, kw_only=True):
    """Have an author's published photos, or everybody's, developed again, some at a time; `after` is the last one that was asked for."""

    name: ClassVar[str] = "image:redevelop-many"
    queue: ClassVar[str] = "images"
    member_id: UUID | None = None
    after: UUID | None = None


class FoldDeliveries(Job, frozen=True, kw_only=True):
    """Fold days of the delivery log that are older than 30 days into their months."""

    name: ClassVar[str] = "image:fold-deliveries"


class DropObjects(Job, frozen=True, kw_only=True):
    """Delete objects that nothing points to any more; `folders` are of photos that are gone, with all that lies there."""

    name: ClassVar[str] = "image:drop"
    queue: ClassVar[str] = "images"
    keys: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


class SweepObjects(Job, frozen=True, kw_only=True):
    """Compare storage with the rows of photos, both ways: make again what is lost, drop what nobody knows."""

    name: ClassVar[str] = "image:sweep-objects"
    queue: ClassVar[str] = "images"


class SweepUploads(Job, frozen=True, kw_only=True):
    """Forget uploads that were promised and never finished, with their objects."""

    name: ClassVar[str] = "image:sweep-uploads"
    queue: ClassVar[str] = "images"
