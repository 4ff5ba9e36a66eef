"""Which SQL says whom somebody can meet? People who are here, and whom no block keeps apart."""

# Neither suspended by the club nor deactivated by their own wish; `m` is their row of members.
HERE = "m.suspended_at IS NULL AND m.deactivated_at IS NULL"


def apart(one: str, other: str) -> str:
    """Return the condition that either of two ids, SQL expressions, has blocked the other. With NULL, a guest, nobody has."""
    return (
        f"(EXISTS (SELECT FROM blocks b WHERE b.created_by_id = {one} AND b.blocked_id = {other})"
        f" OR EXISTS (SELECT FROM blocks b WHERE b.blocked_id = {one} AND b.created_by_id = {other}))"
    )
