"""Where uploads are stored, by the environment: on this disk, or in buckets (S3)."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

ON_DISK = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "centre.documents.storage.PrivateStorage"},
}
OBJECTS = "centre.documents.object_store"


def stores(env: Any) -> dict[str, dict[str, Any]]:
    """Return the stores of pictures and of private files, as STORAGES takes them.

    Raises ImproperlyConfigured where only one of the two buckets is named, or both are
    the same: pictures are public.
    """
    public, private = env.str("MEDIA_BUCKET", ""), env.str("PRIVATE_BUCKET", "")
    if not (public or private):
        return ON_DISK
    if not (public and private) or public == private:
        raise ImproperlyConfigured(
            "Name two buckets, MEDIA_BUCKET for what anybody may see and "
            "PRIVATE_BUCKET for what nobody may: or none, and files stay on the disk."
        )
    endpoint = env.str("STORE_ENDPOINT", "") or None
    kept = {"CacheControl": "public, max-age=31536000, immutable"}
    shared = {
        "endpoint_url": endpoint,
        "addressing_style": "path" if endpoint else None,
        "region_name": env.str("STORE_REGION", "") or None,
        "access_key": env.str("STORE_ACCESS_KEY", "") or None,
        "secret_key": env.str("STORE_SECRET_KEY", "") or None,
    }
    return {
        "default": {
            "BACKEND": f"{OBJECTS}.ObjectStorage",
            "OPTIONS": {"bucket_name": public, "object_parameters": kept, **shared},
        },
        "private": {
            "BACKEND": f"{OBJECTS}.PrivateObjectStorage",
            "OPTIONS": {"bucket_name": private, **shared},
        },
    }
