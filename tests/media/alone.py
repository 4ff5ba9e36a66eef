"""How does a test run a few lines in an interpreter of their own? What they do (blocking loaders, locking the process) cannot be undone."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import exibidos.media

FONTS = Path(exibidos.media.__file__).with_name("fonts") / "fonts.conf"
OUR_FACE: Mapping[str, str] = {"FONTCONFIG_FILE": str(FONTS)}


def run_alone(code: str, environment: Mapping[str, str] | None = None) -> str:
    """Return what the lines print. Raises AssertionError with their stderr if they fail; nothing of our environment reaches them."""
    done = subprocess.run(  # noqa: S603 the interpreter that runs the tests, and lines of theirs
        [sys.executable, "-I", "-c", code],
        env=dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=30,
        cwd=os.sep,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
