"""Is a device told by its own words, and by nothing that a stranger wrote?"""

import pytest

from exibidos.features.accounts import words_of_device

_MOZILLA = "Mozilla/5.0"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome", "Windows"),
        (f"{_MOZILLA} (Windows NT 10.0) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge", "Windows"),
        (f"{_MOZILLA} (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "macOS"),
        (
            f"{_MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
            "Safari",
            "macOS",
        ),
        (
            (
                f"{_MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
                " Mobile/15E148 Safari/604.1"
            ),
            "Safari",
            "iPhone",
        ),
        (
            (
                f"{_MOZILLA} (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148"
                " Safari/604.1"
            ),
            "Chrome",
            "iPad",
        ),
        (
            f"{_MOZILLA} (Linux; Android 15; SM-S921B) {_WEBKIT} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (f"{_MOZILLA} (X11; Linux x86_64) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/120.0", "Opera", "Linux"),
        (f"{_MOZILLA} (X11; CrOS x86_64 14541.0.0) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
        ("curl/8.5.0", None, None),
        ("", None, None),
        ("<script>alert(1)</script> Firefox", None, None),
        ("Your bank/1.0 (Linux)", None, "Linux"),
    ],
)
def test_browsers_are_told_by_their_names(agent: str, browser: str | None, system: str | None) -> None:
    assert words_of_device(agent) == (browser, system)
