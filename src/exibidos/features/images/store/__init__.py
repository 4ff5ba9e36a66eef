"""Which SQL asks for and writes photos? One module for each side from which they are looked at."""

from exibidos.features.images.store.cards import find_card, list_wanted, replace_card
from exibidos.features.images.store.darkroom import (
    find_original,
    list_variant_keys,
    mark_published,
    mark_refused,
    replace_variants,
    touch_published,
)
from exibidos.features.images.store.deliveries import add_deliveries, fold_deliveries, list_deliveries
from exibidos.features.images.store.delivery import Deliverable, find_deliverable
from exibidos.features.images.store.photos import (
    count_listed_by_author,
    delete_trash,
    find_photo,
    insert_image,
    list_by_author,
    list_changed,
    list_some,
    list_wall,
    mark_deleted,
    update_details,
)
from exibidos.features.images.store.terms import (
    begin_terms,
    find_habits,
    find_marked,
    keep_camera,
    list_terms,
    remember_habits,
    update_terms,
)
from exibidos.features.images.store.uploads import (
    delete_abandoned_uploads,
    finalize_upload,
    find_image_of_upload,
    find_nth_latest_upload,
    find_open_upload,
    insert_upload,
    lock_uploads_of,
)

__all__ = [
    "Deliverable",
    "add_deliveries",
    "begin_terms",
    "count_listed_by_author",
    "delete_abandoned_uploads",
    "delete_trash",
    "finalize_upload",
    "find_card",
    "find_deliverable",
    "find_habits",
    "find_image_of_upload",
    "find_marked",
    "find_nth_latest_upload",
    "find_open_upload",
    "find_original",
    "find_photo",
    "fold_deliveries",
    "insert_image",
    "insert_upload",
    "keep_camera",
    "list_by_author",
    "list_changed",
    "list_deliveries",
    "list_some",
    "list_terms",
    "list_variant_keys",
    "list_wall",
    "list_wanted",
    "lock_uploads_of",
    "mark_deleted",
    "mark_published",
    "mark_refused",
    "remember_habits",
    "replace_card",
    "replace_variants",
    "touch_published",
    "update_details",
    "update_terms",
]
