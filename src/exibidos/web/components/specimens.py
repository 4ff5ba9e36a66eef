"""Whom and what does the development page of components show? People, pictures and forms that nobody sent, in every state there is."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote
from uuid import UUID

import msgspec

from exibidos.features.social import Circle, FollowState, Relation
from exibidos.kernel.clock import now
from exibidos.web.components.around import Around, FaceLine
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Cover, Face, Person
from exibidos.web.components.guide import Guide, read_guide

ANA: Final = Person(name="Ana Luz Prado", slug="ana")
# Sky, hills, sun, and the thumbhash of the landscape that they make: pictures that weigh nothing and are nobody's.
_SCENES: Final = (
    ("#27323a", "#141b20", "#d9b382", "8cf7050580545db57f9677a04a59a9790257205015"),
    ("#c98f62", "#4a2c22", "#f6dfb4", "de590e1d848679878f77788378888788878f74f948"),
    ("#6f8a8d", "#20393b", "#efe6d2", "9bc70d05807679878f877783687887881257107005"),
    ("#3b2a3f", "#1a1220", "#e0684a", "cc27060d82656b968f87779259689889126930e407"),
    ("#b9b2a3", "#6d675b", "#fbf8f0", "a7080a05807679878f87778368888788a89f96fb79"),
)
_SHAPES: Final = ((3, 2), (2, 3), (1, 1), (16, 9), (4, 5), (5, 2), (9, 16))


def card(number: int = 0, shape: tuple[int, int] = (3, 2), **changes: object) -> PhotoCard:
    """Return a card whose picture is drawn here; `changes` are fields of PhotoCard."""
    width, height = (round(side * 720 / max(shape)) for side in shape)
    plain = PhotoCard(
        id=UUID(int=number + 1),
        author=ANA,
        width=width,
        height=height,
        src=scene(number, width, height),
        title=f"Serra, {shape[0]}:{shape[1]}",
        alt="Colinas sob um sol baixo",
        thumbhash=bytes.fromhex(_SCENES[number % len(_SCENES)][3]),
    )
    return msgspec.structs.replace(plain, **changes)


def wall() -> tuple[PhotoCard, ...]:
    """Return a card of each shape."""
    return tuple(card(number, shape) for number, shape in enumerate(_SHAPES))


def worn() -> Person:
    """Return somebody with a face."""
    return Person(name="Caio", slug="caio", face=Face(small=scene(1, 96, 96), large=scene(1, 320, 320)))


def cover() -> Cover:
    src = scene(2, 1600, 500)
    return Cover(src=src, srcset=f"{src} 1600w", width=1600, height=500)


def card_states() -> tuple[tuple[str, PhotoCard], ...]:
    """Return the ways in which a card may hang, each with its name."""
    return (
        ("clear", card(0)),
        ("no title", card(1, title="")),
        ("a very long title", card(2, title="O dia em que a neblina desceu a serra e ficou para o café da manhã")),
        ("veiled", card(3, sight="veiled")),
        ("a teaser", card(2, sight="teaser", visibility="followers")),
        ("for who has the link", card(0, visibility="unlisted")),
        ("only me", card(4, visibility="only_me")),
        *((state, bare(state)) for state in ("processing", "review", "rejected", "failed")),
        (
            "placeholder, before the picture",
            card(2, src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ),
    )


def bare(state: str) -> PhotoCard:
    """Return a card of a photo that has no picture, or not yet."""
    return card(state=state, src=None, thumbhash=None)


def clear_form(place: str) -> Form:
    """Return a form that nobody has sent, half filled in."""
    return Form(values={"email": "ana@exibidos.test", "slug": "ana", "terms": "on"}, place=f"{place}-clear-")


def wrong_form(place: str) -> Form:
    """Return a form that came back with something wrong in every field."""
    sentence = "Este valor não serve."
    names = ("email", "slug", "password", "caption", "terms", "file", "name", "scopes", "expires_in_days")
    return Form(
        values={"email": "ana@", "slug": "admin", "caption": "…", "by_passkey": "on"},
        errors=dict.fromkeys(names, sentence),
        problem="E-mail e senha não combinam.",
        place=f"{place}-wrong-",
    )


def scene(number: int, width: int, height: int) -> str:
    """Return a landscape as a data: URL."""
    sky, hill, sun, _ = _SCENES[number % len(_SCENES)]
    side = min(width, height)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{sky}"/>'
        f'<circle cx="{width * 0.66:.0f}" cy="{height * 0.4:.0f}" r="{side * 0.14:.0f}" fill="{sun}"/>'
        f'<path d="M0 {height * 0.72:.0f}Q{width * 0.3:.0f} {height * 0.45:.0f} {width * 0.6:.0f} {height * 0.7:.0f}'
        f'T{width} {height * 0.62:.0f}V{height}H0Z" fill="{hill}" opacity=".75"/>'
        f'<path d="M0 {height * 0.86:.0f}Q{width * 0.45:.0f} {height * 0.66:.0f} {width} {height * 0.9:.0f}V{height}H0Z"'
        f' fill="{hill}"/></svg>'
    )
    return "data:image/svg+xml," + quote(svg)


def lately() -> datetime:
    """Return an instant that reads as "3 hours ago"."""
    return now() - timedelta(hours=3)


def guide(place: str) -> Guide:
    """Return a guide to one operation that has everything an operation may have; `place` keeps its id apart from its twin's."""
    vote = {
        "description": "What a `member` says.",
        "required": ["choice"],
        "properties": {
            "choice": {"enum": ["for", "against"], "title": "Choice", "type": "string"},
            "because": {"maxLength": 1000, "type": "string"},
            "weights": {"items": {"properties": {"by": {"type": "number", "default": 1}}}, "type": "array"},
        },
    }
    operation = {
        "operationId": f"{place}_cast",
        "tags": ["voting"],
        "summary": "Vote for or against a photo",
        "description": "One vote each, secret.",
        "security": [{"session": []}, {"token": ["votes:write"]}],
        "parameters": [{"in": "path", "name": "image_id", "required": True, "schema": {"format": "uuid"}}],
        "requestBody": {"content": {"application/json": {"schema": vote}}},
        "responses": {
            "200": {"content": {"application/json": {"schema": vote}}},
            "204": {},
            "404": {"description": "It is not there."},
        },
    }
    paths = {"/images/{image_id}/vote": {"put": operation}}
    return read_guide({"paths": paths}, url="https://club.example", calls={})


def arounds() -> tuple[tuple[str, Around], ...]:
    """Return what may stand between a viewer and somebody."""
    plain = Around(person=ANA, place="member", circle=Circle(followers=1204, following=1))

    def known(**relation: object) -> Around:
        return msgspec.structs.replace(plain, relation=msgspec.structs.replace(Relation(), **relation))

    return (
        ("guest", msgspec.structs.replace(plain, place="guest")),
        ("not followed, asks", known(asks_you=True)),
        ("followed, follows back, muted", known(follow=FollowState.FOLLOWING, follows_you=True, muted=True)),
        ("private", msgspec.structs.replace(plain, private=True, open=False)),
        ("private, asked", msgspec.structs.replace(known(follow=FollowState.ASKED), private=True, open=False)),
    )


def faces() -> tuple[FaceLine, ...]:
    """Return lines of a list of people."""
    bia = Person(name="Bia", slug="bia")
    return (
        FaceLine(person=ANA),
        FaceLine(person=bia, follow=FollowState.FOLLOWING),
        FaceLine(person=bia, follow=FollowState.ASKED),
        FaceLine(person=Person(name="Um nome que vai até o fim da linha e mais um pouco", slug="um-nome"), you=True),
    )
