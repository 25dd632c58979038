from django.db import migrations, models


class Migration(migrations.Migration):
    """A file of a draft may be a picture within its text."""

    dependencies = [("cases", "0046_steps_are_due_when_they_are_to_be_done")]

    operations = [
        migrations.AddField("draftfile", "is_inline", models.BooleanField(default=False, db_default=False)),
    ]
