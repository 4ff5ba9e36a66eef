"""How are the parts that need no server? Settings, the sandbox that develops photos, bundled styles and scripts."""

from collections.abc import AsyncIterator

from exibidos.cli.doctor.finding import Finding, Level, Patient, judged
from exibidos.features.flags import DECLARED
from exibidos.media import Darkroom
from exibidos.platform.settings import refusals
from exibidos.web.components.render import STATIC

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - to warn of it


async def settings(patient: Patient) -> AsyncIterator[Finding]:
    """Look for what production refuses, and for flags that mean nothing."""
    read = patient.settings
    yield Finding("settings", Level.WELL, f"{read.app.env}, {read.app.url}, pictures on {read.pictures_url}")
    for unsafe in refusals(read):
        what, _, remedy = unsafe.partition(": ")
        yield Finding("settings", Level.ILL, what, remedy)
    if read.metrics.address in _EVERYWHERE:
        says = f"METRICS_ADDRESS {read.metrics.address} tells numbers to whoever reaches this machine"
        yield Finding("settings", Level.ODD, says, "Name one address of a private network, or keep the ports closed.")
    for name in sorted(read.feature.keys() - {flag.name for flag in DECLARED}):
        says, remedy = f"FEATURE_{name.upper()} is no flag", "`exibidos flags list` names them all."
        yield Finding("settings", Level.ODD, says, remedy)


async def darkroom(_patient: Patient) -> AsyncIterator[Finding]:
    """Start the sandbox, which proves itself."""
    async with Darkroom(children=1):
        yield Finding("darkroom", Level.WELL, "the sandbox holds and every banned loader is off")


async def assets(_patient: Patient) -> AsyncIterator[Finding]:
    """Look for the bundle."""
    built = (STATIC / "manifest.json").exists()
    remedy = "`make assets` bundles styles and scripts."
    yield judged("assets", "bundled" if built else "not bundled", well=built, remedy=remedy)
