"""How does the club speak? Catalogues of sentences, and dates, numbers and plurals by locale."""

from exibidos.platform.text.catalogue import Catalogue
from exibidos.platform.text.languages import DEFAULT_LOCALE, LOCALES, choose_locale
from exibidos.platform.text.legal import AGREED, ClubText, ClubTexts, TextName, read_texts, versions_of

__all__ = [
    "AGREED",
    "DEFAULT_LOCALE",
    "LOCALES",
    "Catalogue",
    "ClubText",
    "ClubTexts",
    "TextName",
    "choose_locale",
    "read_texts",
    "versions_of",
]
