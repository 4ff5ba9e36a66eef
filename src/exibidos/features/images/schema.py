"""What crosses the wire about photos?"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from exibidos.features.images.model import (
    Deliveries,
    Details,
    Licence,
    Photo,
    Sight,
    State,
    Terms,
    VariantName,
    Visibility,
    Wishes,
)
from exibidos.features.images.policy import LICENCE_PAGES
from exibidos.features.images.service.deliver import MediaUrls
from exibidos.features.images.service.many import MOST_AT_ONCE
from exibidos.features.images.store import Trashed
from exibidos.kernel.actor import Viewer
from exibidos.kernel.errors import Invalid
from exibidos.media import Corner

_SHA256_BYTES = 32
# What the description shows as examples.
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_ADDRESS = "https://media.example/i/…/feed.webp?e=…&k=…&s=…"
Slug = Annotated[str, msgspec.Meta(examples=["ana"])]


class UploadRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What will be sent: bytes, type and digest (hex) of the original. The file's name is not kept."""

    filename: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    size: Annotated[int, msgspec.Meta(ge=0, le=2**40, examples=[1_843_201])]
    content_type: Annotated[str, msgspec.Meta(max_length=100, examples=["image/jpeg"])]
    sha256: Annotated[str, msgspec.Meta(max_length=64, examples=[_DIGEST])]

    def digest(self) -> bytes:
        """Return the digest as bytes; raises Invalid when it is not 64 hex digits."""
        try:
            digest = bytes.fromhex(self.sha256)
        except ValueError:
            digest = b""
        if len(digest) != _SHA256_BYTES:
            raise Invalid("images.digest_malformed", field="sha256")
        return digest


class UploadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where to send the bytes, and with which headers, exactly."""

    upload_id: UUID
    method: Annotated[str, msgspec.Meta(examples=["PUT"])]
    url: Annotated[str, msgspec.Meta(examples=["https://storage.example/…"])]
    headers: Annotated[dict[str, str], msgspec.Meta(examples=[{"content-type": "image/jpeg", "…": "…"}])]
    expires_at: datetime


class DetailsRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the author says about a photo. Terms that are null stay as they are; a new photo gets those of the last one.

    `camera` shows how the photo was taken; `ranked` lets it take part in rankings.
    """

    title: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    caption: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    alt: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    visibility: Visibility = Visibility.PUBLIC
    teaser: Annotated[
        bool,
        msgspec.Meta(description="Strangers meet the blur of a followers' photo; for other visibilities it is off."),
    ] = False
    sensitive: bool = False
    licence: Licence | None = None
    watermark: Corner | None = None
    camera: bool | None = None
    comments: bool | None = None
    ranked: bool | None = None

    def details(self) -> Details:
        return Details(
            title=self.title,
            caption=self.caption,
            alt=self.alt,
            visibility=self.visibility,
            teaser=self.teaser,
            sensitive=self.sensitive,
            wishes=Wishes(
                licence=self.licence,
                watermark=self.watermark,
                camera=self.camera,
                comments=self.comments,
                ranked=self.ranked,
            ),
        )


