"""Does the page for developers tell everything that the API can do, and is every command on it true?"""

import gzip
import html
import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from browser.servers import OpenClub
from browser.visitors import picture
from exibidos.app.describe import description, operation_id
from exibidos.app.meter import CALLS_A_MINUTE
from exibidos.app.web import make_web, public_settings
from exibidos.kernel.actor import Scope
from exibidos.kernel.ids import new_id
from exibidos.platform.settings import Settings
from exibidos.platform.text import LOCALES, Catalogue
from exibidos.web.components.frame import Frame
from exibidos.web.components.guide import Guide, read_guide
from exibidos.web.components.render import Renderer
from exibidos.web.pages.developers import developers_page
from fixtures_club import Club, joining

GUIDE_IN_THE_DOCS = Path(__file__).parents[2] / "docs/api.md"
# REQUIREMENTS 16 lets a page weigh more; a reference that is read on a train should not.
_MOST_BYTES = 60_000
# curl --fail says so of any answer from 400 on.
_REFUSED = 22


@pytest.fixture
def app(settings: Settings) -> Litestar:
    return make_web(settings)


@pytest.fixture
def guide(app: Litestar, settings: Settings) -> Guide:
    return read_guide(description(app), url=settings.app.url, calls=CALLS_A_MINUTE)


def drawn(settings: Settings, guide: Guide, locale: str = "en") -> str:
    renderer = Renderer(Catalogue.load(), public_settings(settings))
    return renderer.render("developers.html", locale, developers_page(Frame(), guide)).decode()


def articles(page: str) -> dict[str, str]:
    return {
        found[1]: found[0] for found in re.finditer(r'<article class="op" id="(\w+)".*?</article>', page, re.DOTALL)
    }


def listings(page: str) -> dict[str, str]:
    """Return the commands that a reader may copy, by name."""
    found = re.findall(r'<figure class="listing" data-example="(\w+)">.*?<code>(.*?)</code></pre>', page, re.DOTALL)
    return {name: html.unescape(re.sub(r"</?i>", "", text)) for name, text in found}


def test_every_operation_stands_on_the_page(app: Litestar, settings: Settings, guide: Guide) -> None:
    page = drawn(settings, guide)
    told = articles(page)
    described = description(app)
    shapes = described["components"]["schemas"]
    wanted = set()
    for path, item in described["paths"].items():
        for method in item.keys() - {"head"}:
            said = item[method]
            wanted.add(said["operationId"])
            article = told[said["operationId"]]
            assert f'href="#{said["operationId"]}"' in page.partition('class="docs-body"')[0], "not in the contents"
            assert html.escape(said["summary"], quote=False).replace("'", "&#39;") in article
            assert path in article.replace("<wbr>", "")
            assert method.upper() in article
            for way in said.get("security", ()):
                for scope in way.get("token", ()):
                    assert f'<code translate="no">{scope}</code>' in article
            for parameter in said.get("parameters", ()):
                assert f'<b translate="no">{parameter["name"]}</b>' in article
            for body in [said.get("requestBody", {}), *said["responses"].values()]:
                for content in body.get("content", {}).values():
                    named = {one.rpartition("/")[2] for one in re.findall(r"#/components/schemas/\w+", str(content))}
                    for field in [field for name in named - {"ProblemAnswer"} for field in shapes[name]["properties"]]:
                        assert f'<b translate="no">{field}</b>' in article, (said["operationId"], field)
            for status in said["responses"]:
                assert (f"#problem-{status}" in article) == (status >= "400")
                assert status < "400" or f'id="problem-{status}"' in page
    assert wanted == told.keys()


