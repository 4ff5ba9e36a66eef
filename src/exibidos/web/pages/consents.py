"""What has a member agreed to, beside the rules? Each purpose by itself: given, withdrawn as easily, and told since when."""

from datetime import datetime

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import CONSENT_VERSION, Consent, Purpose
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/privacy"


class AgreedText(msgspec.Struct, frozen=True, kw_only=True):
    """One of the club's own texts that they agreed to; `how` is where."""

    name: str
    version: str
    how: str
    at: datetime


class ConsentsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`history` is everything that was ever agreed to, newest first; what is in force has no end. `texts` are the club's own, likewise."""

    frame: Frame
    history: tuple[Consent, ...]
    texts: tuple[AgreedText, ...] = ()
    purposes: tuple[str, ...] = tuple(purpose.value for purpose in Purpose)

    @property
    def given(self) -> list[str]:
        return [consent.purpose.value for consent in self.history if consent.withdrawn_at is None]


class ConsentForm(msgspec.Struct, frozen=True, kw_only=True):
    purpose: str = ""
    agrees: str = ""

    def about(self) -> Purpose:
        """Return the purpose; one that no form offers is refused."""
        try:
            return Purpose(self.purpose)
        except ValueError:
            raise Invalid("accounts.no_such_purpose") from None


@get(_HERE)
async def consents_page(member: Given[Member], database: Given[Database], reader: Given[Reader]) -> Page:
    async with database.read() as tx:
        history = tuple(await accounts.list_consents(tx, member.id))
        agreed = await accounts.list_agreements(tx, member)
    texts = tuple(
        AgreedText(name=one.text, version=one.version, how=one.how.value, at=one.created_at) for one in agreed
    )
    return reader.page("consents.html", ConsentsPage(frame=reader.frame, history=history, texts=texts))


@post(_HERE)
async def consent(data: URLEncodedBody[ConsentForm], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        if data.agrees:
            await accounts.give_consent(tx, member.id, data.about(), text_version=CONSENT_VERSION)
        else:
            await accounts.withdraw_consent(tx, member.id, data.about())
    return go(_HERE, "saved")
