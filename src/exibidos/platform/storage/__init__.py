"""Where do photos lie? A port over any S3 store: R2, AWS, MinIO, SeaweedFS."""

from exibidos.platform.storage.model import Body, ObjectInfo, PresignedPut
from exibidos.platform.storage.s3 import Storage, open_storage, read_unsigned

__all__ = ["Body", "ObjectInfo", "PresignedPut", "Storage", "open_storage", "read_unsigned"]
