"""What do S3 and SQS share? One session per process: it reads megabytes of descriptions of services, and keeps them."""

from functools import cache

from aiobotocore.session import AioSession, get_session


@cache
def session() -> AioSession:
    """Return the session that clients are made of; credentials are found when one is made."""
    return get_session()
