"""Does the short way to the newest revision end where Alembic's does?"""

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from exibidos.platform.db import needed_revision, open_database, present_revision
from exibidos.platform.db.revision import _VERSIONS
from exibidos.platform.settings import Database as DatabaseSettings

pytestmark = pytest.mark.anyio


async def test_the_needed_revision_is_alembics_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    assert ScriptDirectory.from_config(config).get_current_head() == needed_revision()


async def test_a_migrated_database_is_at_the_needed_revision_and_a_fresh_one_at_none(owner_url: str) -> None:
    async with open_database(DatabaseSettings(url=owner_url)) as database:
        async with database.read() as tx:
            assert await present_revision(tx) == needed_revision()
        owner = await asyncpg.connect(owner_url)
        await owner.execute("DROP TABLE alembic_version")
        await owner.close()
        async with database.read() as tx:
            assert await present_revision(tx) == ""
