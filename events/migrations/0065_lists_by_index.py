import django.contrib.postgres.indexes
from django.db import migrations, models

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [("events", "0064_published_until")]

    operations = at_once(
        migrations.RemoveIndex(
            model_name="activity",
            name="activity_languages",
        ),
        migrations.AddIndex(
            model_name="activity",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["languages", "interpreted_into", "audiences"],
                name="activity_asked_for",
            ),
        ),
        migrations.AddIndex(
            model_name="activitydocument",
            index=models.Index(fields=["file"], name="activitydocument_file"),
        ),
        migrations.AddIndex(
            model_name="activitypicture",
            index=models.Index(
                fields=["image"],
                name="activitypicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="activitypicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="activitypicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="activitypicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="activitypicture_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="invitee",
            index=models.Index(fields=["-agreed_at", "-id"], name="invitee_newest"),
        ),
        migrations.AddIndex(
            model_name="outgoingemail",
            index=models.Index(
                fields=["-created_at", "-id"], name="outgoing_email_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                fields=["created_at", "id"], name="registration_by_time"
            ),
        ),
        migrations.AddIndex(
            model_name="staffmessage",
            index=models.Index(
                fields=["-created_at", "-id"], name="staff_message_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="visitdocument",
            index=models.Index(fields=["file"], name="visitdocument_file"),
        ),
        migrations.AddIndex(
            model_name="visitpicture",
            index=models.Index(
                fields=["image"],
                name="visitpicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="visitpicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="visitpicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="visitpicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="visitpicture_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="visitrequest",
            index=models.Index(
                fields=["-created_at", "-id"], name="visit_request_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="visitrequest",
            index=models.Index(
                fields=["status", "created_at"], name="visit_request_waits"
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("proof_due_at__isnull", False)),
                fields=["proof_due_at"],
                name="registration_unverified",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("status__in", ["waitlisted", "offered"])),
                fields=["visit"],
                name="registration_in_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="staffmessage",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False), ("sent_at", None)),
                fields=["scheduled_at"],
                name="staff_message_waits",
            ),
        ),
    )
