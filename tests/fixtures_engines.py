"""How do tests get real engines? PostgreSQL, Valkey and SeaweedFS of their own, started once, gone with the tests however they end."""

from collections.abc import Iterator

import msgspec
import pytest

from exibidos.platform.engines import Addresses
from lending import lending


@pytest.fixture(scope="session")
def engines() -> Iterator[Addresses]:
    """Lend all three: `database_url` is a superuser's, `redis_url` and `s3_*` are whole servers, all empty."""
    with lending("exibidos.platform.engines") as (line, _, _):
        yield msgspec.json.decode(line, type=Addresses)
