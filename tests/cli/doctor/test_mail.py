"""Does the doctor see whether letters would leave?"""

import pytest
from msgspec.structs import replace

from exibidos.cli.doctor.finding import Level, Patient
from exibidos.cli.doctor.mail import mail
from exibidos.platform.settings import Smtp
from fixtures_club import replaced
from fixtures_mail import Postbox

pytestmark = pytest.mark.anyio


def written_to(patient: Patient, url: str) -> Patient:
    return replace(patient, settings=replaced(patient.settings, smtp=Smtp(url=url, sender="club@club.test")))


async def test_a_server_that_lets_us_in_is_well_and_gets_no_letter(patient: Patient, postbox: Postbox) -> None:
    (found,) = [finding async for finding in mail(written_to(patient, postbox.url))]
    assert found.level is Level.WELL
    assert postbox.messages == []


async def test_a_password_that_is_not_taken_is_ill_and_not_told(patient: Patient, postbox: Postbox) -> None:
    url = postbox.url.replace("//", "//club:wrong-word@")
    (found,) = [finding async for finding in mail(written_to(patient, url))]
    assert found.level is Level.ILL
    assert "535" in found.says
    assert "wrong-word" not in found.says


async def test_without_a_server_letters_lie_in_the_outbox(patient: Patient) -> None:
    (found,) = [finding async for finding in mail(patient)]
    assert (found.level, "/_mail" in found.says) == (Level.WELL, True)
