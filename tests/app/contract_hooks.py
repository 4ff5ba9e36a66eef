"""Which photo does Schemathesis ask about? Every other time the one that is there."""

import os
from typing import Any

import schemathesis

_turn = {"odd": False}


@schemathesis.hook
def map_path_parameters(_context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    _turn["odd"] = not _turn["odd"]
    if path_parameters and _turn["odd"]:
        known = {"image_id": os.environ["IMAGE_ID"], "slug": "ana"}
        return {name: known.get(name, value) for name, value in path_parameters.items()}
    return path_parameters
