"""Of which fields is a body made? A schema of the API's description, resolved, as people read it and with an example of it."""

from collections.abc import Iterator, Mapping
from functools import partial
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
        """Return the fields of an object, of the objects in a list, of all that it may be; none for anything else."""
        plain = self._resolved(schema)
        if "items" in plain:
            return self.fields(plain["items"], depth=depth)
        if depth <= 0:
            return ()
        arms = [field for arm in plain.get("arms", ()) for field in self.fields(arm, depth=depth)]
        required = plain.get("required", ())
        own = plain.get("properties", {}).items()
        return (*arms, *(self.field(name, inner, required=name in required, depth=depth) for name, inner in own))

    def sample(self, schema: Schema, *, only_required: bool = False, depth: int = _DEEPEST) -> Any:
        """Return a value that the schema admits: its own example or default if it has one, else one made by its type."""
        plain = self._resolved(schema)
        known = [
            *plain.get("examples", ()),
            *plain.get("enum", ()),
            *filter(None, map(plain.get, ("const", "default"))),
        ]
        return known[0] if known else self._made(plain, only_required=only_required, depth=depth)

    def _made(self, plain: Mapping[str, Any], *, only_required: bool, depth: int) -> Any:
        if depth > 0 and "arms" in plain:
            return self.sample(plain["arms"][0], only_required=only_required, depth=depth - 1)
        deeper = partial(self.sample, only_required=only_required, depth=depth - 1)
        if depth > 0 and "items" in plain:
            return [deeper(plain["items"])]
        if depth > 0 and "properties" in plain:
            needed = plain.get("required", ()) if only_required else plain["properties"]
            return {name: deeper(inner) for name, inner in plain["properties"].items() if name in needed}
        if depth > 0 and isinstance(plain.get("additionalProperties"), Mapping):
            return {"…": deeper(plain["additionalProperties"])}
        if plain.get("type") == "integer":
            return max(1, int(plain.get("minimum", 1)))
        return _SAMPLES.get(str(plain.get("format")), _SAMPLES.get(str(plain.get("type")), {}))

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

    def _resolved(self, schema: Schema, steps: int = _LONGEST_CHAIN) -> dict[str, Any]:
        """Follow references, what is said together, and the one arm that is not null; nothing where that never ends.

        A schema with `nullable`, and with `arms` only where several are left. What stands beside a reference goes before it.
        """
        plain = dict(schema)
        if steps == 0:
            return {}
        if "$ref" in plain:
            name = str(plain.pop("$ref")).rpartition("/")[2]
            return self._resolved({"title": name, **self._named.get(name, {}), **plain}, steps - 1)
        if "allOf" in plain:
            parts = [self._resolved(part, steps - 1) for part in plain.pop("allOf")]
            return self._resolved({**_together(parts), **plain}, steps - 1)
        arms = plain.pop("oneOf", None) or plain.pop("anyOf", None)
        if not arms:
            return plain
        real = [arm for arm in arms if arm.get("type") != "null"]
        if len(real) < len(arms):
            plain["nullable"] = True
        return self._resolved({**real[0], **plain}, steps - 1) if len(real) == 1 else {**plain, "arms": real}


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return parts of one object as one: all their fields, and whatever else the last of them says."""
    whole = {name: value for part in parts for name, value in part.items()}
    fields = {name: inner for part in parts for name, inner in part.get("properties", {}).items()}
    required = [name for part in parts for name in part.get("required", ())]
    return {**whole, "properties": fields, "required": required} if fields else whole


def _limits(plain: Mapping[str, Any]) -> Iterator[Limit]:
    for word, kind in _LIMITS.items():
        value = plain.get(word)
        if value:  # a least of nothing limits nothing
            yield Limit(kind=kind, value=int(value) if value == int(value) else value)
