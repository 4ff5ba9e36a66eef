"""What is a photo, who may see it, how does it come in and go out? The door of images."""

from exibidos.features.images.events import (
    DropObjects,
    FoldDeliveries,
    ImageChanged,
    ImageDeleted,
    ImageProcessed,
    ImageRefused,
    ImageUploaded,
    ProcessImage,
    RedevelopImage,
    SweepUploads,
)
from exibidos.features.images.model import (
    Deliveries,
    Details,
    Licence,
    Photo,
    Reason,
    Sight,
    State,
    Terms,
    VariantName,
    ViewerClass,
    Visibility,
    Wishes,
)
from exibidos.features.images.policy import (
    ALLOWED_TYPES,
    ALT_LONGEST,
    CAPTION_LONGEST,
    LARGEST_BYTES,
    LICENCE_PAGES,
    TITLE_LONGEST,
    TYPES_BY_ENDING,
    check_declared,
    find_type,
)
from exibidos.features.images.service.deliver import MediaUrls, get_deliverable, is_public
from exibidos.features.images.service.delivery_log import DeliveryLog, delivery_of, open_delivery_log
from exibidos.features.images.service.desk import DeskRules, UploadDesk
from exibidos.features.images.service.edit import delete, describe
from exibidos.features.images.service.look import (
    count_listed_by_author,
    get_photo,
    lifting,
    list_by_author,
    list_some,
    list_wall,
)
from exibidos.features.images.service.seen import list_deliveries
from exibidos.features.images.service.terms import find_habits, list_terms
from exibidos.features.images.service.upload import UPLOADS_A_DAY
from exibidos.features.images.service.watch import Watch, topic
from exibidos.media import Corner

__all__ = [
    "ALLOWED_TYPES",
    "ALT_LONGEST",
    "CAPTION_LONGEST",
    "LARGEST_BYTES",
    "LICENCE_PAGES",
    "TITLE_LONGEST",
    "TYPES_BY_ENDING",
    "UPLOADS_A_DAY",
    "Corner",
    "Deliveries",
    "DeliveryLog",
    "DeskRules",
    "Details",
    "DropObjects",
    "FoldDeliveries",
    "ImageChanged",
    "ImageDeleted",
    "ImageProcessed",
    "ImageRefused",
    "ImageUploaded",
    "Licence",
    "MediaUrls",
    "Photo",
    "ProcessImage",
    "Reason",
    "RedevelopImage",
    "Sight",
    "State",
    "SweepUploads",
    "Terms",
    "UploadDesk",
    "VariantName",
    "ViewerClass",
    "Visibility",
    "Watch",
    "Wishes",
    "check_declared",
    "count_listed_by_author",
    "delete",
    "delivery_of",
    "describe",
    "find_habits",
    "find_type",
    "get_deliverable",
    "get_photo",
    "is_public",
    "lifting",
    "list_by_author",
    "list_deliveries",
    "list_some",
    "list_terms",
    "list_wall",
    "open_delivery_log",
    "topic",
]
