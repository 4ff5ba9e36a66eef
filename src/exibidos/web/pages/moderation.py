"""What waits for a moderator, and what do they decide? The queue, a case with its picture in the dark, and the way back."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import images, moderation
from exibidos.features.images import MediaUrls, Sight, VariantName
from exibidos.features.moderation import Action, Case, Decision, Kind, Report, Ruling
from exibidos.kernel.actor import Moderator
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, Invalid, Problem
from exibidos.platform.db import Database, ReadTx
from exibidos.platform.http import Given, get
from exibidos.platform.settings import Settings
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import card_of
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.ratio import ratio_class
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/moderation"
_LATEST = 8
# In the order of the keys 1 to 6, the mildest first.
_ORDER = (Action.APPROVE, Action.DISMISS, Action.RESTORE, Action.HIDE, Action.REMOVE, Action.HOLD)


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A case of the queue; `dark` is its picture blurred, None where there is none or it is sealed."""

    case: Case
    dark: str | None
    late: bool


class QueuePage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    lines: tuple[CaseLine, ...] = ()
    latest: tuple[Decision, ...] = ()


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """`src` is the picture, blurred unless `clear`. `alike` are photos that hang and look the same. `may` is what may be done."""

    frame: Frame
    case: Case
    src: str | None
    clear: bool
    may_look: bool
    theirs: bool
    late: bool
    ratio: str
    may: tuple[Action, ...]
    reports: tuple[Report, ...] = ()
    history: tuple[Decision, ...] = ()
    alike: tuple[PhotoCard, ...] = ()
    kinds: tuple[Kind, ...] = tuple(Kind)
    form: Form = Form()
    longest: int = moderation.WORDS_LONGEST
    before: UUID | None = None
    after: UUID | None = None


class RulingForm(msgspec.Struct, frozen=True, kw_only=True):
    action: str = ""
    rule: str = ""
    note: str = ""
    statement: str = ""
    ban: str = ""

    def ruling(self) -> Ruling:
        try:
            action = Action(self.action)
        except ValueError:
            raise Invalid("moderation.action_missing", field="action") from None
        rule = moderation.kind_of(self.rule) if self.rule else None
        return Ruling(action=action, rule=rule, note=self.note, statement=self.statement, ban=bool(self.ban))


@get(_HERE)
async def queue_page(
    moderator: Given[Moderator],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page:
    at, openers = now(), settings.moderation.openers
    async with database.read() as tx:
        cases = await moderation.list_cases(tx, moderator)
        latest = await moderation.list_latest(tx, moderator, _LATEST)
    lines = tuple(
        CaseLine(case=each, dark=_dark(each, moderator, media, openers), late=each.due_at < at) for each in cases
    )
    return reader.page("moderation.html", QueuePage(frame=reader.frame, lines=lines, latest=tuple(latest)))


@get(f"{_HERE}/cases/{{case_id:uuid}}")
async def case_page(
    case_id: FromPath[UUID],
    moderator: Given[Moderator],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page:
    return reader.page("case.html", await _page(case_id, moderator, database, media, settings, reader))


@post(f"{_HERE}/cases/{{case_id:uuid}}/look", status_code=200)
async def look_at_case(
    case_id: FromPath[UUID],
    moderator: Given[Moderator],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page:
    """Lift the blur for this one look; it is answered for."""
    async with database.write() as tx:
        await moderation.look(tx, moderator, case_id, settings.moderation.openers)
    page = await _page(case_id, moderator, database, media, settings, reader, clear=True)
    return reader.page("case.html", page)


@post(f"{_HERE}/cases/{{case_id:uuid}}")
async def decide_case(
    case_id: FromPath[UUID],
    data: URLEncodedBody[RulingForm],
    moderator: Given[Moderator],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page | Redirect:
    """Decide, and go on with the next case."""
    try:
        ruling = data.ruling()
        async with database.write() as tx:
            await moderation.decide(tx, moderator, case_id, ruling, settings.moderation.openers, at=now())
            waiting = await moderation.list_cases(tx, moderator)
    except Forbidden:
        raise
    except Problem as problem:
        page = await _page(case_id, moderator, database, media, settings, reader)
        form = reader.refused(problem, msgspec.structs.asdict(data))
        return reader.page("case.html", msgspec.structs.replace(page, form=form), problem=problem)
    following = next((each for each in waiting if each.id != case_id), None)
    return go(_HERE if following is None else f"{_HERE}/cases/{following.id}", "case_decided")


@post(f"{_HERE}/decisions/{{decision_id:uuid}}/undo")
async def undo_decision(
    decision_id: FromPath[UUID], moderator: Given[Moderator], database: Given[Database], settings: Given[Settings]
) -> Redirect:
    async with database.write() as tx:
        case_id = await moderation.undo(tx, moderator, decision_id, settings.moderation.openers, at=now())
    return go(f"{_HERE}/cases/{case_id}", "decision_undone")


def _dark(case: Case, moderator: Moderator, media: MediaUrls, openers: tuple[str, ...]) -> str | None:
    facts = moderation.facts_of(case, (), moderator, openers)
    if case.width is None or (case.moderation == "held" and not facts.opener):
        return None
    return media.url_for_moderator(case.image_id, moderator, VariantName.BLUR, now=now())


async def _page(
    case_id: UUID,
    moderator: Moderator,
    database: Database,
    media: MediaUrls,
    settings: Settings,
    reader: Reader,
    *,
    clear: bool = False,
) -> CasePage:
    at, openers = now(), settings.moderation.openers
    async with database.read() as tx:
        case, reports, history = await moderation.get_case(tx, moderator, case_id)
        alike = await _alike(tx, case, moderator, media)
        queue = [each.id for each in await moderation.list_cases(tx, moderator)]
    facts = moderation.facts_of(case, reports, moderator, openers)
    may = moderation.may_do(facts) if case.closed_at is None else frozenset()
    shown = media.url_for_moderator(case.image_id, moderator, VariantName.FULL, now=at) if clear else None
    place = queue.index(case_id) if case_id in queue else None
    return CasePage(
        frame=reader.frame,
        case=case,
        src=shown or _dark(case, moderator, media, openers),
        clear=shown is not None,
        may_look=moderation.may_look(facts),
        theirs=facts.theirs,
        late=case.closed_at is None and case.due_at < at,
        ratio=ratio_class(case.width or 3, case.height or 2),
        may=tuple(each for each in _ORDER if each in may),
        reports=tuple(reports),
        history=tuple(history),
        alike=alike,
        before=queue[place - 1] if place else None,
        after=queue[place + 1] if place is not None and place + 1 < len(queue) else None,
    )


async def _alike(tx: ReadTx, case: Case, moderator: Moderator, media: MediaUrls) -> tuple[PhotoCard, ...]:
    """Return the photos that hang and look the same, as this moderator may see them anyway."""
    photos = await images.list_some(tx, moderator, case.alike_to)
    return tuple(card_of(each, moderator, media, now()) for each in photos if each.sight is not Sight.NONE)
