"""How do handlers say what they need?

`Given[T]` marks a parameter that `app` provides by its name (`viewer: Given[Viewer]`); a missing provider fails at boot. `PUBLIC` marks a
route that knows no actor on purpose; a test refuses routes that have neither. `needs(Scope.READ)` opens a route to personal tokens.
"""

from functools import partial
from typing import Annotated, Any, TypeVar

from litestar import HttpMethod, route
from litestar.di import Dependency
from litestar.params import SkipValidationMarker

from exibidos.kernel.actor import Scope

T = TypeVar("T")
Given = Annotated[T, Dependency(kind="named"), SkipValidationMarker()]

# A route that only reads: whoever may GET may ask for the headers alone (RFC 9110 §9.1), which link checkers and balancers do.
get = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])

# Route option: this handler serves everybody alike and asks for no actor.
PUBLIC = {"public": True}

# The names of the two ways in, as the description of the API has them.
SESSION, TOKEN = "session", "token"

# Bytes of any body but an upload form's; a photo's words and a join form fit many times over.
LARGEST_BODY = 256 * 1024

# One hundred is the most that any list answers (REQUIREMENTS 16).
MOST_PER_PAGE = 100


def needs(scope: Scope, *, guests: bool = False) -> dict[str, Any]:
    """Return what opens a route to personal tokens that have this scope: `@get("/me", **needs(Scope.READ))`. Without it none gets in.

    `guests` tells the API's description that the route answers to nobody in particular as well.
    """
    ways: list[dict[str, list[str]]] = [{SESSION: []}, {TOKEN: [scope.value]}]
    return {"scope": scope, "security": [{}, *ways] if guests else ways}
