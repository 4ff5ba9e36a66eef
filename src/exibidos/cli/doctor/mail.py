"""Would the club's letters leave? The server is greeted and signed in at; no letter is sent."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from exibidos.cli.doctor.finding import Finding, Level, Patient
from exibidos.platform.jobs.reason import reason_of
from exibidos.platform.mail import Away, Carrier, read_server


async def mail(patient: Patient) -> AsyncIterator[Finding]:
    """Look whether SMTP_URL's server lets us in."""
    settings = patient.settings
    if not settings.smtp.url:
        yield Finding("mail", Level.WELL, "no server: letters lie in the outbox, /_mail")
        return
    server = read_server(settings.smtp.url)
    own_name = urlsplit(settings.app.url).hostname or "localhost"
    try:
        await Carrier(server, own_name=own_name, patience=patient.patience).greet()
    except Away as away:
        says = f"{server.host}:{server.port}: {reason_of(away.__cause__ or away)}"
        remedy = "Are SMTP_URL's host, port, user and password right? Meanwhile letters wait, and none is lost."
        yield Finding("mail", Level.ILL, says, remedy)
        return
    yield Finding(
        "mail", Level.WELL, f"{server.host}:{server.port} lets us in, letters are from {settings.smtp.sender}"
    )