class PublishRequest(DetailsRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An upload that has arrived becomes a photo. `declared`: it is mine, the people in it agree, it may be judged."""

    upload_id: UUID
    declared: bool


class CameraAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How a photo was taken, as its file says: millimetres, f-number, seconds. Never where, and no serial numbers."""

    name: Annotated[str, msgspec.Meta(examples=["FUJIFILM X-T5"])]
    lens: Annotated[str, msgspec.Meta(examples=["XF23mmF2 R WR"])]
    focal_length: Annotated[float | None, msgspec.Meta(examples=[23.0])]
    aperture: Annotated[float | None, msgspec.Meta(examples=[5.6])]
    shutter: Annotated[float | None, msgspec.Meta(examples=[0.004])]
    iso: Annotated[int | None, msgspec.Meta(examples=[200])]
    taken_on: date | None


class TermsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """On which terms a photo is shown. `watermark` and `ranked` are told to its author alone."""

    licence: Licence
    licence_url: Annotated[str | None, msgspec.Meta(examples=["https://creativecommons.org/licenses/by/4.0/"])]
    comments: Annotated[bool, msgspec.Meta(examples=[True])]
    camera: CameraAnswer | None
    watermark: Corner | None = None
    ranked: Annotated[bool | None, msgspec.Meta(examples=[None])] = None

    @classmethod
    def of(cls, terms: Terms, photo: Photo, viewer: Viewer) -> "TermsAnswer":
        own = photo.author_id == viewer.id
        shown = terms.camera and photo.sight is Sight.CLEAR
        return cls(
            licence=terms.licence,
            licence_url=LICENCE_PAGES.get(terms.licence),
            comments=terms.comments,
            camera=CameraAnswer(
                name=terms.camera_name,
                lens=terms.lens,
                focal_length=terms.focal_length,
                aperture=terms.aperture,
                shutter=terms.shutter,
                iso=terms.iso,
                taken_on=terms.taken_on,
            )
            if shown
            else None,
            watermark=terms.watermark if own else None,
            ranked=terms.ranked if own else None,
        )


class PhotoAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A photo as the asker may see it; `urls` holds the variants they may fetch, width and height are pixels of the picture.

    `sight` is `veiled` for sensitive photos and `teaser` for those that their author shows to followers: the blur alone, without
    words.
    """

    id: UUID
    state: Annotated[State, msgspec.Meta(examples=[State.PUBLISHED.value])]
    author: Slug
    title: Annotated[str, msgspec.Meta(examples=["Serra"])]
    caption: Annotated[str, msgspec.Meta(examples=["Cedo, antes do sol."])]
    alt: Annotated[str, msgspec.Meta(examples=["Serra sob neblina"])]
    visibility: Visibility
    teaser: Annotated[bool, msgspec.Meta(examples=[False])]
    sensitive: Annotated[bool, msgspec.Meta(examples=[False])]
    sight: Sight
    width: Annotated[int | None, msgspec.Meta(examples=[6000])]
    height: Annotated[int | None, msgspec.Meta(examples=[4000])]
    urls: Annotated[dict[str, str], msgspec.Meta(examples=[{"feed": _ADDRESS, "…": "…"}])]
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    reason: Annotated[str | None, msgspec.Meta(examples=[None])] = None
    terms: TermsAnswer | None = None

    @classmethod
    def of(
        cls, photo: Photo, viewer: Viewer, media: MediaUrls, now: datetime, terms: Terms | None = None
    ) -> "PhotoAnswer":
        """Shape a photo for one viewer. Where the picture is blurred, the words that describe it are not said either."""
        urls = {name.value: media.url(photo, viewer, name, now=now) for name in VariantName}
        blurred = photo.sight is not Sight.CLEAR
        return cls(
            id=photo.id,
            state=photo.state,
            author=photo.author_slug,
            title="" if blurred else photo.title,
            caption="" if blurred else photo.caption,
            alt="" if blurred else photo.alt,
            visibility=photo.visibility,
            teaser=photo.teaser,
            sensitive=photo.sensitive,
            sight=photo.sight,
            width=photo.width,
            height=photo.height,
            urls={name: url for name, url in urls.items() if url is not None},
            published_at=photo.published_at,
            created_at=photo.created_at,
            updated_at=photo.updated_at,
            reason=photo.reason if photo.author_id == viewer.id else None,
            terms=TermsAnswer.of(terms, photo, viewer) if terms else None,
        )


class PhotoList(msgspec.Struct, frozen=True, kw_only=True):
    """One page of photos; `next` is the cursor of the following page, null at the end."""

    items: list[PhotoAnswer]
    next: Annotated[str | None, msgspec.Meta(examples=["AAYvT…"])]


class BatchRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Photos of yours, and what shall be true of all of them; null leaves what is. `trash` false takes them out of the trash."""

    ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]
    visibility: Visibility | None = None
    sensitive: bool | None = None
    trash: bool | None = None


class BatchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """All of them were changed."""

    changed: Annotated[int, msgspec.Meta(examples=[3])]


class TrashList(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what you have deleted, the latest first; `next` is the cursor of the following page, null at the end."""

    items: list[Trashed]
    next: Annotated[str | None, msgspec.Meta(examples=["AAYvT…"])]


class DeliveriesList(msgspec.Struct, frozen=True, kw_only=True):
    """All deliveries of a photo, the most frequent kind first. Deliveries are of files, not people, and nobody is named."""

    items: list[Deliveries]


class StateEvent(msgspec.Struct, frozen=True, kw_only=True):
    """How far a photo has come; `reason` is a problem code, `sentence` says it in the reader's language."""

    state: State
    reason: str | None = None
    sentence: str | None = None
    href: str | None = None
    src: str | None = None


class StateMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the stream as it travels: `data` is a StateEvent, as JSON."""

    event: str
    data: str
