"""Who may see what of a photo, and what may be said about it? Pure rules; `sight` has a twin in SQL, `visible_images`."""

from collections.abc import Mapping

import msgspec

from exibidos.features.images.model import (
    Details,
    Exposure,
    Licence,
    Moderation,
    Reason,
    Sight,
    State,
    ViewerClass,
    Visibility,
    Wishes,
)
from exibidos.kernel.actor import Member, SensitiveChoice
from exibidos.kernel.errors import Forbidden, Invalid
from exibidos.kernel.names import plain_line, plain_text
from exibidos.media import CONTENT_TYPES, MAX_BYTES, Corner, Likeness

# One bound for the promise and for the darkroom: a file between two of them would travel only to be refused.
LARGEST_BYTES = MAX_BYTES
TITLE_LONGEST, CAPTION_LONGEST, ALT_LONGEST = 120, 2_200, 1_500
# What may be promised is what the darkroom develops; the sandbox decides again by the bytes themselves.
ALLOWED_TYPES = tuple(CONTENT_TYPES)
# Browsers leave the type of these unsaid, or say that they do not know it, where their system has no reader: the name tells it.
TYPES_BY_ENDING = {".avif": "image/avif", ".heic": "image/heic", ".heif": "image/heif"}
_CC = "https://creativecommons.org"
# Where a licence is to be read; all rights reserved is the law itself.
LICENCE_PAGES: Mapping[Licence, str] = {
    Licence.BY: f"{_CC}/licenses/by/4.0/",
    Licence.BY_SA: f"{_CC}/licenses/by-sa/4.0/",
    Licence.BY_ND: f"{_CC}/licenses/by-nd/4.0/",
    Licence.BY_NC: f"{_CC}/licenses/by-nc/4.0/",
    Licence.BY_NC_SA: f"{_CC}/licenses/by-nc-sa/4.0/",
    Licence.BY_NC_ND: f"{_CC}/licenses/by-nc-nd/4.0/",
    Licence.ZERO: f"{_CC}/publicdomain/zero/1.0/",
}
_UNSAID = frozenset({"", "application/octet-stream"})
# Group comes with groups; the form and the API offer what works today.
OFFERED_VISIBILITIES = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.ONLY_ME)

# Of 256 bits: PDQ's authors call two pictures the same up to 31, measured here at 0 false of 53,100 pairs. With less than 50 of 100 to see,
# a black frame, a sky, two strangers' pictures are alike by chance.
FARTHEST_ALIKE, LEAST_TELLING = 31, 50
_BANDS, _BAND_BITS = 16, 16


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides sight: the photo's own state, its author's, the viewer's, and what is between the two.

    `apart`: either has blocked the other. `viewer_follows` is true once a private author has let them.
    """

    visibility: Visibility
    # The author lets strangers meet the blur of a followers' photo.
    teaser: bool
    state: State
    moderation: Moderation
    deleted: bool
    sensitive: bool
    # Suspended by the club, or deactivated by their own wish.
    author_away: bool
    author_private: bool
    viewer_is_author: bool
    viewer_follows: bool
    apart: bool
    viewer_signed_in: bool
    viewer_of_age: bool
    viewer_choice: SensitiveChoice


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a viewer may see, why, and whether lists may offer it (unlisted opens by id and never lists)."""

    sight: Sight
    reason: Reason
    listed: bool


_ABSENT = Verdict(sight=Sight.NONE, reason=Reason.ABSENT, listed=False)
_LISTABLE = frozenset({Visibility.PUBLIC, Visibility.FOLLOWERS})


def sight(facts: Facts) -> Verdict:
    """Return what the viewer may see of the photo; `none` looks exactly like a photo that never was."""
    if facts.deleted or facts.moderation in {Moderation.HELD, Moderation.REMOVED}:
        return _ABSENT
    finished = facts.state is State.PUBLISHED and facts.moderation is Moderation.CLEAR
    listable = finished and facts.visibility in _LISTABLE
    if facts.viewer_is_author:
        return Verdict(sight=Sight.CLEAR, reason=Reason.OWN, listed=listable)
    why = _why_open(facts)
    if why is None or not finished or facts.author_away or facts.apart:
        return _ABSENT
    listed = listable and not (facts.sensitive and facts.viewer_choice is SensitiveChoice.HIDE)
    if why is Reason.TEASER:
        return Verdict(sight=Sight.TEASER, reason=why, listed=listed)
    if facts.sensitive:
        chosen = facts.viewer_signed_in and facts.viewer_of_age and facts.viewer_choice is SensitiveChoice.SHOW
        how = (Sight.CLEAR, Reason.CHOSEN) if chosen else (Sight.VEILED, Reason.SENSITIVE)
        return Verdict(sight=how[0], reason=how[1], listed=listed)
    return Verdict(sight=Sight.CLEAR, reason=why, listed=listed)


