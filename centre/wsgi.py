"""The WSGI application that the production server runs."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")

application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs the apps, as all below

from centre.database_limits import limit_database  # noqa: E402
from centre.startup import (  # noqa: E402
    require_language_columns,
    require_whole_database,
)
from centre.web.page_cache import with_page_cache  # noqa: E402

limit_database("web")
require_whole_database()
require_language_columns()
if settings.CENTRE_PAGE_CACHE_BYTES:
    application = with_page_cache(application)
