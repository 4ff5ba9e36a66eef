"""What stands around every page? Who is looking, where they are, and what just happened."""

import msgspec


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """Where the two sizes of somebody's face are."""

    small: str
    large: str


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """The wide picture over somebody's page; width and height are of `src`, in pixels."""

    src: str
    srcset: str
    width: int
    height: int


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member as a page names them; without a face they stand there by their initials."""

    name: str
    slug: str
    face: Face | None = None

    @property
    def href(self) -> str:
        return f"/@{self.slug}"

    @property
    def initials(self) -> str:
        """Two letters for the round placeholder: of the first and the last word of the name."""
        words = self.name.split() or [self.slug]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The page's surroundings. `notice` is the rest of a catalogue key under `notice.`: what a toast says once.

    `unseen` is the number on the bell of `me`; `asked` says that the club's texts have changed and they have not agreed yet.
    """

    path: str = "/"
    me: Person | None = None
    notice: str | None = None
    unseen: int = 0
    asked: bool = False
