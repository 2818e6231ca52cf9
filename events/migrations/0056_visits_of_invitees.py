"""Note which visits those registered for who want invitations.

Whoever agreed before is given the visits of the registrations in which the consent
still stands and the address is still known.
"""

from django.db import migrations, models

from centre.operations import at_once
from centre.text.emails import FoldedEmail


def note_visits(apps, schema_editor):
    """Note the visits of everybody who wants invitations."""
    invitee_model = apps.get_model("events", "Invitee")
    registrations = apps.get_model("events", "Registration").objects
    agreed = registrations.filter(
        consents__purpose="invitations",
        consents__delegate=None,
        consents__withdrawn_at=None,
    ).annotate(address=FoldedEmail("contact_email"))
    invitees = invitee_model.objects.annotate(address=FoldedEmail("email"))
    for invitee in invitees.iterator():
        own = agreed.filter(address=invitee.address).values_list("visit", flat=True)
        invitee.visits.add(*own.distinct())


class Migration(migrations.Migration):
    dependencies = [("events", "0055_first_mail_due")]

    operations = at_once(
        migrations.AddField(
            model_name="invitee",
            name="visits",
            field=models.ManyToManyField(
                blank=True,
                related_name="invitees",
                to="events.studyvisit",
                verbose_name="visits that they registered for",
            ),
        ),
        migrations.RunPython(note_visits, migrations.RunPython.noop),
    )
