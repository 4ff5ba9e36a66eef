"""Does the running API keep to its description, whatever it is sent? Schemathesis asks as a member, then as a guest."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from fixtures_club import Club
from media.pictures import encoded, gradient
from served import served

pytestmark = pytest.mark.anyio
HOOKS = Path(__file__).with_name("contract_hooks.py")
EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "8")


async def ask_everything(url: str, folder: Path, *more: str, image_id: str, session: str | None = None) -> None:
    """Let Schemathesis ask a server everything that its description offers, and more; its report is the failure's text."""
    config = folder / "schemathesis.toml"
    config.write_text(f'[auth.openapi.session]\napi_key = "{session}"\n' if session else "", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{url}/api/openapi.json"),
        *("--max-examples", EXAMPLES, "--seed", "1", "--request-timeout", "10", "--no-color", "--workers", "1"),
        *("--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--warnings", "off"),
        *more,
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS), "IMAGE_ID": image_id},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


# Not `negative_data_rejection`: a query parameter that nobody knows is passed over, as HTTP's custom is.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.parametrize("who", ["member", "guest"])
async def test_nothing_that_is_sent_breaks_the_api_or_its_description(
    club: Club, environ: dict[str, str], tmp_path: Path, who: str
) -> None:
    async with club.visit("ana") as ana, served("api", {**environ, "APP_LIMITS": "false"}) as server:
        image_id = await ana.upload(encoded(gradient()))
        await ana.decided(image_id)
        session = ana.browser.cookies["session"] if who == "member" else None
        # Signing out would make a guest of the member who asks.
        keep = ("--exclude-operation-id", "accounts_sign_out") if session else ()
        await ask_everything(server.url, tmp_path, *keep, image_id=image_id, session=session)
