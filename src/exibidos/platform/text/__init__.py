"""How does the club speak? Catalogues of sentences, and dates, numbers and plurals by locale."""

from exibidos.platform.text.catalogue import Catalogue
from exibidos.platform.text.languages import DEFAULT_LOCALE, LOCALES, choose_locale

__all__ = ["DEFAULT_LOCALE", "LOCALES", "Catalogue", "choose_locale"]
