"""How do handlers say what they need?

`Given[T]` marks a parameter that `app` provides by its name (`viewer: Given[Viewer]`); a missing provider fails at boot. `PUBLIC` marks a
route that knows no actor on purpose; a test refuses routes that have neither.
"""

from functools import partial
from typing import Annotated, TypeVar

from litestar import HttpMethod, route
from litestar.di import Dependency
from litestar.params import SkipValidationMarker

T = TypeVar("T")
Given = Annotated[T, Dependency(kind="named"), SkipValidationMarker()]

# A route that only reads: whoever may GET may ask for the headers alone (RFC 9110 §9.1), which link checkers and balancers do.
get = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])

# Route option: this handler serves everybody alike and asks for no actor.
PUBLIC = {"public": True}

# One hundred is the most that any list answers (REQUIREMENTS 16).
MOST_PER_PAGE = 100
