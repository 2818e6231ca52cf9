"""What the migrations up to 0043 make, as one (record 57)."""

from django.conf import settings
from django.db import migrations

from centre.operations import at_once
from events.migrations.release_0_1_0 import (
    activities,
    counting,
    mail,
    people,
    programmes,
    registrations,
    sessions,
    triggers,
    visit_requests,
    visits,
)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("events", "0001_initial"),
        ("events", "0002_quick_lists"),
        ("events", "0003_delegations_whole_way"),
        ("events", "0011_forgetting"),
        ("events", "0012_mail_being_sent"),
        ("events", "0013_mail_wordings"),
        ("events", "0014_proof_of_address"),
        ("events", "0015_requests_in_bounds"),
        ("events", "0016_parts"),
        ("events", "0017_proposals_turned_down"),
        ("events", "0018_take_over"),
        ("events", "0019_link_to_review"),
        ("events", "0020_edits_settle"),
        ("events", "0021_mail_code"),
        ("events", "0022_joined_delegations"),
        ("events", "0023_late_requests"),
        ("events", "0024_move_to_answer"),
        ("events", "0025_pictures_consent"),
        ("events", "0026_person_removed_mail"),
        ("events", "0027_interpretation_arranged"),
        ("events", "0028_clean_texts"),
        ("events", "0029_pictures_made_again"),
        ("events", "0030_dates_in_bounds"),
        ("events", "0031_hours_until_midnight"),
        ("events", "0032_mail_failures_and_limits"),
        ("events", "0033_history_in_the_order_of_steps"),
        ("events", "0034_delegate_changes"),
        ("events", "0035_feedback_given"),
        ("events", "0036_visit_request_wishes"),
        ("events", "0037_session_place"),
        ("events", "0038_calendar_sequence"),
        ("events", "0039_former_days"),
        ("events", "0040_facts_of_offers"),
        ("events", "0041_facts_from_texts"),
        ("events", "0042_visits_by_end"),
        ("events", "0043_previous_start"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = at_once(
        *activities.TABLES,
        *sessions.TABLES,
        *visits.TABLES,
        *programmes.TABLES,
        *registrations.TABLES,
        *people.TABLES,
        *visit_requests.TABLES,
        *mail.TABLES,
        *counting.TABLES,
        *triggers.TRIGGERS,
    )
