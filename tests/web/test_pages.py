"""Does every page hold its promises in both languages? Escaped, without inline code, the same for hidden and absent, light."""

import gzip
import itertools
import re
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from exibidos.features.accounts import (
    DeviceWords,
    Link,
    LinkPurpose,
    MadeToken,
    Passkey,
    RelyingParty,
    SecurityKind,
    Token,
    words_of_device,
)
from exibidos.features.images import Deliveries, Reason, VariantName, ViewerClass
from exibidos.features.notifications import Quiet, Wishes
from exibidos.features.social import FollowState, Relation
from exibidos.kernel.errors import Invalid
from exibidos.kernel.ids import new_id
from exibidos.platform.text import LOCALES, TextName, read_texts
from exibidos.web.components.around import Around, FaceLine
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.case_note import CaseNote
from exibidos.web.components.form import Form, refused
from exibidos.web.components.frame import Frame, Person
from exibidos.web.components.mailed import MailedPage
from exibidos.web.components.news import NewsDay, NewsLine
from exibidos.web.components.prose import prose
from exibidos.web.components.render import Renderer
from exibidos.web.components.seen import seen_of
from exibidos.web.components.shell import OfflinePage
from exibidos.web.components.specimens import guide
from exibidos.web.pages.account import AccountPage, EmailLinkPage
from exibidos.web.pages.agree import AgreePage, AskedText
from exibidos.web.pages.circle import CirclePage
from exibidos.web.pages.codes import CodesPage
from exibidos.web.pages.deactivate import DeactivatePage
from exibidos.web.pages.developers import developers_page
from exibidos.web.pages.events import EventLine, EventsPage
from exibidos.web.pages.half_in import HalfInPage
from exibidos.web.pages.home import HomePage
from exibidos.web.pages.join import JoinPage
from exibidos.web.pages.notifications import NotificationsPage
from exibidos.web.pages.passkeys import PasskeyLine, PasskeysPage
from exibidos.web.pages.password import PasswordPage
from exibidos.web.pages.people import MuteLine, PeoplePage, RequestsPage
from exibidos.web.pages.photo import PhotoPage, Veil
from exibidos.web.pages.problem import ErrorPage, NotFoundPage
from exibidos.web.pages.profile import ProfilePage
from exibidos.web.pages.prove import ProvePage
from exibidos.web.pages.reset import AskPage
from exibidos.web.pages.sessions import SessionLine, SessionsPage
from exibidos.web.pages.sign_in import SignInPage
from exibidos.web.pages.texts import TextPage
from exibidos.web.pages.tokens import TokenLine, TokensPage
from exibidos.web.pages.unsubscribe import UnsubscribePage
from exibidos.web.pages.upload import UploadPage
from exibidos.web.pages.wishes import page_of

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANA = Person(name='Ana <b>"Luz"</b>', slug="ana")
GUEST, MEMBER = Frame(), Frame(path="/upload", me=ANA, notice="saved")
RUNG = Frame(path="/notifications", me=ANA, unseen=100)


def hung(card: PhotoCard | None = None, **changes: object) -> PhotoCard:
    plain = PhotoCard(
        id=new_id(),
        author=ANA,
        width=1500,
        height=1000,
        src="http://127.0.0.1:4001/i/x/thumb.webp?e=1&k=a&s=b",
        srcset="http://127.0.0.1:4001/i/x/thumb.webp?e=1&k=a&s=b 320w",
        title="Neblina <script>",
        alt="Serra sob neblina",
        thumbhash=bytes.fromhex("dc0706158a787877778778777867487880880887f878"),
    )
    return msgspec.structs.replace(card or plain, **changes)


def token(**changes: object) -> Token:
    plain = Token(
        id=new_id(),
        name="Neblina <script>",
        scopes=("read", "votes:write", "from:a-later-version"),
        created_at=AT,
        expires_at=AT,
        last_used_at=AT,
    )
    return msgspec.structs.replace(plain, **changes)


def passkey(**changes: object) -> Passkey:
    plain = Passkey(
        id=new_id(),
        name="Neblina <script>",
        credential_id=new_id().bytes,
        transports=("from-a-later-browser", "internal"),
        backup_eligible=True,
        backed_up=False,
        created_at=AT,
        last_used_at=AT,
    )
    return msgspec.structs.replace(plain, **changes)


