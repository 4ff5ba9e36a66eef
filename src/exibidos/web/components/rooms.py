"""Which rooms have the settings, and what stands beside what? One line each; its words are `settings.<name>` and `settings.<name>_hint`."""

import msgspec


class Room(msgspec.Struct, frozen=True):
    """A page of settings at `/settings/<name>`, with its drawing."""

    name: str
    icon: str

    @property
    def href(self) -> str:
        return f"/settings/{self.name}"


class Wing(msgspec.Struct, frozen=True):
    """Rooms that belong together, under the heading `settings.wing.<name>`."""

    name: str
    rooms: tuple[Room, ...]


WINGS = (
    Wing(
        "you",
        (Room("profile", "person"), Room("portfolio", "picture"), Room("standing", "steps"), Room("privacy", "eye")),
    ),
    Wing(
        "security",
        (
            Room("password", "lock"),
            Room("passkeys", "passkey"),
            Room("codes", "shield"),
            Room("linked", "chain"),
            Room("account", "letter"),
            Room("sessions", "devices"),
            Room("events", "clock"),
        ),
    ),
    Wing("photos", (Room("photos", "picture"), Room("trash", "bin"))),
    Wing("people", (Room("people", "people"),)),
    Wing("telling", (Room("notifications", "bell"),)),
    Wing("programs", (Room("tokens", "key"),)),
    Wing("leaving", (Room("deactivate", "leave"),)),
)
