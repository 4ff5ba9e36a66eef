"""Which URLs do passkeys answer? Asked for and shown to sign in or to prove it, added, listed, named, removed.

None names a scope: no program adds a way in, or comes in by one.
"""

from uuid import UUID

import msgspec
from litestar import Response, delete, post, put
from litestar.params import FromPath, JSONBody

from exibidos.features.accounts.model import Device
from exibidos.features.accounts.routes.entered import OWED, answer_to
from exibidos.features.accounts.schema import MemberAnswer
from exibidos.features.accounts.schema.passkeys import (
    CreationOptions,
    PasskeyAnswer,
    PasskeyList,
    PasskeyNameRequest,
    PasskeyRequest,
    RequestOptions,
    ShownPasskeyRequest,
)
from exibidos.features.accounts.service import passkeys as verbs
from exibidos.features.accounts.service.passkeys import Passkeys
from exibidos.kernel.actor import Member, Proven
from exibidos.platform.db import Database, Tx
from exibidos.platform.http import PUBLIC, Browser, Given, Once, SessionCookie, get


@post(
    "/session/passkey/options", opt=PUBLIC, status_code=200, summary="What a browser needs to sign in with any passkey"
)
async def ask_for_passkey(browser: Given[Browser], passkeys: Given[Passkeys]) -> Response[RequestOptions]:
    """The challenge is answered once, within ten minutes, by the browser that gets this answer's cookie."""
    options = msgspec.json.decode(await passkeys.ask_to_sign_in(browser.secret), type=RequestOptions)
    return Response(options, status_code=200, cookies=[browser.cookie()])


@post(
    "/session/passkey",
    opt=PUBLIC,
    status_code=200,
    summary="Sign in with a passkey: the answer sets the session cookie",
    responses=OWED,
)
async def sign_in_with_passkey(
    data: JSONBody[ShownPasskeyRequest],
    browser: Given[Browser],
    device: Given[Device],
    passkeys: Given[Passkeys],
    cookie: Given[SessionCookie],
) -> Response[MemberAnswer]:
    return answer_to(await passkeys.sign_in(browser.secret, msgspec.to_builtins(data.credential), device), cookie)


@post(
    "/session/proof/passkey/options",
    status_code=200,
    summary="What a browser needs to show again, by a passkey, who asks",
)
async def ask_for_proof(member: Given[Member], token: Given[str | None], passkeys: Given[Passkeys]) -> RequestOptions:
    return msgspec.json.decode(await passkeys.ask_to_prove(member, token or ""), type=RequestOptions)


@put(
    "/session/proof/passkey",
    summary="Show again, by a passkey, that it is you, for dangerous acts of the next half hour; the answer sets a new cookie",
)
async def prove_with_passkey(
    data: JSONBody[ShownPasskeyRequest],
    member: Given[Member],
    token: Given[str | None],
    passkeys: Given[Passkeys],
    cookie: Given[SessionCookie],
) -> Response[MemberAnswer]:
    return answer_to(await passkeys.prove(member, token or "", msgspec.to_builtins(data.credential)), cookie)


@post("/passkeys/options", status_code=200, summary="What a browser needs to make a passkey for you")
async def ask_for_new_passkey(
    proven: Given[Proven], token: Given[str | None], passkeys: Given[Passkeys]
) -> CreationOptions:
    """The challenge is answered once, within ten minutes, by the same session."""
    return msgspec.json.decode(await passkeys.ask_to_add(proven, token or ""), type=CreationOptions)


@post("/passkeys", summary="Add a passkey that your device has made")
async def add_passkey(
    data: JSONBody[PasskeyRequest],
    proven: Given[Proven],
    token: Given[str | None],
    device: Given[Device],
    passkeys: Given[Passkeys],
    once: Given[Once],
) -> PasskeyAnswer:
    async def add(tx: Tx) -> PasskeyAnswer:
        made = msgspec.to_builtins(data.credential)
        return PasskeyAnswer.of(await passkeys.add(tx, proven, token or "", made, data.name, device))

    return await once.do(PasskeyAnswer, add)


@get("/passkeys", summary="Your passkeys, newest first")
async def list_passkeys(member: Given[Member], database: Given[Database]) -> PasskeyList:
    async with database.read() as tx:
        return PasskeyList(items=[PasskeyAnswer.of(passkey) for passkey in await verbs.list_passkeys(tx, member)])


@put("/passkeys/{passkey_id:uuid}", summary="Call a passkey of yours something else")
async def rename_passkey(
    passkey_id: FromPath[UUID], data: JSONBody[PasskeyNameRequest], member: Given[Member], database: Given[Database]
) -> PasskeyAnswer:
    async with database.write() as tx:
        return PasskeyAnswer.of(await verbs.rename_passkey(tx, member, passkey_id, data.name))


@delete("/passkeys/{passkey_id:uuid}", status_code=204, summary="Remove a passkey of yours: it opens nothing any more")
async def remove_passkey(
    passkey_id: FromPath[UUID], proven: Given[Proven], device: Given[Device], database: Given[Database]
) -> None:
    async with database.write() as tx:
        await verbs.remove_passkey(tx, proven, passkey_id, device)


HANDLERS = [
    ask_for_passkey,
    sign_in_with_passkey,
    ask_for_proof,
    prove_with_passkey,
    ask_for_new_passkey,
    add_passkey,
    list_passkeys,
    rename_passkey,
    remove_passkey,
]
