"""Pictures and private files in a store that speaks S3, for several servers.

It needs the packages of `requirements-s3.txt`. Pictures are public, and their addresses
carry no signature; private files have no address, as on a disk: the site reads them and
gives them out, so that whoever may not see a file any more gets nothing of it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

T = TypeVar("T")
# A store that does not answer must not hold the site's threads; and checksums of their
# own kind not every store knows.
SOON = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 3},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def _as_of_a_disk(work: Callable[..., T]) -> Callable[..., T]:
    """Let a store that fails look as a disk that fails does."""

    @wraps(work)
    def wrapped(*args: Any, **kwargs: Any) -> T:
        try:
            return work(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"The object store failed: {error}") from error

    return wrapped


class ObjectStorage(S3Storage):
    """A bucket whose objects are named by their content; each is there whole or not."""

    client_config: Any

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_config = self.client_config.merge(SOON)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address at MEDIA_URL, where the bucket's objects are given out."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    _open = _as_of_a_disk(S3Storage._open)
    _save = _as_of_a_disk(S3Storage._save)
    delete = _as_of_a_disk(S3Storage.delete)
    exists = _as_of_a_disk(S3Storage.exists)
    listdir = _as_of_a_disk(S3Storage.listdir)
    size = _as_of_a_disk(S3Storage.size)

    @_as_of_a_disk
    def open_part(self, name: str, first: int, length: int) -> Any:
        """Return some bytes of an object to read and close, without fetching the rest.

        Raises FileNotFoundError where there is no such object.
        """
        key = self._normalize_name(name)
        try:
            span = f"bytes={first}-{first + length - 1}"
            return self.bucket.Object(key).get(Range=span)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise FileNotFoundError(name) from error
            raise


class PrivateObjectStorage(ObjectStorage):
    """A bucket whose objects have no address of their own."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        raise ValueError("A private file has no address of its own.")
