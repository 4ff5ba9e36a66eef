"""Is this process alive, and could it serve? For supervisors and load balancers."""

from litestar import Response

from exibidos.kernel.errors import Unavailable
from exibidos.platform.cache import Cache
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, get


@get("/healthz", opt=PUBLIC, include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/readyz", opt=PUBLIC, include_in_schema=False)
async def ready(database: Given[Database], cache: Given[Cache]) -> Response[dict[str, str]]:
    """The process and what it stands on answer; 503 names what does not."""
    reasons: dict[str, str] = {}
    try:
        async with database.read() as tx:
            await tx.value(int, "SELECT 1")
    except Unavailable as error:
        reasons["database"] = error.code
    try:
        await cache.recall("readyz")
    except Unavailable as error:
        reasons["cache"] = error.code
    return Response(reasons or {"status": "ready"}, status_code=503 if reasons else 200)


HEALTH = [live, ready]
