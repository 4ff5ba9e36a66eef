"""What are the things of images? Photos, their states and variants, uploads, and what a viewer may see of them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from exibidos.media import Corner


class Visibility(StrEnum):
    """Whom the author shows a photo to."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    GROUP = "group"
    ONLY_ME = "only_me"


class State(StrEnum):
    """How far a photo has come."""

    PROCESSING = "processing"
    REVIEW = "review"
    PUBLISHED = "published"
    REJECTED = "rejected"
    FAILED = "failed"


class Moderation(StrEnum):
    """What moderators decided about a photo; changed only by images' verbs."""

    CLEAR = "clear"
    HIDDEN = "hidden"
    HELD = "held"
    REMOVED = "removed"


class Sight(StrEnum):
    """What a viewer may see: the picture, its blur behind a veil, its blur as a teaser of what followers see, or nothing at all."""

    CLEAR = "clear"
    VEILED = "veiled"
    TEASER = "teaser"
    NONE = "none"


class Reason(StrEnum):
    """Why a viewer may see what they see."""

    OWN = "own"
    PUBLIC = "public"
    LINK = "link"
    FOLLOWER = "follower"
    CHOSEN = "chosen"
    SENSITIVE = "sensitive"
    TEASER = "teaser"
    ABSENT = "absent"


class ViewerClass(StrEnum):
    """Who somebody is to a photo, as far as its author is told: never a name."""

    ANYONE = "anyone"
    MEMBER = "member"
    AUTHOR = "author"


class VariantName(StrEnum):
    """The derivatives of a photo. The original is not among them: nothing that is named here can be it."""

    THUMB = "thumb"
    FEED = "feed"
    FULL = "full"
    BLUR = "blur"


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A photo as one viewer may see it, with its author."""

    id: UUID
    author_id: UUID
    author_slug: str
    author_name: str
    author_private: bool
    title: str
    caption: str
    alt: str
    visibility: Visibility
    teaser: bool
    sensitive: bool
    state: State
    moderation: Moderation
    reason: str | None
    width: int | None
    height: int | None
    thumbhash: bytes | None
    color: str | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    sight: Sight
    listed: bool


class Licence(StrEnum):
    """What others may do with a photo, by the name that SPDX gives it."""

    ALL_RIGHTS = "all-rights-reserved"
    BY = "cc-by-4.0"
    BY_SA = "cc-by-sa-4.0"
    BY_ND = "cc-by-nd-4.0"
    BY_NC = "cc-by-nc-4.0"
    BY_NC_SA = "cc-by-nc-sa-4.0"
    BY_NC_ND = "cc-by-nc-nd-4.0"
    ZERO = "cc0-1.0"


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """On which terms an author wants a photo shown; None leaves what is, for a new photo what they said the last time.

    `camera` shows how it was taken; `ranked` lets it take part in rankings.
    """

    licence: Licence | None = None
    watermark: Corner | None = None
    camera: bool | None = None
    comments: bool | None = None
    ranked: bool | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a photo, with what is known of its camera if its author shows that: millimetres, f-number, seconds."""

    image_id: UUID
    licence: Licence
    watermark: Corner
    camera: bool
    comments: bool
    ranked: bool
    camera_name: str = ""
    lens: str = ""
    focal_length: float | None = None
    aperture: float | None = None
    shutter: float | None = None
    iso: int | None = None
    taken_on: date | None = None


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What an author says about a photo. `teaser`: of a followers' photo strangers may meet the blur."""

    title: str = ""
    caption: str = ""
    alt: str = ""
    visibility: Visibility = Visibility.PUBLIC
    teaser: bool = False
    sensitive: bool = False
    wishes: Wishes = Wishes()


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """What an author decides about who sees a photo, and how."""

    visibility: Visibility
    teaser: bool
    sensitive: bool


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A promise to send exactly these bytes: so many, of this type, with this digest, to this key."""

    id: UUID
    created_by_id: UUID
    key: str
    size: int
    content_type: str
    sha256: bytes
    expires_at: datetime


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """What the worker needs to develop a photo. Never leaves the house."""

    id: UUID
    created_by_id: UUID
    author_slug: str
    state: State
    quarantine_key: str
    content_type: str
    promise_ends_at: datetime
    original_key: str
    original_sha256: bytes
    size: int
    watermark: Corner
    camera: bool


class StoredVariant(msgspec.Struct, frozen=True, kw_only=True):
    """A derivative in storage; `sha256` is its digest and its ETag, width and height are pixels, size is bytes."""

    name: VariantName
    key: str
    content_type: str
    width: int
    height: int
    size: int
    sha256: bytes


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What other sites show of a photo, as it was last drawn; `fresh` says that its title, author and address are still the same."""

    image_id: UUID
    slug: str
    key: str
    size: int
    sha256: bytes
    fresh: bool

    @property
    def name(self) -> str:
        """Its file's name: another picture or other words are another name."""
        return f"{self.image_id}-{self.sha256.hex()[:16]}.jpg"


class CardWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A photo whose card is missing or out of date, with what shall stand on it; `picture_key` is its largest variant."""

    id: UUID
    title: str
    name: str
    slug: str
    picture_key: str


class Outcome(StrEnum):
    """What follows for a picture that the club does not want: it is refused, or sealed for who may open it."""

    REFUSE = "refuse"
    HOLD = "hold"


class Ban(msgspec.Struct, frozen=True, kw_only=True):
    """That copies of a photo are kept out, on whose word and why."""

    id: UUID
    image_id: UUID
    outcome: Outcome
    source: str
    created_by_id: UUID | None


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The photo of an upload. `again`: this file of theirs was here before, and it is that photo."""

    id: UUID
    again: bool = False


class Moderated(msgspec.Struct, frozen=True, kw_only=True):
    """Whose photo it is and how it stands, for who decides about it."""

    author_id: UUID
    state: State
    moderation: Moderation


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that left the house, as it is remembered: to whom by kind and never by name, why, and in which hour."""

    image_id: UUID
    variant: VariantName
    viewer: ViewerClass
    reason: Reason
    hour: datetime


class Deliveries(msgspec.Struct, frozen=True, kw_only=True):
    """How often one variant left for one kind of viewer for one reason; `first_at` and `last_at` are hours, rounded down."""

    viewer: ViewerClass
    reason: Reason
    variant: VariantName
    count: int
    first_at: datetime
    last_at: datetime
