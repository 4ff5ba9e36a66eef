"""Which fixtures may every test ask for? One plugin per source of them."""

import pytest
import structlog

pytest_plugins = [
    "scheduling",
    "fixtures_engines",
    "fixtures_database",
    "fixtures_replica",
    "fixtures_make",
    "fixtures_mail",
    "fixtures_club",
    "fixtures_provider",
    "fixtures_browser",
    "fixtures_ground",
]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Say that our asynchronous code is asyncio's."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    """Begin with logs as they are before a process configures them, whatever the test before was about."""
    structlog.reset_defaults()
