"""What time is it? UTC, aware, and always passed in, so that a test can say what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC, with microseconds."""
    return datetime.now(UTC)
