"""What the database holds, for the tests of loading the demo."""

from collections import Counter

from django.apps import apps
from django.core import serializers


def everything() -> Counter:
    """Every row of our apps and of their histories, whole."""
    models = [
        model
        for label in ("centre", "news", "events")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    rows = (row for model in models for row in model._base_manager.all())
    return Counter(serializers.serialize("jsonl", rows).splitlines())
