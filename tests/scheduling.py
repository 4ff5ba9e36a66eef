"""Which process runs which tests, when two share them? Whole files; those that drive a browser stay together and begin at once."""

from collections import Counter

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

_BROWSER = "tests/browser/"


class Shares(LoadFileScheduling):  # type: ignore[misc] # xdist has no types
    """Files, but one club of real processes and its many photos serve all tests that drive a browser."""

    def _split_scope(self, nodeid: str) -> str:
        return _BROWSER if nodeid.startswith(_BROWSER) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares | None:
    """Take the place of `--dist loadfile`."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Shares(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the browser, which takes longest, then files of few tests, which are slow: a long one at the end leaves a core idle."""
    if not hasattr(config, "workerinput"):
        return
    many = Counter(item.path for item in items)
    items.sort(key=lambda item: (not item.nodeid.startswith(_BROWSER), many[item.path], item.path))
