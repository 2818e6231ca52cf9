"""The WSGI application that the production server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")

application = get_wsgi_application()

from centre.database_limits import limit_database  # noqa: E402 - needs the apps
from centre.startup import require_language_columns  # noqa: E402 - needs the apps

limit_database("web")
require_language_columns()
