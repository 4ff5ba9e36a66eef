"""Which pages are there? One module each: a frozen context, its template, its handlers. This list is the site."""

from exibidos.web.pages.abroad import feed, oembed, robots, sitemap, sitemaps
from exibidos.web.pages.account import (
    account_page,
    change_email,
    confirm_email,
    confirm_page,
    drop_email,
    keep_email,
    keep_page,
)
from exibidos.web.pages.agree import agree, agree_later, agree_page
from exibidos.web.pages.cases import cases_page, claim
from exibidos.web.pages.circle import block, follow, followers, following, mute
from exibidos.web.pages.codes import codes_page, remove_codes, renew_recovery, set_up_codes
from exibidos.web.pages.components import components
from exibidos.web.pages.consents import consent, consents_page
from exibidos.web.pages.deactivate import deactivate, deactivate_page
from exibidos.web.pages.developers import developers
from exibidos.web.pages.events import events_page
from exibidos.web.pages.first_admin import become_admin, first_admin_page
from exibidos.web.pages.half_in import answer_code, code_page, come_back, return_page
from exibidos.web.pages.home import home
from exibidos.web.pages.install import offline, webmanifest, worker
from exibidos.web.pages.invitations import invitations_page, invite, revoke_invitation
from exibidos.web.pages.join import join, join_page, sent_page
from exibidos.web.pages.join_letter import answer, confirm, letter_page, not_me
from exibidos.web.pages.joinings import decide, joinings_page
from exibidos.web.pages.linked import link, linked_page, unlink
from exibidos.web.pages.mine import change_mine, leave_trash, mine_page, trash_page
from exibidos.web.pages.moderation import case_page, decide_case, look_at_case, queue_page, undo_decision
from exibidos.web.pages.notifications import mark_all_seen, notifications_page
from exibidos.web.pages.original import fetch_original, original_page
from exibidos.web.pages.outbox import kept_html, kept_letter, outbox
from exibidos.web.pages.passkeys import passkeys_page, remove_passkey, rename_passkey
from exibidos.web.pages.password import change_password, password_page
from exibidos.web.pages.people import (
    decide_request,
    mute_word,
    people_page,
    remove_follower,
    requests_page,
    set_private,
    unblock,
    unmute,
)
from exibidos.web.pages.photo import delete, edit, photo, reveal, vote
from exibidos.web.pages.portfolio import hang, portfolio, portfolio_settings
from exibidos.web.pages.portrait import remove_picture, send_picture
from exibidos.web.pages.profile import profile
from exibidos.web.pages.profile_settings import portray, profile_settings, rename
from exibidos.web.pages.prove import prove, prove_page
from exibidos.web.pages.report import receipt_page, report, report_page, report_sent
from exibidos.web.pages.reset import ask_reset, new_password_page, reset_page, reset_sent, set_password
from exibidos.web.pages.sessions import end_all_sessions, end_other_sessions, end_session, sessions_page
from exibidos.web.pages.settings import settings_page
from exibidos.web.pages.sign_in import sign_in, sign_in_page, sign_out
from exibidos.web.pages.sign_in_link import ask_link, ask_link_page, link_page, link_sent, open_link
from exibidos.web.pages.standing import standing_page
from exibidos.web.pages.texts import about, privacy, rules, terms
from exibidos.web.pages.tokens import make_token, revoke_token, tokens_page
from exibidos.web.pages.unsubscribe import unsubscribe, unsubscribe_page
from exibidos.web.pages.upload import upload, upload_page
from exibidos.web.pages.wishes import set_wishes, wishes_page
from exibidos.web.pages.with_provider import back, join_with, rest_page, send_away

PAGES = [
    home,
    photo,
    reveal,
    edit,
    delete,
    vote,
    upload_page,
    upload,
    join_page,
    join,
    sent_page,
    letter_page,
    confirm,
    answer,
    not_me,
    joinings_page,
    first_admin_page,
    become_admin,
    decide,
    invitations_page,
    invite,
    revoke_invitation,
    sign_in_page,
    sign_in,
    sign_out,
    code_page,
    answer_code,
    return_page,
    come_back,
    codes_page,
    set_up_codes,
    renew_recovery,
    remove_codes,
    deactivate_page,
    deactivate,
    send_away,
    back,
    rest_page,
    join_with,
    prove_page,
    prove,
    ask_link_page,
    ask_link,
    link_sent,
    link_page,
    open_link,
    reset_page,
    ask_reset,
    reset_sent,
    new_password_page,
    set_password,
    account_page,
    change_email,
    drop_email,
    confirm_page,
    confirm_email,
    keep_page,
    keep_email,
    events_page,
    profile,
    profile_settings,
    portray,
    rename,
    portfolio,
    portfolio_settings,
    hang,
    send_picture,
    remove_picture,
    followers,
    following,
    follow,
    mute,
    block,
    requests_page,
    decide_request,
    original_page,
    fetch_original,
    mine_page,
    change_mine,
    trash_page,
    leave_trash,
    people_page,
    set_private,
    mute_word,
    unmute,
    unblock,
    remove_follower,
    standing_page,
    settings_page,
    consents_page,
    consent,
    password_page,
    change_password,
    sessions_page,
    end_session,
    end_other_sessions,
    end_all_sessions,
    passkeys_page,
    rename_passkey,
    remove_passkey,
    linked_page,
    link,
    unlink,
    tokens_page,
    make_token,
    revoke_token,
    developers,
    report_page,
    report,
    report_sent,
    receipt_page,
    cases_page,
    claim,
    queue_page,
    case_page,
    look_at_case,
    decide_case,
    undo_decision,
    terms,
    rules,
    privacy,
    about,
    agree_page,
    agree,
    agree_later,
    notifications_page,
    mark_all_seen,
    wishes_page,
    set_wishes,
    unsubscribe_page,
    unsubscribe,
    feed,
    sitemaps,
    sitemap,
    robots,
    oembed,
    webmanifest,
    worker,
    offline,
]
# What only those who build the house need to see; production has none of it.
WORKSHOP = [components, outbox, kept_letter, kept_html]
