"""For which name are passkeys made, and is what cannot be read taken for an answer?"""

from typing import Any

import pytest

from exibidos.app.resources import Resources
from exibidos.features.accounts import Passkeys, RelyingParty
from exibidos.features.accounts.service.ceremony import challenge_of, handle_of, id_of
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict
from exibidos.kernel.ids import new_id


@pytest.mark.parametrize(
    ("url", "party", "origin", "possible"),
    [
        ("https://club.example", "club.example", "https://club.example", True),
        ("https://club.example:8443/", "club.example", "https://club.example:8443", True),
        ("http://localhost:3000", "localhost", "http://localhost:3000", True),
        ("http://127.0.0.1:3000", "localhost", "http://localhost:3000", True),
        ("http://192.168.1.7:3000", "192.168.1.7", "http://192.168.1.7:3000", False),
        ("https://[2001:db8::1]", "2001:db8::1", "https://[2001:db8::1]", False),
    ],
)
def test_passkeys_are_made_for_a_name_and_never_for_a_number(url: str, party: str, origin: str, possible: bool) -> None:
    club = RelyingParty.at(url, "Clube")
    assert (club.id, club.origin, club.possible) == (party, origin, possible)


@pytest.mark.parametrize(
    "response",
    [{}, {"clientDataJSON": "é"}, {"clientDataJSON": "W10"}, {"clientDataJSON": "e30"}, {"clientDataJSON": 7}],
)
def test_what_cannot_be_read_answers_no_question(response: dict[str, Any]) -> None:
    assert challenge_of({"response": response}) == ""


def test_what_is_no_base64_names_no_passkey_and_no_member() -> None:
    for said in ("a", None, 7):
        assert id_of({"rawId": said}) == b""
        assert handle_of({"response": {"userHandle": said}}) == b""


@pytest.mark.anyio
async def test_a_club_without_a_name_asks_no_device(resources: Resources) -> None:
    party = RelyingParty.at("http://10.0.0.7:3000", "Clube")
    passkeys = Passkeys(resources.database, resources.challenges, resources.limits, resources.entrance, party)
    ana = Member(id=new_id(), slug="ana", display_name="Ana")
    for asked in (passkeys.ask_to_sign_in("b"), passkeys.ask_to_add(ana, "s"), passkeys.ask_to_prove(ana, "s")):
        with pytest.raises(Conflict) as raised:
            await asked
        assert raised.value.code == "accounts.passkeys_impossible"
