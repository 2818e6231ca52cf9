"""The WSGI application that the production server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")

application = get_wsgi_application()

from centre.startup import (  # noqa: E402 - needs the apps
    require_language_columns,
    require_whole_database,
)

require_whole_database()
require_language_columns()
