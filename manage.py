#!/usr/bin/env python
"""Django's command line; CENTRE_ENV says for which surroundings (see settings)."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"{mistake}")  # a sentence for people; the traceback would hide it