FOLLOWED = Around(
    person=ANA, place="member", relation=Relation(follow=FollowState.FOLLOWING, follows_you=True, muted=True)
)
ASKED = Around(
    person=ANA, place="member", private=True, open=False, relation=Relation(follow=FollowState.ASKED, asks_you=True)
)
LINES = (FaceLine(person=ANA), FaceLine(person=ANA, follow=FollowState.ASKED), FaceLine(person=ANA, you=True))
MUTES = (
    MuteLine(id=new_id(), kind="person", said=ANA.name, person=ANA, ends_at=AT),
    MuteLine(id=new_id(), kind="word", said="<script>"),
    MuteLine(id=new_id(), kind="tag", said="#serra"),
)


def news(card: PhotoCard) -> tuple[NewsDay, ...]:
    line = NewsLine(
        before="", who=ANA.name, after=" segue você", href="/@ana", happened_at=AT, seen=False, faces=(ANA,) * 3
    )
    ready = msgspec.structs.replace(line, who="", faces=(), after="Sua foto está pronta", icon="picture", card=card)
    lines = (line, ready)
    return tuple(NewsDay(name=name, at=AT, lines=lines) for name in ("today", "yesterday", ""))


PAGES: dict[str, tuple[str, msgspec.Struct]] = {
    "home": ("home.html", HomePage(frame=GUEST, cards=tuple(hung() for _ in range(30)), next="/?before=x")),
    "home_of_a_member": ("home.html", HomePage(frame=MEMBER, cards=(hung(sight="veiled"),))),
    "home_empty": ("home.html", HomePage(frame=GUEST, cards=())),
    "photo": ("photo.html", PhotoPage(frame=GUEST, card=hung(), published_at=AT, more=(hung(),))),
    "photo_of_its_owner": (
        "photo.html",
        PhotoPage(frame=MEMBER, card=hung(visibility="only_me"), published_at=AT, own=True, sensitive=True),
    ),
    "photo_that_was_seen": (
        "photo.html",
        PhotoPage(
            frame=MEMBER,
            card=hung(),
            published_at=AT,
            own=True,
            seen=seen_of(
                [
                    Deliveries(viewer=viewer, reason=reason, variant=name, count=2, first_at=AT, last_at=AT)
                    for viewer in ViewerClass
                    for reason in Reason
                    for name in VariantName
                    if reason is not Reason.ABSENT
                ],
                public=True,
            ),
        ),
    ),
    "photo_that_nobody_saw": (
        "photo.html",
        PhotoPage(frame=MEMBER, card=hung(), published_at=AT, own=True, seen=seen_of([], public=False)),
    ),
    "photo_that_waits": (
        "photo.html",
        PhotoPage(
            frame=MEMBER,
            card=hung(state="review"),
            published_at=None,
            own=True,
            note=CaseNote(state="alike", claim="É minha."),
        ),
    ),
    "photo_that_was_hidden": (
        "photo.html",
        PhotoPage(
            frame=MEMBER,
            card=hung(),
            published_at=AT,
            own=True,
            note=CaseNote(state="hidden", rule="spam", statement="Anuncia uma loja."),
        ),
    ),
    "photo_in_the_making": (
        "photo.html",
        PhotoPage(frame=MEMBER, card=hung(src=None, state="processing"), published_at=None, own=True),
    ),
    "photo_veiled": (
        "photo.html",
        PhotoPage(frame=MEMBER, card=hung(sight="veiled"), published_at=AT, veil=Veil.LIFT, sensitive=True),
    ),
    "profile": (
        "profile.html",
        ProfilePage(
            frame=MEMBER,
            person=ANA,
            around=Around(person=ANA, place="own", private=True, requests=2),
            joined_at=AT,
            count=1,
            cards=(hung(),),
            bio="Oi",
            own=True,
        ),
    ),
    "profile_empty": (
        "profile.html",
        ProfilePage(frame=GUEST, person=ANA, around=Around(person=ANA), joined_at=AT, count=0, cards=()),
    ),
    "profile_of_another": (
        "profile.html",
        ProfilePage(frame=MEMBER, person=ANA, around=FOLLOWED, joined_at=AT, count=1, cards=(hung(),)),
    ),
    "profile_locked": (
        "profile.html",
        ProfilePage(frame=MEMBER, person=ANA, around=ASKED, joined_at=AT, count=0, cards=()),
    ),
    "followers": (
        "circle.html",
        CirclePage(frame=MEMBER, person=ANA, side="followers", lines=LINES, next="/@ana/followers?cursor=x"),
    ),
    "followers_of_ones_own": (
        "circle.html",
        CirclePage(frame=MEMBER, person=ANA, side="followers", lines=LINES, own=True),
    ),
    "following_nobody": ("circle.html", CirclePage(frame=GUEST, person=ANA, side="following", lines=())),
    "requests": ("requests.html", RequestsPage(frame=MEMBER, lines=LINES)),
    "requests_none": ("requests.html", RequestsPage(frame=MEMBER, lines=())),
    "people": (
        "people.html",
        PeoplePage(
            frame=MEMBER, private=True, requests=2, blocked=LINES, next="/settings/people?cursor=x", muted=MUTES
        ),
    ),
    "people_none": ("people.html", PeoplePage(frame=MEMBER)),
    "upload": ("upload.html", UploadPage(frame=MEMBER)),
    "tokens": (
        "tokens.html",
        TokensPage(
            frame=MEMBER,
            lines=(TokenLine(token=token(), expired=False), TokenLine(token=token(last_used_at=None), expired=True)),
            made=MadeToken(token=token(), secret="exb_segredo"),
        ),
    ),
    "tokens_none": ("tokens.html", TokensPage(frame=MEMBER)),
    "tokens_full": (
        "tokens.html",
        TokensPage(frame=MEMBER, lines=(TokenLine(token=token(), expired=False),) * 20),
    ),
    "notifications": (
        "notifications.html",
        NotificationsPage(frame=RUNG, days=news(hung()), next="/notifications?cursor=x", until=AT.isoformat()),
    ),
    "notifications_none": ("notifications.html", NotificationsPage(frame=MEMBER, days=())),
    "wishes": ("wishes.html", page_of(MEMBER, Wishes(quiet=Quiet(begins=0, ends=60), time_zone="Europe/Lisbon"))),
    "unsubscribe": ("unsubscribe.html", UnsubscribePage(frame=GUEST, kind="followed", token="a.b")),
    "unsubscribed": ("unsubscribe.html", UnsubscribePage(frame=GUEST, kind="followed", token="a.b", done=True)),
    "developers": ("developers.html", developers_page(GUEST, guide("x"))),
    "text": (
        "text.html",
        TextPage(
            frame=GUEST,
            text=read_texts("").get(TextName.PRIVACY, "en"),
            title="Privacy",
            prose=prose("## A\n\n<script>a</script>\n\n## B\n\n## C", {}),
        ),
    ),
    "agree": (
        "agree.html",
        AgreePage(
            frame=MEMBER,
            asked=(AskedText(name="terms", version="2", before="1"), AskedText(name="rules", version="1")),
            edition="terms=2 rules=1",
        ),
    ),
    "join": ("join.html", JoinPage(frame=GUEST, backdrop=hung(), next="/upload")),
    "sign_in": ("sign_in.html", SignInPage(frame=GUEST)),
    "prove": ("prove.html", ProvePage(frame=MEMBER, password=True, next="/settings")),
    "prove_by_passkey": ("prove.html", ProvePage(frame=MEMBER, password=False, passkeys=True, next="/settings")),
    "prove_without_password": ("prove.html", ProvePage(frame=MEMBER, password=False)),
    "sign_in_throttled": (
        "sign_in.html",
        SignInPage(frame=GUEST, form=Form(values={"email": "<script>"}), throttled=True),
    ),
    "account": ("account.html", AccountPage(frame=MEMBER, email="<b>@x.test")),
    "account_waiting": (
        "account.html",
        AccountPage(
            frame=MEMBER,
            email="ana@exibidos.test",
            waiting=Link(
                id=UUID(int=1), purpose=LinkPurpose.EMAIL, email="<b>@y.test", member_id=None, about=None, expires_at=AT
            ),
        ),
    ),
    "email_confirm": ("email_link.html", EmailLinkPage(frame=MEMBER, way="confirm", email="<b>@y.test")),
    "email_keep": ("email_link.html", EmailLinkPage(frame=GUEST, way="keep", email="<b>@y.test")),
    "email_stale": ("email_link.html", EmailLinkPage(frame=GUEST, form=Form(problem="Velho"))),
    "events": (
        "events.html",
        EventsPage(
            frame=MEMBER,
            lines=tuple(
                EventLine(kind=kind, count=2, words=DeviceWords("Firefox", None), near=near, at=AT)
                for kind, near in zip(SecurityKind, itertools.cycle((True, False, None)))
            ),
        ),
    ),
    "events_none": ("events.html", EventsPage(frame=MEMBER, lines=())),
    "recovery": ("recovery.html", AskPage(frame=GUEST)),
    "recovery_sent": ("recovery.html", AskPage(frame=GUEST, sent=True)),
    "recovery_in": ("recovery.html", AskPage(frame=GUEST, way="in", act="/sign-in/link")),
    "new_password": ("new_password.html", MailedPage(frame=GUEST, token="t", name=ANA.name)),
    "new_password_stale": ("new_password.html", MailedPage(frame=GUEST, form=Form(problem="Velho"))),
    "sign_in_link": ("sign_in_link.html", MailedPage(frame=GUEST, token="t", name=ANA.name)),
    "sign_in_link_stale": ("sign_in_link.html", MailedPage(frame=GUEST, form=Form(problem="Velho"))),
    "password": ("password.html", PasswordPage(frame=MEMBER, first=False)),
    "password_first": ("password.html", PasswordPage(frame=MEMBER, first=True)),
    "sessions": (
        "sessions.html",
        SessionsPage(
            frame=MEMBER,
            lines=tuple(
                SessionLine(id=new_id(), words=words_of_device(agent), started_at=AT, used_at=AT, here=not agent)
                for agent in ("", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "<b>")
            ),
        ),
    ),
    "passkeys": (
        "passkeys.html",
        PasskeysPage(
            frame=MEMBER,
            usual="Firefox · Linux",
            lines=(
                PasskeyLine(passkey=passkey()),
                PasskeyLine(passkey=passkey(backed_up=True, last_used_at=None)),
                PasskeyLine(passkey=passkey(transports=("nfc", "usb"))),
                PasskeyLine(passkey=passkey(transports=("hybrid",))),
            ),
        ),
    ),
    "passkeys_none": ("passkeys.html", PasskeysPage(frame=MEMBER)),
    "passkeys_full": ("passkeys.html", PasskeysPage(frame=MEMBER, lines=(PasskeyLine(passkey=passkey()),) * 20)),
    "prove_with_code": ("prove.html", ProvePage(frame=MEMBER, password=True, code=True)),
    "codes": ("codes.html", CodesPage(frame=MEMBER, picture="data:image/svg+xml,x", secret="ABCD", token="t")),
    "codes_there": ("codes.html", CodesPage(frame=MEMBER, since=AT, left=2)),
    "codes_new": ("codes.html", CodesPage(frame=MEMBER, since=AT, left=10, recovery=("aaaaaa-bbbbbb-ccccc",) * 10)),
    "code": ("code.html", HalfInPage(frame=GUEST, next="/upload")),
    "return": ("return.html", HalfInPage(frame=GUEST)),
    "deactivate": ("deactivate.html", DeactivatePage(frame=MEMBER)),
    "not_found": ("not_found.html", NotFoundPage(frame=GUEST)),
    "error": ("error.html", ErrorPage(frame=GUEST, reference="01JC9")),
    "offline": ("offline.html", OfflinePage()),
}


