"""What may members say of themselves, and does nothing of it deceive?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.features import accounts
from exibidos.features.accounts import BIO_LONGEST, MOST_LINKS, Portrayal, Portrayed
from exibidos.features.accounts.policy import LINK_LONGEST, check_link
from exibidos.features.accounts.service.profiles import find_locale
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def test_what_was_said_is_shown(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    said = Portrayal(
        display_name=" Ana  Luz ", bio="Serra.\r\nMar.", links=("ana.example", "", "ana.example/"), locale="en"
    )
    tx.events.clear()
    await accounts.portray(tx, ana, said, club="exibidos")
    assert tx.events == [Portrayed(member_id=ana.id)]
    assert await accounts.get_portrayal(tx, ana) == Portrayal(
        display_name="Ana Luz", bio="Serra.\nMar.", links=("https://ana.example",), locale="en"
    )
    assert (await accounts.get_profile(tx, "ana")).links == ("https://ana.example",)
    assert await find_locale(tx, ana.id) == "en"


async def test_who_is_gone_says_nothing(tx: Tx, make: Make) -> None:
    ana = await make.member("ana", suspended=True)
    with pytest.raises(NotFound):
        await accounts.portray(tx, ana, Portrayal(display_name="Ana"), club="")
    nobody = type(ana)(id=new_id(), slug="x", display_name="x")
    with pytest.raises(NotFound):
        await accounts.get_portrayal(tx, nobody)
    assert await find_locale(tx, nobody.id) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Portrayal(display_name="Ana", bio="x" * (BIO_LONGEST + 1)), "bio_length"),
        (Portrayal(display_name="Ana", links=tuple(f"a{n}.example" for n in range(MOST_LINKS + 1))), "too_many_links"),
        (Portrayal(display_name="Ana", locale="tlh"), "unknown_language"),
        (Portrayal(display_name="Ana, moderadora"), "name_of_the_house"),
        (Portrayal(display_name="FOTO CLUBE"), "name_of_the_house"),
    ],
)
async def test_what_does_not_fit_is_refused(tx: Tx, make: Make, said: Portrayal, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        await accounts.portray(tx, await make.member("ana"), said, club="Foto Clube")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ana.example", "https://ana.example"),
        (" HTTP://Ana.Example:80/Fotos ", "http://ana.example/Fotos"),
        ("https://ana.example:8443/", "https://ana.example:8443"),
        ("ana.example:8080/a", "https://ana.example:8080/a"),
        ("https://ana.example/são?q=é#ç", "https://ana.example/s%C3%A3o?q=%C3%A9#%C3%A7"),
        ("https://bücher.example/%20", "https://xn--bcher-kva.example/%20"),
        ("https://\u0440\u0430ypal.example", "https://xn--ypal-43d9g.example"),
    ],
)
def test_a_link_is_written_as_everybody_reads_it(written: str, kept: str) -> None:
    assert check_link(written) == kept
    assert check_link(kept) == kept


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JavaScript:alert(1)//a.example", "java\nscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x",
        "vbscript:x", "mailto:a@ana.example", "ftp://ana.example", "//ana.example", "https://", "https://localhost", "https://ana@evil.example",
        "https://ana.example\\@evil.example", "https://evil.example\\.ana.example", "https://ana.example/\u202e", "https://ana.example:99999",
        "https://[::1]/", "https://[bad", "https://127.0.0.1/", "https://a..example", "https://-a.example", 'https://a.example/"><script>',
        "https://a.example/ b", f"https://{'a' * 64}.example",
    ],
)  # fmt: skip
def test_what_is_no_plain_link_is_refused(link: str) -> None:
    with pytest.raises(Invalid, match="link_malformed"):
        check_link(link)


def test_a_link_fits() -> None:
    with pytest.raises(Invalid, match="link_length"):
        check_link("https://ana.example/" + "é" * LINK_LONGEST)


@given(st.text(max_size=80))
def test_any_text_is_a_web_address_or_refused(text: str) -> None:
    try:
        link = check_link(text)
    except Invalid:
        return
    assert link.startswith(("https://", "http://"))
    assert link.isascii()
    assert not set(link) & set("\"'<> \\\n") - {"'"}
    assert check_link(link) == link
