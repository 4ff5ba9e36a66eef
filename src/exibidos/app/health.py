"""Is this process alive, and could it serve? For supervisors and load balancers."""

from litestar import Response

from exibidos.app.readiness import Readiness, Report, Status
from exibidos.platform.http import PUBLIC, Given, get


@get("/healthz", opt=PUBLIC, include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/readyz", opt=PUBLIC, include_in_schema=False)
async def ready(readiness: Given[Readiness]) -> Response[Report]:
    """How the process and what it stands on are; 503 when people shall be sent to another one."""
    report = await readiness.look()
    return Response(report, status_code=503 if report.status is Status.UNREADY else 200)


HEALTH = [live, ready]
