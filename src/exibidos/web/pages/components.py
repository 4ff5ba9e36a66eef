"""How does every component look, in every state and both themes? A page of development; in production there is no such page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from exibidos.features.accounts import Identity, MadeToken, Passkey, Token
from exibidos.features.images import Deliveries, Reason, VariantName, ViewerClass
from exibidos.features.voting import Figures
from exibidos.kernel.actor import Scope
from exibidos.kernel.ids import new_id
from exibidos.platform.http import PUBLIC, Given, get
from exibidos.web.components.around import Around, FaceLine
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.design_tokens import Tokens, read_tokens
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Cover, Frame, Person
from exibidos.web.components.guide import Guide
from exibidos.web.components.news import NewsDay, NewsLine
from exibidos.web.components.public import Way
from exibidos.web.components.reader import NOTICES, Page, Reader
from exibidos.web.components.seen import Seen, seen_of
from exibidos.web.components.space import Space
from exibidos.web.components.specimens import (
    ANA,
    arounds,
    bare,
    card,
    card_states,
    clear_form,
    cover,
    faces,
    guide,
    lately,
    scene,
    wall,
    worn,
    wrong_form,
)
from exibidos.web.components.terms import TermsCard
from exibidos.web.pages.linked import IdentityLine
from exibidos.web.pages.passkeys import PasskeyLine, PasskeysPage
from exibidos.web.pages.people import MuteLine
from exibidos.web.pages.photo import PhotoPage, Veil, VoteBox
from exibidos.web.pages.profile_settings import PictureBox
from exibidos.web.pages.tokens import TokenLine, TokensPage


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """One half of the page. Forms are its own, because their fields' ids must be."""

    name: str
    clear: Form
    wrong: Form
    owner: PhotoPage
    owner_wrong: PhotoPage
    guide: Guide
    boxes: tuple[PictureBox, ...] = ()


class ComponentsPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the templates are given, by the section that shows it; pairs begin with the state's name."""

    frame: Frame
    themes: tuple[Theme, ...]
    tokens: Tokens
    person: Person = ANA
    people: tuple[Person, ...] = (ANA, Person(name="Bia", slug="bia"), Person(name="ünal öz", slug="unal"), worn())
    guest: Frame = Frame()
    member: Frame = Frame(path="/upload", me=ANA, unseen=3)
    notices: tuple[str, ...] = tuple(sorted(NOTICES))
    wall: tuple[PhotoCard, ...] = msgspec.field(default_factory=wall)
    cards: tuple[tuple[str, PhotoCard], ...] = msgspec.field(default_factory=card_states)
    photos: tuple[tuple[str, PhotoPage], ...]
    votes: tuple[tuple[str, VoteBox], ...]
    seen: tuple[tuple[str, Seen], ...]
    spaces: tuple[tuple[str, Space], ...] = (("room", Space(used=4.8, small=False, limit=5, share=96, uploads_left=1)),)
    arounds: tuple[tuple[str, Around], ...]
    faces: tuple[FaceLine, ...]
    worn: Person = msgspec.field(default_factory=worn)
    cover: Cover = msgspec.field(default_factory=cover)
    mutes: tuple[MuteLine, ...]
    preview: str
    programs: TokensPage
    passkeys: PasskeysPage
    fresh: MadeToken
    news: tuple[NewsDay, ...]
    ways: tuple[Way, ...] = (Way(name="google", label="Google"), Way(name="x", label="X"))
    identities: tuple[IdentityLine, ...]


@get("/_components", opt=PUBLIC)
async def components(reader: Given[Reader]) -> Page:
    return reader.page("components.html", made_up(reader.frame))


def made_up(frame: Frame) -> ComponentsPage:
    """Return the page with everything on it."""
    return ComponentsPage(
        frame=frame,
        themes=tuple(_theme(name) for name in ("darkroom", "paper")),
        tokens=read_tokens(),
        photos=_photos(),
        votes=_votes(),
        seen=_seen(),
        arounds=arounds(),
        faces=faces(),
        mutes=_mutes(),
        preview=scene(1, 160, 160),
        passkeys=PasskeysPage(frame=frame, lines=_passkeys(), usual="Firefox · Linux"),
        programs=TokensPage(frame=frame, lines=_programs()),
        news=_news(),
        identities=_identities(),
        fresh=MadeToken(token=_programs()[0].token, secret=f"exb_{'0' * 49}"),
    )


def _theme(name: str) -> Theme:
    own = _photo(
        card(4, visibility="only_me"),
        own=True,
        sensitive=True,
        caption="Cedo, antes do sol.",
        terms=TermsCard(
            licence="cc-by-nc-4.0",
            camera_name="FUJIFILM X-T5",
            lens="XF23mmF2 R WR",
            exposure="23 mm · f/5.6 · 1/250 s · ISO 200",
            taken_on=lately(),
        ),
    )
    return Theme(
        name=name,
        clear=clear_form(name),
        wrong=wrong_form(name),
        owner=msgspec.structs.replace(own, form=Form(place=f"{name}-owner-")),
        owner_wrong=msgspec.structs.replace(
            own, form=Form(values={"title": "x"}, errors={"title": "Longo demais."}, place=f"{name}-edit-")
        ),
        guide=guide(name),
        boxes=_boxes(name),
    )


def _boxes(theme: str) -> tuple[PictureBox, ...]:
    def form(state: str, **errors: str) -> Form:
        return Form(place=f"{theme}-{state}-", errors=errors)

    return (
        PictureBox(kind="avatar", form=form("none")),
        PictureBox(kind="avatar", form=form("shown"), shown=True, making=True),
        PictureBox(kind="cover", form=form("refused", file="Esta imagem é pequena demais."), shown=True),
    )


