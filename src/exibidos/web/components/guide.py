"""What can programs ask of the club, said for their authors? The API's own description as chapters of operations, made once."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from exibidos.kernel.actor import Standing
from exibidos.platform.http import TOKEN
from exibidos.web.components.shapes import Field, Schema, Shapes

# In this order on each path; HEAD is GET without its body and not told twice.
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_FIRST_PROBLEM: Final = 400
_JSON: Final = "application/json"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What comes back when all is well; `sample` is JSON, empty where no body is. `fields` are its fields."""

    status: str
    kind: str = ""
    name: str = ""
    text: str = ""
    fields: tuple[Field, ...] = ()
    sample: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to ask. `scope` is what a token needs, None where no token is let in; `open_to_all` needs nobody in particular."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    open_to_all: bool
    scope: str | None
    parameters: tuple[tuple[str, tuple[Field, ...]], ...]
    body: tuple[Field, ...]
    body_text: str
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]
    example: str

    @property
    def short(self) -> str:
        """What the contents call it: `publish` of `images_publish`."""
        return self.id.partition("_")[2].replace("_", " ") or self.id


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """The operations of one tag, in the order of their paths."""

    name: str
    operations: tuple[Operation, ...]


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that `/developers` tells. `problems` says each status once; `calls` is how often a minute, by standing."""

    url: str
    chapters: tuple[Chapter, ...]
    problems: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, int], ...]


def read_guide(description: Schema, *, url: str, calls: Mapping[Standing, int]) -> Guide:
    """Return the guide to an OpenAPI 3.1 description; `url` is where the club answers."""
    shapes = Shapes(description.get("components", {}).get("schemas", {}))
    chapters: dict[str, list[Operation]] = {}
    problems: dict[str, str] = {}
    for path, item in sorted(description["paths"].items()):
        for method in _METHODS:
            if method in item:
                said = item[method]
                operation = _operation(shapes, url, method, path, said)
                chapters.setdefault((said.get("tags") or ["club"])[0], []).append(operation)
                problems |= {status: said["responses"][status].get("description", "") for status in operation.problems}
    return Guide(
        url=url,
        chapters=tuple(Chapter(name=name, operations=tuple(found)) for name, found in chapters.items()),
        problems=tuple(sorted(problems.items())),
        calls=tuple((standing.value, many) for standing, many in calls.items()),
    )


def _operation(shapes: Shapes, url: str, method: str, path: str, said: Schema) -> Operation:
    ways = said.get("security") or [{}]
    scopes = [scope for way in ways for scope in way.get(TOKEN, ())]
    body = said.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema", {})
    answers = {status: answer for status, answer in said["responses"].items() if not _is_problem(status)}
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", said["operationId"]),
        text=said.get("description", ""),
        open_to_all={} in ways,
        scope=scopes[0] if scopes else None,
        parameters=tuple(_parameters(shapes, said.get("parameters", ()))),
        body=tuple(sorted(shapes.fields(body), key=lambda field: not field.required)),
        body_text=shapes.text(body),
        answers=tuple(_answer(shapes, status, answer) for status, answer in sorted(answers.items())),
        problems=tuple(sorted(set(said["responses"]) - set(answers))),
        example=_example(shapes, url, method, path, said, body, open_to_all={} in ways, token=bool(scopes)),
    )


def _is_problem(status: str) -> bool:
    return not status.isdecimal() or int(status) >= _FIRST_PROBLEM


def _parameters(shapes: Shapes, said: list[Schema]) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Yield parameters by where they stand, those first that no call can do without."""
    for place in ("path", "query", "header", "cookie"):
        found = tuple(_parameter(shapes, one) for one in said if one["in"] == place)
        if found:
            yield place, found


def _parameter(shapes: Shapes, said: Schema) -> Field:
    text = said.get("description", "")
    field = shapes.field(said["name"], said["schema"], required=said.get("required", False), text=text)
    # Not sending a parameter is how one says null.
    return msgspec.structs.replace(field, type=field.type.removesuffix(" | null"))


def _answer(shapes: Shapes, status: str, said: Schema) -> Answer:
    for kind, content in said.get("content", {}).items():
        schema = content.get("schema", {})
        return Answer(
            status=status,
            kind="" if kind == _JSON else kind,
            name=shapes.name(schema),
            text=shapes.text(schema),
            fields=shapes.fields(schema),
            sample=_pretty(shapes.sample(schema)),
        )
    return Answer(status=status)


def _example(
    shapes: Shapes,
    url: str,
    method: str,
    path: str,
    said: Schema,
    body: Schema,
    *,
    open_to_all: bool,
    token: bool,
) -> str:
    """Return a call as somebody types it, ids in variables. Who is let in only by the cookie of a session keeps it in a jar."""
    for one in said.get("parameters", ()):
        path = path.replace(f"{{{one['name']}}}", f"${one['name']}")
    lines = [f"curl {url}{path}" if method == "get" else f"curl -X {method.upper()} {url}{path}"]
    if token and not open_to_all:
        lines.append('-H "Authorization: Bearer $EXIBIDOS_TOKEN"')
    elif not open_to_all:
        lines.append("-b jar")
    if body:
        lines.append(f'-H "Content-Type: {_JSON}"')
        sample = _pretty(shapes.sample(body, only_required=True)).replace("\n", "\n  ")
        lines.append(f"-d {shlex.quote(sample)}")
    return " \\\n  ".join(lines)


def _pretty(sample: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(sample), indent=2).decode()
