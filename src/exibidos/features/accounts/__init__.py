"""Who is this person, and how do they prove it? The door of accounts."""

from exibidos.features.accounts.events import MemberJoined, MemberSignedIn
from exibidos.features.accounts.model import Account, Joining, Profile, Purpose, Session
from exibidos.features.accounts.policy import TERMS_VERSION
from exibidos.features.accounts.service.consents import consents_to, give_consent, withdraw_consent
from exibidos.features.accounts.service.entrance import Device, Entered, Entrance
from exibidos.features.accounts.service.members import (
    any_members,
    check,
    get_profile,
    get_viewer,
    join,
    sign_in,
)
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.features.accounts.service.subjects import find_subject
from exibidos.features.accounts.store.sessions import Sessions

__all__ = [
    "TERMS_VERSION",
    "Account",
    "Device",
    "Entered",
    "Entrance",
    "Joining",
    "MemberJoined",
    "MemberSignedIn",
    "Passwords",
    "Profile",
    "Purpose",
    "Session",
    "Sessions",
    "any_members",
    "check",
    "consents_to",
    "find_subject",
    "get_profile",
    "get_viewer",
    "give_consent",
    "join",
    "sign_in",
    "withdraw_consent",
]
