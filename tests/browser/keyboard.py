"""Does the keyboard alone reach everything on a page, and can the eye follow it?"""

from playwright.async_api import Page

# Number what a keyboard should reach: everything in sight that can be pressed or written in, but what
# is there for password managers alone; of some radios the chosen one.
_REACHABLE = """() => {
  window.names = new Map();
  const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary');
  for (const one of all) {
    const offered = !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true });
    if (!offered || (one.type === 'radio' && !one.checked)) continue;
    window.names.set(one, `${window.names.size} ${one.tagName} ${one.getAttribute('href') ?? one.name ?? ''}`);
  }
  return [...window.names.values()];
}"""
# What has the focus, and whether a line of two pixels or more is drawn around it, or around the card or place that stands for it.
_FOCUS = """() => {
  const held = document.activeElement;
  const lined = (element, part) => {
    const style = getComputedStyle(element, part);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return outlined || (part && style.content !== 'none' && parseFloat(style.borderTopWidth) >= 2);
  };
  const marked = [held, held.closest('.drop, .choice-card')].some((one) => one && [null, '::after'].some((part) => lined(one, part)));
  return [window.names?.get(held) ?? held.outerHTML.slice(0, 80), held === document.body || marked];
}"""


async def stumbles(page: Page) -> list[str]:
    """Go through a page by Tab; return what cannot be come by (a trap keeps all that is behind it), and where the eye loses the focus."""
    wanted = set(await page.evaluate(_REACHABLE))
    # An hour is four stops, and lists to choose from are not counted above.
    reached = [await _pressed(page, "Tab") for _ in range(len(wanted) + 12)]
    lost = wanted - {held for held, _ in reached}
    return sorted(lost | {f"no eye can tell that {held} has the focus" for held, marked in reached if not marked})


async def press(page: Page, key: str) -> str:
    """Press a key and return what has the focus then, which must be seen to have it."""
    held, marked = await _pressed(page, key)
    assert marked, f"no eye can tell that {held} has the focus"
    return held


async def _pressed(page: Page, key: str) -> tuple[str, bool]:
    await page.keyboard.press(key)
    held, marked = await page.evaluate(_FOCUS)
    return str(held), bool(marked)