def _photo(shown: PhotoCard, **more: object) -> PhotoPage:
    return msgspec.structs.replace(PhotoPage(frame=Frame(), card=shown, published_at=lately()), **more)


def _photos() -> tuple[tuple[str, PhotoPage], ...]:
    veiled, teased = card(3, sight="veiled"), card(2, sight="teaser", visibility="followers")
    return (
        ("clear", _photo(card(2))),
        ("upright", _photo(card(1, (2, 3)))),
        *((f"veiled: {kind}", _photo(veiled, veil=kind)) for kind in (Veil.LIFT, Veil.SIGN_IN, Veil.OF_AGE)),
        *((f"teaser: {kind}", _photo(teased, veil=kind)) for kind in (Veil.FOLLOW, Veil.FOLLOW_SIGN_IN)),
        *((state, _photo(bare(state), own=True)) for state in ("processing", "review", "failed")),
        ("rejected", _photo(bare("rejected"), own=True, reason="O arquivo está incompleto.")),
    )


def _votes() -> tuple[tuple[str, VoteBox], ...]:
    return (
        ("guest", VoteBox(place="guest")),
        ("judge, not yet", VoteBox(place="judge")),
        ("judge, for", VoteBox(place="judge", choice="for")),
        ("judge, against", VoteBox(place="judge", choice="against")),
        ("author, too few", VoteBox(place="author")),
        ("author, figures", VoteBox(place="author", figures=Figures(votes_for=1204, votes_against=96))),
    )


def _seen() -> tuple[tuple[str, Seen], ...]:
    def looks(viewer: ViewerClass, reason: Reason, variant: VariantName, count: int) -> Deliveries:
        return Deliveries(
            viewer=viewer, reason=reason, variant=variant, count=count, first_at=lately(), last_at=lately()
        )

    own = looks(ViewerClass.AUTHOR, Reason.OWN, VariantName.FULL, 3)
    crowd = [
        looks(ViewerClass.ANYONE, Reason.PUBLIC, VariantName.THUMB, 18),
        looks(ViewerClass.ANYONE, Reason.PUBLIC, VariantName.FEED, 1204),
        looks(ViewerClass.MEMBER, Reason.CHOSEN, VariantName.FULL, 1),
    ]
    return (
        ("folded", seen_of([*crowd, own], public=True)),
        ("nobody", seen_of([], public=False)),
        ("only its author", seen_of([own], public=False)),
        ("many", seen_of([*crowd, own], public=True)),
    )


def _passkeys() -> tuple[PasskeyLine, ...]:
    laptop = Passkey(
        id=UUID(int=1),
        name="Firefox · Linux",
        credential_id=b"1",
        transports=("internal",),
        backup_eligible=False,
        backed_up=False,
        created_at=lately(),
        last_used_at=lately(),
    )
    others: tuple[dict[str, Any], ...] = (
        {"name": "iPhone", "backed_up": True},
        {"name": "Chave do chaveiro, um nome que vai até o fim da linha", "transports": ("usb",), "last_used_at": None},
        {"name": "Celular", "transports": ("hybrid",)},
    )
    changed = (msgspec.structs.replace(laptop, id=UUID(int=n), **other) for n, other in enumerate(others, 2))
    return tuple(PasskeyLine(passkey=passkey) for passkey in (laptop, *changed))


def _mutes() -> tuple[MuteLine, ...]:
    return (
        MuteLine(id=new_id(), kind="person", said=ANA.name, person=ANA, ends_at=lately() + timedelta(days=7)),
        MuteLine(id=new_id(), kind="word", said="neblina"),
        MuteLine(id=new_id(), kind="tag", said="#serra"),
    )


def _news() -> tuple[NewsDay, ...]:
    def line(kind: str, after: str, *, seen: bool, **more: object) -> NewsLine:
        plain = NewsLine(before="", who="", after=after, href="/", happened_at=lately(), seen=seen, icon=kind)
        return msgspec.structs.replace(plain, **more)

    crowd = tuple(Person(name=name, slug=name.lower()) for name in ("Ana", "Bia", "Caio"))
    return (
        NewsDay(
            name="today",
            at=lately(),
            lines=(
                line("bell", " seguem você", seen=False, who="Ana e mais 1.204 pessoas", faces=crowd),
                line("picture", "Sua foto está pronta", seen=False, card=card(2)),
            ),
        ),
        NewsDay(
            name="",
            at=lately(),
            lines=(
                line("alert", "Sua foto não foi aceita", seen=True),
                line("key", "Alguém entrou na sua conta por um aparelho que não conhecíamos", seen=True),
            ),
        ),
    )


def _identities() -> tuple[IdentityLine, ...]:
    used = Identity(
        id=new_id(),
        issuer="https://id.example.org",
        shown="ana@example.org",
        created_at=lately(),
        last_used_at=lately(),
    )
    new = msgspec.structs.replace(used, shown="@analuz", last_used_at=None)
    return (
        IdentityLine(identity=used, provider="Google"),
        IdentityLine(identity=new, provider="X"),
        IdentityLine(identity=used, provider=None),
    )


def _programs() -> tuple[TokenLine, ...]:
    backup = Token(
        id=new_id(),
        name="Backup",
        scopes=tuple(Scope),
        created_at=lately(),
        expires_at=lately() + timedelta(days=90),
        last_used_at=lately(),
    )
    new = msgspec.structs.replace(backup, name="Porta-retratos da sala", scopes=(Scope.READ,), last_used_at=None)
    return (
        TokenLine(token=backup, expired=False),
        TokenLine(token=new, expired=False),
        TokenLine(
            token=msgspec.structs.replace(
                backup, name="Um nome que vai até o fim da linha e mais", expires_at=lately()
            ),
            expired=True,
        ),
    )
