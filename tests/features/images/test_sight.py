"""Is the rule of sight right, and are its two forms, `policy.sight` and `visible_images`, the same rule?"""

from itertools import product
from uuid import UUID

import msgspec
import pytest

from exibidos.features.accounts import set_private
from exibidos.features.images.model import Moderation, Sight, State, Visibility
from exibidos.features.images.policy import Facts, sight
from exibidos.features.social import FollowState
from exibidos.kernel.actor import Member, SensitiveChoice, Viewer
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio

PUBLISHED = Facts(
    visibility=Visibility.PUBLIC,
    teaser=False,
    state=State.PUBLISHED,
    moderation=Moderation.CLEAR,
    deleted=False,
    sensitive=False,
    author_away=False,
    author_private=False,
    viewer_is_author=False,
    viewer_follows=False,
    apart=False,
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
        ({"visibility": Visibility.FOLLOWERS, "viewer_follows": True}, Sight.CLEAR, True),
        ({"visibility": Visibility.FOLLOWERS, "viewer_follows": True, "apart": True}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "viewer_follows": True, "author_away": True}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "viewer_is_author": True}, Sight.CLEAR, True),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True}, Sight.TEASER, True),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "viewer_signed_in": True}, Sight.TEASER, True),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "viewer_follows": True}, Sight.CLEAR, True),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "viewer_is_author": True}, Sight.CLEAR, True),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "sensitive": True}, Sight.TEASER, True),
        (
            {
                "visibility": Visibility.FOLLOWERS,
                "teaser": True,
                "sensitive": True,
                "viewer_choice": SensitiveChoice.HIDE,
            },
            Sight.TEASER,
            False,
        ),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "apart": True}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "author_away": True}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "author_private": True}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "moderation": Moderation.HIDDEN}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "state": State.REVIEW}, Sight.NONE, False),
        ({"visibility": Visibility.FOLLOWERS, "teaser": True, "deleted": True}, Sight.NONE, False),
        ({"visibility": Visibility.ONLY_ME, "teaser": True}, Sight.NONE, False),
        ({"visibility": Visibility.ONLY_ME, "viewer_follows": True}, Sight.NONE, False),
        ({"visibility": Visibility.GROUP, "viewer_follows": True}, Sight.NONE, False),
        ({"apart": True}, Sight.NONE, False),
        ({"author_private": True}, Sight.NONE, False),
        ({"author_private": True, "viewer_follows": True}, Sight.CLEAR, True),
        ({"author_private": True, "viewer_is_author": True}, Sight.CLEAR, True),
        ({"author_private": True, "visibility": Visibility.UNLISTED}, Sight.CLEAR, False),
        ({"author_private": True, "visibility": Visibility.UNLISTED, "apart": True}, Sight.NONE, False),
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


