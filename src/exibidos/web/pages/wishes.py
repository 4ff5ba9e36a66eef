"""How does a member say of what they want to be told, how, and when not? A matrix and quiet hours, among their settings."""

from zoneinfo import available_timezones

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features import notifications
from exibidos.features.notifications import Channel, Kind, Quiet, Wishes, choices_of, key_of, wants
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/notifications"
# What the fields show to who has no quiet hours yet: a night.
_USUAL = Quiet(begins=22 * 60, ends=7 * 60)
_HOUR_MINUTES = 60


class WishBox(msgspec.Struct, frozen=True, kw_only=True):
    """One box of the matrix, by the name that the form sends."""

    key: str
    channel: str
    ticked: bool


class WishRow(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    boxes: tuple[WishBox, ...]


class WishesPage(msgspec.Struct, frozen=True, kw_only=True):
    """The matrix, the hours as `22:00`, and the zones that there are."""

    frame: Frame
    rows: tuple[WishRow, ...]
    channels: tuple[str, ...] = tuple(channel.value for channel in Channel)
    quiet: bool = False
    begins: str = ""
    ends: str = ""
    time_zone: str = ""
    zones: tuple[str, ...] = ()
    form: Form = Form()


class WishesForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends. Of several boxes one that is ticked arrives as a word, more as a list."""

    ticked: str | list[str] = []
    quiet: str = ""
    begins: str = ""
    ends: str = ""
    time_zone: str = ""

    @property
    def boxes(self) -> frozenset[str]:
        return frozenset([self.ticked] if isinstance(self.ticked, str) else self.ticked)

    def wishes(self) -> Wishes:
        quiet = Quiet(begins=_minute(self.begins), ends=_minute(self.ends)) if self.quiet else None
        return Wishes(choices=choices_of(self.boxes), quiet=quiet, time_zone=self.time_zone or None)


@get(_HERE)
async def wishes_page(member: Given[Member], database: Given[Database], reader: Given[Reader]) -> Page:
    async with database.read() as tx:
        wishes = await notifications.get_wishes(tx, member)
    return reader.page("wishes.html", page_of(reader.frame, wishes))


@post(_HERE)
async def set_wishes(
    data: URLEncodedBody[WishesForm], member: Given[Member], database: Given[Database], reader: Given[Reader]
) -> Page | Redirect:
    try:
        wanted = data.wishes()
        async with database.write() as tx:
            await notifications.set_wishes(tx, member, wanted)
    except Problem as problem:
        page = WishesPage(
            frame=reader.frame,
            rows=_matrix(data.boxes),
            quiet=bool(data.quiet),
            begins=data.begins,
            ends=data.ends,
            time_zone=data.time_zone,
            zones=_zones(),
            form=reader.refused(problem, {}),
        )
        return reader.page("wishes.html", page, problem=problem)
    return go(_HERE, "saved")


def page_of(frame: Frame, wishes: Wishes) -> WishesPage:
    """Return the page of what somebody wants."""
    quiet = wishes.quiet or _USUAL
    ticked = (key_of(kind, channel) for kind in Kind for channel in Channel if wants(wishes, kind, channel))
    return WishesPage(
        frame=frame,
        rows=_matrix(frozenset(ticked)),
        quiet=wishes.quiet is not None,
        begins=_clock(quiet.begins),
        ends=_clock(quiet.ends),
        time_zone=wishes.time_zone or "",
        zones=_zones(),
    )


def _matrix(ticked: frozenset[str]) -> tuple[WishRow, ...]:
    return tuple(
        WishRow(
            kind=kind,
            boxes=tuple(
                WishBox(key=key_of(kind, channel), channel=channel, ticked=key_of(kind, channel) in ticked)
                for channel in Channel
            ),
        )
        for kind in Kind
    )


def _zones() -> tuple[str, ...]:
    # Places; the rest are names of no place, kept by the database of zones for old programs.
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))


def _clock(minute: int) -> str:
    return f"{minute // _HOUR_MINUTES:02}:{minute % _HOUR_MINUTES:02}"


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    if not (hours.isascii() and hours.isdigit() and minutes[:2].isascii() and minutes[:2].isdigit()):
        raise Invalid("notifications.no_such_hour", field="quiet")
    return int(hours) * _HOUR_MINUTES + int(minutes[:2])
