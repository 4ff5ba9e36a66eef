"""What do members learn of what happened to them, and how do they want to be told? The door of notifications."""

from exibidos.features.notifications.events import ForgetNotifications, MailNotification
from exibidos.features.notifications.model import Channel, Face, Kind, Notification, Quiet, Wishes
from exibidos.features.notifications.policy import DEFAULTS, choices_of, key_of, path_of, wants
from exibidos.features.notifications.service.look import count_unseen, list_notifications, mark_seen
from exibidos.features.notifications.service.tell import forget_between, notify, take_back, topic
from exibidos.features.notifications.service.watch import BellWatch
from exibidos.features.notifications.service.wishes import (
    get_wishes,
    read_token,
    set_wishes,
    token_to_unsubscribe,
    unsubscribe,
)
from exibidos.features.notifications.service.words import sentence, who

__all__ = [
    "DEFAULTS",
    "BellWatch",
    "Channel",
    "Face",
    "ForgetNotifications",
    "Kind",
    "MailNotification",
    "Notification",
    "Quiet",
    "Wishes",
    "choices_of",
    "count_unseen",
    "forget_between",
    "get_wishes",
    "key_of",
    "list_notifications",
    "mark_seen",
    "notify",
    "path_of",
    "read_token",
    "sentence",
    "set_wishes",
    "take_back",
    "token_to_unsubscribe",
    "topic",
    "unsubscribe",
    "wants",
    "who",
]