class _Author(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    suspended: bool
    private: bool


class _Eyes(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who looks, and what is between them and each author."""

    viewer: Viewer
    follow: FollowState | None = None
    blocks: str = ""


_COLUMNS = ("visibility", "state", "moderation", "teaser", "sensitive", "deleted")


async def _photos(tx: Tx, authors: list[_Author]) -> dict[UUID, tuple[_Author, Facts]]:
    """Hang a photo of each kind for each author, in two statements: there are 3,200 of them."""
    found = {}
    for author, visibility, state, moderation, teaser, sensitive, deleted in product(
        authors, Visibility, State, Moderation, *(((False, True),) * 3)
    ):
        facts = {"visibility": visibility, "state": state, "moderation": moderation, "sensitive": sensitive}
        more = {"teaser": teaser, "author_away": author.suspended, "author_private": author.private, "deleted": deleted}
        found[new_id()] = (author, msgspec.structs.replace(PUBLISHED, **facts, **more))
    await tx.execute_many(
        "INSERT INTO uploads (id, created_by_id, key, size, content_type, sha256, expires_at)"
        " VALUES ($1, $2, $1::uuid::text, 1, 'image/jpeg', sha256('x'), now())",
        [(image_id, author.id) for image_id, (author, _) in found.items()],
    )
    await tx.execute_many(
        """
        INSERT INTO images (id, created_by_id, upload_id, visibility, state, moderation, teaser, sensitive, deleted_at, size,
                            original_key, original_sha256, published_at, width, height)
        VALUES ($1, $2, $1, $3, $4, $5, $6, $7, CASE WHEN $8 THEN now() END, 1, $1::uuid::text, '', now(), 3, 2)
        """,
        [
            (image_id, author.id, *(getattr(facts, name) for name in _COLUMNS))
            for image_id, (author, facts) in found.items()
        ],
    )
    return found


async def _crowd(tx: Tx, make: Make, authors: list[_Author]) -> list[_Eyes]:
    """Make somebody for each thing that can be between two people, with each way of looking at sensitive photos."""
    crowd = []
    for follow, blocks, (choice, of_age) in product(
        (None, *FollowState),
        ("", "viewer", "author"),
        ((SensitiveChoice.HIDE, True), (SensitiveChoice.SHOW, True), (SensitiveChoice.SHOW, False)),
    ):
        viewer = await make.member(sensitive=choice, of_age=of_age)
        crowd.append(_Eyes(viewer=viewer, follow=follow, blocks=blocks))
    await tx.execute_many(
        "INSERT INTO follows (created_by_id, followed_id, state, decided_at)"
        " VALUES ($1, $2, $3::text, CASE WHEN $3::text = 'following' THEN now() END)",
        [(eyes.viewer.id, author.id, eyes.follow) for eyes in crowd for author in authors if eyes.follow],
    )
    await tx.execute_many(
        "INSERT INTO blocks (created_by_id, blocked_id) VALUES ($1, $2)",
        [
            (eyes.viewer.id, author.id) if eyes.blocks == "viewer" else (author.id, eyes.viewer.id)
            for eyes in crowd
            for author in authors
            if eyes.blocks
        ],
    )
    return crowd


async def test_policy_and_sql_are_the_same_rule_on_every_combination(tx: Tx, make: Make) -> None:
    authors, themselves = [], []
    for suspended, private in product((False, True), repeat=2):
        member = await make.member(suspended=suspended)
        await set_private(tx, member, private)
        authors.append(_Author(id=member.id, suspended=suspended, private=private))
        themselves.append(_Eyes(viewer=member))
    photos = await _photos(tx, authors)
    guests = [_Eyes(viewer=Viewer(sensitive=choice)) for choice in SensitiveChoice]
    people = [*themselves, *guests, *await _crowd(tx, make, authors)]

    compared = 0
    for eyes in people:
        viewer = eyes.viewer
        rows = await tx.rows(
            _Row,
            "SELECT id, sight, listed FROM visible_images($1, $2, $3)",
            viewer.id,
            viewer.of_age,
            viewer.sensitive,
        )
        by_sql = {row.id: (row.sight, row.listed) for row in rows}
        for image_id, (author, of_photo) in photos.items():
            facts = msgspec.structs.replace(
                of_photo,
                viewer_is_author=viewer.id == author.id,
                viewer_follows=eyes.follow is FollowState.FOLLOWING,
                apart=bool(eyes.blocks),
                viewer_signed_in=isinstance(viewer, Member),
                viewer_of_age=viewer.of_age,
                viewer_choice=viewer.sensitive,
            )
            verdict = sight(facts)
            assert by_sql.get(image_id, (Sight.NONE, False)) == (verdict.sight, verdict.listed), facts
            compared += 1
    assert compared == len(photos) * len(people) == 3200 * (4 + 3 + 27)


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
            WHERE v.listed AND NOT v.muted AND v.state = 'published' AND v.visibility = 'public' AND v.moderation = 'clear'
            ORDER BY v.published_at DESC, v.id DESC LIMIT 24
            """,
            None,
            False,
            "blur",
        )
    )
    assert "images_wall" in plan
    assert "Sort" not in plan
