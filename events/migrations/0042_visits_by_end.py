from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0041_facts_from_texts")]

    operations = [
        migrations.AddIndex(
            model_name="studyvisit",
            index=models.Index(models.F("ends_at"), name="visit_by_end"),
        ),
    ]
