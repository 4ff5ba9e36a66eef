"""What does a `.env` file add to the environment? Lines of NAME=value in the folder where a developer works; what is injected wins."""

import re
from collections.abc import Mapping
from pathlib import Path

# A value ends at a comment that a space sets off, or at the quote that opened it. No interpolation, no multiple lines.
_LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?:(?P<quote>["'])(?P<quoted>.*?)(?P=quote)|(?P<plain>.*?))\s*(?:(?<!\S)\#.*)?"""
)


def completed(environ: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """Return the environment with what `folder`/.env adds to it. Where APP_ENV=production is injected, no file is read."""
    if environ.get("APP_ENV") == "production":
        return environ
    try:
        lines = (folder / ".env").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return environ
    found = dict(pair for line in lines if (pair := _pair(line)))
    # NAME_FILE beats NAME within one source; across sources, what is injected beats both spellings.
    injected = {name.removesuffix("_FILE") for name in environ}
    return {**{name: value for name, value in found.items() if name.removesuffix("_FILE") not in injected}, **environ}


def _pair(line: str) -> tuple[str, str] | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    return match["name"], match["quoted"] if match["quote"] else match["plain"]
