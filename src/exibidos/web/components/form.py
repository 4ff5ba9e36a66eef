"""How does a form come back? With everything that was typed (but passwords), and a sentence beside each field at fault."""

from collections.abc import Mapping

import msgspec

from exibidos.kernel.errors import Problem
from exibidos.platform.text import Catalogue


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What fields hold and what is wrong with them. `problem` is what is wrong with no field in particular.

    `place` begins the ids of fields, where one page holds a form twice; none of them takes the focus then.
    """

    values: Mapping[str, str] = {}
    errors: Mapping[str, str] = {}
    problem: str | None = None
    place: str = ""

    def value(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def checked(self, name: str, value: str = "on") -> bool:
        return self.values.get(name) == value


def refused(catalogue: Catalogue, locale: str, problem: Problem, values: Mapping[str, str]) -> Form:
    """Return the form to show again; passwords are not sent back into the page."""
    kept = {name: value for name, value in values.items() if "password" not in name}
    sentence = catalogue.problem(locale, problem)
    if problem.field is None:
        return Form(values=kept, problem=sentence)
    return Form(values=kept, errors={problem.field: sentence})
