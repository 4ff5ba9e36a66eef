"""What does the API answer to who has come in, or half in? Who they are or what they owe, each with its cookie."""

from typing import Any

from litestar import Response
from litestar.openapi import ResponseSpec

from exibidos.features.accounts.schema import MemberAnswer, OwedAnswer
from exibidos.features.accounts.service.entrance import Entered
from exibidos.platform.http import SessionCookie

OWED = {202: ResponseSpec(OwedAnswer, description="Something is still owed; the cookie beside this is for that.")}


def answer_to(entered: Entered, cookie: SessionCookie) -> Response[Any]:
    """Return 200 for who is in, 202 for who owes something first."""
    if entered.owes is None:
        return Response(MemberAnswer.of(entered.account), status_code=200, cookies=[cookie.holding(entered.token)])
    return Response(OwedAnswer(owes=entered.owes), status_code=202, cookies=[cookie.holding_half_in(entered.token)])
