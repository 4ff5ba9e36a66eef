"""Whose eyes does a query look with? The three arguments of `visible_images`."""

from uuid import UUID

from exibidos.kernel.actor import Viewer


def eyes(viewer: Viewer) -> tuple[UUID | None, bool, str]:
    return viewer.id, viewer.of_age, viewer.sensitive
