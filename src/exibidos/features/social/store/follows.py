"""Which SQL asks for and writes follows? One statement changes one row; counts are counted, so nothing can part from them."""

from datetime import datetime
from uuid import UUID

from exibidos.features.social.model import Circle, Face, FollowState, Relation
from exibidos.features.social.store.apart import HERE, apart
from exibidos.platform.db import ReadTx, Tx

Place = tuple[datetime, UUID]


async def follow(tx: Tx, follower_id: UUID, followed_id: UUID) -> FollowState | None:
    """Follow, or ask where the account is private; None when nothing changed: it was so already, or they are not there to be followed.

    A request becomes a follow when its account has opened since. Goes after `lock_pair`: a block that commits meanwhile would not be seen.
    """
    return await tx.value(
        FollowState,
        f"""
        INSERT INTO follows AS f (created_by_id, followed_id, state, decided_at)
        SELECT $1, m.id, CASE WHEN m.private THEN 'asked' ELSE 'following' END, CASE WHEN NOT m.private THEN now() END
        FROM members m WHERE m.id = $2 AND {HERE} AND NOT {apart("$1", "m.id")}
        ON CONFLICT (created_by_id, followed_id) DO UPDATE SET state = EXCLUDED.state, decided_at = EXCLUDED.decided_at
        WHERE f.state = 'asked' AND EXCLUDED.state = 'following'
        RETURNING state
        """,
        follower_id,
        followed_id,
    )


async def find_state(tx: ReadTx, follower_id: UUID, followed_id: UUID) -> FollowState | None:
    return await tx.value(
        FollowState,
        "SELECT state FROM follows WHERE created_by_id = $1 AND followed_id = $2",
        follower_id,
        followed_id,
    )


async def accept(tx: Tx, follower_id: UUID, followed_id: UUID) -> bool:
    return bool(
        await tx.execute(
            "UPDATE follows SET state = 'following', decided_at = now()"
            " WHERE created_by_id = $1 AND followed_id = $2 AND state = 'asked'",
            follower_id,
            followed_id,
        )
    )


async def refuse(tx: Tx, follower_id: UUID, followed_id: UUID) -> bool:
    return bool(
        await tx.execute(
            "DELETE FROM follows WHERE created_by_id = $1 AND followed_id = $2 AND state = 'asked'",
            follower_id,
            followed_id,
        )
    )


async def end(tx: Tx, follower_id: UUID, followed_id: UUID) -> FollowState | None:
    """Delete a follow or request and return what it was."""
    return await tx.value(
        FollowState,
        "DELETE FROM follows WHERE created_by_id = $1 AND followed_id = $2 RETURNING state",
        follower_id,
        followed_id,
    )


async def find_relation(tx: ReadTx, viewer_id: UUID, other_id: UUID) -> Relation:
    return (
        await tx.row(
            Relation,
            """
        SELECT (SELECT state FROM follows WHERE created_by_id = $1 AND followed_id = $2) AS follow,
               EXISTS (SELECT FROM follows WHERE created_by_id = $2 AND followed_id = $1 AND state = 'following') AS follows_you,
               EXISTS (SELECT FROM follows WHERE created_by_id = $2 AND followed_id = $1 AND state = 'asked') AS asks_you,
               EXISTS (SELECT FROM mutes WHERE created_by_id = $1 AND muted_id = $2
                       AND (ends_at IS NULL OR ends_at > now())) AS muted
        """,
            viewer_id,
            other_id,
        )
        or Relation()
    )


async def list_followers(
    tx: ReadTx, viewer_id: UUID | None, of_id: UUID, before: Place | None, limit: int, state: FollowState
) -> list[Face]:
    return await _list(tx, "created_by_id", "followed_id", viewer_id, of_id, before, limit, state)


async def list_following(
    tx: ReadTx, viewer_id: UUID | None, of_id: UUID, before: Place | None, limit: int, state: FollowState
) -> list[Face]:
    return await _list(tx, "followed_id", "created_by_id", viewer_id, of_id, before, limit, state)


async def _list(
    tx: ReadTx,
    whom: str,
    of: str,
    viewer_id: UUID | None,
    of_id: UUID,
    before: Place | None,
    limit: int,
    state: FollowState,
) -> list[Face]:
    return await tx.rows(
        Face,
        f"""
        SELECT m.id, m.slug, m.display_name, f.created_at AS at, mine.state AS follow
        FROM follows f JOIN members m ON m.id = f.{whom}
        LEFT JOIN follows mine ON mine.created_by_id = $1 AND mine.followed_id = m.id
        WHERE f.{of} = $2 AND f.state = $3 AND {HERE} AND NOT {apart("$1", "m.id")}
          AND ($4::timestamptz IS NULL OR (f.created_at, f.{whom}) < ($4, $5))
        ORDER BY f.created_at DESC, f.{whom} DESC LIMIT $6
        """,
        viewer_id,
        of_id,
        state,
        *(before or (None, None)),
        limit,
    )


async def count_circle(tx: ReadTx, viewer_id: UUID | None, of_id: UUID) -> Circle:
    return await tx.row(
        Circle,
        f"""
        SELECT (SELECT count(*) FROM follows f JOIN members m ON m.id = f.created_by_id
                WHERE f.followed_id = $2 AND f.state = 'following' AND {HERE} AND NOT {apart("$1", "m.id")})
                   AS followers,
               (SELECT count(*) FROM follows f JOIN members m ON m.id = f.followed_id
                WHERE f.created_by_id = $2 AND f.state = 'following' AND {HERE} AND NOT {apart("$1", "m.id")})
                   AS following
        """,
        viewer_id,
        of_id,
    ) or Circle(followers=0, following=0)


async def count_requests(tx: ReadTx, member_id: UUID) -> int:
    return (
        await tx.value(
            int,
            f"""
            SELECT count(*) FROM follows f JOIN members m ON m.id = f.created_by_id
            WHERE f.followed_id = $1 AND f.state = 'asked' AND {HERE} AND NOT {apart("$1", "m.id")}
            """,
            member_id,
        )
        or 0
    )
