"""Do mutes keep people, words and tags off walls, and off nothing else, whatever is written in them?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.features import images
from exibidos.features.social import (
    MOST_MUTES,
    WORD_LONGEST,
    MuteKind,
    get_relation,
    list_mutes,
    mute,
    mute_word,
    policy,
    unmute,
    unmute_person,
)
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC)


async def _on_the_wall(tx: Tx, viewer: Member, image_id: UUID) -> bool:
    return image_id in {photo.id for photo in await images.list_wall(tx, viewer, limit=100)}


async def _word(tx: Tx, member: Member, said: str, kind: MuteKind = MuteKind.WORD) -> UUID:
    return (await mute_word(tx, member, kind, said, ends_at=None, now=NOW)).id


async def test_a_muted_persons_photos_leave_walls_and_still_open(tx: Tx, make: Make) -> None:
    ana, bia, eva = await make.member(), await make.member(), await make.member()
    image_id = await make.image(bia)
    await mute(tx, ana, bia.id, ends_at=None, now=NOW)
    assert not await _on_the_wall(tx, ana, image_id)
    assert await _on_the_wall(tx, eva, image_id)
    assert await _on_the_wall(tx, bia, image_id)
    assert (await images.get_photo(tx, ana, image_id)).id == image_id
    assert [photo.id for photo in await images.list_by_author(tx, ana, bia.id)] == [image_id]
    assert (await get_relation(tx, ana, bia.id)).muted
    assert not (await get_relation(tx, bia, ana.id)).muted
    await unmute_person(tx, ana, bia.id)
    assert await _on_the_wall(tx, ana, image_id)


async def test_a_mute_ends_when_it_was_meant_to(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    image_id = await make.image(bia)
    await mute(tx, ana, bia.id, ends_at=NOW + timedelta(days=1), now=NOW)
    assert not await _on_the_wall(tx, ana, image_id)
    await tx.execute("UPDATE mutes SET ends_at = now() - interval '1 second'")
    assert await _on_the_wall(tx, ana, image_id)
    assert await list_mutes(tx, ana) == []
    assert not (await get_relation(tx, ana, bia.id)).muted
    await _word(tx, ana, "serra")
    assert await tx.value(int, "SELECT count(*) FROM mutes") == 1


@pytest.mark.parametrize(
    ("said", "title", "hidden"),
    [
        ("neblina", "Neblina na serra", True),
        ("NEBLINA", "a neblina.", True),
        ("neblina", "neblinas", False),
        ("café", "CAFÉ da manhã", True),
        ("cafe", "café", True),
        ("cafe\u0301", "Café", True),
        ("são paulo", "Em São  Paulo, ontem", True),
        ("são paulo", "São João, Paulo", False),
        ("ação", "AÇÃO!", True),
        ("neblina", "ne\u00adbli\u200bna", True),
        ("straße", "Die Straße", True),
        ("фото", "Моё ФОТО.", True),
        ("写真", "写真 2026", True),
        ("ﬁlme", "filme", True),
        ("praia", "a #praia hoje", True),
        ("c#", "em C# nao", True),
        ("a.c", "a c", True),
        ("a.c", "abc", False),
        ("x%y_z", "x y_z", True),
        ("x%", "xadrez", False),
        (r"\d\w", "5a", False),
        ("(((a", "a", True),
        ("'; DROP TABLE mutes; --", "drop table mutes", True),
        ("a|b", "b", False),
    ],
)
async def test_a_muted_word_is_found_as_people_read_it_and_is_never_a_pattern(
    tx: Tx, make: Make, said: str, title: str, hidden: bool
) -> None:
    ana, bia = await make.member(), await make.member()
    image_id = await make.image(bia, title=title)
    other = await make.image(bia, title="Outra coisa")
    await _word(tx, ana, said)
    assert await _on_the_wall(tx, ana, image_id) is not hidden
    assert await _on_the_wall(tx, ana, other)


async def test_a_muted_tag_is_found_with_its_sign_alone(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    tagged, worded = await make.image(bia, title="Cedo #Café_da_manhã"), await make.image(bia, title="café_da_manhã")
    await _word(tx, ana, "#CAFÉ_DA_MANHÃ", MuteKind.TAG)
    assert not await _on_the_wall(tx, ana, tagged)
    assert await _on_the_wall(tx, ana, worded)
    (line,) = await list_mutes(tx, ana)
    assert (line.kind, line.said) == (MuteKind.TAG, "CAFÉ_DA_MANHÃ")


async def test_a_caption_is_read_too_and_an_edit_is_read_again(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    image_id = await make.image(bia)
    await _word(tx, ana, "serra")
    await images.describe(tx, bia, image_id, images.Details(caption="No alto da serra"))
    assert not await _on_the_wall(tx, ana, image_id)
    await images.describe(tx, bia, image_id, images.Details(caption="No alto"))
    assert await _on_the_wall(tx, ana, image_id)


async def test_ones_own_photos_stay_on_ones_wall(tx: Tx, make: Make) -> None:
    ana = await make.member()
    image_id = await make.image(ana, title="Serra")
    await _word(tx, ana, "serra")
    assert await _on_the_wall(tx, ana, image_id)


async def test_the_same_word_is_one_mute_whatever_its_spelling(tx: Tx, make: Make) -> None:
    ana = await make.member()
    first = await _word(tx, ana, "Café")
    assert await _word(tx, ana, "CAFE") == first
    assert [line.said for line in await list_mutes(tx, ana)] == ["CAFE"]


async def test_a_mute_is_taken_back_by_its_maker_alone(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    mute_id = await _word(tx, ana, "serra")
    for who, asked in ((bia, mute_id), (ana, new_id())):
        with pytest.raises(NotFound, match=r"social\.no_such_mute"):
            await unmute(tx, who, asked)
    await unmute(tx, ana, mute_id)
    assert await list_mutes(tx, ana) == []


@pytest.mark.parametrize("said", ["", "   ", "#", "...", ".*", "\u202e", "🔥", "\u0663"])
async def test_what_holds_no_word_is_refused(tx: Tx, make: Make, said: str) -> None:
    """Arabic digits are letters to Python and none to Postgres' own collation: what it cannot look for is refused as well."""
    ana, bia = await make.member(), await make.member()
    image_id = await make.image(bia, title="")
    with pytest.raises(Invalid, match=r"social\.word_empty"):
        await _word(tx, ana, said)
    assert await _on_the_wall(tx, ana, image_id)


