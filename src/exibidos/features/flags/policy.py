"""Is a flag on for this viewer? Pure rules: environment over database over default, then audience, then share."""

import hashlib
from collections.abc import Mapping

from exibidos.features.flags.model import DECLARED, Audience, Flag, Setting, Source, Standing
from exibidos.kernel.actor import Role, Viewer
from exibidos.kernel.errors import Invalid, NotFound

_ALL = 100
_ROLES = {
    Audience.MODERATORS: frozenset({Role.MODERATOR, Role.ADMIN}),
    Audience.ADMINS: frozenset({Role.ADMIN}),
}


def stand(flag: Flag, overrides: Mapping[str, bool], settings: Mapping[str, Setting]) -> Standing:
    """Return how a flag stands: what the environment says holds for everyone, whatever the database says."""
    if flag.name in overrides:
        said = Setting(name=flag.name, enabled=overrides[flag.name])
        return Standing(flag=flag, source=Source.ENVIRONMENT, setting=said)
    if flag.name in settings:
        return Standing(flag=flag, source=Source.DATABASE, setting=settings[flag.name])
    return Standing(flag=flag, source=Source.DEFAULT, setting=Setting(name=flag.name, enabled=flag.default))


def is_on_for(setting: Setting, viewer: Viewer) -> bool:
    """Say whether a setting opens something to a viewer. A guest is nobody in particular, so no share but the whole holds for them."""
    if not setting.enabled or not _belongs(setting.audience, viewer):
        return False
    if setting.percentage >= _ALL:
        return True
    return viewer.id is not None and place(setting.name, str(viewer.id)) < setting.percentage


def place(name: str, member_id: str) -> int:
    """Return the place of a member among 100, the same for ever and another for each flag: who is in at 10 % is in at 20 %."""
    return int.from_bytes(hashlib.sha256(f"{name}:{member_id}".encode()).digest()[:8]) % _ALL


def get_flag(name: str) -> Flag:
    """Return the declared flag of a name; raises NotFound("flags.no_such_flag")."""
    for flag in DECLARED:
        if flag.name == name:
            return flag
    raise NotFound("flags.no_such_flag", name=name)


def check_percentage(percentage: int | None) -> None:
    """Refuse a share that is none."""
    if percentage is not None and not 0 <= percentage <= _ALL:
        raise Invalid("flags.percentage", field="percentage")


def _belongs(audience: Audience, viewer: Viewer) -> bool:
    if audience is Audience.EVERYONE:
        return True
    return viewer.id is not None and (audience is Audience.MEMBERS or viewer.role in _ROLES[audience])
