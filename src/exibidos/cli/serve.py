"""How does a host run an HTTP process? `exibidos serve web|api|media`, on Granian."""

import argparse
import asyncio
import signal
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar

from exibidos.app.api import make_api
from exibidos.app.media import make_media
from exibidos.app.web import make_web
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Settings, load, refusals

NAME = "serve"
HELP = "run one HTTP process: web, api or media"

_ROOTS: Mapping[str, tuple[Callable[[Settings], Litestar], int]] = {
    "web": (make_web, 3000),
    "api": (make_api, 4000),
    "media": (make_media, 4001),
}
# DESIGN §6: a backstop; streams end by themselves when the process is asked to stop.
_KILL_AFTER_SECONDS = 15


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(_ROOTS))
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, help="port to listen on (default: web 3000, api 4000, media 4001)")
    parser.add_argument("--workers", type=int, default=1, help="processes that share the port (default: %(default)s)")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    if unsafe := refusals(settings):
        print("Refusing to start in production:\n- " + "\n- ".join(unsafe))
        return 2
    root, port = _ROOTS[args.what]
    server = Server(
        args.what,
        address=args.host,
        port=args.port or port,
        interface=Interfaces.ASGI,
        workers=args.workers,
        loop=Loops.asyncio,
        log_level=LogLevels.warning,
        workers_kill_timeout=_KILL_AFTER_SECONDS,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_load, settings, root), wrap_loader=False)
    return 0


def _load(settings: Settings, root: Callable[[Settings], Litestar]) -> Litestar:
    """Make the app, in each worker process."""
    configure_logs(settings)
    app = root(settings)
    app.on_startup.append(_hear_signals)
    return app


def _hear_signals(app: Litestar) -> None:
    """Set `stopping` on SIGTERM and SIGINT besides what the server does: otherwise one open event stream holds it for 30 seconds.

    The server listens through the event loop's wake-up descriptor, which a plain handler leaves in place; so both hear the signal.
    """
    loop, stopping = asyncio.get_running_loop(), app.state["resources"].stopping

    def stop(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopping.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