async def test_there_is_an_end_to_mutes(tx: Tx, make: Make) -> None:
    ana = await make.member()
    await tx.execute(
        "INSERT INTO mutes (id, created_by_id, kind, said, normal)"
        " SELECT gen_random_uuid(), $1, 'word', n::text, ' ' || n || ' ' FROM generate_series(1, $2::integer) n",
        ana.id,
        MOST_MUTES,
    )
    with pytest.raises(Conflict, match=r"social\.too_many_mutes"):
        await _word(tx, ana, "mais uma")


async def test_nobody_mutes_themselves(tx: Tx, make: Make) -> None:
    ana = await make.member()
    with pytest.raises(Conflict, match=r"social\.yourself"):
        await mute(tx, ana, ana.id, ends_at=None, now=NOW)


def test_a_person_is_not_a_word() -> None:
    with pytest.raises(Invalid, match=r"social\.no_such_kind"):
        policy.check_word(MuteKind.PERSON, "ana")


def test_words_and_tags_have_a_form() -> None:
    assert policy.check_word(MuteKind.WORD, "  São\n Paulo ") == "São Paulo"
    assert policy.check_word(MuteKind.TAG, "#cafe\u0301") == "café"
    with pytest.raises(Invalid, match=r"social\.word_too_long"):
        policy.check_word(MuteKind.WORD, "a" * (WORD_LONGEST + 1))
    with pytest.raises(Invalid, match=r"social\.tag_malformed"):
        policy.check_word(MuteKind.TAG, "duas palavras")


@pytest.mark.parametrize("away", [timedelta(0), timedelta(seconds=-1), timedelta(days=367)])
def test_a_mute_ends_within_a_year(away: timedelta) -> None:
    with pytest.raises(Invalid, match=r"social\.bad_end"):
        policy.check_end(NOW + away, NOW)
    assert policy.check_end(None, NOW) is None


@given(said=st.text(max_size=80), kind=st.sampled_from([MuteKind.WORD, MuteKind.TAG]))
def test_whatever_is_typed_is_refused_or_one_line(said: str, kind: MuteKind) -> None:
    try:
        word = policy.check_word(kind, said)
    except Invalid:
        return
    assert 0 < len(word) <= WORD_LONGEST
    assert len(word.splitlines()) == 1
