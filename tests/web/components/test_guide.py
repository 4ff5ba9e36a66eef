"""Does a guide tell all of a description, also of one that nobody has written yet?"""

from typing import Any

import pytest

from exibidos.kernel.actor import Standing
from exibidos.web.components.guide import Guide, Operation, read_guide
from exibidos.web.components.shapes import Limit, Shapes

CLUB = "https://club.example"


def guide(operation: dict[str, Any], *, method: str = "get", path: str = "/x", **named: Any) -> Guide:
    plain = {"operationId": "voting_show", "responses": {}}
    paths = {path: {method: {**plain, **operation}}}
    return read_guide({"paths": paths, "components": {"schemas": named}}, url=CLUB, calls={Standing.NEW: 60})


def only(found: Guide) -> Operation:
    ((operation,),) = (chapter.operations for chapter in found.chapters)
    return operation


def test_an_operation_that_says_nothing_but_its_name_is_told() -> None:
    operation = only(guide({}))
    assert (operation.short, operation.summary, operation.open_to_all) == ("show", "voting_show", True)
    assert operation.example == f"curl {CLUB}/x"


def test_head_is_not_told_twice() -> None:
    said = {"operationId": "a_b", "responses": {}}
    found = read_guide({"paths": {"/x": {"head": said, "get": said}}}, url=CLUB, calls={})
    assert only(found).method == "GET"


@pytest.mark.parametrize(
    ("security", "open_to_all", "scope"),
    [
        (None, True, None),
        ([{"session": []}], False, None),
        ([{"session": []}, {"token": ["read"]}], False, "read"),
        ([{}, {"session": []}, {"token": ["read"]}], True, "read"),
    ],
)
def test_who_may_ask(security: object, open_to_all: bool, scope: str | None) -> None:
    operation = only(guide({"security": security}))
    assert (operation.open_to_all, operation.scope) == (open_to_all, scope)


def test_an_example_carries_what_the_call_needs() -> None:
    body = {"required": ["choice"], "properties": {"choice": {"enum": ["it's", "no"]}, "more": {"type": "string"}}}
    said = {
        "security": [{"token": ["votes:write"]}],
        "parameters": [{"in": "path", "name": "image_id", "required": True, "schema": {"format": "uuid"}}],
        "requestBody": {"content": {"application/json": {"schema": body}}},
    }
    example = only(guide(said, method="put", path="/images/{image_id}")).example
    assert example.startswith(f"curl -X PUT {CLUB}/images/$image_id \\\n")
    assert 'Bearer $EXIBIDOS_TOKEN"' in example
    assert "more" not in example
    assert """it'"'"'s""" in example  # quoted for a shell


def test_what_answers_with_a_problem_is_no_answer() -> None:
    said = {"responses": {"200": {}, "404": {"description": "Gone."}, "default": {"description": "Odd."}}}
    found = guide(said)
    assert [answer.status for answer in only(found).answers] == ["200"]
    assert only(found).problems == ("404", "default")
    assert ("404", "Gone.") in found.problems


def test_a_shape_that_holds_itself_ends() -> None:
    shapes = Shapes({"Reply": {"properties": {"replies": {"items": {"$ref": "#/c/Reply"}, "type": "array"}}}})
    (field,) = shapes.fields({"$ref": "#/c/Reply"})
    depth = 0
    while field.fields:
        (field,), depth = field.fields, depth + 1
    assert depth == 3
    assert shapes.sample({"$ref": "#/c/Reply"})


@pytest.mark.parametrize("ring", ["$ref", "allOf", "oneOf"])
def test_a_ring_of_names_ends(ring: str) -> None:
    again: Any = {"$ref": "#/c/A"}
    shapes = Shapes({"A": again if ring == "$ref" else {ring: [again]}})
    assert shapes.fields(again) == ()
    assert shapes.sample(again) == {}


def test_a_field_tells_its_type_and_limits() -> None:
    shapes = Shapes({"Kind": {"enum": ["a", "b"], "title": "Kind", "description": "Which."}})
    kinds = {"type": "array", "maxItems": 3, "items": {"allOf": [{"$ref": "#/c/Kind"}], "examples": ["b"]}}
    field = shapes.field("kinds", {"oneOf": [kinds, {"type": "null"}]}, required=True)
    assert (field.type, field.choices, field.limits) == (
        "Kind[] | null",
        ("a", "b"),
        (Limit(kind="most_items", value=3),),
    )
    assert shapes.sample(kinds) == ["b"]


def test_what_is_said_together_has_all_its_fields() -> None:
    shapes = Shapes({})
    parts = [{"required": ["a"], "properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "boolean"}}}]
    assert [(field.name, field.required) for field in shapes.fields({"allOf": parts})] == [("a", True), ("b", False)]


def test_a_choice_between_shapes_names_each() -> None:
    assert Shapes({}).field("x", {"anyOf": [{"type": "string"}, {"type": "integer"}]}, required=False).type == (
        "string | integer"
    )
