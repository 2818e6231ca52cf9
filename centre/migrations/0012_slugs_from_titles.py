"""Give what exists a slug in each language that it is complete in.

The language whose title the present one was made from keeps it, else the house's; the
others get one made from their title, and the present one leads on to it. Each row is a
transaction of its own, `updated_at` stays, and a second run fills what a first one left.
"""

import re
from itertools import chain, count

from django.conf import settings
from django.db import migrations

from centre.content.addresses import is_reserved
from centre.text.slugs import make_slug

# The page, and what a language needs to be complete: the first field is the title.
THINGS = {
    "centre.page": ("centre:page", "title", "body"),
    "news.topic": ("news:topic", "name"),
    "news.post": ("news:post-detail", "title", "lead", "body"),
    "events.activitytype": ("events:activity-type", "name", "description"),
    "events.activity": ("events:activity-detail", "title", "summary"),
    "events.studyvisit": ("events:visit-detail", "title", "summary", "description"),
}


def fill(apps, schema_editor):
    former = apps.get_model("centre", "FormerSlug").objects
    for label, (view, *required) in THINGS.items():
        model = apps.get_model(label)
        old = former.filter(model=label).values_list("slug", flat=True)
        taken = {*old, *model.objects.values_list("slug", flat=True)}
        for thing in model.objects.order_by("pk").iterator(chunk_size=200):
            slugs = missing_slugs(thing, view, required, taken)
            taken |= {*slugs.values()}
            if slugs:
                model.objects.filter(pk=thing.pk).update(**slugs)


def missing_slugs(thing, view, required, taken):
    """Return the slugs that a thing lacks, by column."""
    titles = {
        code: getattr(thing, f"{required[0]}_{code}")
        for code in (c.replace("-", "_") for c in settings.MODELTRANSLATION_LANGUAGES)
        if all((getattr(thing, f"{field}_{code}") or "").strip() for field in required)
    }
    house = settings.LANGUAGE_CODE.replace("-", "_")
    by_title = sorted(
        titles,
        key=lambda c: (not thing.slug.startswith(make_slug(titles[c])), c != house),
    )
    slugs = {}
    for place, code in enumerate(by_title):
        is_kept = place == 0 and re.fullmatch(r"[-a-zA-Z0-9_]+", thing.slug)
        base = (
            thing.slug if is_kept else make_slug(titles[code], thing._meta.model_name)
        )
        if getattr(thing, f"slug_{code}") is None:
            slugs[f"slug_{code}"] = free(base, view, taken, thing.slug)
    return slugs


def free(base, view, taken, own):
    return next(
        slug
        for slug in chain([base], (f"{base[:80]}-{n}" for n in count(2)))
        if (slug == own or slug not in taken) and not is_reserved(view, slug)
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("centre", "0011_slug_in_each_language"),
        ("events", "0044_slug_in_each_language"),
        ("news", "0004_slug_in_each_language"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
