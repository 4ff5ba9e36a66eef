"""Which SQL asks for and writes ballots? One statement writes a ballot and its tally, so that they never part."""

from uuid import UUID

from exibidos.features.voting.model import Ballot, Choice, Figures
from exibidos.platform.db import ReadTx, Tx


async def cast(tx: Tx, image_id: UUID, member_id: UUID, choice: Choice) -> None:
    """Write or change a ballot. The row remembers what it said before, which is what the tally must take back."""
    await tx.execute(
        """
        WITH ballot AS (
            INSERT INTO ballots AS b (image_id, created_by_id, choice) VALUES ($1, $2, $3)
            ON CONFLICT (image_id, created_by_id) DO UPDATE SET previous = b.choice, choice = EXCLUDED.choice
            RETURNING choice, previous
        ), change AS (
            SELECT (choice = 'for')::int - (previous IS NOT DISTINCT FROM 'for')::int AS votes_for,
                   (choice = 'against')::int - (previous IS NOT DISTINCT FROM 'against')::int AS votes_against
            FROM ballot
        )
        -- Only a photo without any ballot has no tally, and its change takes nothing back; greatest() is for the row that a
        -- conflict discards, which the CHECKs see all the same.
        INSERT INTO tallies AS t (image_id, votes_for, votes_against)
        SELECT $1, greatest(0, votes_for), greatest(0, votes_against) FROM change
        ON CONFLICT (image_id) DO UPDATE
        SET votes_for = t.votes_for + (SELECT votes_for FROM change),
            votes_against = t.votes_against + (SELECT votes_against FROM change)
        """,
        image_id,
        member_id,
        choice,
    )


async def withdraw(tx: Tx, image_id: UUID, member_id: UUID) -> bool:
    """Delete a ballot and take it out of the tally; False when there was none."""
    return bool(
        await tx.execute(
            """
            WITH gone AS (DELETE FROM ballots WHERE image_id = $1 AND created_by_id = $2 RETURNING choice)
            UPDATE tallies SET votes_for = votes_for - (choice = 'for')::int,
                               votes_against = votes_against - (choice = 'against')::int
            FROM gone WHERE image_id = $1
            """,
            image_id,
            member_id,
        )
    )


async def find_ballot(tx: ReadTx, image_id: UUID, member_id: UUID) -> Ballot | None:
    return await tx.row(
        Ballot, "SELECT choice FROM ballots WHERE image_id = $1 AND created_by_id = $2", image_id, member_id
    )


async def find_figures(tx: ReadTx, image_id: UUID) -> Figures | None:
    return await tx.row(Figures, "SELECT votes_for, votes_against FROM tallies WHERE image_id = $1", image_id)


async def recount(tx: ReadTx, image_id: UUID) -> Figures | None:
    """Count the ballots themselves: what the tally must equal."""
    return await tx.row(
        Figures,
        """
        SELECT count(*) FILTER (WHERE choice = 'for') AS votes_for, count(*) FILTER (WHERE choice = 'against') AS votes_against
        FROM ballots WHERE image_id = $1
        """,
        image_id,
    )
