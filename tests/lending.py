"""How does a test run lend something of its own, such as engines or a club? From a process that ends when its input does."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

import pytest


@contextmanager
def lending(module: str, environ: Mapping[str, str] | None = None) -> Iterator[tuple[str, IO[str], IO[str]]]:
    """Run a module, and yield the first line that it says, its input and its output. Gone with the tests however they end."""
    lender = subprocess.Popen(  # noqa: S603 - a module of ours, named by a fixture
        [sys.executable, "-m", module],
        env=None if environ is None else dict(environ),
        stdin=subprocess.PIPE,  # its end is what stops it, so a killed pytest leaves nothing either
        stdout=subprocess.PIPE,
        text=True,
    )
    with lender:
        assert lender.stdin
        assert lender.stdout
        line = lender.stdout.readline()
        if not line:
            pytest.exit(f"{module} did not start; its reason stands above", returncode=3)
        yield line, lender.stdin, lender.stdout
