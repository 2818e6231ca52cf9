"""Every table of the database, with the categories of its fields."""

from events.privacy.fields import CONTENT_TABLES
from events.privacy.personal_fields import PERSONAL_TABLES

TABLES = CONTENT_TABLES | PERSONAL_TABLES
