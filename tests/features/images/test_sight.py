"""Is the rule of sight right, and are its two forms, `policy.sight` and `visible_images`, the same rule?"""

from itertools import product
from uuid import UUID

import msgspec
import pytest

from exibidos.features.images.model import Moderation, Sight, State, Visibility
from exibidos.features.images.policy import Facts, sight
from exibidos.kernel.actor import GUEST, Member, SensitiveChoice, Viewer
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio

PUBLISHED = Facts(
    visibility=Visibility.PUBLIC,
    state=State.PUBLISHED,
    moderation=Moderation.CLEAR,
    deleted=False,
    sensitive=False,
    author_away=False,
    viewer_is_author=False,
    viewer_signed_in=False,
    viewer_of_age=False,
    viewer_choice=SensitiveChoice.BLUR,
)


@pytest.mark.parametrize(
    ("changes", "seen", "listed"),
    [
        ({}, Sight.CLEAR, True),
        ({"visibility": Visibility.UNLISTED}, Sight.CLEAR, False),
        ({"visibility": Visibility.ONLY_ME}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS}, Sight.NONE, False),
        ({"visibility": Visibility.ONLY_ME, "viewer_is_author": True}, Sight.CLEAR, False),
        ({"state": State.PROCESSING}, Sight.NONE, False),
        ({"state": State.PROCESSING, "viewer_is_author": True}, Sight.CLEAR, False),
        ({"moderation": Moderation.HIDDEN}, Sight.NONE, False),
        ({"moderation": Moderation.HIDDEN, "viewer_is_author": True}, Sight.CLEAR, False),
        ({"moderation": Moderation.HELD, "viewer_is_author": True}, Sight.NONE, False),
        ({"deleted": True, "viewer_is_author": True}, Sight.NONE, False),
        ({"author_away": True}, Sight.NONE, False),
        ({"sensitive": True}, Sight.VEILED, True),
        ({"sensitive": True, "viewer_choice": SensitiveChoice.HIDE}, Sight.VEILED, False),
        ({"sensitive": True, "viewer_choice": SensitiveChoice.SHOW}, Sight.VEILED, True),
        (
            {"sensitive": True, "viewer_choice": SensitiveChoice.SHOW, "viewer_signed_in": True},
            Sight.VEILED,
            True,
        ),
        (
            {
                "sensitive": True,
                "viewer_choice": SensitiveChoice.SHOW,
                "viewer_signed_in": True,
                "viewer_of_age": True,
            },
            Sight.CLEAR,
            True,
        ),
        ({"sensitive": True, "viewer_is_author": True}, Sight.CLEAR, True),
    ],
)
def test_sight_follows_the_product(changes: dict[str, object], seen: Sight, listed: bool) -> None:
    verdict = sight(msgspec.structs.replace(PUBLISHED, **changes))
    assert (verdict.sight, verdict.listed) == (seen, listed)


class _Row(msgspec.Struct, frozen=True):
    id: UUID
    sight: Sight
    listed: bool


async def test_policy_and_sql_are_the_same_rule_on_every_combination(tx: Tx, make: Make) -> None:
    authors = [await make.member("autora"), await make.member("suspensa", suspended=True)]
    photos = {
        await make.image(
            author, visibility=visibility, state=state, moderation=moderation, sensitive=sensitive, deleted=deleted
        ): (author, visibility, state, moderation, sensitive, deleted)
        for author, visibility, state, moderation, sensitive, deleted in product(
            authors, Visibility, State, Moderation, (False, True), (False, True)
        )
    }
    people: list[Viewer] = [*authors, GUEST, *(Viewer(sensitive=choice) for choice in SensitiveChoice)]
    for choice, of_age in product(SensitiveChoice, (False, True)):
        people.append(await make.member(sensitive=choice, of_age=of_age))

    compared = 0
    for viewer in people:
        rows = await tx.rows(
            _Row,
            "SELECT id, sight, listed FROM visible_images($1, $2, $3)",
            viewer.id,
            viewer.of_age,
            viewer.sensitive,
        )
        by_sql = {row.id: (row.sight, row.listed) for row in rows}
        for image_id, (author, visibility, state, moderation, sensitive, deleted) in photos.items():
            verdict = sight(
                Facts(
                    visibility=visibility,
                    state=state,
                    moderation=moderation,
                    deleted=deleted,
                    sensitive=sensitive,
                    author_away=author.slug == "suspensa",
                    viewer_is_author=viewer.id == author.id,
                    viewer_signed_in=isinstance(viewer, Member),
                    viewer_of_age=viewer.of_age,
                    viewer_choice=viewer.sensitive,
                )
            )
            assert by_sql.get(image_id, (Sight.NONE, False)) == (verdict.sight, verdict.listed), photos[image_id]
            compared += 1
    assert compared == len(photos) * len(people) == 800 * 12


async def test_nothing_of_who_has_deactivated_their_account_is_seen_by_others(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    for visibility in Visibility:
        await make.image(ana, visibility=visibility)
    seen = "SELECT count(*) FROM visible_images($1, true, 'show')"
    assert await tx.value(int, seen, bia.id) == 2
    await tx.execute("UPDATE members SET deactivated_at = now() WHERE id = $1", ana.id)
    assert await tx.value(int, seen, bia.id) == await tx.value(int, seen, None) == 0
    assert await tx.value(int, seen, ana.id) == len(Visibility)


async def test_the_wall_walks_its_index(tx: Tx) -> None:
    """EXPLAIN pins the plan: a bound LIMIT once made the planner walk the primary key backwards (PERF)."""
    await tx.execute("SET LOCAL enable_seqscan = off")
    await tx.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    plan = "\n".join(
        await tx.values(
            str,
            """
            EXPLAIN SELECT v.id FROM visible_images($1, $2, $3) v JOIN members m ON m.id = v.created_by_id
            WHERE v.listed AND v.state = 'published' AND v.visibility = 'public' AND v.moderation = 'clear'
            ORDER BY v.published_at DESC, v.id DESC LIMIT 24
            """,
            None,
            False,
            "blur",
        )
    )
    assert "images_wall" in plan
    assert "Sort" not in plan
