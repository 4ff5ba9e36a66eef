"""How does the club write to people? Letters in both languages, carried by SMTP; without a server they stay in an outbox to look at."""

from exibidos.platform.mail.carrier import Away, Carrier, Deferred, Refused, Server, read_server
from exibidos.platform.mail.letter import Letter, Letters
from exibidos.platform.mail.log import KeptLetter, LetterLine, LetterState, get_kept, list_kept
from exibidos.platform.mail.mailer import Mailer
from exibidos.platform.mail.retention import FORGET_DAILY, ForgetLetters, forget_letters

__all__ = [
    "FORGET_DAILY",
    "Away",
    "Carrier",
    "Deferred",
    "ForgetLetters",
    "KeptLetter",
    "Letter",
    "LetterLine",
    "LetterState",
    "Letters",
    "Mailer",
    "Refused",
    "Server",
    "forget_letters",
    "get_kept",
    "list_kept",
    "read_server",
]
