"""What does a notification say? One sentence, "Ana and 12 others follow you", for the page as for the letter."""

from exibidos.features.notifications.model import Notification
from exibidos.platform.text import Catalogue

_PAIR = 2


def who(catalogue: Catalogue, locale: str, notification: Notification) -> str:
    """Return who did it: one name, two, or one and how many others; nothing for what the house did."""
    names = [face.display_name for face in notification.faces]
    if not names:
        return ""
    if notification.people == 1:
        return names[0]
    if notification.people == _PAIR:
        return catalogue.text(locale, "notifications.two", one=names[0], two=names[-1])
    return catalogue.plural(locale, "notifications.more", notification.people - 1, one=names[0])


def sentence(catalogue: Catalogue, locale: str, notification: Notification, *, named: str | None = None) -> str:
    """Return the whole sentence; `named` stands in for who did it, where names are drawn otherwise."""
    by = who(catalogue, locale, notification) if named is None else named
    return catalogue.plural(locale, f"notifications.kind.{notification.kind}", max(1, notification.people), who=by)