def _why_open(facts: Facts) -> Reason | None:
    """Return why the photo is open to somebody who is not its author, None when it is not.

    A private account's public photos are for followers, and it has no teasers: strangers see nothing of it. A link that its author gave
    away stays a link.
    """
    if facts.visibility is Visibility.UNLISTED:
        return Reason.LINK
    if facts.visibility is Visibility.PUBLIC and not facts.author_private:
        return Reason.PUBLIC
    if facts.visibility in _LISTABLE and facts.viewer_follows:
        return Reason.FOLLOWER
    teases = facts.visibility is Visibility.FOLLOWERS and facts.teaser and not facts.author_private
    return Reason.TEASER if teases else None


def viewer_class(reason: Reason, *, named: bool) -> ViewerClass:
    """Return who an author is told has looked; `named` says that the address was signed for one member.

    A moderator who opens a photo like any member is a member: in a club with one moderator the office would be a name.
    """
    if reason is Reason.OWN:
        return ViewerClass.AUTHOR
    return ViewerClass.MEMBER if named else ViewerClass.ANYONE


def check_size(size: int) -> None:
    """Refuse an empty file and one over 30 MB (PRODUCT §2)."""
    if size <= 0:
        raise Invalid("images.empty", field="file")
    if size > LARGEST_BYTES:
        raise Invalid("images.too_large", field="file", limit_mb=LARGEST_BYTES // (1024 * 1024))


def check_type(content_type: str) -> str:
    """Return the ending for a content type, or refuse it; the bytes are judged later, in the sandbox."""
    if content_type not in CONTENT_TYPES:
        raise Invalid("images.type_not_allowed", field="file", allowed="JPEG, PNG, WebP, AVIF, HEIC, GIF")
    return "jpg" if content_type == "image/jpeg" else content_type.removeprefix("image/")


def find_type(declared: str, name: str) -> str:
    """Return the type of a sent file: what was declared, or what its name says where nothing was."""
    ending = name[name.rfind(".") :].lower()
    return TYPES_BY_ENDING.get(ending, declared) if declared in _UNSAID else declared


def check_details(details: Details) -> Details:
    """Return the author's words in plain form; raises Invalid with the field that is too long or not offered."""
    title, caption, alt = plain_line(details.title), plain_text(details.caption), plain_text(details.alt)
    for field, text, longest in (
        ("title", title, TITLE_LONGEST),
        ("caption", caption, CAPTION_LONGEST),
        ("alt", alt, ALT_LONGEST),
    ):
        if len(text) > longest:
            raise Invalid("images.text_too_long", field=field, longest=longest)
    if details.visibility not in OFFERED_VISIBILITIES:
        raise Invalid("images.visibility_not_offered", field="visibility")
    # Kept for another visibility, it would come back unasked with the next change of mind.
    teaser = details.teaser and details.visibility is Visibility.FOLLOWERS
    return msgspec.structs.replace(details, title=title, caption=caption, alt=alt, teaser=teaser)


def check_wishes(wishes: Wishes, *, bare: bool) -> None:
    """Refuse a picture without a watermark where the club does not allow that (`bare`)."""
    if wishes.watermark is Corner.NONE and not bare:
        raise Invalid("images.watermark_needed", field="watermark")


def marked_in(corner: Corner, *, bare: bool) -> Corner:
    """Return where a mark goes: who chose none while the club allowed it gets the usual corner once it no longer does."""
    return Corner.BOTTOM_RIGHT if corner is Corner.NONE and not bare else corner


def exposure_changes(before: Exposure, after: Exposure) -> dict[str, tuple[str | bool, str | bool]]:
    """Return what an edit changed about who sees the photo: old and new value by name, nothing for what stayed."""
    return {
        name: (old, new)
        for name, old, new in zip(
            Exposure.__struct_fields__, msgspec.structs.astuple(before), msgspec.structs.astuple(after), strict=True
        )
        if old != new
    }


def check_may_upload(member: Member, *, require_verified: bool) -> None:
    """Refuse uploads of people who have not proven their e-mail address, where the club asks for it."""
    if require_verified and not member.verified:
        raise Forbidden("accounts.unverified")


def check_declared(declared: bool) -> None:
    """Refuse a photo whose uploader does not declare: it is mine, the people in it agree, it may be judged."""
    if not declared:
        raise Invalid("images.not_declared", field="declared")


def telling(likeness: Likeness) -> list[bytes]:
    """Return the hashes in all orientations, none where there is too little to see for them to say anything."""
    return list(likeness.turns) if likeness.quality >= LEAST_TELLING else []


def find_probes(turns: list[bytes]) -> list[int]:
    """Return the numbers of which a hash near one of these has at least one among its bands.

    At most 31 differing bits over 16 bands leave one band with at most one: each band as it is, and with each bit turned.
    """
    probes = set()
    for turn in turns:
        for band in range(_BANDS):
            value = int.from_bytes(turn[2 * band : 2 * band + 2], "big")
            probes |= {band << _BAND_BITS | value ^ flip for flip in (0, *(1 << bit for bit in range(_BAND_BITS)))}
    return sorted(probes)
