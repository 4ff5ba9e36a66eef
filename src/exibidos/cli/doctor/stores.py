"""How are Valkey and the object store? What they do when full or restarted, and whether strangers may read."""

import hashlib
from collections.abc import AsyncIterator

from exibidos.cli.doctor.finding import Finding, Level, Patient, judged
from exibidos.kernel.ids import new_id
from exibidos.platform.storage import read_unsigned

_NEARLY_FULL = 0.8
_PROBE = b"exibidos doctor"


async def valkey(patient: Patient) -> AsyncIterator[Finding]:
    """Look at what becomes of sessions when memory is full or the server restarts."""
    server = await patient.cache.describe()
    remedy = "Set maxmemory-policy noeviction: sessions and limits must not be thrown away for others."
    yield judged("cache", f"answers, {server.policy}", well=server.policy in {"noeviction", "unknown"}, remedy=remedy)
    remedy = "Set appendonly yes: a restart signs everybody out and forgets limits."
    if not server.persists:
        yield Finding("cache", Level.ODD, "keeps nothing over a restart", remedy)
    if server.share_used > _NEARLY_FULL:
        remedy = "Raise maxmemory: when it is full, nobody can sign in."
        yield Finding("cache", Level.ODD, f"{server.share_used:.0%} of its memory is used", remedy)


async def storage(patient: Patient) -> AsyncIterator[Finding]:
    """Write, read and delete an object, and try to read it as a stranger."""
    settings = patient.settings
    key = f"{settings.app.env}/doctor/{new_id()}.txt"
    store = patient.storage
    await store.put(key, _PROBE, content_type="text/plain", sha256=hashlib.sha256(_PROBE).digest())
    try:
        same = await store.get(key, max_size=len(_PROBE)) == _PROBE
        public = await read_unsigned(settings.s3, key)
    finally:
        await store.delete([key])
    gone = await store.head(key) is None
    says = f"{settings.s3.endpoint}, bucket {settings.s3.bucket}: written, read and deleted"
    yield judged("storage", says, well=same and gone, remedy="What was written came back otherwise, or did not go.")
    remedy = "Make the bucket private: strangers read originals, hidden and deleted photos."
    yield judged(
        "storage", "strangers may read it" if public else "closed to strangers", well=not public, remedy=remedy
    )
