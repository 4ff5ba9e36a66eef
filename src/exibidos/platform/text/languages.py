"""Which language does this person read? Portuguese, unless they or their browser say otherwise."""

from typing import Final

DEFAULT_LOCALE: Final = "pt-BR"
LOCALES: Final = (DEFAULT_LOCALE, "en")

# A browser sends five or six ranges; a header with hundreds is not a browser's and is not worth sorting.
_MOST_RANGES: Final = 20


def choose_locale(chosen: str | None, accept_language: str | None, *, default: str = DEFAULT_LOCALE) -> str:
    """Return one of LOCALES: what the person chose, else the best of the Accept-Language header, else `default`."""
    if chosen in LOCALES:
        return str(chosen)
    ranges = [_weighed(part) for part in (accept_language or "").split(",")[:_MOST_RANGES]]
    for tag, weight in sorted(ranges, key=lambda pair: -pair[1]):
        if weight <= 0:
            break
        for locale in LOCALES:
            # pt, pt-PT and pt-BR all read pt-BR better than English.
            if tag.split("-")[0] == locale.split("-")[0]:
                return locale
    return default


def _weighed(part: str) -> tuple[str, float]:
    tag, _, quality = part.strip().lower().partition(";q=")
    try:
        return tag, float(quality or 1)
    except ValueError:
        return tag, 0.0
