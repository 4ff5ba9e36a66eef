"""Which browser on which system is this, in words? A few rules on what browsers call themselves; no guesses beyond.

The text comes from whoever sent the request and may say anything: of it nothing is shown but the words written here.
"""

import re
from typing import NamedTuple


class DeviceWords(NamedTuple):
    """Proper names, the same in every language; None where nobody can say."""

    browser: str | None
    system: str | None


def words_of_device(user_agent: str) -> DeviceWords:
    """Return browser and system of a User-Agent."""
    return DeviceWords(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def _first(rules: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str | None:
    return next((name for pattern, name in rules if pattern.search(text)), None)


# In this order: most browsers also call themselves Chrome and Safari, for the sake of sites that ask.
_BROWSERS = (
    (re.compile(r"\bEdg(?:e|A|iOS)?/"), "Edge"),
    (re.compile(r"\b(?:OPR|OPT|Opera)/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Chrome|Chromium|CriOS)/"), "Chrome"),
    (re.compile(r"\bVersion/[\d.]+ (?:Mobile/\w+ )?Safari/"), "Safari"),
)
# An iPad in its usual mode says that it is a Mac.
_SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows NT\b"), "Windows"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bMac OS X\b"), "macOS"),
    (re.compile(r"\bLinux\b"), "Linux"),
)
