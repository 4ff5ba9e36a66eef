"""How does a host run an HTTP process? `exibidos serve web|api|media`, on Granian."""

import argparse
import asyncio
import math
import signal
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar
from litestar.types import ASGIApp

from exibidos.app.api import make_api
from exibidos.app.media import make_media
from exibidos.app.metrics import measured
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
# DESIGN §6: a backstop; streams end by themselves when the process is asked to stop. Counted from the end of the drain.
_KILL_AFTER_SECONDS = 15


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(_ROOTS))
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, help="port to listen on (default: web 3000, api 4000, media 4001)")
    parser.add_argument("--workers", type=int, default=1, help="processes that share the port (default: %(default)s)")
    parser.add_argument(
        "--drain",
        type=float,
        default=0,
        metavar="SECONDS",
        help="after SIGTERM, go on answering so long while /readyz says 503, for a balancer to look away (default: %(default)s)",
    )


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
        workers_kill_timeout=math.ceil(args.drain) + _KILL_AFTER_SECONDS,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_load, settings, args.what, root, args.drain), wrap_loader=False)
    return 0


def _load(settings: Settings, what: str, root: Callable[[Settings], Litestar], drain: float) -> ASGIApp:
    """Make the app, in each worker process."""
    configure_logs(settings)
    app = root(settings)
    app.on_startup.append(partial(_hear_signals, drain=drain))
    return measured(app, settings, what)


def _hear_signals(app: Litestar, *, drain: float) -> None:
    """Set `stopping` on SIGTERM and SIGINT, so that event streams end; otherwise one open stream holds the server for 30 seconds.

    SIGINT stops the server at once, as it comes. SIGTERM is taken from the server and passed on as SIGINT when the drain is over: a
    server that closes its port while a balancer still sends people there turns them away.
    """
    loop, stopping = asyncio.get_running_loop(), app.state["resources"].stopping

    def leave() -> None:
        # A supervisor may signal the whole group, and Granian's main process signals us again.
        if not stopping.is_set():
            stopping.set()
            loop.call_later(drain, signal.raise_signal, signal.SIGINT)

    def stop(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopping.set)

    loop.add_signal_handler(signal.SIGTERM, leave)
    # The server listens through the loop's wake-up descriptor, which a plain handler leaves in place; so both hear it.
    signal.signal(signal.SIGINT, stop)
