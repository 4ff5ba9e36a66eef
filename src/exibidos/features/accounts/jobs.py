"""How are the jobs of accounts done?"""

from exibidos.features.accounts.events import SettleSessions
from exibidos.features.accounts.service.sessions import settle_sessions
from exibidos.features.accounts.store.sessions import Sessions
from exibidos.platform.db import Database
from exibidos.platform.jobs import Attempt


async def settle(job: SettleSessions, _attempt: Attempt, *, database: Database, sessions: Sessions) -> None:
    """Settle a member's sessions; usually that is done already, and nothing is left to do."""
    await settle_sessions(database, sessions, job.member_id)
