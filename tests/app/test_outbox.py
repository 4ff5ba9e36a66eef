"""Who reads the outbox, and can a letter do anything to whoever looks at it?"""

import httpx
import msgspec
import pytest

from exibidos.app.web import make_web
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.mail import Mailer
from exibidos.platform.settings import Environment
from exibidos.platform.text import LOCALES, Catalogue
from fixtures_club import Club, replaced, transport_to

pytestmark = pytest.mark.anyio

SENTENCES = {"mail.trial.subject": "Hello {name}", "mail.trial.lead": "Look, {name}", "mail.trial.act": "Go on"}
WORDS = Catalogue({locale: {**Catalogue.load()._sentences[locale], **SENTENCES} for locale in LOCALES})


async def write(club: Club, name: str = "Ana") -> None:
    signer = Signer(club.settings.signing_secrets)
    mailer = Mailer(club.settings, WORDS, club.resources.database, signer)
    values = {"name": name, "href": f"{club.settings.app.url}/go"}
    await mailer.send("trial", to="ana@exibidos.test", locale="en", values=values)


async def test_a_letter_is_read_as_html_in_a_frame_that_may_do_nothing(club: Club) -> None:
    await write(club, "<script>alert(1)</script>")
    async with club.visit() as guest:
        listed = await guest.browser.get("/_mail")
        href = listed.text.partition('href="/_mail/')[2].partition('"')[0]
        page = await guest.browser.get(f"/_mail/{href}")
        framed = await guest.browser.get(f"/_mail/{href}/letter")
    assert "Hello &lt;script&gt;" in page.text
    assert f'src="/_mail/{href}/letter"' in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    policy = framed.headers["content-security-policy"]
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "<script" not in framed.text


async def test_a_letter_is_read_as_text_with_links_to_follow(club: Club) -> None:
    await write(club)
    async with club.visit() as guest:
        listed = await guest.browser.get("/_mail")
        href = listed.text.partition('href="/_mail/')[2].partition('"')[0]
        page = await guest.browser.get(f"/_mail/{href}?as=text")
    assert f'<a href="{club.settings.app.url}/go"' in page.text
    assert "<iframe" not in page.text


async def test_an_empty_outbox_says_so(club: Club) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.get("/_mail")
        assert "No letter yet" in answer.text
        assert (await guest.browser.get(f"/_mail/{new_id()}")).status_code == 404


async def test_in_production_there_is_no_outbox(club: Club) -> None:
    await write(club)
    app = msgspec.structs.replace(club.settings.app, env=Environment.PRODUCTION)
    web = make_web(replaced(club.settings, app=app))
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web), base_url=club.settings.app.url) as guest,
    ):
        assert (await guest.get("/_mail")).status_code == 404
        assert (await guest.get(f"/_mail/{new_id()}")).status_code == 404
