"""The site's settings with one more language, written from right to left.

Nothing else differs: this is all that a new language takes in the settings.
"""

from centre.settings import *  # noqa: F403
from centre.settings import CENTRE_LANGUAGES as SITE_LANGUAGES
from centre.settings import DATABASES as SITE_DATABASES

CENTRE_LANGUAGES = {**SITE_LANGUAGES, "ar": "العربية"}
LANGUAGES = list(CENTRE_LANGUAGES.items())
MODELTRANSLATION_LANGUAGES = tuple(CENTRE_LANGUAGES)

# A database of its own, beside that of the run that started this one.
DATABASES = {
    "default": {**SITE_DATABASES["default"], "TEST": {"NAME": "test_right_to_left"}}
}
