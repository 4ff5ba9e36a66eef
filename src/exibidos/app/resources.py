"""What does a process open before it serves, and close after?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
from litestar.datastructures import State
from litestar.di import Provide

from exibidos.app.reactions import react
from exibidos.app.readiness import Readiness
from exibidos.features import audit
from exibidos.features.accounts import (
    Challenges,
    Codes,
    Entrance,
    Introductions,
    JoinMode,
    JoinRules,
    Passkeys,
    Passwords,
    Reception,
    Recovery,
    RelyingParty,
    Sessions,
)
from exibidos.features.accounts.service.sessions import settle_at_once
from exibidos.features.flags import Flags, open_flags
from exibidos.features.images import DeskRules, MediaUrls, UploadDesk, Watch
from exibidos.features.notifications import BellWatch
from exibidos.features.profiles import PictureDesk
from exibidos.kernel.paging import Cursors
from exibidos.kernel.sealing import Sealer
from exibidos.kernel.signing import Signer
from exibidos.platform.bells import Bells, open_bells
from exibidos.platform.cache import Cache, open_cache
from exibidos.platform.db import Database, Step, Tx, open_database
from exibidos.platform.egress import open_egress
from exibidos.platform.http import JoinerCookie, SessionCookie
from exibidos.platform.jobs import Ledger, Transport, open_transport
from exibidos.platform.limits import Limits
from exibidos.platform.mail import Mailer
from exibidos.platform.oauth import Providers
from exibidos.platform.settings import Settings
from exibidos.platform.storage import Storage, open_storage
from exibidos.platform.text import Catalogue, ClubTexts, read_texts


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that handlers may be given, by the field's name."""

    settings: Settings
    database: Database
    cache: Cache
    bells: Bells
    transport: Transport
    storage: Storage
    sessions: Sessions
    challenges: Challenges
    limits: Limits
    passwords: Passwords
    codes: Codes
    entrance: Entrance
    reception: Reception
    recovery: Recovery
    passkeys: Passkeys
    providers: Providers
    introductions: Introductions
    cookie: SessionCookie
    joiner_cookie: JoinerCookie
    desk: UploadDesk
    picture_desk: PictureDesk
    media: MediaUrls
    signer: Signer
    cursors: Cursors
    watch: Watch
    bell_watch: BellWatch
    catalogue: Catalogue
    texts: ClubTexts
    mailer: Mailer
    flags: Flags
    readiness: Readiness
    stopping: asyncio.Event


@asynccontextmanager
async def open_resources(settings: Settings, catalogue: Catalogue, stopping: asyncio.Event) -> AsyncIterator[Resources]:
    """Open everything for as long as the block lasts. Nothing is connected before it is needed, so that a process can start first."""
    texts = read_texts(settings.legal.folder)

    async def settle(tx: Tx) -> None:
        await settle_at_once(tx, database, sessions)

    async with (
        open_cache(settings.redis.url) as cache,
        open_bells(settings.redis.url) as bells,
        open_transport(settings.redis, settings.queue) as transport,
        open_storage(settings.s3) as storage,
        open_egress() as egress,
        open_database(
            settings.database,
            before_commit=before_commit(settings),
            after_commit=(settle, transport.ring, bells.ring_after),
        ) as database,
        open_flags(database, bells, settings.feature) as flags,
    ):
        sessions = Sessions(
            cache,
            bells,
            idle=timedelta(days=settings.session.idle_days),
            absolute=timedelta(days=settings.session.absolute_days),
        )
        passwords, challenges = Passwords(), Challenges(cache)
        limits = Limits(cache, enforced=settings.app.limits)
        media = MediaUrls(Signer(settings.media.signing_keys), settings.pictures_url)
        signer = Signer(settings.signing_secrets)
        secure = settings.app.url.startswith("https://")
        join_rules = JoinRules(
            mode=JoinMode(settings.accounts.joining),
            by_mail=settings.accounts.require_verified,
            club=settings.app.name,
            edition=texts.edition,
        )
        codes = Codes(database, limits, Sealer(settings.signing_secrets), settings.app.name)
        entrance = Entrance(database, passwords, codes, sessions, challenges, limits)
        providers = Providers(settings.oauth, egress)
        rules = DeskRules(
            prefix=settings.app.env,
            require_verified=settings.accounts.require_verified,
            bare=settings.media.watermark_optional,
        )
        party = RelyingParty.at(settings.app.url, settings.app.name)
        uploads = UploadDesk(database, storage, rules, flags)
        yield Resources(
            settings=settings,
            database=database,
            cache=cache,
            bells=bells,
            transport=transport,
            storage=storage,
            sessions=sessions,
            challenges=challenges,
            limits=limits,
            passwords=passwords,
            codes=codes,
            entrance=entrance,
            reception=Reception(database, passwords, limits, signer, entrance, join_rules),
            recovery=Recovery(database, passwords, limits, signer, entrance),
            passkeys=Passkeys(database, challenges, limits, entrance, party),
            cookie=SessionCookie(secure=secure, days=settings.session.absolute_days),
            joiner_cookie=JoinerCookie(signer, secure=secure),
            providers=providers,
            introductions=Introductions(
                providers, database, challenges, limits, entrance, join_rules, settings.app.url
            ),
            desk=uploads,
            picture_desk=PictureDesk(database, uploads),
            media=media,
            signer=signer,
            cursors=Cursors(signer),
            watch=Watch(database, bells, media, catalogue, stopping),
            bell_watch=BellWatch(database, bells, stopping),
            catalogue=catalogue,
            texts=texts,
            mailer=Mailer(settings, catalogue, database, signer),
            flags=flags,
            readiness=Readiness(database, cache, storage, stopping),
            stopping=stopping,
        )


def before_commit(settings: Settings) -> tuple[Step, ...]:
    """Return what every transaction of ours ends with, in this order (DESIGN §4)."""
    return react, Ledger(settings.jobs).record, audit.write


def providers() -> dict[str, Provide]:
    """Return one provider per resource; each takes it from the running app's state."""
    return {name: _provider(name) for name in Resources.__struct_fields__}


def _provider(name: str) -> Provide:
    async def provide(state: State) -> object:
        return getattr(state["resources"], name)

    return Provide(provide)
