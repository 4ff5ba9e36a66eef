"""What does axe find on a page, in any theme at any size?"""

from collections.abc import Sequence
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

from browser.visitors import SIZES

Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = ("dark", "light")
LOOKS = tuple((name, theme) for name in SIZES for theme in THEMES)


async def findings(page: Page, *, but: Sequence[str] = (), looks: Sequence[tuple[str, Theme]] = LOOKS) -> list[str]:
    """Return what axe finds in these looks, one line each: both themes at both sizes, unless a test has many pages to look at.

    `but` names rules that a page cannot keep, by its nature.
    """
    await page.evaluate(AXE_SCRIPT)
    asked = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in but}}
    found = []
    for name, theme in looks:
        await page.set_viewport_size(SIZES[name])
        await page.emulate_media(color_scheme=theme)
        result: dict[str, Any] = await page.evaluate("(asked) => axe.run(asked)", asked)
        found += [
            f"{name} {theme}: {violation['id']} {node['target']} {node['html'][:120]}: {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
    return found
