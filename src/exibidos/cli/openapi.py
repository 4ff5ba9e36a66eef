"""How does a program's author, or our own build, read what the API can do? `exibidos openapi` prints its description; nothing need run."""

import argparse
from collections.abc import Mapping

import msgspec

from exibidos.app.api import make_api
from exibidos.app.describe import description
from exibidos.platform.settings import load

NAME = "openapi"
HELP = "print the description of the API (OpenAPI 3.1)"

# What settings insist on and a description does not touch: no engine is opened.
_UNTOUCHED = {
    "DATABASE_URL": "postgres://nowhere/none",
    "REDIS_URL": "redis://nowhere",
    "S3_ENDPOINT": "http://nowhere",
    "S3_ACCESS_KEY": "none",
    "S3_SECRET_KEY": "none",
    "SESSION_SECRET": "none",
    "MEDIA_SIGNING_KEYS": "none:none",
}


def configure(_parser: argparse.ArgumentParser) -> None:
    pass


def run(_args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    described = description(make_api(load({**_UNTOUCHED, **environ})))
    print(msgspec.json.format(msgspec.json.encode(described, order="sorted"), indent=2).decode())
    return 0
