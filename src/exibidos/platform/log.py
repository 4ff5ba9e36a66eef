"""How does a process tell what it does? Pretty lines in development, JSON lines in production; secrets never."""

import logging

import structlog

from exibidos.platform.settings import Environment, Settings


def configure_logs(settings: Settings, *, only_errors: bool = False) -> None:
    """Set up structlog for this process, once, at its start. `only_errors` is for commands whose report says the rest."""
    level = logging.ERROR if only_errors else logging.getLevelNamesMapping()[settings.app.log_level.upper()]
    pretty = settings.app.env is Environment.DEVELOPMENT
    last = (
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        if pretty
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            *([] if pretty else [structlog.processors.format_exc_info]),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    # Libraries speak up when something is wrong; taskiq and httpx would otherwise tell of every single job and call.
    logging.basicConfig(level=max(level, logging.WARNING), force=True)
