"""Can anybody write into the headers of a letter, and do mail programs read the ones that are there?"""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from exibidos.platform.mail.envelope import Recipient, message_of
from exibidos.platform.mail.letter import Letter

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LETTER = Letter(name="trial", locale="pt-BR", subject="Olá", text="Olá, Ana\n", html="<p>Olá, Ana</p>\n")
LONG = "https://club.test/unsubscribe?token=" + "a" * 140


def sent(
    *, to: str = "ana@exibidos.test", subject: str = "Olá", club: str = "Clube", unsubscribe: str | None = None
) -> bytes:
    letter = Letter(name="trial", locale="pt-BR", subject=subject, text=LETTER.text, html=LETTER.html)
    return bytes(
        message_of(
            letter,
            to=Recipient(to),
            sender="club@club.test",
            club=club,
            message_id="1f",
            at=AT,
            unsubscribe=unsubscribe,
        )
    )


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_says_what_it_is() -> None:
    message = read(sent())
    assert message["from"] == "Clube <club@club.test>"
    assert message["to"] == "ana@exibidos.test"
    assert message["subject"] == "Olá"
    assert message["message-id"] == "<1f@club.test>"
    assert message["auto-submitted"] == "auto-generated"
    assert message["date"].datetime == AT
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content().strip() for part in message.iter_parts()] == ["Olá, Ana", "<p>Olá, Ana</p>"]


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\u2028", "\0"])
def test_no_subject_or_name_of_a_club_adds_a_header(ending: str) -> None:
    raw = sent(subject=f"Oi{ending}Bcc: all@club.test", club=f"Clube{ending}Reply-To: evil@club.test")
    message = read(raw)
    assert message["bcc"] is None
    assert message["reply-to"] is None
    assert message["subject"].replace(" ", "") == "OiBcc:all@club.test"


@pytest.mark.parametrize(
    "address",
    [
        "ana@exibidos.test\r\nBcc: all@club.test",
        "ana@exibidos.test\nRCPT TO:<all@club.test>",
        "ana @exibidos.test",
        "ana\0@exibidos.test",
        "ana@exibidos.test, all@club.test",
        "ana@exibidos.test>",
        "ana",
        "@exibidos.test",
        "ana@",
        "",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        Recipient(address)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ana@bücher.test", "ana@xn--bcher-kva.test"),
        ("josé@exibidos.test", "josé@exibidos.test"),
        ("o'ana+club@exibidos.test", "o'ana+club@exibidos.test"),
        ('a"b@exibidos.test', '"a\\"b"@exibidos.test'),
        ("a,b<c>@exibidos.test", '"a,b<c>"@exibidos.test'),
    ],
)
def test_addresses_beyond_the_usual_are_written_as_servers_want_them(address: str, written: str) -> None:
    assert Recipient(address).spec == written
    assert f"To: {written}\r\n".encode() in sent(to=address)


def test_the_address_to_stop_letters_at_is_whole_and_asks_for_one_post() -> None:
    raw = sent(unsubscribe=LONG)
    message = read(raw)
    assert message["list-unsubscribe"].strip() == f"<{LONG}>"
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert LONG.encode() in raw


def test_every_line_is_short_enough_for_any_server() -> None:
    raw = sent(subject="ç" * 500, unsubscribe=LONG)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
