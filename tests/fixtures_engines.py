"""How do tests get real engines? PostgreSQL, Valkey and SeaweedFS of their own, started once, gone with the tests however they end."""

import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from exibidos.platform.engines import Addresses


@pytest.fixture(scope="session")
def engines() -> Iterator[Addresses]:
    """Lend all three: `database_url` is a superuser's, `redis_url` and `s3_*` are whole servers, all empty."""
    lender = subprocess.Popen(
        [sys.executable, "-m", "exibidos.platform.engines"],
        stdin=subprocess.PIPE,  # its end is what stops them, so a killed pytest leaves nothing either
        stdout=subprocess.PIPE,
        text=True,
    )
    with lender:
        assert lender.stdout
        line = lender.stdout.readline()
        if not line:
            pytest.exit("the engines did not start; their reason stands above", returncode=3)
        yield msgspec.json.decode(line, type=Addresses)
