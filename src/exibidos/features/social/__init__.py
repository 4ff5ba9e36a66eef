"""What is between people: who follows, who is kept out, what is not to be seen? The door of social."""

from exibidos.features.social.events import Blocked, FollowAccepted, FollowAsked, Followed, Unblocked, Unfollowed
from exibidos.features.social.model import Circle, Face, FollowState, Mute, MuteKind, Relation
from exibidos.features.social.policy import FOLLOWS_AN_HOUR, MOST_MUTES, WORD_LONGEST, may_look_around
from exibidos.features.social.service.block import block, unblock
from exibidos.features.social.service.follow import accept, follow, refuse, remove_follower, unfollow
from exibidos.features.social.service.look import (
    count_circle,
    count_requests,
    find_id,
    get_blockable,
    get_profile,
    get_relation,
    list_blocked,
    list_followers,
    list_following,
    list_requests,
    may_reach,
)
from exibidos.features.social.service.mute import list_mutes, mute, mute_word, unmute, unmute_person

__all__ = [
    "FOLLOWS_AN_HOUR",
    "MOST_MUTES",
    "WORD_LONGEST",
    "Blocked",
    "Circle",
    "Face",
    "FollowAccepted",
    "FollowAsked",
    "FollowState",
    "Followed",
    "Mute",
    "MuteKind",
    "Relation",
    "Unblocked",
    "Unfollowed",
    "accept",
    "block",
    "count_circle",
    "count_requests",
    "find_id",
    "follow",
    "get_blockable",
    "get_profile",
    "get_relation",
    "list_blocked",
    "list_followers",
    "list_following",
    "list_mutes",
    "list_requests",
    "may_look_around",
    "may_reach",
    "mute",
    "mute_word",
    "refuse",
    "remove_follower",
    "unblock",
    "unfollow",
    "unmute",
    "unmute_person",
]
