from django.db import migrations, models


class Migration(migrations.Migration):
    """Let kept text belong to a page that is known by its address.

    From varchar to text: no row is written anew.
    """

    dependencies = [("centre", "0042_published_until")]

    operations = [
        migrations.AlterField(
            model_name="unsavedform",
            name="object_key",
            field=models.TextField(blank=True),
        ),
    ]