def html(renderer: Renderer, page: str, locale: str = "pt-BR") -> str:
    template, context = PAGES[page]
    return renderer.render(template, locale, context).decode()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_inline_script_or_style(renderer: Renderer, page: str, locale: str) -> None:
    text = html(renderer, page, locale)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all(' src="' in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("page", PAGES)
def test_what_people_wrote_is_text(renderer: Renderer, page: str) -> None:
    text = html(renderer, page)
    assert 'Ana <b>"Luz"' not in text
    assert "Neblina <script>" not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_of_the_first_level_and_names_its_language(renderer: Renderer, page: str) -> None:
    text = html(renderer, page, "en")
    assert len(re.findall(r"<h1\b", text)) == 1
    assert '<html lang="en">' in text


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_has_an_alt_and_its_size(renderer: Renderer, page: str) -> None:
    for tag in re.findall(r"<img[^>]*>", html(renderer, page)):
        assert " alt=" in tag
        assert " width=" in tag
        assert " height=" in tag


def test_a_veiled_photo_does_not_say_what_it_shows(renderer: Renderer) -> None:
    text = html(renderer, "photo_veiled")
    assert "Serra sob neblina" not in text
    assert "Neblina" not in text
    assert "/reveal" in text


def test_only_the_owner_gets_the_means_to_change_a_photo(renderer: Renderer) -> None:
    assert "/delete" in html(renderer, "photo_of_its_owner")
    assert "/delete" not in html(renderer, "photo")


def test_a_wall_of_thirty_photos_fits_in_thirty_kilobytes(renderer: Renderer) -> None:
    assert len(gzip.compress(html(renderer, "home").encode())) < 30_000


def test_a_page_leads_only_where_something_is(renderer: Renderer) -> None:
    known = re.compile(
        r"|/(manifest\.webmanifest|\?.*|join(\?.*)?|sign-in(/link|\?.*)?|reset|upload|about|rules|terms|privacy|agree\?next=.+|notifications(\?cursor=x|/seen)?|unsubscribe\?token=a.b|settings(/[a-z-]+(\?.*)?)?|requests|developers|report\?photo=[0-9a-f-]{36}|api/openapi\.json|@[a-z0-9_-]+(/followers|/following)?(\?.*)?|p/[0-9a-f-]{36}(/original)?|static/.*)?|#[a-z0-9_-]+|http:.*"
    )
    for page in PAGES:
        for address in re.findall(r'href="([^"]*)"', html(renderer, page)):
            assert known.fullmatch(address), (page, address)


def test_a_refused_form_keeps_what_was_typed_but_never_the_password(renderer: Renderer) -> None:
    form = refused(
        renderer.catalogue,
        "pt-BR",
        Invalid("accounts.slug_reserved", field="slug", slug="admin"),
        {"slug": "admin", "email": "ana@example.org", "password": "segredo-secreto"},
    )
    text = renderer.render("join.html", "pt-BR", JoinPage(frame=GUEST, form=form)).decode()
    assert 'value="ana@example.org"' in text
    assert "segredo-secreto" not in text
    assert re.search(r'id="f-slug"[^>]*aria-invalid="true"[^>]*aria-describedby="e-slug h-slug"', text)
    assert "Este endereço é da casa" in text


def test_a_problem_of_no_field_stands_above_the_form(renderer: Renderer) -> None:
    form = refused(renderer.catalogue, "en", Invalid("accounts.wrong_credentials"), {"email": "a@b.c"})
    text = renderer.render("sign_in.html", "en", SignInPage(frame=GUEST, form=form)).decode()
    assert re.search(r'role="alert"[^>]*>.*E-mail and password do not match', text)


def test_an_edit_that_unticks_a_box_keeps_it_unticked_when_the_form_returns(renderer: Renderer) -> None:
    page = msgspec.structs.replace(
        PAGES["photo_of_its_owner"][1], form=Form(values={"title": "x"}, errors={"title": "longo"})
    )
    text = renderer.render("photo.html", "pt-BR", page).decode()
    box = re.search(r'<input type="checkbox" id="f-sensitive"[^>]*>', text)
    assert box
    assert " checked" not in box[0]


@pytest.mark.parametrize(("name", "initials"), [("Ana", "A"), ("Ana Luz Prado", "AP"), ("  ", "Z"), ("ünal öz", "ÜÖ")])
def test_a_name_has_initials(name: str, initials: str) -> None:
    assert Person(name=name, slug="zé").initials == initials


def test_a_cards_address_is_its_photos_page() -> None:
    photo = UUID("0190a5a0-0000-7000-8000-000000000001")
    assert hung(id=photo).href == f"/p/{photo}"


def test_a_secret_stands_on_the_page_that_made_it_alone(renderer: Renderer) -> None:
    assert html(renderer, "tokens").count("exb_segredo") == 1
    assert "data-secret" not in html(renderer, "tokens_none")


def test_who_has_all_the_tokens_one_may_have_is_told_instead_of_offered_a_form(renderer: Renderer) -> None:
    assert "Revogue um para criar outro" in html(renderer, "tokens_full")
    assert 'name="scopes"' not in html(renderer, "tokens_full")
    assert 'name="scopes"' in html(renderer, "tokens")


def test_who_has_all_the_passkeys_one_may_have_is_told_instead_of_offered_a_form(renderer: Renderer) -> None:
    assert "Remova uma para criar outra" in html(renderer, "passkeys_full")
    assert "data-passkey-add" not in html(renderer, "passkeys_full")
    assert "data-passkey-add" in html(renderer, "passkeys")


@pytest.mark.parametrize(
    ("transports", "backed_up", "kind"),
    [
        (("internal",), True, "synced"),
        (("hybrid", "internal"), False, "device"),
        (("usb",), False, "key"),
        (("hybrid", "nfc"), False, "key"),
        (("hybrid",), False, "phone"),
        ((), False, "device"),
    ],
)
def test_a_passkey_says_where_it_lives(transports: tuple[str, ...], backed_up: bool, kind: str) -> None:
    assert PasskeyLine(passkey=passkey(transports=transports, backed_up=backed_up)).kind == kind


def test_a_club_that_has_only_an_address_in_numbers_offers_no_passkeys(renderer: Renderer) -> None:
    party = RelyingParty.at("http://192.168.1.7:3000", "exibidos")
    bare = Renderer(renderer.catalogue, msgspec.structs.replace(renderer.public, party=party), renderer.static)
    assert "data-passkey" not in html(bare, "sign_in")
    assert "data-passkey-add" not in html(bare, "passkeys_none")
    assert "só um endereço em números" in html(bare, "passkeys_none")
