"""How does a test get people and photos? By makers that use the verbs, in a transaction that is rolled back after the test."""

import hashlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from exibidos.features.accounts import Joining, check, join
from exibidos.features.images import Details, State, Visibility
from exibidos.features.images import store as images
from exibidos.features.images.model import Moderation, StoredVariant, Upload, VariantName
from exibidos.kernel.actor import Member, SensitiveChoice
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from exibidos.platform.db.database import prepare_connection
from exibidos.platform.text import read_texts

# What people agree to who join a club that has no texts of its own.
EDITION = read_texts("").edition
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Make:
    """Makes what a test names and fills in the rest. Works in the transaction it is given."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self._numbers = itertools.count(1)

    async def member(
        self,
        slug: str | None = None,
        *,
        sensitive: SensitiveChoice = SensitiveChoice.BLUR,
        of_age: bool = True,
        suspended: bool = False,
    ) -> Member:
        slug = slug or f"membro-{next(self._numbers)}"
        joining = Joining(
            email=f"{slug}@exibidos.test",
            slug=slug,
            display_name=slug.title(),
            of_age=True,
            terms_version=EDITION,
        )
        account = await join(self.tx, check(joining, "uma senha longa"), password_hash="unused", verified=True)
        await self.tx.execute(
            "UPDATE members SET sensitive = $2, of_age = $3, suspended_at = CASE WHEN $4 THEN now() END WHERE id = $1",
            account.id,
            sensitive,
            of_age,
            suspended,
        )
        actor = account.actor()
        return Member(
            id=actor.id,
            slug=slug,
            display_name=actor.display_name,
            sensitive=sensitive,
            of_age=of_age,
            verified=True,
            agreed=actor.agreed,
        )

    async def upload(self, owner: Member, *, content_type: str = "image/jpeg", size: int = 1000) -> Upload:
        upload_id = new_id()
        upload = Upload(
            id=upload_id,
            created_by_id=owner.id,
            key=f"test/quarantine/{upload_id}",
            size=size,
            content_type=content_type,
            sha256=hashlib.sha256(upload_id.bytes).digest(),
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        )
        await images.insert_upload(self.tx, upload)
        return upload

    async def image(
        self,
        owner: Member,
        *,
        title: str = "Sem título",
        visibility: Visibility = Visibility.PUBLIC,
        sensitive: bool = False,
        state: State = State.PUBLISHED,
        moderation: Moderation = Moderation.CLEAR,
        deleted: bool = False,
        published_at: datetime | None = None,
    ) -> UUID:
        image_id, upload = new_id(), await self.upload(owner)
        details = Details(title=title, visibility=visibility, sensitive=sensitive)
        await images.insert_image(self.tx, image_id, upload, details, f"test/{owner.id}/{image_id}/original.jpg")
        await images.mark_published(
            self.tx, image_id, image_format="jpeg", width=1200, height=800, thumbhash=b"\1\2\3", color="#806040"
        )
        await images.replace_variants(self.tx, image_id, [_variant(owner, image_id, name) for name in VariantName])
        await self.tx.execute(
            "UPDATE images SET state = $2, moderation = $3, deleted_at = CASE WHEN $4 THEN now() END,"
            " published_at = coalesce($5, published_at) WHERE id = $1",
            image_id,
            state,
            moderation,
            deleted,
            published_at,
        )
        return image_id


@pytest.fixture
async def tx(shared_database_url: str) -> AsyncIterator[Tx]:
    """Lend a transaction on a migrated database and roll it back after the test."""
    connection = await asyncpg.connect(shared_database_url)
    await prepare_connection(connection)
    transaction = connection.transaction()
    await transaction.start()
    yield Tx(connection)
    await transaction.rollback()
    await connection.close()


@pytest.fixture
def make(tx: Tx) -> Make:
    return Make(tx)


def _variant(owner: Member, image_id: UUID, name: VariantName) -> StoredVariant:
    return StoredVariant(
        name=name,
        key=f"test/{owner.id}/{image_id}/{name}.webp",
        content_type="image/webp",
        width=320,
        height=213,
        size=100,
        sha256=hashlib.sha256(f"{image_id}{name}".encode()).digest(),
    )
