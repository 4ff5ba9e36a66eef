"""Of which fields is a body made? A schema of the API's description, resolved, as people read it and with an example of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import msgspec

Schema: TypeAlias = Mapping[str, Any]
# Our deepest answer is three deep. A schema that holds itself ends here, and the page says its name only.
_DEEPEST: Final = 4
# References to references; a ring of them ends here.
_LONGEST_CHAIN: Final = 8
# What a schema may limit, by the name that the page's sentences give it.
_LIMITS: Final = {
    "minimum": "least",
    "maximum": "most",
    "minLength": "least_letters",
    "maxLength": "most_letters",
    "minItems": "least_items",
    "maxItems": "most_items",
}
_SAMPLES: Final = {
    "uuid": "0190a5a0-7c4e-7bd1-9f0e-3f6f2c1d8a55",
    "date-time": "2026-03-04T12:00:00Z",
    "string": "…",
    "boolean": True,
    "number": 1.5,
}


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is the rest of a catalogue key under `developers.limit.`."""

    kind: str
    value: int | float


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a body, or one parameter. `type` is written as TypeScript does; `fields` are those of an object inside."""

    name: str
    type: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    text: str = ""
    fields: tuple["Field", ...] = ()


class Shapes:
    """The named schemas of a description."""

    def __init__(self, named: Mapping[str, Schema]) -> None:
        self._named = named

    def name(self, schema: Schema) -> str:
        """Return what programs call a body: the last word of its reference, else its type."""
        return self._type(schema)

    def text(self, schema: Schema) -> str:
        """Return what the description says of a schema."""
        return " ".join(str(self._resolved(schema).get("description", "")).split())

    def field(self, name: str, schema: Schema, *, required: bool, text: str = "", depth: int = _DEEPEST) -> Field:
        """Return one field with everything that is known of it."""
        plain = self._resolved(schema)
        inner = self._resolved(plain["items"]) if "items" in plain else plain
        default = plain.get("default")
        return Field(
            name=name,
            type=self._type(schema),
            required=required,
            default=None if default is None else msgspec.json.encode(default).decode(),
            choices=tuple(map(str, inner.get("enum", ()))),
            limits=tuple(_limits(plain)),
            text=text or self.text(schema),
            fields=self.fields(inner, depth=depth - 1),
        )

    def fields(self, schema: Schema, *, depth: int = _DEEPEST) -> tuple[Field, ...]:
        """Return the fields of an object, or of the objects in a list; none for anything else."""
        plain = self._resolved(schema)
        if "items" in plain:
            return self.fields(plain["items"], depth=depth)
        required = plain.get("required", ())
        if depth <= 0:
            return ()
        return tuple(
            self.field(name, inner, required=name in required, depth=depth)
            for name, inner in plain.get("properties", {}).items()
        )

    def sample(self, schema: Schema, *, only_required: bool = False, depth: int = _DEEPEST) -> Any:
        """Return a value that the schema admits: its own example or default if it has one, else one made by its type."""
        plain = self._resolved(schema)
        for known in (*plain.get("examples", ())[:1], *plain.get("enum", ())[:1]):
            return known
        if plain.get("default") not in (None, ""):
            return plain["default"]
        if depth <= 0:
            return {}
        deeper = {"only_required": only_required, "depth": depth - 1}
        if "items" in plain:
            return [self.sample(plain["items"], **deeper)]
        if "properties" in plain:
            required = plain.get("required", ())
            fields = plain["properties"].items()
            return {
                name: self.sample(inner, **deeper) for name, inner in fields if name in required or not only_required
            }
        if isinstance(plain.get("additionalProperties"), Mapping):
            return {"…": self.sample(plain["additionalProperties"], **deeper)}
        kind = plain.get("type")
        if kind == "integer":
            return max(1, int(plain.get("minimum", 1)))
        return _SAMPLES.get(str(plain.get("format")), _SAMPLES.get(str(kind), {}))

    def _type(self, schema: Schema) -> str:
        plain = self._resolved(schema)
        if "arms" in plain:
            named = " | ".join(self._type(arm) for arm in plain["arms"])
        elif "items" in plain:
            named = f"{self._type(plain['items'])}[]"
        elif isinstance(plain.get("additionalProperties"), Mapping):
            named = f"Record<string, {self._type(plain['additionalProperties'])}>"
        else:
            named = str(plain.get("format") or plain.get("title") or plain.get("type", "object"))
        return f"{named} | null" if plain.get("nullable") else named

    def _resolved(self, schema: Schema) -> dict[str, Any]:
        """Follow references, and the one arm that is not null: a schema with `nullable`, and `arms` only where several are left."""
        plain = dict(schema)
        for _ in range(_LONGEST_CHAIN):
            if "$ref" in plain:
                name = str(plain.pop("$ref")).rpartition("/")[2]
                plain = {"title": name, **self._named.get(name, {}), **plain}
                continue
            arms = plain.pop("oneOf", None) or plain.pop("anyOf", None)
            if not arms:
                return plain
            real = [arm for arm in arms if arm.get("type") != "null"]
            if len(real) < len(arms):
                plain["nullable"] = True
            if len(real) != 1:
                return {**plain, "arms": real}
            plain = {**real[0], **plain}
        return {}


def _limits(plain: Mapping[str, Any]) -> Iterator[Limit]:
    for word, kind in _LIMITS.items():
        value = plain.get(word)
        if value:  # a least of nothing limits nothing
            yield Limit(kind=kind, value=int(value) if value == int(value) else value)
