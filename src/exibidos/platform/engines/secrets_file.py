"""Which secrets does this checkout use? Made once, kept in one file that only its owner reads, never shared with production."""

import json
import os
import secrets
from pathlib import Path


def local_secret(folder: Path, name: str) -> str:
    """Return the secret called `name` of this folder, made and written down at the first call (256 bits, hex)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "secrets.json"
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if name not in known:
        known[name] = secrets.token_hex(32)
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        # Created closed and renamed whole: at no moment can another user read it, or a crash leave half of it.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(known, out, indent=2)
        fresh.replace(file)
    return known[name]
