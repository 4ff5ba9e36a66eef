"""Which passkeys open the club for a member? The list among their settings, to add one, name it, remove it."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import MOST_PASSKEYS, PASSKEY_NAME_LONGEST, Device, Passkey, words_of_device
from exibidos.kernel.actor import Proven
from exibidos.kernel.errors import Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/passkeys"
_KEYS = frozenset({"usb", "nfc", "ble", "smart-card"})


class PasskeyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey as its owner's list shows it."""

    passkey: Passkey

    @property
    def kind(self) -> str:
        """Where it lives, as far as the device said: everywhere, on a key to carry, on a phone nearby, on one device."""
        if self.passkey.backed_up:
            return "synced"
        ways = set(self.passkey.transports)
        if "internal" in ways or not ways & {*_KEYS, "hybrid"}:
            return "device"
        return "key" if ways & _KEYS else "phone"

    @property
    def mark(self) -> str:
        """What the browser that holds it may remember it by."""
        return self.passkey.credential_id.hex()


class PasskeysPage(msgspec.Struct, frozen=True, kw_only=True):
    """`usual` is what a passkey made here is called unless its owner says otherwise; `form` is one that came back.

    `first` says that it would be their only way in but for a letter: they joined without a password.
    """

    frame: Frame
    lines: tuple[PasskeyLine, ...] = ()
    usual: str = ""
    first: bool = False
    form: Form = Form()
    longest: int = PASSKEY_NAME_LONGEST
    most: int = MOST_PASSKEYS

    @property
    def full(self) -> bool:
        return len(self.lines) >= self.most


class PasskeyForm(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""


@get(_HERE)
async def passkeys_page(
    proven: Given[Proven], device: Given[Device], database: Given[Database], reader: Given[Reader]
) -> Page:
    return reader.page("passkeys.html", await _page(proven, device, database, reader))


@post("/settings/passkeys/{passkey_id:uuid}/rename")
async def rename_passkey(
    passkey_id: FromPath[UUID],
    data: URLEncodedBody[PasskeyForm],
    proven: Given[Proven],
    device: Given[Device],
    database: Given[Database],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await accounts.rename_passkey(tx, proven, passkey_id, data.name)
    except Problem as problem:
        return await _refused(proven, device, database, reader, problem)
    return go(_HERE, "passkey_renamed")


@post("/settings/passkeys/{passkey_id:uuid}/remove")
async def remove_passkey(
    passkey_id: FromPath[UUID],
    proven: Given[Proven],
    device: Given[Device],
    database: Given[Database],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await accounts.remove_passkey(tx, proven, passkey_id, device)
    except Problem as problem:
        return await _refused(proven, device, database, reader, problem)
    return go(_HERE, "passkey_removed")


async def _refused(proven: Proven, device: Device, database: Database, reader: Reader, problem: Problem) -> Page:
    """Show the list with what is wrong above it: the forms stand in its lines."""
    form = reader.refused(problem, {})
    above = Form(problem=form.problem or next(iter(form.errors.values())))
    return reader.page("passkeys.html", await _page(proven, device, database, reader, form=above), problem=problem)


async def _page(
    proven: Proven, device: Device, database: Database, reader: Reader, *, form: Form | None = None
) -> PasskeysPage:
    async with database.read() as tx:
        found = await accounts.list_passkeys(tx, proven)
        other = await accounts.has_password(tx, proven.id) or await accounts.list_identities(tx, proven)
    return PasskeysPage(
        frame=reader.frame,
        lines=tuple(PasskeyLine(passkey=passkey) for passkey in found),
        usual=" · ".join(filter(None, words_of_device(device.name))),
        first=not found and not other,
        form=form or Form(),
    )
