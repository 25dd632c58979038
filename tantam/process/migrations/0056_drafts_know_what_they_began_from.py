from django.db import migrations, models


class Migration(migrations.Migration):
    """A draft knows from which version it was begun."""

    dependencies = [("process", "0055_firings_say_what_was_unsaid")]

    operations = [migrations.AddField("version", "begun_from", models.PositiveIntegerField(null=True))]
