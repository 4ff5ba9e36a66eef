"""Does a letter leave once, whatever the server says, and is nothing of it kept that need not be?"""

import asyncio
import socket

import pytest

from exibidos.kernel.errors import Unavailable
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.mail import Away, Carrier, Deferred, LetterState, Mailer, Refused, Server, list_kept, read_server
from exibidos.platform.settings import Settings, Smtp
from exibidos.platform.text import LOCALES, Catalogue
from fixtures_club import replaced
from fixtures_mail import Postbox

pytestmark = pytest.mark.anyio

SENTENCES = {"mail.trial.subject": "Hello {name}", "mail.trial.lead": "Look, {name}"}
WORDS = Catalogue({locale: {**Catalogue.load()._sentences[locale], **SENTENCES} for locale in LOCALES})
ANA = "ana@exibidos.test"


@pytest.fixture
def mailer(settings: Settings, database: Database, postbox: Postbox) -> Mailer:
    return made(settings, database, Carrier(postbox.server, own_name="club.test", patience=5))


def made(settings: Settings, database: Database, carrier: Carrier | None) -> Mailer:
    settings = replaced(settings, smtp=Smtp(sender="club@club.test"))
    return Mailer(settings, WORDS, database, Signer(settings.signing_secrets), carrier=carrier)


async def rows(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as tx:
        return await tx.values(tuple[str, str, str], "SELECT jsonb_build_array(state, reason, recipient) FROM letters")


async def send(mailer: Mailer, to: str = ANA, **options: object) -> None:
    await mailer.send("trial", to=to, locale="en", values={"name": "Ana"}, **options)  # type: ignore[arg-type]


async def test_a_letter_leaves_and_only_that_it_did_is_kept(
    mailer: Mailer, postbox: Postbox, database: Database
) -> None:
    await send(mailer)
    (message,) = postbox.messages
    assert (message["subject"], postbox.recipients) == ("Hello Ana", [ANA])
    ((state, reason, recipient),) = await rows(database)
    assert (state, reason) == (LetterState.SENT, "")
    assert ANA not in recipient


async def test_a_retry_after_the_server_took_it_sends_nothing(mailer: Mailer, postbox: Postbox) -> None:
    job_id = new_id()
    await send(mailer, job_id=job_id)
    await send(mailer, job_id=job_id)
    assert len(postbox.messages) == 1


async def test_a_letter_that_leaves_twice_all_the_same_is_recognised_by_its_id(
    mailer: Mailer, postbox: Postbox, database: Database
) -> None:
    job_id = new_id()
    await send(mailer, job_id=job_id)
    async with database.write() as tx:
        await tx.execute("DELETE FROM letters")  # as if the process had died before it noted what the server said
    await send(mailer, job_id=job_id)
    first, second = postbox.messages
    assert first["message-id"] == second["message-id"]


async def test_letters_of_one_job_to_two_people_are_two(mailer: Mailer, postbox: Postbox) -> None:
    job_id = new_id()
    await send(mailer, job_id=job_id)
    await send(mailer, "bia@exibidos.test", job_id=job_id)
    assert len({message["message-id"] for message in postbox.messages}) == 2


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_not_now_is_a_reason_to_ask_again(
    mailer: Mailer, postbox: Postbox, database: Database, command: str
) -> None:
    postbox.says[command] = f"451 4.7.1 greylisted, {ANA}"
    with pytest.raises(Deferred, match=r"^the server said 451 4\.7\.1$"):
        await send(mailer)
    assert await rows(database) == []
    postbox.says.clear()
    await send(mailer)
    assert len(postbox.messages) == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_never_ends_it_with_a_reason_that_names_nobody(
    mailer: Mailer, postbox: Postbox, database: Database, command: str
) -> None:
    postbox.says[command] = f"550 5.1.1 <{ANA}> is unknown here"
    with pytest.raises(Refused, match=r"^the server said 550 5\.1\.1$"):
        await send(mailer)
    ((state, reason, _),) = await rows(database)
    assert (state, reason) == (LetterState.REFUSED, "the server said 550 5.1.1")


async def test_a_slow_server_is_given_up_in_time(settings: Settings, database: Database, postbox: Postbox) -> None:
    postbox.waits = 5
    mailer = made(settings, database, Carrier(postbox.server, own_name="club.test", patience=0.2))
    async with asyncio.timeout(3):
        with pytest.raises(Unavailable):
            await send(mailer)


async def test_a_dead_server_is_a_reason_to_ask_again(settings: Settings, database: Database) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: whoever knocks is refused
        dead = Server(
            host="127.0.0.1", port=closed.getsockname()[1], user="", password="", wrapped=False, upgraded=False
        )
        with pytest.raises(Away):
            await send(made(settings, database, Carrier(dead, own_name="club.test")))


async def test_without_the_encryption_that_was_asked_for_nothing_is_said(
    settings: Settings, database: Database, postbox: Postbox
) -> None:
    server = read_server(f"smtp://127.0.0.1:{postbox.port}?starttls")
    with pytest.raises(Away):
        await send(made(settings, database, Carrier(server, own_name="club.test")))
    assert postbox.messages == []


async def test_a_wrong_password_waits_for_the_host_and_costs_no_letter(
    settings: Settings, database: Database, postbox: Postbox
) -> None:
    server = read_server(f"smtp://club:wrong@127.0.0.1:{postbox.port}")
    with pytest.raises(Away):
        await send(made(settings, database, Carrier(server, own_name="club.test")))


async def test_an_address_beyond_ascii_arrives(mailer: Mailer, postbox: Postbox) -> None:
    await send(mailer, "josé@bücher.test")
    assert postbox.recipients == ["josé@xn--bcher-kva.test"]


@pytest.mark.parametrize("address", ["ana@exibidos.test\r\nRCPT TO:<all@club.test>", "nobody", "a@b\0c.test"])
async def test_what_is_no_address_is_never_said_to_a_server(mailer: Mailer, postbox: Postbox, address: str) -> None:
    with pytest.raises(Refused):
        await send(mailer, address)
    assert postbox.recipients == []


async def test_without_a_server_letters_lie_whole_in_the_outbox(settings: Settings, database: Database) -> None:
    mailer, job_id = made(settings, database, None), new_id()
    await send(mailer, job_id=job_id)
    await send(mailer, "bia@exibidos.test")
    await send(mailer, job_id=job_id)
    async with database.read() as tx:
        newest, oldest = await list_kept(tx)
    assert (newest.recipient, oldest.recipient, oldest.subject) == ("bia@exibidos.test", ANA, "Hello Ana")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.test", Server(host="mail.test", port=465, user="", password="", wrapped=True, upgraded=False)),
        (
            "smtp://a%40b:p%3Aw%2F@mail.test:25?starttls",
            Server(host="mail.test", port=25, user="a@b", password="p:w/", wrapped=False, upgraded=True),
        ),
        ("smtp://[::1]:1025", Server(host="::1", port=1025, user="", password="", wrapped=False, upgraded=False)),
    ],
)
async def test_a_servers_address_is_read(url: str, server: Server) -> None:
    assert read_server(url) == server