def test_every_address_on_the_page_leads_somewhere_on_it(settings: Settings, guide: Guide) -> None:
    page = drawn(settings, guide)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_is_light_and_keeps_to_the_policy_of_pages(settings: Settings, guide: Guide, locale: str) -> None:
    page = drawn(settings, guide, locale)
    assert len(gzip.compress(page.encode())) < _MOST_BYTES
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_the_body_of_each_example_is_one_that_its_route_takes(app: Litestar, guide: Guide) -> None:
    bodies: dict[str, Any] = {
        operation_id(handler, "POST", []): handler.parsed_data_field.annotation
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and handler.parsed_data_field is not None
    }
    taken = 0
    for operation in (operation for chapter in guide.chapters for operation in chapter.operations):
        words = shlex.split(operation.example)
        if operation.body:
            taken += 1
            assert msgspec.json.decode(words[words.index("-d") + 1], type=bodies[operation.id])
        else:
            assert "-d" not in words
    assert taken >= 7


@pytest.mark.anyio
async def test_the_page_is_everybodys_and_leads_programs_on(club: Club) -> None:
    async with club.visit() as guest, club.visit("ana") as ana:
        for visitor in (guest, ana):
            answer = await visitor.browser.get("/developers")
            assert answer.status_code == 200
            assert "private" in answer.headers["cache-control"]  # the frame is somebody's
            described = re.search(r'<([^>]+)>; rel="service-desc"', answer.headers["link"])
            assert described
            assert (await visitor.browser.get(described[1])).json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("where", ["page", "docs"])
def test_every_command_does_what_it_says(open_club: OpenClub, hung: list[str], tmp_path: Path, where: str) -> None:
    assert hung
    slug = f"programa-{new_id().hex[-8:]}"
    with httpx.Client(base_url=open_club.url, headers={"accept-language": "en"}, timeout=30) as member:
        assert member.post("/api/v1/members", json=joining(slug)).status_code == 201
        wish = {"name": "docs", "scopes": [scope.value for scope in Scope]}
        token = member.post("/api/v1/tokens", json=wish).json()["token"]
        page = member.get("/developers").text
    (tmp_path / "photo.jpg").write_bytes(picture())
    (tmp_path / ".curlrc").write_text("silent\nshow-error\nfail-with-body\n")
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "EXIBIDOS_TOKEN": token}
    said: dict[str, str] = {}
    for name, commands in (listings(page) if where == "page" else commands_of_the_docs(open_club.url)).items():
        run = subprocess.run(
            ["/bin/bash", "-euo", "pipefail"],
            input=commands,
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == (_REFUSED if "curl -i " in commands else 0), (name, run)
        said[name] = run.stdout
    assert json.loads(said["me"])["slug"] == slug
    assert len(json.loads(said["wall"])["items"]) == 2
    first, second = (json.loads(said[name])["items"] for name in ("wall", "next"))
    assert first[-1]["published_at"] > second[0]["published_at"]
    assert json.loads(said["changes"])["items"]
    photo = json.loads(said["wait"])
    assert (photo["author"], photo["title"]) == (slug, "Serra")
    assert problem_of(said["problem"]) == problem_of(developers_page(Frame(), _NOTHING).problem_answer)


_NOTHING = Guide(url="", chapters=(), problems=(), calls=())


def problem_of(answer: str) -> tuple[str, Any]:
    head, _, body = answer.replace("\r", "").partition("\n\n")
    assert "content-type: application/problem+json" in head.lower()
    return head.partition("\n")[0].split()[1], json.loads(body)


def commands_of_the_docs(url: str) -> dict[str, str]:
    """Return the commands of docs/api.md: each block names its example in the line above it."""
    text = GUIDE_IN_THE_DOCS.read_text(encoding="utf-8")
    found = re.findall(r"<!-- (\w+) -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert len(found) == text.count("```sh")
    return {name: commands.replace("https://club.example", url) for name, commands in found}


@pytest.mark.anyio
async def test_the_example_of_limits_is_written_as_the_club_writes_them(club: Club, guide: Guide) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.get("/api/v1/images")
    said = f"RateLimit-Policy: {answer.headers['ratelimit-policy']}\nRateLimit: {answer.headers['ratelimit']}\n"
    assert re.sub(r"\d+", "0", said) == re.sub(r"\d+", "0", developers_page(Frame(), guide).limits_answer)
