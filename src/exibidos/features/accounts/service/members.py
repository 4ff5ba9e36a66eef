"""How do people join, sign in and show themselves?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import MemberJoined, PasswordChanged, PrivateChanged
from exibidos.features.accounts.model import Account, AgreementWay, ConsentWay, Device, Joining, LinkPurpose, Profile
from exibidos.features.accounts.service.consents import give_consent
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.features.accounts.service.slugs import find_taken_slug
from exibidos.features.accounts.store import agreements, links, subjects
from exibidos.features.accounts.store import members as store
from exibidos.kernel.actor import Member, Standing, Viewer
from exibidos.kernel.errors import Conflict, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.kernel.names import plain_text
from exibidos.platform.db import Database, ReadTx, Tx


def check(joining: Joining, password: str | None, *, club: str = "") -> Joining:
    """Return what was said in its canonical form; raises Invalid with the field at fault. Costs nothing, so it goes before hashing.

    Whoever comes in another way joins without a password: None. `club` is a name that nobody may bear.
    """
    policy.check_age(joining.of_age)
    slug = policy.canonical_slug(joining.slug)
    canonical = policy.canonical_email(joining.email)
    if password is not None:
        policy.check_password(password, email=canonical, slug=slug)
    bio = plain_text(joining.bio)
    if len(bio) > policy.BIO_LONGEST:
        raise Invalid("accounts.bio_length", field="bio", longest=policy.BIO_LONGEST)
    name = policy.check_name(joining.display_name, club=club)
    return msgspec.structs.replace(joining, slug=slug, email=joining.email.strip(), display_name=name, bio=bio)


async def join(tx: Tx, joining: Joining, *, password_hash: str | None, verified: bool = False) -> Account:
    """Make a member of someone whose words `check` has passed; raises Conflict when e-mail or slug is taken.

    Without a password they come in another way. What they agreed to, the texts of the club and beside them, is recorded, each by itself.
    """
    member_id = new_id()
    if await find_taken_slug(tx, joining.slug):
        raise Conflict("accounts.slug_taken", field="slug")
    taken = await store.insert(
        tx,
        member_id,
        joining,
        email_canonical=policy.canonical_email(joining.email),
        password_hash=password_hash,
        verified=verified,
    )
    if taken:
        raise Conflict(f"accounts.{taken}_taken", field=taken)
    await subjects.insert(tx, member_id)
    await agreements.insert(tx, member_id, joining.terms_version, AgreementWay.JOINING)
    for purpose in joining.consents:
        await give_consent(tx, member_id, purpose, text_version=policy.CONSENT_VERSION, how=ConsentWay.JOINING)
    tx.emit(MemberJoined(member_id=member_id))
    return await get_account(tx, member_id)


async def sign_in(database: Database, passwords: Passwords, *, email: str, password: str) -> Account:
    """Return whose address and password these are, or raise the one Invalid that serves every reason.

    Takes the database, not a Tx: comparing costs a tenth of a second, and no connection waits for it.
    """
    async with database.read() as tx:
        found = await store.find_credentials(tx, policy.find_canonical_email(email))
    matched = await passwords.matches(found.password_hash if found else None, password[: policy.PASSWORD_LONGEST + 1])
    if found is None or not matched or found.account.suspended:
        raise Invalid("accounts.wrong_credentials")
    return found.account


async def check_again(database: Database, passwords: Passwords, member_id: UUID, password: str) -> Account:
    """Return the account of a signed-in member who knows their password, with the facts of this moment; Invalid for every other."""
    async with database.read() as tx:
        account = await store.find_account(tx, member_id)
        password_hash = await store.find_password(tx, member_id)
    matched = await passwords.matches(password_hash, password[: policy.PASSWORD_LONGEST + 1])
    if account is None or not matched or account.suspended:
        raise Invalid("accounts.wrong_password", field="password")
    return account


async def check_new_password(tx: ReadTx, member_id: UUID, password: str) -> None:
    """Refuse what cannot be this member's password; costs nothing, so it goes before hashing."""
    names = await store.find_names(tx, member_id)
    if names is None:
        raise NotFound("accounts.no_such_member")
    policy.check_password(password, email=names[0], slug=names[1])


async def set_password(tx: Tx, member_id: UUID, password_hash: str, device: Device, *, at: datetime) -> None:
    """Give a member a new password, or their first; what was open before it ends with the commit (`PasswordChanged`).

    So does a change of address that waits: whoever knew the old password may have asked for it.
    """
    await store.lock_addressee(tx, member_id)
    await store.update_password(tx, member_id, password_hash)
    for purpose in (LinkPurpose.EMAIL, LinkPurpose.KEEP):
        await links.end_of_member(tx, member_id, purpose, at=at)
    tx.emit(PasswordChanged(member_id=member_id, device=device))


async def has_password(tx: ReadTx, member_id: UUID) -> bool:
    """Say whether a member may come in with a password, or only as they are known elsewhere or by a passkey."""
    return await store.find_password(tx, member_id) is not None


async def count_ways_in(tx: Tx, member_id: UUID) -> int:
    """Count a member's ways in for `check_may_remove_way_in`, and hold their row until the commit."""
    return await store.count_ways_in(tx, member_id)


async def get_profile(tx: ReadTx, slug: str) -> Profile:
    """Return what anyone may know about a member, by slug; raises NotFound.

    By a slug that they left as well, until somebody else has it: whose `slug` is another than was asked for has moved.
    """
    asked = slug.casefold()
    profile = await store.find_profile(tx, asked) if policy.is_slug(asked) else None
    if profile is None:
        raise NotFound("accounts.no_such_member")
    return profile


async def get_viewer(tx: ReadTx, member_id: UUID) -> Viewer:
    """Return a member with the facts of this moment; raises NotFound when they are gone, suspended or deactivated."""
    account = await store.find_account(tx, member_id)
    if account is None or account.away:
        raise NotFound("accounts.no_such_member")
    return account.actor()


async def find_account(tx: ReadTx, member_id: UUID) -> Account | None:
    """Return a member's own row, None when they are gone."""
    return await store.find_account(tx, member_id)


async def get_account(tx: ReadTx, member_id: UUID) -> Account:
    """Return a member's own row; raises NotFound."""
    account = await store.find_account(tx, member_id)
    if account is None:
        raise NotFound("accounts.no_such_member")
    return account


async def set_standing(tx: Tx, member_id: UUID, standing: Standing) -> None:
    """Let a member stand as they have earned; nothing happens when they do already."""
    await set_standings(tx, {member_id: standing})


async def is_private(tx: ReadTx, member: Member) -> bool:
    """Say whether a member's account is private: following asks first, photos are for followers."""
    return await store.is_private(tx, member.id)


async def set_private(tx: Tx, member: Member, private: bool) -> None:
    """Make an account private or open it. Who follows stays; who asked still waits for an answer."""
    if await store.update_private(tx, member.id, private):
        tx.emit(PrivateChanged(member_id=member.id, private=private))


async def set_standings(tx: Tx, earned: Mapping[UUID, Standing]) -> None:
    """Let many members stand as they have earned, in one statement."""
    for change in await store.update_standings(tx, earned):
        tx.emit(change)


async def has_address(tx: ReadTx, email: str) -> bool:
    """Say whether somebody is a member under this address, however it is spelt."""
    return await store.find_credentials(tx, policy.find_canonical_email(email)) is not None


async def any_members(tx: ReadTx) -> bool:
    """Say whether anybody has joined yet."""
    return await store.any_members(tx)
