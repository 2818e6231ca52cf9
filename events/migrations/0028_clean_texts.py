"""Clean what was stored before texts were cleaned on every way in.

Afterwards one e-mail address in two forms is one. Where that makes two active
registrations of a visit the same contact's, nothing is changed and the migration stops
with their references: staff join them, or withdraw one, and it runs again.
"""

from collections import defaultdict

from django.db import migrations, models

import centre.text.emails
from centre.text.cleaning import clean_line, clean_text
from centre.text.emails import clean_email, fold_email

ACTIVE = ["requested", "confirmed", "waitlisted", "offered", "late"]
# What is no typed text, and what proves what was sent or shown.
UNTYPED_MODELS = {
    "outgoingemail", "noticeversion", "retentionrun", "ratewindow", "formerslug",
}  # fmt: skip
UNTYPED = {
    "reference", "token_hash", "submission_hash", "code_hash", "language", "slug",
    "status", "kind", "rendered", "digest", "hash", "previous_hash", "rule", "key",
    "history_type", "image", "file",
}  # fmt: skip


def find_collisions(apps, schema_editor):
    contacts = defaultdict(list)
    rows = apps.get_model("events", "Registration").objects.filter(status__in=ACTIVE)
    for visit, reference, email in rows.exclude(contact_email="").values_list(
        "visit", "reference", "contact_email"
    ):
        contacts[visit, fold_email(email)].append(reference)
    double = [", ".join(sorted(refs)) for refs in contacts.values() if len(refs) > 1]
    if double:
        raise RuntimeError(
            "These registrations of a visit have one contact address, written in two "
            f"ways. Join them or withdraw one, then migrate again: {'; '.join(double)}"
        )


def clean_rows(apps, schema_editor):
    for model in apps.get_models():
        ours = model._meta.app_label in {"centre", "news", "events"}
        if ours and model._meta.model_name not in UNTYPED_MODELS:
            _clean_model(model)


def _clean_model(model):
    cleaners = {
        field.attname: (_cleaner(field), field.max_length)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in UNTYPED
        and not field.primary_key
    }
    rows = model._base_manager.values("pk", *cleaners).iterator(chunk_size=500)
    for row in rows if cleaners else ():
        changed = {
            name: cleaned
            for name, (clean, most) in cleaners.items()
            if row[name] and (cleaned := clean(row[name])[:most]) != row[name]
        }
        if changed:
            model._base_manager.filter(pk=row["pk"]).update(**changed)


def _cleaner(field):
    if isinstance(field, models.EmailField):
        return clean_email
    return clean_text if isinstance(field, models.TextField) else clean_line


class Migration(migrations.Migration):
    # None on the other apps: what has no tables yet has no texts (record 57).
    dependencies = [("events", "0027_interpretation_arranged")]

    operations = [
        migrations.RunPython(find_collisions, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="registration", name="registration_once_per_contact"
        ),
        migrations.RunPython(clean_rows, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                "visit",
                centre.text.emails.FoldedEmail("contact_email"),
                condition=models.Q(status__in=ACTIVE) & ~models.Q(contact_email=""),
                name="registration_once_per_contact",
            ),
        ),
    ]
